"""Quantities that are compared together get the findings that each gets alone."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parity import comparison
from parity.comparison import Held, compare, compare_all, scaled
from parity.witnesses.answer import Enclosure, as_it_is

SHAPES = ((), (1,), (3,), (2, 5), (4, 1, 3))


@st.composite
def rows(draw: st.DrawFn) -> Held:
    """A quantity that agrees, or is off in one of the ways in which it can be."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    shape = draw(st.sampled_from(SHAPES))
    dtype = np.dtype(draw(st.sampled_from(("float32", "float64"))))
    exact = rng.normal(size=shape)
    limbs = np.stack([exact, exact * 1e-17, exact * 1e-34])
    truth = Enclosure(limbs, np.abs(exact) * 1e-40)
    kind = draw(st.sampled_from(("certified", "of m J", "stand-in")))
    if kind == "of m J":
        truth, exact = scaled(truth, 7), exact * 7
    elif kind == "stand-in":
        truth = as_it_is(exact)
    if draw(st.booleans()):  # for some components nothing is known
        truth = replace(truth, radius=np.where(rng.random(shape) < 0.5, np.inf, truth.radius))
    value: Any = np.asarray(exact, dtype)
    off = draw(st.sampled_from(("not", "a little", "far", "nan", "shape", "dtype", "no number")))
    if off in ("a little", "far"):
        value = np.asarray(value * (1 + (1e-15 if off == "a little" else 0.1)), dtype)
    elif off == "nan":
        value = np.asarray(value * np.where(rng.random(shape) < 0.5, np.nan, 1), dtype)
    elif off == "shape":
        value = value[np.newaxis]
    elif off == "dtype":
        value = value.astype(np.longdouble)
    elif off == "no number":
        value = None
    kappa = np.abs(exact) * rng.uniform(1, 10**9, shape)
    return Held(
        "case", f"d{draw(st.integers(0, 9))}", "hand", value, truth, kappa, dtype,
        draw(st.integers(1, 300)), draw(st.sampled_from((None, "J", "m*J"))),
        draw(st.sampled_from((1.0, 16.0))),
    )  # fmt: skip


@given(st.lists(rows(), max_size=8))
def test_together_is_as_alone(given_rows: list[Held]) -> None:
    assert repr(compare_all(given_rows)) == repr([compare(row) for row in given_rows])


@pytest.mark.parametrize("most", [1, 7, 10**9])
def test_however_many_fit(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(2)
    some = [
        Held("case", f"d{i}", "hand", exact, as_it_is(exact), np.abs(exact), exact.dtype, 4)
        for i, exact in enumerate(rng.normal(size=shape) for shape in SHAPES * 3)
    ]
    expected = [compare(row) for row in some]
    monkeypatch.setattr(comparison, "TOGETHER", most)
    assert compare_all(some) == expected
    assert [len(group) for group in comparison.gathered(some)] == {
        1: [1] * 15, 7: [3, 1, 1, 3, 1, 1, 3, 1, 1], 10**9: [15],
    }[most]  # fmt: skip


def test_where_the_worst_component_is() -> None:
    exact = np.arange(1.0, 13.0).reshape(3, 4)
    ones = np.ones((2, 2))
    some = [
        Held("case", name, "hand", value, as_it_is(truth), truth, truth.dtype, 4)
        for name, value, truth in (
            ("dA", ones, ones),
            ("dB", exact + 0.5 * (exact == 7), exact),
            ("dC", ones - [[0, 0], [0.25, 0]], ones),
        )
    ]
    worst = [finding.worst for finding in compare_all(some)]
    assert [w.index for w in worst if w] == [(0, 0), (1, 2), (1, 0)]
    assert [w.value for w in worst if w] == [1.0, 7.5, 0.75]
    assert [f.verdict for f in compare_all(some)] == ["agrees", "disagrees", "disagrees"]
