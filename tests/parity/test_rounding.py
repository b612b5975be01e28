"""Rounding of certified intervals: correct, or said not to be."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from parity.vectors.rounding import Rounded, decimal, ends, nearest, rounded

DTYPES = {name: np.dtype(name) for name in ("float64", "float32")}

dyadics = st.builds(
    lambda mantissa, exponent: Fraction(mantissa) * Fraction(2) ** exponent,
    st.integers(-(2**90), 2**90),
    st.integers(-1200, 1000),
)
near_float32 = st.builds(
    lambda number, off: Fraction(number) + Fraction(off) * Fraction(2) ** -170,
    st.floats(width=32, allow_nan=False, allow_infinity=False),
    st.integers(-3, 3),
)


@given(dyadics | near_float32)
def test_float64_is_what_python_makes_of_the_fraction(x: Fraction) -> None:
    try:
        expected = float(x)  # correctly rounded
    except OverflowError:
        expected = math.inf if x > 0 else -math.inf
    assert nearest(x, DTYPES["float64"]) == expected


@given(near_float32 | dyadics.filter(lambda x: abs(x) < 2**127))
def test_no_float32_is_nearer(x: Fraction) -> None:
    value = np.float32(nearest(x, DTYPES["float32"]))
    away = abs(Fraction(float(value)) - x)
    with np.errstate(all="ignore"):  # beyond the largest there is infinity
        others = [np.nextafter(value, np.float32(end)) for end in (-np.inf, np.inf)]
    for other in others:
        if np.isfinite(other):
            away_too = abs(Fraction(float(other)) - x)
            even = int(value.view(np.uint32)) % 2 == 0
            assert away < away_too or (away == away_too and even)


@pytest.mark.parametrize("dtype", DTYPES.values(), ids=DTYPES)
def test_edges_of_a_dtype(dtype: np.dtype[Any]) -> None:
    kind = np.finfo(dtype)
    largest, least = Fraction(float(kind.max)), Fraction(float(kind.smallest_subnormal))
    beyond = Fraction(2) ** (int(kind.maxexp) - int(kind.nmant) - 2)  # half a spacing
    assert nearest(largest + beyond - least, dtype) == kind.max
    assert nearest(-largest - beyond, dtype) == -np.inf
    assert nearest(least / 2, dtype) == 0
    assert nearest(least * 3 / 4, dtype) == least
    assert nearest(-least * 3 / 2, dtype) == -2 * least
    assert nearest(Fraction(0), dtype) == 0


def test_an_interval_that_straddles_a_boundary_is_not_unique() -> None:
    tie = 1 + Fraction(2) ** -24  # between two float32
    tiny = Fraction(2) ** -200
    assert rounded([(tie - tiny, tie - tiny / 2)], (), DTYPES["float32"]).unique
    straddling = rounded([(tie - tiny, tie + tiny)], (), DTYPES["float32"])
    assert not straddling.unique
    assert (straddling.low, straddling.high) == (1, 1 + 2**-23)
    assert rounded([(tie - tiny, tie + tiny)], (), DTYPES["float64"]).unique


def test_a_ball_is_taken_exactly() -> None:
    low, high = ends(arb(3, 2.0**-40))  # whose radius python-flint rounds up
    assert low + high == 6
    assert Fraction(2) ** -40 <= high - 3 <= Fraction(2) ** -40 * Fraction(1.000001)


@given(dyadics.filter(lambda x: abs(x) > Fraction(2) ** -1100))
def test_decimals_have_40_correct_digits(x: Fraction) -> None:
    digits = decimal((x, x))
    assert digits is not None
    assert abs(Fraction(digits) - x) <= abs(x) * Fraction(10) ** -39 / 2


def test_decimals_that_differ_at_the_ends_are_not_given() -> None:
    one = Fraction(1)
    assert decimal((one, one + Fraction(2) ** -100)) is None
    assert decimal((-(Fraction(2) ** -1200), Fraction(2) ** -1200)) == "0e+0"


def test_a_rounded_array_knows_whether_it_is_unique() -> None:
    one = np.ones(2)
    assert Rounded(one, one, one).unique
    assert not Rounded(one, one, np.array([1, 2.0])).unique
