"""The judge on trial: what is right is called right, and every planted mistake is found."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from parity import derivation as derivations
from parity.case import Case
from parity.catalogue import select
from parity.conditioning import conditioning
from parity.derivation import DERIVATIONS, Derivation
from parity.finding import Finding
from parity.sweep.draw import random_case
from parity.trial import findings, hand_answer
from parity.witnesses import certified, jax_grad, torch_autograd
from parity.witnesses.answer import Answer
from reference.losses import cross_entropy_from_logit

Change = Callable[[dict[str, Any]], dict[str, Any]]


def trial(case: Case, **answers: Answer) -> list[Finding]:
    """Findings of the hand-derived answer, and of others if given."""
    parties = {"hand": answers.pop("hand", None) or hand_answer(case), **answers}
    return findings(case, parties, certified.testify(case), conditioning(case))


def only(name: str) -> Case:
    (case,) = select((name,))
    return case


def failures(rows: list[Finding]) -> set[tuple[str, str]]:
    return {(row.who, row.quantity) for row in rows if row.verdict != "agrees"}


def planted(case: Case, change: Change) -> list[Finding]:
    """The trial of a hand-derived answer that was changed."""
    answer = hand_answer(case)
    return trial(case, hand=replace(answer, derivatives=change(dict(answer.derivatives))))


DEEP = "deep/5-4-6-1/tanh-relu-sigmoid/l2/{}"
SHALLOW = "shallow/vectorised/tanh/outputs-3/{}"


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", [SHALLOW, DEEP, "rows/matrix/tanh/{}", "logistic/loop/{}"])
def test_a_right_derivation_and_both_frameworks_agree(name: str, dtype: str) -> None:
    case = only(name.format(dtype))
    rows = trial(case, torch=torch_autograd.testify(case), jax=jax_grad.testify(case))
    assert failures(rows) == set()
    assert {row.who for row in rows} == {"hand", "torch", "jax"}


def test_the_cost_comes_first() -> None:
    assert trial(only(SHALLOW.format("float64")))[0].quantity == "J"


# Mistakes of the notes and of everyday life, in the letters of shallow/vectorised.


def wrong_lines(case: Case) -> dict[str, tuple[str, Any]]:
    """Mistake -> (quantity, what the wrong line gives), from the true values on its right."""
    q = case.arrays
    X, Y, W2, m = q["X"], q["Y"], q["W2"], q["X"].shape[1]
    A1 = np.tanh(q["W1"] @ X + q["b1"])
    A2 = 1 / (1 + np.exp(-(W2 @ A1 + q["b2"])))
    dZ2 = A2 - Y
    dZ1 = W2.T @ dZ2 * (1 - A1**2)
    return {
        "no minus (S3-22)": ("Z2", A2 * Y),
        "plus for times (S3-30)": ("Z1", W2.T @ dZ2 + (1 - A1**2)),
        "no derivative of the activation (S3-18)": ("Z1", W2.T @ dZ2),
        "derivative of another activation": ("Z1", W2.T @ dZ2 * A1 * (1 - A1)),
        "no 1/m": ("W1", dZ1 @ X.T),
        "1/m twice": ("W1", dZ1 @ X.T / m / m),
        "1/(m-1)": ("W2", dZ2 @ A1.T / (m - 1)),
        "1/n for 1/m (S4-21)": ("W1", dZ1 @ X.T / X.shape[0]),
        "wrong sign": ("b2", -np.sum(dZ2, axis=1, keepdims=True) / m),
        "factor 2": ("W2", 2 * dZ2 @ A1.T / m),
        "sum before its axis (S0-44)": ("b1", np.sum(dZ1) / m),
        "no keepdims": ("b1", np.sum(dZ1, axis=1) / m),
        "wrong axis": ("b1", np.sum(dZ1, axis=0, keepdims=True) / m),
        "bias gradient not summed": ("b1", dZ1 / m),
        "wrong layer (S0-43)": ("W1", dZ2 @ X.T / m),
        "penalty that is not there": ("W2", dZ2 @ A1.T / m + q["W2"] / m),
        "stale: the last example left out": ("W1", dZ1[:, :-1] @ X[:, :-1].T / m),
    }


MISTAKES = sorted(wrong_lines(only(SHALLOW.format("float64"))))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_wrong_line_is_found_and_no_other(mistake: str, dtype: str) -> None:
    case = only(SHALLOW.format(dtype))
    quantity, value = wrong_lines(case)[mistake]
    rows = planted(case, lambda d: {**d, quantity: value})
    assert failures(rows) == {("hand", f"d{quantity}")}


def test_the_worst_component_is_named_with_both_values() -> None:
    case = only(DEEP.format("float64"))

    def change(d: dict[str, Any]) -> dict[str, Any]:
        wrong = d["W2"].copy()
        wrong[4, 1] += 1e-3
        return {**d, "W2": wrong}

    (row,) = (row for row in planted(case, change) if row.verdict == "disagrees")
    assert (row.quantity, row.worst.index if row.worst else None) == ("dW2", (4, 1))
    assert row.worst is not None
    assert row.worst.value == pytest.approx(float(row.worst.truth.split()[0]) + 1e-3)
    assert row.max_abs == pytest.approx(1e-3)


@pytest.mark.parametrize("poison", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_in_one_component_never_agree(poison: float) -> None:
    case = only(SHALLOW.format("float64"))

    def change(d: dict[str, Any]) -> dict[str, Any]:
        wrong = d["W1"].copy()
        wrong[2, 3] = poison
        return {**d, "W1": wrong}

    (row,) = (row for row in planted(case, change) if row.verdict != "agrees")
    assert (row.quantity, row.verdict, row.roundoffs) == ("dW1", "disagrees", None)
    assert row.worst is not None
    assert row.worst.index == (2, 3)
    assert row.worst.value is None


def test_a_transposed_square_matrix_is_found() -> None:
    case = only("deep/5-1/sigmoid/float64")
    square = {"W1": np.random.default_rng(0).normal(size=(3, 3)), "b1": np.ones((3, 1))}
    X, Y = np.random.default_rng(1).normal(size=(3, 7)), np.tile([0.0, 1.0, 1.0], (7, 1)).T
    case = replace(
        case, parameters=square, data={"X": X, "Y": Y}, settings={"activations": ("sigmoid",)}
    )
    assert failures(planted(case, lambda d: d)) == set()
    assert failures(planted(case, lambda d: {**d, "W1": d["W1"].T})) == {("hand", "dW1")}


@pytest.mark.parametrize(
    ("change", "quantity", "note"),
    [
        (lambda d: {**d, "b1": d["b1"][:, 0]}, "db1", "has shape (4,), expected (4, 1)"),
        (lambda d: {**d, "b1": d["b1"].T}, "db1", "has shape (1, 4), expected (4, 1)"),
        (lambda d: {**d, "W1": d["W1"].astype("f4")}, "dW1", "has dtype float32, expected float64"),
        (lambda d: {k: v for k, v in d.items() if k != "W2"}, "dW2", "is not among what was given"),
    ],
)
def test_form_is_judged_before_value(change: Change, quantity: str, note: str) -> None:
    rows = planted(only(SHALLOW.format("float64")), change)
    assert failures(rows) == {("hand", quantity)}
    assert next(row.note for row in rows if row.quantity == quantity) == note


def test_swapped_names_are_found() -> None:
    rows = planted(only(SHALLOW.format("float64")), lambda d: {**d, "Z1": d["b1"], "b1": d["Z1"]})
    assert failures(rows) == {("hand", "dZ1"), ("hand", "db1")}


@pytest.mark.parametrize("liar", [torch_autograd, jax_grad])
@pytest.mark.parametrize("quantity", ["W1", "b2", "Z1"])
def test_a_witness_that_lies_by_1e_9_is_found(liar: Any, quantity: str) -> None:
    case = only(SHALLOW.format("float64"))
    honest = liar.testify(case)
    lie = dict(honest.derivatives) | {quantity: honest.derivatives[quantity] * (1 + 1e-9)}
    rows = trial(case, witness=replace(honest, derivatives=lie))
    assert failures(rows) == {("witness", f"d{quantity}")}


def test_a_cost_that_is_wrong_with_gradients_to_match_is_caught_by_the_restatements(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    right = DERIVATIONS["logistic/vectorised"]
    wrong = Derivation(
        right.name, doubled_cost, doubled_gradients, right.native, right.intermediates
    )
    monkeypatch.setitem(derivations.DERIVATIONS, right.name, wrong)
    case = only("logistic/vectorised/float64")
    rows = trial(case, torch=torch_autograd.testify(case), jax=jax_grad.testify(case))
    blamed = failures(rows)
    assert {("torch", "J"), ("jax", "J")} <= blamed
    assert not any(who == "hand" for who, _ in blamed)


def doubled_cost(w: Any, b: Any, X: Any, Y: Any) -> Any:
    Z = w.T @ X + b
    return 2 * np.sum(cross_entropy_from_logit(Z, Y)) / X.shape[1]


def doubled_gradients(w: Any, b: Any, X: Any, Y: Any) -> Any:
    m = X.shape[1]
    A = 1 / (1 + np.exp(-(w.T @ X + b)))
    dZ = 2 * (A - Y)
    return doubled_cost(w, b, X, Y), {"dZ": dZ, "dw": X @ dZ.T / m, "db": np.sum(dZ) / m}


def test_the_convention_of_intermediates_is_recognised_and_must_be_one() -> None:
    case = only(SHALLOW.format("float64"))
    m = case.examples
    scales = {row.quantity: row.scale for row in planted(case, lambda d: d)}
    assert scales == {"J": None, "dZ1": "m*J", "dZ2": "m*J"} | {
        f"d{name}": "J" for name in case.parameters
    }
    of_J = planted(case, lambda d: {**d, "Z1": d["Z1"] / m, "Z2": d["Z2"] / m})
    assert failures(of_J) == set()
    assert {row.scale for row in of_J if row.quantity in ("dZ1", "dZ2")} == {"J"}
    mixed = planted(case, lambda d: {**d, "Z1": d["Z1"] / m})
    assert len(failures(mixed)) == 1


def test_a_check_without_power_says_so() -> None:
    case = only("logistic/vectorised/float64")
    truth, measured = certified.testify(case), conditioning(case)
    blurred = replace(
        measured, by_hand={name: kappa * 1e16 for name, kappa in measured.by_hand.items()}
    )
    rows = findings(case, {"hand": hand_answer(case)}, truth, blurred)
    assert {row.verdict for row in rows} == {"inconclusive"}


# False alarms that a sweep once raised.


def kinked(examples: int) -> Case:
    """Units of step and ReLU that sit at exactly 0 in one example; dZ is of m*J."""
    draw = np.random.default_rng(0).normal
    sizes = (3, 4, 5, 2)
    parameters = {
        f"{letter}{l}": draw(size=(n, k)) if letter == "W" else np.zeros((n, 1))
        for l, (k, n) in enumerate(pairwise(sizes), start=1)
        for letter in "Wb"
    }
    X = draw(size=(3, examples))
    X[:, 1] = 0
    Y = np.array(draw(size=(2, examples)) > 0, float)
    settings = {"activations": ("step", "relu", "sigmoid")}
    return Case("kinked", "deep", parameters, {"X": X, "Y": Y}, settings, examples=examples)


def test_at_a_kink_the_convention_is_still_recognised() -> None:
    rows = trial(kinked(7))
    assert failures(rows) == set()
    assert {row.scale for row in rows if row.quantity in ("dZ2", "dZ3")} == {"m*J"}


@pytest.mark.parametrize("label", [0.0, 1.0])
def test_a_tiny_cost_is_told_in_full_by_every_party(label: float) -> None:
    sign = 2 * label - 1
    parameters = {"w": np.array([[sign]], np.float32), "b": np.array(0, np.float32)}
    data = {"X": np.array([[16.0]], np.float32), "Y": np.array([[label]], np.float32)}
    case = Case("sure", "logistic/vectorised", parameters, data)
    rows = trial(case, torch=torch_autograd.testify(case), jax=jax_grad.testify(case))
    costs = [row for row in rows if row.quantity == "J"]
    assert len(costs) == 3
    assert max(row.roundoffs for row in costs if row.roundoffs is not None) < 4


def test_where_an_output_is_saturated_the_convention_is_still_recognised() -> None:
    """1 - a^2 cancels, so dZ is not right to three digits; it is right but for rounding."""
    rows = trial(random_case(423, 1))
    (dZ,) = [row for row in rows if row.quantity == "dZ6"]
    assert (dZ.scale, dZ.verdict) == ("m*J", "inconclusive")
