"""The judge is judged: certified truth against differences with hundreds of digits."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import mpmath
import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mpf

from parity import derivation as derivations
from parity import points
from parity.case import Case
from parity.catalogue import catalogue
from parity.comparison import distance
from parity.derivation import DERIVATIONS, Derivation, quantities_of
from parity.trial import hand_answer
from parity.witnesses import certified, jax_grad, torch_autograd
from parity.witnesses.answer import Enclosure, Truth
from reference.activations import sigmoid

from . import by_loops

CASES = {case.name: case for case in catalogue()}
COMPONENTS = 3  # of every quantity, in the comparison with differences


def exactly(enclosure: Enclosure, index: tuple[int, ...]) -> Any:
    """The midpoint as an mpmath number."""
    return sum((mpf(float(limb[index])) for limb in enclosure.limbs), mpf(0))


def assert_sharp(enclosure: Enclosure) -> None:
    """30 digits, or as many as floats can hold near the smallest one."""
    bound = np.maximum(1e-30 * np.abs(enclosure.nearest), 1e-323)
    assert np.all(enclosure.radius <= bound)


def assert_right(case: Case, digits: int) -> None:
    """Cost and derivatives agree to 30 digits with those by loops."""
    truth = certified.testify(case)
    assert truth.sha256 == case.sha256
    with mpmath.workdps(digits):
        close(truth.cost, (), by_loops.cost(case, by_loops.numbers(case), {}))
        assert set(truth.derivatives) == set(quantities_of(case))
        for name, enclosure in truth.derivatives.items():
            for index in by_loops.some(enclosure.radius.shape, COMPONENTS):
                close(enclosure, index, by_loops.derivative(case, name, index))


def close(enclosure: Enclosure, index: tuple[int, ...], expected: Any) -> None:
    """The interval is narrow and lies where it should."""
    radius = float(enclosure.radius[index])
    allowed = radius + abs(expected) * mpf(10) ** -30 + by_loops.uncertainty()
    assert abs(exactly(enclosure, index) - expected) <= allowed
    assert radius <= max(1e-30 * abs(expected), 1e-323)


ORDINARY = [
    "logistic/graph/float64",
    "logistic/loop/float32",
    "logistic/vectorised/l2/float64",
    "logistic/vectorised/soft-labels/float32",
    "logistic/vectorised/zero-parameters/float64",
    "shallow/one/tanh/outputs-3/float64",
    "shallow/one/relu/outputs-3/float32",
    "shallow/each/relu/float64",
    "shallow/vectorised/leaky_relu/outputs-3/float64",
    "shallow/vectorised/relu/l2/outputs-3/float32",
    "shallow/vectorised/tanh/fortran-order/float64",
    "rows/elements/tanh/float64",
    "rows/units/sigmoid/float64",
    "rows/tiled/tanh/float32",
    "rows/tensor/sigmoid/float64",
    "rows/matrix/relu/float64",
    "deep/5-4-6-3/tanh-relu-sigmoid/l2/dropout/outputs-3/float64",
    "deep/5-4-6-1/tanh-relu-sigmoid/dropout/float32",
    "deep/5-4-6-1/leaky_relu-tanh-identity/half-squared-error/float64",
    "deep/5-4-6-3/relu-sigmoid-tanh/half-squared-error/outputs-3/float32",
]
SMALL = {  # cases with tiny derivatives -> the digits that differences need to see them
    "logistic/vectorised/saturated-40/float64": 300,
    "logistic/vectorised/saturated-800/float64": 1600,
    "shallow/vectorised/tanh/saturated-40/float32": 300,
    "shallow/vectorised/tanh/saturated-800/float64": 1600,
    "logistic/vectorised/subnormal-inputs/float64": 1600,
    "shallow/vectorised/tanh/subnormal-inputs/float32": 400,
}


@pytest.mark.parametrize("name", ORDINARY)
def test_derivatives_agree_with_differences_to_30_digits(name: str) -> None:
    assert_right(CASES[name], 200)


@pytest.mark.parametrize("name", SMALL)
def test_so_do_derivatives_that_are_almost_nothing(name: str) -> None:
    assert_right(CASES[name], SMALL[name])


def test_a_wrong_truth_would_be_noticed() -> None:
    case = CASES["shallow/one/tanh/outputs-3/float64"]
    truth = certified.testify(case).derivatives["W1"]
    with mpmath.workdps(200):
        expected = by_loops.derivative(case, "W1", (0, 0))
        for wrong in (truth.limbs * (1 + 2.0**-50), truth.limbs + 1e-29, -truth.limbs):
            with pytest.raises(AssertionError):
                close(replace(truth, limbs=wrong), (0, 0), expected)
        with pytest.raises(AssertionError):
            close(replace(truth, radius=truth.radius + 1e-20), (0, 0), expected)


@pytest.mark.parametrize("name", [n for n in CASES if "kink" not in n and "784" not in n])
def test_every_component_away_from_kinks_has_30_digits(name: str) -> None:
    truth = certified.testify(CASES[name])
    assert (
        not truth.kinks or "zero-parameters" in name or "zero-inputs" in name or "logistic" in name
    )
    for enclosure in (truth.cost, *truth.derivatives.values()):
        assert_sharp(enclosure)


# Kinks and ties.

SLOPES = {"relu": (0.0, 0.25, 0.5, 1.0), "leaky_relu": (0.01, 0.5, 0.505, 1.0)}


def gradients_with_slope(case: Case, at_zero: float) -> dict[str, Any]:
    """Of a shallow net, by hand, with that derivative of its activation at 0."""
    q, m = case.arrays, case.examples
    low = 0.0 if case.settings["hidden"] == "relu" else 0.01
    Z1 = q["W1"] @ q["X"] + q["b1"]
    A1 = np.where(Z1 > 0, Z1, low * Z1)
    dZ2 = (sigmoid(q["W2"] @ A1 + q["b2"]) - q["Y"]) / m
    dZ1 = q["W2"].T @ dZ2 * np.where(Z1 > 0, 1.0, np.where(Z1 < 0, low, at_zero))
    return {
        "Z2": dZ2, "W2": dZ2 @ A1.T, "b2": dZ2.sum(axis=1, keepdims=True),
        "Z1": dZ1, "W1": dZ1 @ q["X"].T, "b1": dZ1.sum(axis=1, keepdims=True),
    }  # fmt: skip


def assert_inside(derivatives: Mapping[str, Any], truth: Truth, tolerance: float = 1e-14) -> None:
    """Floats lie in the intervals, up to their own rounding."""
    for name, value in derivatives.items():
        away = distance(np.asarray(value), truth.derivatives[name])
        assert np.all(away <= tolerance * (1 + np.max(np.abs(value)))), name


@pytest.mark.parametrize("hidden", SLOPES)
def test_at_a_kink_every_subgradient_is_inside(hidden: str) -> None:
    case = CASES[f"shallow/vectorised/{hidden}/kink/float64"]
    truth = certified.testify(case)
    assert truth.kinks
    for slope in SLOPES[hidden]:
        assert_inside(gradients_with_slope(case, slope), truth)
    for wrong in (-0.5, 1.5):
        with pytest.raises(AssertionError):
            assert_inside(gradients_with_slope(case, wrong), truth)
    for name in ("Z2", "W2", "b2"):  # behind the kink
        assert_sharp(truth.derivatives[name])
    smooth = [k for k in range(case.examples) if np.any(case.data["X"][:, k])]
    of_smooth = truth.derivatives["Z1"]
    assert_sharp(Enclosure(of_smooth.limbs[:, :, smooth], of_smooth.radius[:, smooth]))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(
    "name",
    [
        "shallow/vectorised/relu/kink",
        "shallow/vectorised/leaky_relu/kink",
        "deep/5-4-6-1/relu-leaky_relu-sigmoid/kink",
    ],
)
def test_at_a_kink_all_conventions_are_inside(name: str, dtype: str) -> None:
    case = CASES[f"{name}/{dtype}"]
    truth = certified.testify(case)
    scale = dict.fromkeys(quantities_of(case), 1 / case.examples)
    scale |= dict.fromkeys(case.parameters, 1.0)
    hand = {n: v * scale[n] for n, v in hand_answer(case).derivatives.items()}
    tolerance = 20 * float(np.finfo(dtype).eps)
    for derivatives in (
        hand,
        torch_autograd.testify(case).derivatives,
        jax_grad.testify(case).derivatives,
    ):
        assert_inside(derivatives, truth, tolerance)


@pytest.mark.parametrize("name", [n for n in CASES if "zero-parameters" in n])
def test_at_a_tie_of_the_cross_entropy_there_is_one_derivative(name: str) -> None:
    truth = certified.testify(CASES[name])
    assert truth.kinks  # z > 0 is asked at z = 0
    for enclosure in (truth.cost, *truth.derivatives.values()):
        assert_sharp(enclosure)
    assert float(truth.cost.nearest) == pytest.approx(math.log(2), rel=1e-15)


# Costs of all kinds, made into derivations.


@pytest.fixture
def truth_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Truth]:
    """The truth of a cost of w and X."""

    def testify(cost: Callable[..., Any], w: Any, X: Any = 0.0) -> Truth:
        monkeypatch.setitem(
            derivations.DERIVATIONS, "given", Derivation("given", cost, cost, "deep")
        )
        arrays = {"w": np.array(w, float)}, {"X": np.array(X, float)}
        return certified.testify(Case("given", "given", *arrays))

    return testify


def count_passes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The precisions that are gone through from now on."""
    passes: list[int] = []
    enclosed = certified.enclosed

    def counting(case: Case, bits: int) -> Any:
        passes.append(bits)
        return enclosed(case, bits)

    monkeypatch.setattr(certified, "enclosed", counting)
    return passes


