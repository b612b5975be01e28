"""Draws made at once are the draws made one by one, or are not made at once at all."""

import operator
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from parity import conditioning, points
from parity.catalogue import catalogue
from parity.conditioning import MOST_STACKED, Conditioning, Move, moves_at_once, moves_in_stacks
from parity.nudges import DRAWS, LONGEST, NUDGE, Nudges
from parity.stacked import Stacked, wide
from parity.sweep.draw import random_case
from parity.witnesses import certified
from reference.arrays import Array

FLOAT = np.dtype(float)
CASES = {case.name: case for case in catalogue()}
RNG = np.random.default_rng(5)
SHAPES = {"x": (3, 5), "y": (5, 2), "v": (5,), "s": ()}
STACKS = {name: Stacked(RNG.normal(size=(4, *shape))) for name, shape in SHAPES.items()}
PLAIN, ROW = RNG.normal(size=(3, 5)), RNG.normal(size=3)

FORMULAS: dict[str, Callable[..., Any]] = {
    "elementwise": lambda q: np.exp(q.x) * q.v - q.s / 2 + PLAIN,
    "a number times": lambda q: q.s * q.x * q.v,
    "matrices": lambda q: q.x @ q.y,
    "plain on the left": lambda q: PLAIN @ q.y,
    "plain on the right": lambda q: q.x.T @ PLAIN,
    "a row": lambda q: q.v @ q.y,
    "a plain row": lambda q: ROW @ q.x,
    "a column": lambda q: q.x @ q.v,
    "two vectors": lambda q: q.v @ q.v,
    "sum": lambda q: np.sum(q.x),
    "sum of rows": lambda q: np.sum(q.x, axis=1, keepdims=True),
    "sum of the last axis": lambda q: np.sum(q.x, axis=-1),
    "sum of two axes": lambda q: np.sum(q.x, axis=(0, 1)),
    "largest": lambda q: np.max(q.x, axis=0),
    "choice": lambda q: np.where(q.x > 0, q.x, q.v),
    "transposed": lambda q: np.transpose(q.x) @ q.x,
    "swapped": lambda q: np.swapaxes(q.x, 0, 1),
    "reshaped": lambda q: np.reshape(q.x, (5, -1)),
    "expanded": lambda q: np.expand_dims(q.v, 1) + q.y,
    "a part": lambda q: q.x[1:, 0] + q.x[2, 3],
    "with a new axis": lambda q: q.v[:, np.newaxis] * q.y,
    "like": lambda q: np.ones_like(q.x) - np.zeros_like(q.v),
    "shapes": lambda q: q.x * len(q.x) / q.x.shape[1] + np.shape(q.y)[0] * np.ndim(q.v) * q.x.size,
}


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_of_a_stack_is_the_formula_of_each_draw(name: str) -> None:
    formula = FORMULAS[name]
    together = formula(SimpleNamespace(**STACKS))
    assert isinstance(together, Stacked)
    for draw in range(4):
        expected = formula(SimpleNamespace(**{n: q.draws[draw] for n, q in STACKS.items()}))
        assert together.shape == np.shape(expected)
        np.testing.assert_allclose(together.draws[draw], expected, rtol=1e-14, atol=1e-14)


@pytest.mark.parametrize("left", [(4, 3, 5), (3, 5)])
@pytest.mark.parametrize("right", [(4, 5, 2), (5, 2)])
@pytest.mark.parametrize("mixed", [False, True])
def test_matrices_of_longdouble(left: tuple[int, ...], right: tuple[int, ...], mixed: bool) -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=left) * np.longdouble("1e-2000")
    y = rng.normal(size=right) * (1 if mixed else np.longdouble("1e-2000"))
    product = wide(x, y)
    assert product.dtype == np.longdouble
    assert np.all(product != 0)
    large = np.longdouble("1e1990") * (1 if mixed else np.longdouble("1e2000"))
    np.testing.assert_allclose(product * large, x @ y * large, rtol=1e-15)


