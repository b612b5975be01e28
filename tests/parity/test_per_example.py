"""Gradients of every example before the mean: hand, torch and JAX against the truth of each."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from parity import hearing, per_example
from parity.case import Case
from parity.derivation import DERIVATIONS
from parity.finding import Finding
from parity.kinds import KINDS
from parity.per_example import PER_EXAMPLE, alone, conditioning, findings, hand_answer
from parity.trial import findings as whole_findings
from parity.witnesses.answer import Answer
from parity.witnesses.certified_examples import testify_examples as certified_examples
from parity.witnesses.silence import Silence

BY_NAME = {case.name: case for case in PER_EXAMPLE}
DTYPES = ("float64", "float32")
TANH = "per-example/shallow/vectorised/tanh/"


def rows_of(case: Case, answers: Mapping[str, Answer | Silence]) -> list[Finding]:
    truth, kappa = certified_examples(case), conditioning(case)
    return hearing.rows_of(case, KINDS[case.kind], answers, truth, kappa)


def framework(name: str, case: Case) -> Answer:
    answer: Answer = pytest.importorskip(f"parity.witnesses.{name}").testify_examples(case)
    return answer


def off(rows: list[Finding]) -> list[str]:
    return [row.quantity for row in rows if row.verdict != "agrees"]


def test_every_derivation_with_example_gradients_is_tried_in_both_dtypes() -> None:
    tried = {(case.derivation, str(case.dtype)) for case in PER_EXAMPLE}
    able = [d.name for d in DERIVATIONS.values() if d.example_gradients is not None]
    assert tried == {(name, dtype) for name in able for dtype in DTYPES}
    assert len(BY_NAME) == len(PER_EXAMPLE)
    assert all(name.startswith("per-example/") for name in BY_NAME)


@pytest.mark.parametrize("name", BY_NAME)
def test_all_parties_agree(name: str) -> None:
    case = BY_NAME[name]
    answers = {
        "hand": hand_answer(case),
        "torch": framework("torch_autograd", case),
        "jax": framework("jax_grad", case),
    }
    truth = certified_examples(case)
    assert {answer.sha256 for answer in answers.values()} == {truth.sha256} == {case.sha256}
    rows = findings(case, answers, truth, conditioning(case))
    assert len(rows) == 3 * (1 + len(case.parameters))
    assert rows[0].quantity == "J"
    assert off(rows) == []


def test_examples_alone_are_the_batch_in_order() -> None:
    for case in PER_EXAMPLE:
        examples = alone(case)
        assert len(examples) == case.examples == 7
        for name, value in case.data.items():
            axis = per_example.example_axis(case)
            joined = np.concatenate([example.data[name] for example in examples], axis)
            assert np.array_equal(joined, value)


def test_a_wrong_example_is_named() -> None:
    for dtype in DTYPES:
        case = BY_NAME[TANH + dtype]
        right = hand_answer(case)
        dW1 = right.derivatives["W1"].copy()
        dW1[4, 2, 3] *= 1 + 1e-3
        wrong = replace(right, derivatives={**right.derivatives, "W1": dW1})
        rows = rows_of(case, {"hand": wrong})
        assert off(rows) == ["dW1"]
        (row,) = [row for row in rows if row.quantity == "dW1"]
        assert row.worst is not None
        assert row.worst.index == (4, 2, 3)


def planted(case: Case, mistake: str) -> Answer:
    """What is easily got wrong where there is no mean."""
    right = hand_answer(case)
    changes: dict[str, Any] = {
        "divided by m": {n: v / case.examples for n, v in right.derivatives.items()},
        "examples reversed": {n: v[::-1] for n, v in right.derivatives.items()},
        "examples last": {n: np.moveaxis(v, 0, -1) for n, v in right.derivatives.items()},
        "in another dtype": {n: v.astype("longdouble") for n, v in right.derivatives.items()},
        "summed": {n: v.sum(axis=0) for n, v in right.derivatives.items()},
    }
    return replace(right, derivatives=changes[mistake])


@pytest.mark.parametrize(
    "mistake",
    ["divided by m", "examples reversed", "examples last", "in another dtype", "summed"],
)
@pytest.mark.parametrize("dtype", DTYPES)
def test_mistakes_show_in_every_parameter(mistake: str, dtype: str) -> None:
    case = BY_NAME[TANH + dtype]
    rows = rows_of(case, {"hand": planted(case, mistake)})
    assert off(rows) == [f"d{name}" for name in case.parameters]
    assert {row.verdict for row in rows} == {"agrees", "disagrees"}


def test_a_lost_square_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """g' = 1 - A for 1 - A^2 in the derivation itself: its own noise does not excuse it."""
    case = BY_NAME[TANH + "float32"]
    derivation = DERIVATIONS["shallow/vectorised"]
    monkeypatch.setitem(
        DERIVATIONS, "shallow/vectorised", replace(derivation, example_gradients=lost_square)
    )
    assert off(rows_of(case, {"hand": hand_answer(case)})) == ["dW1", "db1"]


def lost_square(W1: Any, b1: Any, W2: Any, b2: Any, X: Any, Y: Any, hidden: str) -> Any:
    del hidden
    A1 = np.tanh(W1 @ X + b1)
    A2 = 1 / (1 + np.exp(-(W2 @ A1 + b2)))
    dZ2 = A2 - Y
    dZ1 = W2.T @ dZ2 * (1 - A1)
    return {
        "dW1": dZ1.T[:, :, np.newaxis] * X.T[:, np.newaxis, :],
        "db1": dZ1.T[:, :, np.newaxis],
        "dW2": dZ2.T[:, :, np.newaxis] * A1.T[:, np.newaxis, :],
        "db2": dZ2.T[:, :, np.newaxis],
    }


def test_missing_gradients_disagree() -> None:
    case = BY_NAME[TANH + "float64"]
    right = hand_answer(case)
    left = {name: value for name, value in right.derivatives.items() if name != "b2"}
    assert off(rows_of(case, {"hand": replace(right, derivatives=left)})) == ["db2"]


def test_not_a_number_never_agrees() -> None:
    case = BY_NAME[TANH + "float64"]
    right = hand_answer(case)
    db1 = right.derivatives["b1"].copy()
    db1[0, 0, 0] = np.nan
    wrong = replace(right, derivatives={**right.derivatives, "b1": db1})
    assert off(rows_of(case, {"hand": wrong})) == ["db1"]


def test_a_silent_party_costs_its_own_rows_only() -> None:
    case = BY_NAME[TANH + "float64"]
    rows = rows_of(case, {"hand": hand_answer(case), "jax": Silence("jax hung")})
    assert {row.verdict for row in rows if row.who == "hand"} == {"agrees"}
    assert {(row.verdict, row.note) for row in rows if row.who == "jax"} == {
        ("not run", "jax hung")
    }


def test_the_mean_over_examples_is_the_gradient() -> None:
    """The same truth, taken apart and as a whole."""
    from parity.witnesses import certified

    case = BY_NAME[TANH + "float64"]
    apart, whole = certified_examples(case), certified.testify(case)
    for name, enclosure in whole.derivatives.items():
        if name in case.parameters:
            mean = apart.derivatives[name].nearest.mean(axis=0)
            assert np.allclose(mean, enclosure.nearest, rtol=1e-14, atol=1e-17)


def test_rows_are_made_by_the_one_judge() -> None:
    """The same record as for whole gradients."""
    assert per_example.held.__module__ == whole_findings.__module__