@pytest.mark.parametrize(
    ("ball", "enough"),
    [
        (arb(1, 2.0**-101), True),
        (arb(1, 2.0**-97), False),
        (arb(1e-200, 1e-231), True),
        (arb(1e-200, 1e-228), False),
        (arb(0), True),
        (arb(0, 1e-300), False),
        (arb(0, arb(2) ** -1200), True),  # nothing, for floats
        (arb(math.nan), False),
        (arb(0, math.inf), False),
    ],
)
def test_what_is_sharp(ball: arb, enough: bool) -> None:
    nothing = np.array(arb(0), object)
    assert certified.sharp(np.array(ball, object), {"w": nothing}) == enough
    assert certified.sharp(nothing, {"w": np.array([arb(1), ball], object)}) == enough


def test_cancellation_raises_the_precision(truth_of: Callable[..., Truth]) -> None:
    def as_printed(w: Any, X: Any) -> Any:
        return -np.sum(np.log(1 - 1 / (1 + np.exp(-w * X))))

    truth = truth_of(as_printed, [1.0, 1.0, 1.0], [1.0, 40.0, 800.0])
    assert truth.bits > 800 / math.log(2)
    assert_sharp(truth.derivatives["w"])
    assert truth.derivatives["w"].nearest[1] == pytest.approx(40, rel=1e-15)


