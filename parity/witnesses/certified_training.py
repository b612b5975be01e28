"""The true trajectory: gradient descent in ball arithmetic, from the exact initial numbers.

Every step takes the certified gradients of the cost at parameters that are balls themselves, so
each ball certainly contains what exact arithmetic would have led to. Balls widen from step to
step; the precision is doubled until all that was kept has 30 correct digits. Where a run meets
a kink, every subgradient leads to a trajectory of its own, and there is no single true one.
"""

import time
from typing import Any

import numpy as np
from flint import ctx

from parity.case import digest
from parity.training import TrainingCase, TrueTrajectory, held, stacked
from parity.witnesses import balls, certified
from parity.witnesses.silence import Silence

BITS = 320
MOST_BITS = 2560
NO_TRUTH = (
    "there is no single true trajectory: a step met a kink, or balls of {bits} bits grew too wide"
)


def train(training: TrainingCase) -> TrueTrajectory | Silence:
    """Enclosures of the costs and the parameters after every step."""
    start, bits = time.perf_counter(), BITS
    costs, parameters, kinks = path(training, bits)
    while not certified.sharp(costs, parameters):
        if kinks or bits >= MOST_BITS:
            return Silence(NO_TRUTH.format(bits=bits))
        bits *= 2
        costs, parameters, kinks = path(training, bits)
    return TrueTrajectory(
        certified.enclosure(costs),
        {name: certified.enclosure(value) for name, value in parameters.items()},
        digest_of(training),
        time.perf_counter() - start,
        bits,
    )


def path(training: TrainingCase, bits: int) -> tuple[Any, dict[str, Any], bool]:
    """Costs and parameters of all steps as balls, and whether a kink was met."""
    now: dict[str, Any] = {n: balls.balls(v) for n, v in training.case.parameters.items()}
    costs, steps, met = [], [], False
    for step in range(training.steps + 1):
        cost, gradients, kinks = certified.enclosed(training.at(step, now), bits)
        costs.append(np.asarray(cost))
        steps.append({name: np.asarray(value) for name, value in now.items()})
        met = met or kinks
        with ctx.workprec(bits):
            now = {
                name: balls.subtract(value, balls.multiply(training.alpha, gradients[name]))
                for name, value in now.items()
            }
    return *stacked(costs, steps), met


def digest_of(training: TrainingCase) -> str:
    """The digest of the numbers that the balls hold, back in the case's dtype."""
    given = held(training.case.parameters, [training.data(k) for k in range(training.steps + 1)])
    return digest({name: certified.exact(value) for name, value in given.items()})