REFUSED: dict[str, Callable[[Any], Any]] = {
    "branch": lambda x: 1 if x[0, 0] > 0 else 2,
    "conversion": np.asarray,
    "number": lambda x: float(x[0, 0]),
    "unknown function": np.cumsum,
    "unknown method of a function": np.add.reduce,
    "index by an array": lambda x: x[x > 0],
    "change in place": lambda x: operator.iadd(x, 1.0),
    "assignment": lambda x: x.__setitem__(0, 1.0),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_known_of_stacks_is_refused(name: str) -> None:
    with pytest.raises((TypeError, AttributeError)):
        REFUSED[name](STACKS["x"])


def assert_alike(found: Conditioning, expected: Conditioning, rtol: float) -> None:
    """Both kappas of all quantities."""
    for one, other in ((found.by_hand, expected.by_hand), (found.by_cost, expected.by_cost)):
        assert set(one) == set(other)
        for quantity in other:
            np.testing.assert_allclose(one[quantity], other[quantity], rtol=rtol)


@pytest.mark.parametrize(
    "name",
    [
        "shallow/vectorised/tanh/float64",
        "shallow/vectorised/step/float64",
        "rows/matrix/tanh/m-1/float64",
        "deep/5-4-6-1/tanh-relu-sigmoid/l2/scale-3/float64",
        "deep/784-16-8-1/relu-tanh-sigmoid/inputs-784/m-20/float64",
    ],
)
@pytest.mark.parametrize("wide", [False, True])
def test_kappa_from_stacks_is_kappa_one_by_one(
    name: str, wide: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = conditioning.conditioning(CASES[name], wide=wide)
    monkeypatch.setattr(conditioning, "FEWEST_AT_ONCE", DRAWS + 1e9)
    alone = conditioning.conditioning(CASES[name], wide=wide)
    assert_alike(together, alone, 1e-6)


def test_most_of_a_sweep_is_made_in_stacks() -> None:
    made = 0
    for number in range(0, 1000, 50):
        case = random_case(number, 1)
        nudges = Nudges(1, case.dtype)
        once = conditioning.cost_pass(case, nudges)
        with np.errstate(all="ignore"):
            base = {name: np.asarray(value) for name, value in once().items()}
        with nudges.drawing(), np.errstate(all="ignore"):
            made += moves_in_stacks(once, nudges, [base], DRAWS) is not None
    assert made >= 12


def moved(
    formula: Callable[[Any], Any], start: Array, draws: range = range(DRAWS)
) -> dict[str, Move] | None:
    """How a formula of one array moves, by stacks."""
    nudges = Nudges(3, FLOAT)
    with np.errstate(all="ignore"):
        base = {"y": np.asarray(formula(start))}
    with nudges.drawing(), np.errstate(all="ignore"):
        return moves_at_once(lambda: {"y": formula(nudges(start))}, nudges, [base], draws)


def test_draws_that_are_mixed_are_noticed() -> None:
    start = np.ones((2, 3))
    assert moved(lambda x: x * 2, start) is not None
    # Whoever reaches into the stack gets the mean over all draws.
    mixing: Callable[[Any], Any] = lambda x: x * np.mean(getattr(x, "draws", 1.0))  # noqa: E731
    assert moved(mixing, start) is None


def test_what_cannot_be_stacked_is_left() -> None:
    start = np.ones((2, 3))
    assert moved(np.cumsum, start) is None
    assert moved(lambda x: x / 0, start) is None
    assert moved(lambda _: start, start) is None
    assert moved(lambda x: x if isinstance(x, Stacked) else x[0], start) is None


def test_what_is_large_is_not_stacked() -> None:
    def refused() -> dict[str, Any]:
        raise AssertionError("a large array was put into a stack")

    nudges = Nudges(3, FLOAT)
    assert moves_in_stacks(refused, nudges, [{"y": np.ones(MOST_STACKED)}], DRAWS) is None


def test_a_draw_is_the_same_in_whatever_company() -> None:
    """All eight move by the root of the sum of the squares by which six and two move."""
    start = np.linspace(1, 2, 12).reshape(3, 4)
    all_of_them = moved(np.exp, start)
    parts = [moved(np.exp, start, range(6)), moved(np.exp, start, range(6, DRAWS))]
    assert all_of_them is not None
    norms = [part["y"].norm for part in parts if part is not None]
    np.testing.assert_allclose(np.hypot(*norms), all_of_them["y"].norm, rtol=1e-12)
    assert not np.allclose(norms[0], norms[1], rtol=0.01)


def test_a_norm_of_numbers_whose_squares_vanish() -> None:
    tiny = moved(lambda x: x * 1e-200, np.linspace(1, 2, 12).reshape(3, 4))
    usual = moved(lambda x: x * 1.0, np.linspace(1, 2, 12).reshape(3, 4))
    assert tiny is not None
    assert usual is not None
    np.testing.assert_allclose(tiny["y"].norm, usual["y"].norm * 1e-200, rtol=1e-6)


class Passes:
    """A cost of an array that moves, with how often it was taken."""

    def __init__(self, size: float) -> None:
        self.size, self.made = size, 0
        self.nudges = Nudges(1, FLOAT)

    def once(self) -> dict[str, Any]:
        self.made += 1
        return {"y": self.nudges(np.linspace(1, 2, 12).reshape(3, 4) * self.size) * 2.0}

    def measured(self, *likely: Any) -> Any:
        return conditioning.measured(self.once, self.nudges, likely=likely)["y"]


EXACT = {"y": np.linspace(1, 2, 12).reshape(3, 4) * 2.0}


def test_what_is_likely_saves_the_exact_pass() -> None:
    guessing, asking = Passes(1.0), Passes(1.0)
    np.testing.assert_allclose(guessing.measured(EXACT), asking.measured(), rtol=1e-12)
    assert (guessing.made, asking.made) == (1, 2)


@pytest.mark.parametrize(
    "wrong",
    [{"y": EXACT["y"] * (1 + 1e-9)}, {"y": EXACT["y"][:1]}, {"z": EXACT["y"]}, {}],
    ids=["off", "another shape", "another name", "nothing"],
)
def test_what_is_not_as_likely_costs_the_passes_but_changes_nothing(wrong: Any) -> None:
    guessing, asking = Passes(1.0), Passes(1.0)
    likely = [wrong] if wrong else []
    np.testing.assert_array_equal(guessing.measured(*likely), asking.measured())
    assert guessing.made == asking.made + bool(likely)


def test_what_comes_near_the_smallest_number_is_not_guessed() -> None:
    """There the floor is added, and whether it has to be is known after a pass only."""
    size = 1e-295
    guessing, asking = Passes(size), Passes(size)
    likely = {"y": EXACT["y"] * size}
    np.testing.assert_array_equal(guessing.measured(likely), asking.measured())
    assert (guessing.made, asking.made) == (3, 2)
    assert np.all(asking.measured() > 1.01 * EXACT["y"] * size)


@pytest.mark.parametrize("number", range(3, 1000, 111))
def test_kappa_with_the_truth_at_hand_is_kappa_without(number: int) -> None:
    case = random_case(number, 1)
    truth = certified.testify(case)
    wide = conditioning.underflows(truth)
    with_it = conditioning.conditioning(case, wide=wide, truth=truth)
    without = conditioning.conditioning(case, wide=wide)
    assert_alike(with_it, without, 1e-9)


@pytest.mark.parametrize("size", [LONGEST - 1, LONGEST, LONGEST + 1])
def test_the_longest_stretches_of_noise(size: int) -> None:
    """Behind one of zeros, the same as draw by draw, and in whatever company."""
    together, alone = Nudges(7, FLOAT), Nudges(7, FLOAT)
    with together.stacking(range(2, 5)):
        stack = together.noise((1, size))
    assert stack.shape == (4, 1, size)
    assert not stack[0].any()
    for row, draw in enumerate(range(2, 5), start=1):
        alone.begin(draw)
        np.testing.assert_array_equal(alone.noise((1, size)), stack[row])
        assert abs(stack[row].std() / NUDGE - 1) < 0.02


def test_what_underflows_on_the_way_counts_where_the_derivation_says_nothing() -> None:
    """A = sigmoid(-100) is 4e-44, a subnormal number in float32, though no input is small."""
    (case,) = (c for c in CASES.values() if c.name == "shallow/vectorised/tanh/float32")
    far = points.with_arrays(case, {**case.arrays, "b2": case.arrays["b2"] * 0 - 100})
    nudges = Nudges(1, far.dtype)
    conditioning.cost_pass(far, nudges)()
    assert nudges.smallest < 1e-42
    assert not nudges.are_far


def test_what_underflows_on_its_way_back_counts() -> None:
    """No value is small on its way forward, yet dZ1 goes through two factors of 1e-19."""
    case = CASES["deep/5-4-6-1/tanh-relu-sigmoid/float32"]
    small = {name: case.arrays[name] * np.float32(1e-19) for name in ("W2", "W3")}
    back = points.with_arrays(case, {**case.arrays, **small, "b2": abs(case.arrays["b2"])})
    nudges = Nudges(1, back.dtype)
    conditioning.cost_pass(back, nudges)()
    assert 0 < nudges.smallest < 1e-37
    kind = np.finfo(np.float32)
    for truth in (None, certified.testify(back)):
        kappa = conditioning.conditioning(back, truth=truth).by_cost["Z1"]
        off = kappa[kappa > 0] * kind.eps / 2 / kind.tiny
        assert 0.3 < np.sqrt(np.mean(off**2)) < 3
