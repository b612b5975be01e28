"""What had no power in float32 is decided by the same numbers in float64, in both directions."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NoReturn

import pytest

from parity import trial
from parity.case import Case
from parity.finding import Finding
from parity.kinds import gradients_conditioning
from parity.sweep.draw import random_case
from parity.sweep.lines import parties_of
from parity.sweep.second import DECIDED, second_look
from parity.sweep.trying import findings_of
from parity.witnesses import certified

SATURATED = random_case(1095, 1)  # a layer of steps, two of tanh, a sigmoid; float32


def heard_of_hand(case: Case, factor: float = 1.0) -> Sequence[Finding]:
    """The derivation's rows; db2, behind the saturated layers, is off by a factor."""
    truth, hand = certified.testify(case), trial.hand_answer(case)
    off = hand.derivatives["b2"] * case.dtype.type(factor)
    answer = replace(hand, derivatives={**hand.derivatives, "b2": off})
    kappa = gradients_conditioning(case, truth)
    return trial.findings(case, {trial.HAND: answer}, truth, kappa)


def by_quantity(rows: Sequence[Finding]) -> dict[str, Finding]:
    return {row.quantity: row for row in rows}


def test_what_a_saturated_layer_hides_is_decided() -> None:
    first = findings_of(SATURATED)
    inconclusive = [row for row in first if row.verdict == "inconclusive"]
    assert {row.who for row in inconclusive} == {"hand", "torch", "jax"}
    rows = second_look(SATURATED, first, findings_of)
    assert {row.verdict for row in rows} == {"agrees"}
    assert sum(row.note == DECIDED for row in rows) == len(inconclusive)
    parties = parties_of(rows)
    assert sum(party.decided for party in parties.values()) == len(inconclusive)
    assert all(party.note == "" for party in parties.values())
    # How far it is off is still told in float32's roundoffs.
    assert [row.roundoffs for row in rows] == [row.roundoffs for row in first]


def test_a_mistake_that_float32_cannot_see_disagrees() -> None:
    first = by_quantity(heard_of_hand(SATURATED, 3.0))
    assert first["db2"].verdict == "inconclusive"
    rows = by_quantity(
        second_look(SATURATED, list(first.values()), lambda case: heard_of_hand(case, 3.0))
    )
    assert rows["db2"].verdict == "disagrees"
    assert {row.verdict for name, row in rows.items() if name != "db2"} == {"agrees"}


def never(case: Case) -> NoReturn:
    """A hearing that must not be."""
    raise AssertionError(f"{case.name} was heard again")


@pytest.mark.parametrize("number", [1401, 1002])
def test_what_is_float64_or_decided_is_not_tried_again(number: int) -> None:
    case = random_case(number, 1)
    rows = heard_of_hand(case)
    verdicts = {row.verdict for row in rows}
    assert (str(case.dtype), "inconclusive" in verdicts) in (("float64", True), ("float32", False))
    assert second_look(case, rows, never) == list(rows)


def test_what_float64_cannot_tell_either_stays_inconclusive() -> None:
    case = random_case(1061, 1)  # derivatives of 1e-74
    rows = second_look(case, heard_of_hand(case), heard_of_hand)
    left = {row.quantity for row in rows if row.verdict == "inconclusive"}
    assert "dW2" in left
    assert all(row.note == "" for row in rows if row.quantity in left)
