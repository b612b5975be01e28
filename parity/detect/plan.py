"""Which mutants are tried, and in which order.

Task i of a seed is the same on every machine: the mutants in an order drawn from the seed, so that
the first N are a fair sample of all; and before the first mutant of each target, the target as it
is. Whoever finds a mistake there raises a false alarm.
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
def sequence(seed: int) -> tuple[Task, ...]:
    """All tasks."""
    found: list[Task] = []
    met: set[str] = set()
    for index in np.random.default_rng(seed).permutation(len(mutants())):
        mutant = mutants()[index]
        if mutant.target_name not in met:
            met.add(mutant.target_name)
            found.append(Task(mutant.target))
        found.append(Task(mutant.target, mutant))
    return tuple(found)


def task(number: int, seed: int) -> Task:
    """Number i."""
    return sequence(seed)[number]


def tasks(count: int | None, seed: int) -> int:
    """How many tasks so many mutants make; all of them by default."""
    planted = [number for number, there in enumerate(sequence(seed)) if there.mutant]
    return len(sequence(seed)) if count is None else planted[min(count, len(planted)) - 1] + 1


def planned(tasks: int, seed: int) -> int:
    """How many mutants are among so many tasks."""
    return sum(there.mutant is not None for there in sequence(seed)[:tasks])


def blocks(numbers: Iterable[int], seed: int) -> Iterator[Block]:
    """Tasks of the same target together."""
    places = {name: place for place, name in enumerate(TARGETS)}

    def place(number: int) -> int:
        return places[task(number, seed).target.name]

    for _, group in groupby(sorted(numbers, key=place), place):
        together = list(group)
        for start in range(0, len(together), BLOCK):
            yield tuple(together[start : start + BLOCK])
