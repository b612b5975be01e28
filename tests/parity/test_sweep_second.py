"""What had no power is decided by the same numbers in wider arithmetic, in both directions."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NoReturn

import pytest

from parity import trial
from parity.case import Case
from parity.derivation import DERIVATIONS
from parity.finding import STANDS_IN, Finding
from parity.kinds import gradients_conditioning
from parity.sweep.lines import parties_of
from parity.sweep.second import IN_BALLS, IN_FLOAT64, exact_look, second_look, wider_look
from parity.sweep.trying import findings_of
from parity.witnesses import certified
from reference import deep
from tests.parity.sweeps import drawn

SATURATED = drawn(1095, 250)  # a layer of steps, two of tanh, a sigmoid; float32


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
    assert sum(row.note == IN_FLOAT64 for row in rows) == len(inconclusive)
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
def test_what_is_float64_or_decided_is_not_heard_again(number: int) -> None:
    case = drawn(number, 250)
    rows = heard_of_hand(case)
    verdicts = {row.verdict for row in rows}
    assert (str(case.dtype), "inconclusive" in verdicts) in (("float64", True), ("float32", False))
    assert wider_look(case, rows, never) == rows


@pytest.mark.parametrize("number", [2072, 1061])  # float64; float32, with derivatives of 1e-74
def test_what_float64_cannot_tell_is_decided_for_the_derivation_in_balls(number: int) -> None:
    case = drawn(number, 250)
    first = findings_of(case)
    left = [row for row in wider_look(case, first, findings_of) if row.verdict == "inconclusive"]
    assert {row.who for row in left} == {"hand", "torch", "jax"}
    rows = second_look(case, first, findings_of)
    exactly = {row.quantity for row in rows if row.note == IN_BALLS}
    assert exactly == {row.quantity for row in left if row.who == "hand"}
    assert {row.verdict for row in rows if row.who == "hand"} == {"agrees"}
    still = [row for row in rows if row.verdict == "inconclusive"]
    assert [row for row in left if row.who != "hand"] == still
    assert parties_of(rows)["hand"].decided == sum(row.note != "" for row in rows[: len(rows) // 3])


def test_a_mistake_that_no_float_can_see_disagrees(monkeypatch: pytest.MonkeyPatch) -> None:
    case = drawn(2072, 250)
    first = heard_of_hand(case)
    hidden = {row.quantity for row in first if row.verdict == "inconclusive"}
    assert "dW1" in hidden

    def mistaken(**arguments: Any) -> Any:
        cost, gradients = deep.cost_and_gradients.formula(**arguments)
        return cost, {**gradients, "dW1": gradients["dW1"] * (1 + 2.0**-50)}

    off = replace(DERIVATIONS["deep"], cost_and_gradients=mistaken)
    monkeypatch.setitem(DERIVATIONS, "deep", off)
    verdicts = {row.quantity: row.verdict for row in exact_look(case, first)}
    assert {name for name, verdict in verdicts.items() if verdict == "disagrees"} == {"dW1"}
    assert {verdicts[name] for name in hidden - {"dW1"}} == {"agrees"}


def test_what_lies_beyond_all_floats_stays_inconclusive() -> None:
    case = drawn(2896, 250)  # derivatives of 1e-1571
    rows = exact_look(case, heard_of_hand(case))
    assert {row.quantity: row.verdict for row in rows}["dW7"] == "inconclusive"


def test_without_a_truth_there_is_nothing_exact() -> None:
    case = drawn(2072, 250)
    rows = [replace(row, note=f"torch {STANDS_IN}") for row in heard_of_hand(case)]
    assert exact_look(case, rows) == rows


def test_a_derivation_that_does_not_run_in_balls_stays_inconclusive(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = drawn(2072, 250)
    first = heard_of_hand(case)

    def in_place(**arguments: Any) -> Any:
        arguments["X"][0] = 1.0

    other = replace(DERIVATIONS["deep"], cost_and_gradients=in_place)
    monkeypatch.setitem(DERIVATIONS, "deep", other)
    rows = exact_look(case, first)
    assert [row.verdict for row in rows] == [row.verdict for row in first]
    notes = {row.note for row in rows if row.verdict == "inconclusive"}
    assert [note.partition(" where")[0] for note in notes] == [
        "ball arithmetic raised TypeError: an element cannot be assigned"
    ]
