"""One case on trial: every party's numbers against the truth, as findings."""

from collections.abc import Mapping

from parity.case import Case
from parity.comparison import compare, scaled
from parity.conditioning import Conditioning
from parity.derivation import by_hand, quantities_of
from parity.finding import COST, Finding
from parity.witnesses.answer import Answer, Enclosure, Silence, Truth
from reference.arrays import Array

HAND = "hand"


def hand_answer(case: Case) -> Answer:
    """What the derivation under trial says, through its own door."""
    cost, gradients = by_hand(case)
    derivatives = {
        name: gradients[f"d{name}"] for name in quantities_of(case) if f"d{name}" in gradients
    }
    return Answer(cost, derivatives, case.sha256)


def findings(
    case: Case,
    answers: Mapping[str, Answer | Silence],
    truth: Truth | Silence,
    conditioning: Conditioning,
) -> list[Finding]:
    """All rows of a case: party by party, the cost first."""
    rows: list[Finding] = []
    scale = 1
    if isinstance(truth, Truth) and isinstance(hand := answers.get(HAND), Answer):
        scale = scale_of(case, hand, truth, conditioning)
    for who, answer in answers.items():
        silent = next((s for s in (answer, truth) if isinstance(s, Silence)), None)
        for quantity in (COST, *quantities_of(case)):
            if silent is not None:
                label = quantity if quantity == COST else f"d{quantity}"
                rows.append(Finding(case.name, label, who, "not run", note=silent.reason))
            else:
                assert isinstance(answer, Answer)
                assert isinstance(truth, Truth)
                if answer.errors and quantity not in (COST, *answer.derivatives):
                    continue  # who approximates does not claim to give every quantity
                rows.append(finding(case, who, quantity, answer, truth, conditioning, scale))
    return rows


def finding(
    case: Case,
    who: str,
    quantity: str,
    answer: Answer,
    truth: Truth,
    conditioning: Conditioning,
    scale: int,
) -> Finding:
    """One row. `scale` times J is what the hand-derived intermediates are derivatives of."""
    intermediate = quantity != COST and quantity not in case.parameters
    hand_scale = scale if intermediate else 1
    factor = hand_scale if who == HAND else 1
    exact = truth.cost if quantity == COST else truth.derivatives[quantity]
    label = quantity if quantity == COST else f"d{quantity}"
    value = answer.cost if quantity == COST else answer.derivatives.get(quantity)
    if value is None:
        return Finding(case.name, label, who, "disagrees", note="is not among what was given")
    return compare(
        case.name,
        label,
        who,
        value,
        widened(scaled(exact, factor), answer.errors.get(quantity)),
        conditioning.kappa(quantity, hand_scale, who == HAND),
        case.dtype,
        case.longest_sum,
        None if quantity == COST else ("m*J" if factor > 1 else "J"),
    )


def scale_of(case: Case, hand: Answer, truth: Truth, conditioning: Conditioning) -> int:
    """Whether the intermediates' derivatives are of J or of m*J: what more of them agree with."""
    names = [name for name in quantities_of(case) if name not in case.parameters]
    agreeing = {
        scale: sum(
            finding(case, HAND, name, hand, truth, conditioning, scale).verdict == "agrees"
            for name in names
        )
        for scale in (1, case.examples)
    }
    return max(agreeing, key=lambda scale: agreeing[scale])


def widened(truth: Enclosure, errors: Array | None) -> Enclosure:
    """The truth as far as an approximate witness can tell."""
    return truth if errors is None else Enclosure(truth.limbs, truth.radius + errors)