def test_a_zero_in_disguise_is_found_in_three_passes(
    truth_of: Callable[..., Truth], monkeypatch: pytest.MonkeyPatch
) -> None:
    def softmax_of_shifted(w: Any, X: Any) -> Any:
        Z = X + w.sum()  # a shift of all logits changes nothing
        return -np.sum(X * (Z - np.log(np.sum(np.exp(Z))))) / 3

    passes = count_passes(monkeypatch)
    truth = truth_of(softmax_of_shifted, [0.1, 0.2], [1.0, 2.0])
    assert len(passes) == 3
    assert np.all(np.abs(truth.derivatives["w"].nearest) + truth.derivatives["w"].radius <= 1e-323)


def test_a_kink_ends_the_search(
    truth_of: Callable[..., Truth], monkeypatch: pytest.MonkeyPatch
) -> None:
    passes = count_passes(monkeypatch)
    truth = truth_of(lambda w, X: np.sum(np.maximum(0, w) + X * np.tanh(w)), [0.0, 1.0, -1.0], 2.0)
    assert truth.kinks
    assert passes == [certified.BITS, 2 * certified.BITS]
    nearest, radius = truth.derivatives["w"].nearest, truth.derivatives["w"].radius
    assert (nearest[0], radius[0]) == (2.5, pytest.approx(0.5))
    assert np.all(radius[1:] < 1e-40)


