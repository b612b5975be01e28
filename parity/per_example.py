"""Gradients of every example's loss, before the mean, against vmap(grad).

Some derivations give the gradients of all examples at once, with the examples along the first
axis. Each is held against the truth of that example alone: a case with m = 1. The derivative of
W1 is called dW1 here as well; it has the shape (m, *W1.shape), so the first number of an index
is the example.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from parity.case import Case
from parity.conditioning import (
    Conditioning,
    Pass,
    cost_pass,
    doubled,
    measured,
)
from parity.derivation import arguments_of, derivation_of, example_axis
from parity.finding import COST, Finding
from parity.nudges import DRAWS, Nudges
from parity.points import Recipe, deep, kink, logistic, rows, shallow
from parity.rewriting import again
from parity.trial import found, held
from parity.witnesses.answer import Answer, Enclosure, Truth
from reference.arrays import Array


def alone(case: Case) -> list[Case]:
    """Each example as a case of its own."""
    axis = example_axis(case)
    return [
        replace(
            case,
            name=f"{case.name}[{i}]",
            data={name: np.take(value, [i], axis) for name, value in case.data.items()},
            examples=1,
        )
        for i in range(case.examples)
    ]


def hand_answer(case: Case) -> Answer:
    """What the derivation under trial says; the losses are its cost of each example alone."""
    derivation = derivation_of(case)
    assert derivation.example_gradients is not None
    gradients = derivation.example_gradients(**arguments_of(case))
    losses = np.stack([derivation.cost(**arguments_of(example)) for example in alone(case)])
    derivatives = {
        name: gradients[f"d{name}"] for name in case.parameters if f"d{name}" in gradients
    }
    return Answer(losses, derivatives, case.sha256)


def conditioning(case: Case, draws: int = DRAWS) -> Conditioning:
    """kappa, as the derivation says and as the cost of each example says."""
    by_hand, by_cost = (Nudges(case.seed + i, case.dtype) for i in range(2))
    return Conditioning(
        measured(hand_pass(case, by_hand), by_hand, draws),
        measured(cost_passes(case, by_cost), by_cost, draws),
    )


def hand_pass(case: Case, nudges: Nudges) -> Pass:
    """The derivation's own gradients, with all that it assigns nudged."""
    derivation = derivation_of(case)
    assert derivation.example_gradients is not None
    run = again(derivation.example_gradients, np, lambda _, value: nudges(value))

    def once() -> dict[str, Array]:
        gradients = run(**doubled(case, nudges))
        return {
            name: np.asarray(gradients[f"d{name}"])
            for name in case.parameters
            if f"d{name}" in gradients
        }

    return once


def cost_passes(case: Case, nudges: Nudges) -> Pass:
    """The gradients of each example's cost by autograd, all nudged."""
    passes = [cost_pass(example, nudges) for example in alone(case)]

    def once() -> dict[str, Array]:
        found = [one() for one in passes]
        return {name: np.stack([one[name] for one in found]) for name in (COST, *case.parameters)}

    return once


def together(case: Case, truths: Sequence[Truth], sha256: str) -> Truth:
    """The truths of all examples as one, examples first."""
    return Truth(
        stacked([truth.cost for truth in truths]),
        {name: stacked([truth.derivatives[name] for truth in truths]) for name in case.parameters},
        sha256,
        sum(truth.seconds for truth in truths),
        max(truth.bits for truth in truths),
        any(truth.kinks for truth in truths),
    )


def stacked(enclosures: Sequence[Enclosure]) -> Enclosure:
    """Enclosures along a new first axis."""
    return Enclosure(
        np.stack([enclosure.limbs for enclosure in enclosures], axis=1),
        np.stack([enclosure.radius for enclosure in enclosures]),
    )


def labels(case: Case) -> tuple[str, ...]:
    """How the quantities are called in rows: parameters only."""
    return (COST, *(f"d{name}" for name in case.parameters))


def findings(
    case: Case, answers: Mapping[str, Answer], truth: Truth, measured: Conditioning
) -> list[Finding]:
    """All rows of a case: party by party, the losses first."""
    return found(
        held(case, who, quantity, answer, truth, measured, scale=1)
        for who, answer in answers.items()
        for quantity in (COST, *case.parameters)
    )


def per_example(*groups: Iterator[Case]) -> Iterator[Case]:
    """Cases of this kind, under the name that they have here."""
    for group in groups:
        for case in group:
            yield replace(case, name=f"per-example/{case.name}", kind="per-example")


MIXED = ("relu", "tanh")
THREE = Recipe(outputs=3)
PER_EXAMPLE = tuple(
    per_example(
        logistic("vectorised"),
        shallow("each", "tanh"),
        shallow("vectorised", "tanh"),
        shallow("vectorised", "relu", THREE),
        shallow("vectorised", "relu", Recipe(special=kink)),
        rows("tensor", "tanh"),
        deep((4, 3), (*MIXED, "sigmoid"), THREE, dropout=True),
        deep((4, 3), (*MIXED, "identity"), loss="half_squared_error"),
    )
)
