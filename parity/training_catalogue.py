"""The trainings that are tried: every kind of derivation that trains, with what can vary by step.

Twelve examples; `minibatches` are four of them at a time, another four in the next step;
`dropout` draws new masks for every step. Nothing starts at zero, where derivatives jump.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from parity.case import Case
from parity.points import Recipe, deep, logistic, shallow
from parity.training import STEPS, Batch, TrainingCase

ALPHA = 0.3
KEEP = 0.8
TWELVE = Recipe(m=12)
BATCH_SIZE = 4


def started(name: str, cases: Iterator[Case]) -> Iterator[TrainingCase]:
    """Training from each of the cases; the words of its name say what differs by step."""
    for case in cases:
        case = replace(case, name=f"training/{name}/{case.dtype}")
        rng = np.random.default_rng(case.seed)
        batches = drawn_batches(case.examples, rng) if "minibatches" in name else ()
        masks: tuple[Batch, ...] = ()
        if "dropout" in name:
            case = replace(case, settings={**case.settings, "keep": KEEP})
            m = len(batches[0]) if batches else case.examples
            masks = tuple(drawn_masks(case, m, rng) for _ in range(STEPS + 1))
        yield TrainingCase(case, ALPHA, STEPS, batches, masks)


def drawn_batches(examples: int, rng: np.random.Generator) -> tuple[tuple[int, ...], ...]:
    """All examples in a new order, cut into batches, again and again."""
    in_all = examples // BATCH_SIZE
    passes = [rng.permutation(examples) for _ in range(STEPS // in_all + 1)]
    batches = [part for order in passes for part in np.split(order, in_all)]
    return tuple(tuple(map(int, batch)) for batch in batches[: STEPS + 1])


def drawn_masks(case: Case, m: int, rng: np.random.Generator) -> Batch:
    """D1, D2, ... for the hidden layers."""
    layers = sum(name[0] == "W" for name in case.parameters)
    return {
        f"D{l}": (rng.random((len(case.parameters[f"W{l}"]), m)) < KEEP).astype(case.dtype)
        for l in range(1, layers)
    }


def trainings() -> Iterator[TrainingCase]:
    """All of them, in the order in which they are reported."""
    net = (4, 3)
    yield from started("logistic", logistic("vectorised", TWELVE))
    yield from started("logistic/l2/minibatches", logistic("vectorised", TWELVE, lam=0.7))
    yield from started("shallow/tanh", shallow("vectorised", "tanh", TWELVE))
    yield from started("shallow/tanh/l2", shallow("vectorised", "tanh", TWELVE, lam=0.7))
    yield from started("deep/relu-tanh/dropout", deep(net, ("relu", "tanh", "sigmoid"), TWELVE))
    yield from started(
        "deep/tanh-relu/l2/dropout/minibatches",
        deep(net, ("tanh", "relu", "sigmoid"), TWELVE, lam=0.7),
    )


TRAINING = tuple(trainings())