@pytest.mark.parametrize(
    "cost",
    [
        lambda w, X: np.sum(np.log(w - w) + X),
        lambda w, X: np.sum(np.log(np.tanh(w) - np.tanh(w)) + X),
        lambda w, X: np.sum(np.sqrt(w * X) + w),  # an infinite slope
        lambda w, X: np.sum(np.exp(w * 1e4) + X),  # beyond all floats
    ],
)
def test_what_is_not_known_is_said_to_be_unknown(
    cost: Callable[..., Any], truth_of: Callable[..., Truth]
) -> None:
    truth = truth_of(cost, [1.0])
    assert np.isnan(truth.derivatives["w"].limbs).all()
    assert np.isinf(truth.derivatives["w"].radius).all()


def test_the_program_as_it_runs_is_always_inside(truth_of: Callable[..., Truth]) -> None:
    """One comparison holds at the tie and one does not: neither side alone is what runs."""

    def mixed(w: Any, X: Any) -> Any:
        positive, not_negative = w > 0, w >= 0
        return np.sum(positive * w * X - 2 * not_negative * w)

    truth = truth_of(mixed, [0.0], 1.0)
    inside = truth.derivatives["w"]
    assert truth.kinks
    for slope in (-2.0, 0.0, -1.0):  # as it runs, no side, both sides
        assert distance(np.array([slope]), inside) == 0
    assert distance(np.array([1.1]), inside) > 0


def test_a_tie_of_data_is_no_kink(truth_of: Callable[..., Truth]) -> None:
    truth = truth_of(lambda w, X: np.sum(np.where(X > 0, w, 2 * w)), [1.0], 0.0)
    assert not truth.kinks
    assert (truth.derivatives["w"].nearest, truth.derivatives["w"].radius) == (2, 0)


def test_undecided_comparisons_give_the_hull(truth_of: Callable[..., Truth]) -> None:
    def hidden_tie(w: Any, X: Any) -> Any:
        nothing = np.tanh(w) - np.tanh(w)  # 0, but balls cannot tell
        return np.sum(np.where(nothing > X, 3 * w, 5 * w))

    truth = truth_of(hidden_tie, [1.0])
    assert truth.kinks
    for slope in (3.0, 5.0):
        assert distance(np.array([slope]), truth.derivatives["w"]) == 0


def test_a_cost_of_nothing_has_no_slope(truth_of: Callable[..., Truth]) -> None:
    truth = truth_of(lambda w, X: np.sum(X * X) + 0 * len(w), [1.0, 2.0], 3.0)
    assert truth.cost.nearest == 9
    assert np.array_equal(truth.derivatives["w"].limbs, np.zeros((3, 2)))


# Lies.


@pytest.mark.parametrize("name", ["shallow/vectorised/tanh/float64", "deep/5-1/sigmoid/float64"])
def test_a_derivative_times_1_and_1e_9_lies_outside(name: str) -> None:
    case = CASES[name]
    truth = certified.testify(case)
    for quantity, value in torch_autograd.testify(case).derivatives.items():
        lie = np.asarray(value) * (1 + 1e-9)
        away = distance(lie, truth.derivatives[quantity])
        assert np.all(away > 0.9e-9 * np.abs(value))
        honest = distance(truth.derivatives[quantity].nearest, truth.derivatives[quantity])
        assert np.all(honest <= np.spacing(np.abs(value)))


