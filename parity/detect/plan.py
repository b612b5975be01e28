"""Which mutants are tried, and in which order.

Task i of a seed is the same on every machine. First every target as it is: whoever finds a mistake
there raises a false alarm. Then the mutants in an order drawn from the seed, so that the first N
are a fair sample of all.
"""

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from parity.detect.mutant import Mutant
from parity.detect.planting.planting import mutants
from parity.detect.targets import TARGETS, Target
from parity.sweep.pool import Block

CONTROLS = len(TARGETS)
BLOCK = 40  # mutants of a target that one process takes at a time, for it knows their truths


@dataclass(frozen=True)
class Task:
    """A target with a mistake in it, or as it is."""

    target: Target
    mutant: Mutant | None = None

    @property
    def sha256(self) -> str:
        """Of the mutant; of a target as it is, its name stands for it."""
        if self.mutant is None:
            return Mutant(self.target.name, "", 0, "", "", "", 0).sha256
        return self.mutant.sha256


@functools.cache
def order(seed: int) -> tuple[int, ...]:
    """Which mutant comes first, second, and so on."""
    return tuple(int(i) for i in np.random.default_rng(seed).permutation(len(mutants())))


def task(number: int, seed: int) -> Task:
    """Number i."""
    if number < CONTROLS:
        return Task(list(TARGETS.values())[number])
    mutant = mutants()[order(seed)[number - CONTROLS]]
    return Task(mutant.target, mutant)


def tasks(count: int | None) -> int:
    """How many tasks so many mutants make; all of them by default."""
    return CONTROLS + min(len(mutants()) if count is None else count, len(mutants()))


def blocks(numbers: Iterable[int], seed: int) -> Iterator[Block]:
    """Tasks of the same target together."""
    names = list(TARGETS)

    def place(number: int) -> int:
        return names.index(task(number, seed).target.name)

    for _, group in groupby(sorted(numbers, key=place), place):
        together = list(group)
        for start in range(0, len(together), BLOCK):
            yield tuple(together[start : start + BLOCK])
