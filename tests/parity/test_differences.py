"""Differences: right within the error that they state, never outside of it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from parity import derivation as derivations
from parity.case import Case
from parity.catalogue import catalogue
from parity.comparison import distance
from parity.conditioning import conditioning
from parity.derivation import Derivation
from parity.trial import findings
from parity.witnesses import certified, differences
from parity.witnesses.answer import Answer, Truth

CASES = {
    case.name: case
    for case in catalogue()
    if sum(value.size for value in case.parameters.values()) < 300
}
HALF_SQUARED = "deep/5-4-6-3/relu-sigmoid-tanh/half-squared-error/outputs-3/{}"


def by_quantity(answer: Answer, truth: Truth) -> list[tuple[str, Any, Any, Any]]:
    """Name, how far off each component is, its stated error, and its true value."""
    pairs = {"J": (answer.cost, truth.cost)} | {
        name: (value, truth.derivatives[name]) for name, value in answer.derivatives.items()
    }
    return [
        (name, distance(np.asarray(value), exact), answer.errors[name], exact.nearest)
        for name, (value, exact) in pairs.items()
    ]


def assert_honest(answer: Answer, truth: Truth) -> None:
    """No error is larger than stated."""
    for name, off, stated, _ in by_quantity(answer, truth):
        assert stated.shape == off.shape, name
        assert np.all(off <= stated), (name, off, stated)


@pytest.mark.parametrize("name", CASES)
def test_errors_are_never_larger_than_stated(name: str) -> None:
    case = CASES[name]
    answer = differences.testify(case)
    assert answer.sha256 == case.sha256
    assert set(answer.derivatives) == set(case.parameters)
    assert {value.dtype for value in answer.derivatives.values()} == {case.dtype}
    assert_honest(answer, certified.testify(case))


SMOOTH = ("kink", "zero-", "step", "scale-", "8-7-6")  # not in the names of ordinary cases


@pytest.mark.parametrize(
    "name", [n for n in CASES if n.endswith("64") and not any(word in n for word in SMOOTH)]
)
def test_stated_errors_are_small_enough_to_say_something(name: str) -> None:
    case = CASES[name]
    for quantity, _, stated, true in by_quantity(
        differences.testify(case), certified.testify(case)
    ):
        assert np.max(stated) <= 1e-6 * np.max(np.abs(true)), quantity


@pytest.mark.parametrize("name", [n for n in CASES if "relu/kink" in n])
def test_at_a_kink_the_error_spans_the_subgradients(name: str) -> None:
    case = CASES[name]
    answer, truth = differences.testify(case), certified.testify(case)
    spans = [
        (answer.errors[quantity], truth.derivatives[quantity].radius) for quantity in ("W1", "b1")
    ]
    assert any(np.any(radius > 1e-3) for _, radius in spans)
    for stated, radius in spans:
        # The hull that balls give of a leaky relu is somewhat wider than [0.01, 1].
        assert np.all(stated >= 0.9 * radius)


# Costs of all kinds, of w and X.


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Answer, Truth]]:
    """What differences and certified say of a cost."""

    def testify(cost: Any, w: Any, X: Any = 0.0) -> tuple[Answer, Truth]:
        given = Derivation("given", cost, cost, "deep")
        monkeypatch.setitem(derivations.DERIVATIONS, "given", given)
        arrays = {"w": np.array(w, float)}, {"X": np.array(X, float)}
        case = Case("given", "given", *arrays)
        return differences.testify(case), certified.testify(case)

    return testify


ANALYTIC: dict[str, tuple[Callable[..., Any], Any]] = {
    "polynomial": (lambda w, X: np.sum(w**3 - X * w + w**2), [-2.0, 0.5, 0.0]),
    "log and exp": (lambda w, X: np.sum(np.log(1 + np.exp(w - X))), [-30.0, 0.0, 300.0]),
    "expm1, log1p, sqrt": (
        lambda w, X: np.sum(np.expm1(w) + np.log1p(w) * np.sqrt(w + X)), [0.1, 2.0],
    ),
    "labels choose": (lambda w, X: np.sum(np.where(X == 1, np.tanh(w), w / 3)), [0.3, -2.0]),
    "products": (lambda w, X: (np.outer(w, w) @ w).sum() + X, [1.0, -2.0, 3.0]),
    "single elements": (lambda w, X: w[0] * w[1] + sum(v * v for v in w) + X, [1.0, -2.0]),
    "rearranged": (
        lambda w, X: np.sum(np.concatenate([w[1:], w[:1]]) * np.stack([w, w]).mean(axis=0)) + X,
        [1.0, 2.0, 4.0],
    ),
    "cancelling": (lambda w, X: np.sum((1e6 + w) - 1e6 + X * w), [0.1]),
    "constant": (lambda w, X: np.sum(0 * w) + X, [1.0, 2.0]),
}  # fmt: skip
NOT_ANALYTIC: dict[str, tuple[Callable[..., Any], Any]] = {
    "maximum": (lambda w, X: np.sum(np.maximum(w, X) ** 2), [-1.0, 0.5, 1e-5]),
    "absolute": (lambda w, X: np.sum(np.abs(w) * w + X), [-1.0, 0.5, 0.0]),
    "abs of a number": (lambda w, X: abs(w[0]) + abs(np.sum(w)) + X, [-1.0, 0.5]),
    "comparison": (lambda w, X: np.sum((w > X) * w), [-1.0, 0.5]),
    "comparison of a number": (lambda w, X: w[0] * 2 if w[0] > X else w[0] * 3, [-1.0]),
    "clip": (lambda w, X: np.sum(np.clip(w, -1, 1) + X), [-3.0, 0.5]),
    "norm": (lambda w, X: np.linalg.norm(w) + X, [3.0, -4.0]),
    "sign": (lambda w, X: np.sum(np.sign(w) * w**2 + X), [3.0, -4.0]),
    "largest": (lambda w, X: np.max(w) + w.max() + np.min(w) * X, [3.0, -4.0]),
    "made an array": (lambda w, X: np.sum(np.abs(np.array(w)) + X), [3.0, 0.0]),
    "made of numbers": (lambda w, X: np.sum(np.maximum(np.array([w[0], w[1]]), X)), [3.0, 0.0]),
    "near a kink": (lambda w, X: np.sum(np.maximum(w, X)), [1e-3, -1e-6, 1e-9, -1e-12]),
    "at a kink": (lambda w, X: np.sum(np.maximum(w, X) + np.tanh(w)), [0.0]),
    "many kinks": (
        lambda w, X: np.sum(np.maximum(0, w * np.arange(-25, 25)[:, None] / 25 - 0.1)) + X, [2.0],
    ),
    "steep": (lambda w, X: np.sum(np.maximum(X, np.tanh(1e6 * w))), [1e-7]),
    "a narrow bump": (lambda w, X: np.sum(np.abs(np.exp(-((1e4 * w) ** 2)) + X)), [1e-5]),
    "a saturated sum": (lambda w, X: np.sum(np.logaddexp(X, 1e6 * w)), [0.0, 1e-7, -1.0]),
    "large": (lambda w, X: np.sum(np.abs(w) ** 1.5 + X), [1e8, 3e-8]),
    "the edge of a domain": (lambda w, X: np.sum(np.log(np.maximum(w, X))), [1e-6, 1e-3]),
    "cancelling": (lambda w, X: np.abs(np.sum((1e10 + w) - 1e10)) + X, [0.1]),
}  # fmt: skip


@pytest.mark.parametrize("name", ANALYTIC)
def test_analytic_costs_are_stepped_along_the_imaginary_axis(name: str, both: Any) -> None:
    cost, w = ANALYTIC[name]
    answer, truth = both(cost, w, 1.0 if name == "labels choose" else 0.0)
    assert_honest(answer, truth)
    if name != "cancelling":
        true = truth.derivatives["w"].nearest
        assert np.all(answer.errors["w"] <= 1e-13 * np.max(np.abs(true)))


@pytest.mark.parametrize("name", NOT_ANALYTIC)
def test_other_costs_are_not(name: str, both: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = []
    steps = differences.complex_steps

    def watched(*arguments: Any) -> Any:
        outcomes.append(steps(*arguments))
        return outcomes[-1]

    monkeypatch.setattr(differences, "complex_steps", watched)
    cost, w = NOT_ANALYTIC[name]
    answer, truth = both(cost, w)
    assert outcomes == [{}]
    assert_honest(answer, truth)
    assert np.all(np.isfinite(answer.errors["w"]))


@pytest.mark.parametrize(
    "cost",
    [
        lambda w, X: np.sum(w.real * w) + X,
        lambda w, X: np.sum(w.conj() * w) + X,
        lambda w, X: float(w[0]) ** 2 + X,
        lambda w, X: w[0].item() ** 2 + X,
        lambda w, X: sum(v**2 for v in w.tolist()) + X,
        lambda w, X: np.sum(np.linalg.norm(w)) + X,
        lambda w, X: np.sum(w.view(np.ndarray).real ** 2) + X,  # no watch sees this
        lambda w, X: np.sum(np.frombuffer(w.tobytes()) ** 2) + X,
    ],
)
def test_what_drops_an_imaginary_part_is_noticed(cost: Callable[..., Any]) -> None:
    case = Case("given", "given", {"w": np.array([1.0, 2.0])}, {"X": np.array(0.0)})
    assert differences.complex_steps(differences.CostFunction(case, cost), 5.0, 1e-15) == {}


def test_in_place_changes_are_followed(both: Any) -> None:
    def in_place(w: Any, X: Any) -> Any:
        Z = w * w
        Z += w
        Z *= 2
        return np.sum(Z) + X

    answer, truth = both(in_place, [1.0, -2.0])
    assert_honest(answer, truth)
    assert np.all(answer.errors["w"] < 1e-13)


def test_what_floats_cannot_tell_has_an_infinite_error(both: Any) -> None:
    answer, _ = both(lambda w, X: np.sum(np.abs(np.log(w - w) + X)), [1.0])
    assert np.isnan(answer.derivatives["w"]).all()
    assert np.isinf(answer.errors["w"]).all()


# On trial.


def rows_of(case: Case, answer: Answer) -> dict[str, str]:
    """Verdicts by quantity."""
    truth, measured = certified.testify(case), conditioning(case)
    rows = findings(case, {"differences": answer}, truth, measured)
    return {row.quantity: row.verdict for row in rows}


@pytest.mark.parametrize(
    "name", ["shallow/vectorised/relu/float64", HALF_SQUARED.format("float32")]
)
def test_only_what_is_given_is_on_trial(name: str) -> None:
    case = CASES[name]
    verdicts = rows_of(case, differences.testify(case))
    assert set(verdicts) == {"J", *(f"d{name}" for name in case.parameters)}
    assert set(verdicts.values()) == {"agrees"}


def test_what_is_further_off_than_stated_disagrees() -> None:
    case = CASES["shallow/vectorised/relu/float64"]
    honest = differences.testify(case)
    wrong = {**honest.derivatives, "W2": honest.derivatives["W2"] + 2 * honest.errors["W2"]}
    lie = Answer(honest.cost, wrong, honest.sha256, errors=honest.errors)
    assert {q for q, verdict in rows_of(case, lie).items() if verdict != "agrees"} == {"dW2"}
