"""What a witness says about a case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from reference.arrays import Array


@dataclass(frozen=True)
class Answer:
    """Cost and derivatives by quantity, the digest of what the witness held, and its time.

    A witness that is no better than an approximation gives its own estimate of the errors.
    """

    cost: Any
    derivatives: Mapping[str, Array]
    sha256: str
    seconds: float = 0.0
    errors: Mapping[str, Array] = field(default_factory=dict)


@dataclass(frozen=True)
class Enclosure:
    """Intervals that certainly contain the exact values.

    The midpoint is the unevaluated sum of `limbs` along the first axis (each float64, of
    falling size; as many as it takes), the radius bounds everything else.
    """

    limbs: Array  # (3, *shape), of certified truth
    radius: Array  # shape
    rounded: bool = False  # a framework's value that stands in: it is off by roundoffs itself

    @property
    def nearest(self) -> Array:
        """The midpoint, rounded to float64."""
        nearest: Array = self.limbs[0]
        return nearest


def as_it_is(value: Any) -> Enclosure:
    """A framework's value, to stand in for the truth."""
    middle = np.asarray(value).astype(float)
    return Enclosure(middle[np.newaxis], np.zeros(middle.shape), rounded=True)


@dataclass(frozen=True)
class Truth:
    """Enclosures of the cost and of the derivatives of J by every quantity."""

    cost: Enclosure
    derivatives: Mapping[str, Enclosure]
    sha256: str
    seconds: float = 0.0
    bits: int = 0
    kinks: bool = False
