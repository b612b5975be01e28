"""One case on trial: every party's numbers against the truth, as findings."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from parity.case import Case
from parity.comparison import Held, compare_all, limit, one_roundoff, scaled
from parity.conditioning import Conditioning
from parity.derivation import by_hand, quantities_of
from parity.finding import COST, Finding
from parity.witnesses.answer import Answer, Enclosure, Truth, as_it_is
from reference.arrays import Array

HAND = "hand"


def hand_answer(case: Case) -> Answer:
    """What the derivation under trial says, through its own door."""
    cost, gradients = by_hand(case)
    derivatives = {
        name: gradients[f"d{name}"] for name in quantities_of(case) if f"d{name}" in gradients
    }
    return Answer(cost, derivatives, case.sha256)


def labels(case: Case) -> tuple[str, ...]:
    """How the quantities are called in rows, the cost first."""
    return (COST, *(f"d{name}" for name in quantities_of(case)))


def findings(
    case: Case, answers: Mapping[str, Answer], truth: Truth, conditioning: Conditioning
) -> list[Finding]:
    """All rows of a case: party by party, the cost first."""
    hand = answers.get(HAND)
    scale = 1 if hand is None else scale_of(case, hand, truth, conditioning)
    return found(
        held(case, who, quantity, answer, truth, conditioning, scale)
        for who, answer in answers.items()
        for quantity in (COST, *quantities_of(case))
        # who approximates does not claim to give every quantity
        if not answer.errors or quantity in (COST, *answer.derivatives)
    )


def found(rows: Iterable[Held | Finding]) -> list[Finding]:
    """All as findings; what can be held against the truth is compared together."""
    rows = list(rows)
    compared = iter(compare_all([row for row in rows if isinstance(row, Held)]))
    return [next(compared) if isinstance(row, Held) else row for row in rows]


def stand_in(answer: Answer) -> Truth:
    """A framework's answer for the truth."""
    derivatives = {
        name: widened(as_it_is(value), answer.errors.get(name))
        for name, value in answer.derivatives.items()
    }
    return Truth(as_it_is(answer.cost), derivatives, answer.sha256, answer.seconds)


def held(
    case: Case,
    who: str,
    quantity: str,
    answer: Answer,
    truth: Truth,
    conditioning: Conditioning,
    scale: int,
) -> Held | Finding:
    """One row, to be compared or found without.

    `scale` times J is what the hand-derived intermediates are derivatives of.
    """
    intermediate = quantity != COST and quantity not in case.parameters
    hand_scale = scale if intermediate else 1
    factor = hand_scale if who == HAND else 1
    exact = truth.cost if quantity == COST else truth.derivatives.get(quantity)
    label = quantity if quantity == COST else f"d{quantity}"
    if exact is None:
        return Finding(case.name, label, who, "not run", note="there is no truth to compare with")
    value = answer.cost if quantity == COST else answer.derivatives.get(quantity)
    if value is None:
        return Finding(case.name, label, who, "disagrees", note="is not among what was given")
    return Held(
        case.name,
        label,
        who,
        value,
        widened(scaled(exact, factor), answer.errors.get(quantity)),
        conditioning.kappa(quantity, hand_scale, who == HAND),
        case.dtype,
        case.longest_sum,
        None if quantity == COST else ("m*J" if factor > 1 else "J"),
        conditioning.slack,
    )


def scale_of(case: Case, hand: Answer, truth: Truth, conditioning: Conditioning) -> int:
    """Whether the intermediates are of J or of m*J: what more of them are about."""
    names = [
        name
        for name in quantities_of(case)
        if name not in case.parameters and name in truth.derivatives
    ]
    standing = {
        scale: [
            stands(
                case,
                hand.derivatives.get(name),
                scaled(truth.derivatives[name], scale),
                conditioning.kappa(name, scale, of_hand=True),
            )
            for name in names
        ]
        for scale in (1, case.examples)
    }
    return max(standing, key=lambda scale: tuple(map(sum, zip(*standing[scale], strict=True))))


def stands(case: Case, value: Any, exact: Enclosure, kappa: Array) -> tuple[bool, bool, float]:
    """Whether a value agrees, whether it is about right, and how little of it is off.

    Where all is saturated, nearly anything is about right; a few components tell the scale.
    """
    given, roundoff = np.asarray(value), one_roundoff(kappa, case.dtype)
    if given.shape != exact.radius.shape or given.dtype.kind != "f":
        return False, False, -1.0
    with np.errstate(all="ignore"):  # what is not finite is about nothing
        off = np.abs(given - exact.nearest) - exact.radius
        outside = 1.0 - float(np.mean(off <= limit(case.longest_sum) * roundoff))
        largest = np.max(np.abs(exact.nearest))
        about = bool(np.max(off - limit(1) * roundoff) <= 1e-3 * largest)
    return outside == 0, about, -outside


def widened(truth: Enclosure, errors: Array | None) -> Enclosure:
    """The truth as far as an approximate witness can tell."""
    return truth if errors is None else replace(truth, radius=truth.radius + errors)
