"""Noise of the order of 2^-26 on every value: what rounding might do, large enough to be seen.

- d is uniform and not 2^-26 with a random sign: a value that passes through two names would see
  two signs cancel each other, in all eight draws at once with probability 1/256, and kappa would
  miss it altogether.
- What underflows is off by up to the smallest normal number of the case's dtype, whatever its
  size, on its way forward as on its way back. So d times (that number / u) is added as well, which
  makes u kappa cover it; exact zeros stay exact. Where nothing comes near that number, it is left
  away: it would cost three passes over memory and change nothing.
- Drawing takes longer than the passes that are nudged. So the noise is drawn once for all, and
  each value gets a stretch of it, from a place that the draw and the values before it choose.
- Several draws may be made in one pass (see stacked.py). The first of them is not nudged.
"""

import functools
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from parity.stacked import Stacked
from reference.arrays import Array

NUDGE = 2.0**-26
SPREAD = NUDGE * 3.0**0.5
POOL = 1 << 18
STEP = 162_013  # from value to value, about POOL times the golden ratio: the stretches spread
LONGEST = POOL // 2  # stretch; noise for what is larger is drawn anew
DRAWS = 8
FAR = 2.0**20  # so far above the floor, the floor is less than a millionth of the noise


@functools.cache
def pool() -> Array:
    """Uniform, with mean 0 and root mean square 2^-26; behind it zeros, for what is exact."""
    noise = np.random.default_rng(0).uniform(-SPREAD, SPREAD, POOL)
    return np.concatenate([noise, np.zeros(LONGEST)])


def stretches(size: int) -> Array:
    """All stretches of that size, by where they begin; nothing is copied."""
    numbers = pool()
    return np.ndarray((numbers.size - size + 1, size), float, numbers, 0, 2 * numbers.strides)


class Nudges:
    """Nudges values while it is on; while it is off, it notes how small they get."""

    def __init__(self, seed: int, dtype: np.dtype[Any]) -> None:
        self.seed = seed
        self.on = False
        self.at_once = range(0)  # the draws of one pass; none: each pass is a draw
        self.draw, self.passed = 0, 0  # and how many values this pass has met
        self.starts = np.random.default_rng(seed).integers(POOL, size=DRAWS)
        self.guesses = False
        self.smallest = np.inf
        self.floor = floor_of(dtype)

    @property
    def are_far(self) -> bool:
        """Whether all sizes that were noted are far above the floor."""
        return self.smallest > self.floor * FAR

    @contextmanager
    def drawing(self) -> Iterator[None]:
        """On, inside."""
        self.on = True
        if self.are_far:
            self.floor = 0.0
        try:
            yield
        finally:
            self.on = False

    @contextmanager
    def guessing(self) -> Iterator[None]:
        """On, inside, as if all sizes were far above the floor; they are noted, to know later."""
        floor, self.floor = self.floor, 0.0
        self.on = self.guesses = True
        try:
            yield
        finally:
            self.floor = floor
            self.on = self.guesses = False

    @contextmanager
    def stacking(self, draws: range) -> Iterator[None]:
        """These draws in one pass, inside, behind one that is exact."""
        self.at_once = draws
        self.begin(0)
        try:
            yield
        finally:
            self.at_once = range(0)

    def begin(self, draw: int) -> None:
        """A pass begins: that draw has the same noise in whatever company it is made."""
        self.draw, self.passed = draw, 0

    def __call__(self, value: Any) -> Any:
        """The value as rounding might have it; what is no floating array stays as it is."""
        if not is_floating(value):
            return value
        self.noted(value)
        if not self.on:
            return value
        return self.nudged(value, self.noise(np.shape(value)))

    def nudged(self, value: Any, noise: Array) -> Any:
        """The value with this noise."""
        if isinstance(value, Stacked):
            value = value.draws
        size = value + self.floor * (value != 0) if self.floor else value
        return self.stacked(value + noise * size)

    def sent_back(self, g: Any, noise: Array | None) -> Any:
        """What goes back over the tape, with this noise; it may underflow as all else may."""
        self.noted(g)
        return g if noise is None else self.nudged(g, noise)

    def stacked(self, value: Any) -> Any:
        """As formulas see it."""
        return Stacked(value) if self.at_once else value

    def noted(self, value: Any) -> None:
        """What is not nudged is looked at: while it is off, and the exact one of a guess."""
        if not self.on or self.guesses:
            self.note(value.draws[0] if isinstance(value, Stacked) else value)

    def note(self, value: Any) -> None:
        """Remember the smallest size that is not 0."""
        sizes = np.abs(value)
        smallest = np.min(sizes, initial=np.inf)
        if smallest == 0:
            smallest = np.min(sizes, initial=np.inf, where=sizes > 0)
        self.smallest = min(self.smallest, float(smallest))

    def noise(self, shape: tuple[int, ...]) -> Array:
        """For a value of that shape, for each of the draws that are made at once."""
        self.passed += 1
        size = math.prod(shape)
        if size > LONGEST:
            return self.drawn(shape)
        starts = (self.starts + STEP * self.passed) % (POOL - size)
        if not self.at_once:
            one: Array = stretches(size)[starts[self.draw]]
            return one.reshape(shape)
        exact_first = np.append(POOL, starts[self.at_once])
        some: Array = stretches(size)[exact_first]
        return some.reshape(-1, *shape)

    def drawn(self, shape: tuple[int, ...]) -> Array:
        """The same, too much of it to be a stretch."""

        def anew(draw: int) -> Array:
            rng = np.random.default_rng((self.seed, draw, self.passed))
            return rng.uniform(-SPREAD, SPREAD, shape)

        if not self.at_once:
            return anew(self.draw)
        return np.stack([np.zeros(shape), *map(anew, self.at_once)])


def is_floating(value: Any) -> bool:
    """Whether it is rounded at all: floats are, shapes, counts and functions are not."""
    return isinstance(value, float) or (
        isinstance(value, (np.ndarray, np.generic, Stacked)) and value.dtype.kind == "f"
    )


def floor_of(dtype: np.dtype[Any]) -> float:
    """The smallest normal number of the dtype, in units of its roundoff."""
    kind = np.finfo(dtype)
    return float(kind.tiny) / (float(kind.eps) / 2)
