"""A case: one derivation at one point. Inert data, reproducible from its name and seed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from reference.arrays import Array


class Program(Protocol):
    """A derivation of a user's own, as data: it travels to the witnesses' processes."""

    def derivation(self) -> Any:
        """What parity.derivation asks of a derivation."""
        ...


@dataclass(frozen=True)
class Case:
    """Arrays by name (parameters and data), settings, and the derivation they are for.

    Of a user's own derivation there is the program itself, the names of the quantities whose
    derivatives it gives, and the sizes of its dimensions.
    """

    name: str
    derivation: str
    parameters: Mapping[str, Array]
    data: Mapping[str, Array]
    settings: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    examples: int = 1  # m
    kind: str = "gradients"
    program: Program | None = None
    asked: tuple[str, ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)

    @property
    def arrays(self) -> dict[str, Array]:
        """All quantities that are given."""
        return {**self.parameters, **self.data}

    @property
    def dtype(self) -> np.dtype[Any]:
        """That of the parameters."""
        return next(iter(self.parameters.values())).dtype

    @cached_property
    def sha256(self) -> str:
        """The digest that every witness must return for what it really holds."""
        return digest(self.arrays)

    @cached_property
    def longest_sum(self) -> int:
        """n: the most terms that a sum over any of the given arrays' dimensions has."""
        return max(max(array.shape, default=1) for array in self.arrays.values())


def digest(arrays: Mapping[str, Array]) -> str:
    """SHA-256 over names, dtypes, shapes and values; not over memory order or signs of 0."""
    sha = hashlib.sha256()
    for name in sorted(arrays):
        array = np.asarray(arrays[name])
        sha.update(f"{name} {array.dtype.str} {array.shape};".encode())
        sha.update((array + 0.0).tobytes())  # -0.0 + 0.0 is 0.0: a ball has one zero only
    return sha.hexdigest()