# Digests.


@pytest.mark.parametrize("dtype", points.DTYPES)
def test_every_bit_of_every_array_counts(dtype: str) -> None:
    case = CASES[f"deep/5-4-6-1/tanh-relu-sigmoid/dropout/{dtype}"]
    digests = {certified.testify(case).sha256}
    assert digests == {case.sha256}
    for name in case.arrays:
        arrays = {n: v.copy() for n, v in case.arrays.items()}
        arrays[name].reshape(-1).view(np.uint8)[0] ^= 1  # the last bit of the first number
        changed = points.with_arrays(case, arrays)
        digest = certified.testify(changed).sha256
        assert digest == changed.sha256
        digests.add(digest)
    assert len(digests) == 1 + len(case.arrays)


def test_the_digest_is_of_what_was_computed_with(monkeypatch: pytest.MonkeyPatch) -> None:
    case = CASES["logistic/vectorised/float64"]
    in_balls, asked = certified.in_balls, list[Case]()

    def shifted_at_first(case: Case) -> Case:
        asked.append(case)
        shift = len(asked) == 1
        return in_balls(points.with_arrays(case, {n: v + shift for n, v in case.arrays.items()}))

    monkeypatch.setattr(certified, "in_balls", shifted_at_first)
    assert certified.testify(case).sha256 != case.sha256
    assert certified.held(case) == case.sha256


# Out of ball arithmetic.


def as_ball(mantissa: int, exponent: int) -> arb:
    """mantissa * 2^exponent, exactly."""
    return arb(mantissa) * arb(2) ** exponent


@given(
    st.integers(-(2**200), 2**200),
    st.integers(-1400, 1100),
    st.integers(0, 2**20),
    st.integers(-1500, 1100),
)
def test_enclosures_contain_their_balls(
    mantissa: int, exponent: int, radius: int, radius_exponent: int
) -> None:
    with ctx.workprec(6000):
        ball = arb(as_ball(mantissa, exponent), as_ball(radius, radius_exponent))
        enclosure = certified.enclosure(np.array([ball], object))
        if np.isinf(enclosure.radius).all():
            assert np.isnan(enclosure.limbs).all()
            assert ball.abs_upper() > arb(2) ** 1023
            return
        middle = arb(0)
        for limb in enclosure.limbs[:, 0]:
            middle += arb(float(limb))
        assert arb(middle, arb(float(enclosure.radius[0]))).contains(ball)


@pytest.mark.parametrize(
    ("ball", "limb", "radius"),
    [
        (arb(0), 0.0, 0.0),
        (arb(1), 1.0, 0.0),
        (arb(-5e-324), -5e-324, 0.0),
        (arb(2) ** -1100, 0.0, 5e-324),
        (arb(2) ** -100000, 0.0, 5e-324),
        (arb(2) ** 2000, math.nan, math.inf),
        (arb(math.inf), math.nan, math.inf),
        (arb(math.nan), math.nan, math.inf),
        (arb(0, math.inf), math.nan, math.inf),
        (arb(1) / arb(0), math.nan, math.inf),
    ],
)
def test_enclosures_at_the_ends_of_the_floats(ball: arb, limb: float, radius: float) -> None:
    enclosure = certified.enclosure(np.array(ball, object))
    np.testing.assert_equal(float(enclosure.nearest), limb)
    assert enclosure.radius.shape == ()
    assert float(enclosure.radius) == radius


def test_an_enclosure_holds_more_digits_than_the_balls_have() -> None:
    with ctx.workprec(certified.BITS):
        third = np.array([arb(1) / 3, arb(2).sqrt() * 1e-200], object)
    assert_sharp(certified.enclosure(third))


def test_known_derivations_are_left_alone() -> None:
    assert "given" not in DERIVATIONS
