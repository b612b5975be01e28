"""The tensors of one case: inputs as they are, cost and derivatives rounded once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from parity.case import Case
from parity.finding import COST
from parity.vectors.rounding import Ends, Rounded, decimal, ends, rounded
from parity.witnesses import certified
from reference.arrays import Array

PRECISIONS = (320, 640, 1280, 2560)
MOST_DECIMALS = 16  # components of a quantity whose decimals are written out
OTHER: dict[str, np.dtype[Any]] = {"float64": np.dtype("float32"), "float32": np.dtype("float64")}


@dataclass(frozen=True)
class Vectors:
    """All tensors by name, and what a float cannot say."""

    case: Case
    bits: int  # of the ball arithmetic
    tensors: Mapping[str, Array]
    decimals: Mapping[str, tuple[str | None, ...]]
    subgradients: tuple[str, ...]  # quantities with a component that has more than one derivative


@dataclass(frozen=True)
class Quantity:
    """A cost or derivative in both dtypes."""

    own: Rounded
    other: Rounded
    decimals: tuple[str | None, ...]

    @property
    def unique(self) -> bool:
        """Whether every component is correctly rounded, in all that is written of it."""
        return self.own.unique and self.other.unique and None not in self.decimals


def vectors(case: Case) -> Vectors:
    """The case with its truth; the precision is raised until every rounding is unique, or it is
    plain that a component has more than one derivative."""
    given = certified.in_balls(case)
    for bits in PRECISIONS:
        found = quantities(given, case.dtype, bits)
        if all(quantity.unique for quantity in found.values()):
            break
    tensors = dict(case.arrays)
    for name, quantity in found.items():
        tensors |= named(name, quantity, case.dtype)
    return Vectors(
        case,
        bits,
        {name: plain(value) for name, value in tensors.items()},
        {name: quantity.decimals for name, quantity in found.items() if quantity.decimals},
        tuple(name for name, quantity in found.items() if not quantity.unique),
    )


def quantities(given: Case, dtype: np.dtype[Any], bits: int) -> dict[str, Quantity]:
    """Cost and derivatives at that precision, rounded."""
    cost, derivatives, _ = certified.enclosed(given, bits)
    balls = {COST: cost, **{f"d{name}": value for name, value in derivatives.items()}}
    return {name: quantity(value, dtype) for name, value in balls.items()}


def quantity(balls: Array, dtype: np.dtype[Any]) -> Quantity:
    """An array of balls, rounded to its own dtype, to the other one, and to decimals."""
    intervals: list[Ends] = [ends(ball) for ball in balls.reshape(-1)]
    written = intervals if len(intervals) <= MOST_DECIMALS else []
    return Quantity(
        rounded(intervals, balls.shape, dtype),
        rounded(intervals, balls.shape, OTHER[str(dtype)]),
        tuple(decimal(interval) for interval in written),
    )


def named(name: str, quantity: Quantity, dtype: np.dtype[Any]) -> dict[str, Array]:
    """dW1, dW1 in the other dtype, and the bounds where there is more than one derivative."""
    tensors = {name: quantity.own.middle, f"{name}.{OTHER[str(dtype)]}": quantity.other.middle}
    if not quantity.unique:
        tensors |= {f"{name}.low": quantity.own.low, f"{name}.high": quantity.own.high}
    return tensors


def plain(value: Array) -> Array:
    """An array of its own memory, rows first: safetensors writes memory as it lies."""
    return np.array(value, order="C", copy=True)
