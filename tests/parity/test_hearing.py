"""A case without certified truth: a framework stands in for it, and mistakes are still found."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from parity.case import Case
from parity.catalogue import catalogue, select
from parity.conditioning import conditioning, quick
from parity.finding import Finding
from parity.hearing import HAND, heard
from parity.trial import hand_answer
from parity.witnesses import certified, differences, torch_autograd
from parity.witnesses.answer import Answer
from parity.witnesses.silence import Silence

CASES = {case.name: case for case in catalogue()}
NAMES = (
    "shallow/vectorised/tanh/outputs-3/float64",
    "shallow/vectorised/tanh/outputs-3/float32",
    "deep/5-4-6-1/tanh-relu-sigmoid/l2/float64",
    "logistic/vectorised/float32",
)


def rows_of(case: Case, hand: Any, **spoken: Any) -> list[Finding]:
    return [row for row in heard(case, hand, spoken, 0.0).findings if row.who == HAND]


@pytest.mark.parametrize("name", NAMES)
def test_a_framework_stands_in_for_the_truth(name: str) -> None:
    case = CASES[name]
    rows = rows_of(case, hand_answer(case), torch=torch_autograd.testify(case))
    assert {row.verdict for row in rows} == {"agrees"}
    assert {row.note for row in rows} == {"torch stands in for the certified truth"}


@pytest.mark.parametrize("name", NAMES)
def test_mistakes_are_found_without_the_truth(name: str) -> None:
    case = CASES[name]
    right, torch = hand_answer(case), torch_autograd.testify(case)
    unit = float(np.finfo(case.dtype).eps)
    for quantity in case.parameters:
        for factor in (1 + 1e5 * unit, -1, 2):
            value = (right.derivatives[quantity] * factor).astype(case.dtype)
            wrong = replace(right, derivatives={**right.derivatives, quantity: value})
            rows = rows_of(case, wrong, torch=torch)
            off = {row.quantity for row in rows if row.verdict == "disagrees"}
            assert off == {f"d{quantity}"}


def test_the_quick_ruler_is_at_most_the_full_one_of_its_draws() -> None:
    case = CASES[NAMES[0]]
    short = quick(case, torch_autograd.testify(case))
    assert short is not None
    full = conditioning(case)
    for name in case.parameters:
        # the draws are the same, so six more can only add
        assert np.all(short.kappa(name, 1, True) <= full.kappa(name, 1, True) * (1 + 1e-12))


def test_a_derivation_that_gives_too_little_has_no_quick_ruler() -> None:
    case = CASES[NAMES[0]]
    answer = torch_autograd.testify(case)
    more = {**answer.derivatives, "Q": np.zeros(3)}
    assert quick(case, replace(answer, derivatives=more)) is None


def test_without_anyone_to_hold_it_against_nothing_agrees() -> None:
    case = CASES[NAMES[0]]
    rows = rows_of(case, hand_answer(case), torch=Silence("torch was killed"))
    assert {row.verdict for row in rows} == {"not run"}


def test_a_wrong_derivation_does_not_silence_the_frameworks() -> None:
    case = CASES[NAMES[0]]
    spoken = {"torch": torch_autograd.testify(case), "certified": certified.testify(case)}
    result = heard(case, Silence("the derivation raised ValueError: no"), spoken, 0.0)
    verdicts = {(row.who, row.verdict) for row in result.findings if row.quantity != "J"}
    assert verdicts == {("hand", "disagrees"), ("torch", "agrees")}


@pytest.mark.parametrize("spoken", [{}, {"certified": Silence("certified was killed")}])
def test_a_derivation_that_raises_is_wrong_whoever_else_is_silent(
    spoken: dict[str, Silence],
) -> None:
    why = "the derivation raised ValueError: no"
    rows = rows_of(CASES[NAMES[0]], Silence(why), **spoken)
    assert {row.note for row in rows} == {why}
    assert {row.verdict for row in rows if row.quantity == "J"} == {"not run"}
    assert {row.verdict for row in rows if row.quantity != "J"} == {"disagrees"}


def test_a_stand_in_that_is_not_finite_makes_nothing_agree() -> None:
    (case,) = select((NAMES[0],))
    assert isinstance(case, Case)
    torch = torch_autograd.testify(case)
    broken = {name: np.full_like(value, np.nan) for name, value in torch.derivatives.items()}
    nowhere = Answer(torch.cost, broken, torch.sha256)
    rows = rows_of(case, hand_answer(case), torch=nowhere)
    assert {row.verdict for row in rows if row.quantity != "J"} == {"disagrees"}


def test_what_a_stand_in_does_not_give_was_not_run() -> None:
    case = CASES["logistic/vectorised/float64"]  # differences gives parameters only
    rows = rows_of(case, hand_answer(case), differences=differences.testify(case))
    verdicts = {row.quantity: row.verdict for row in rows}
    assert verdicts == {"J": "agrees", "dZ": "not run", "dw": "agrees", "db": "agrees"}
