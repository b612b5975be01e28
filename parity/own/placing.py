"""The points at which a program is tried: drawn, or the user's own.

What cannot be tried there is refused, in one sentence with file and line: a cost that raises, that
is no scalar, that changes its inputs, that is not finite anywhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from parity.case import digest
from parity.errors import InputError
from parity.own import signature
from parity.own.blame import place, told
from parity.own.derivation import Function, staying
from parity.own.drawing import draw, draw_sizes
from parity.own.signature import Signature
from reference.arrays import Array

TRIES = 20  # points that may not be finite before it is given up


@dataclass(frozen=True)
class Point:
    """Arguments of the cost by name, and the sizes of its dimensions."""

    arguments: Mapping[str, Any]
    sizes: Mapping[str, int]


@dataclass(frozen=True)
class Places:
    """A cost, what its arguments are, and the file that is to blame."""

    cost: Function
    known: Signature
    file: str

    def drawn(self, count: int, switch: int, seed: int) -> Iterator[Point]:
        """Points of the same sizes, for frameworks compile for each; from `switch` on all differ.

        Where sizes stay, n0 - 1 may be m at all points, and one be suggested for the other.
        """
        rng = np.random.default_rng(seed)
        for number in range(count):
            if number == 0 or number >= switch:
                sizes = draw_sizes(self.known.shapes, rng)
            yield self.finite(sizes, rng)

    def finite(self, sizes: Mapping[str, int], rng: np.random.Generator) -> Point:
        """A drawn point where the cost is finite."""
        for _ in range(TRIES):
            drawn = {name: draw(shape, sizes, rng) for name, shape in self.known.shapes.items()}
            point = Point({name: bare(value) for name, value in drawn.items()}, dict(sizes))
            J = self.cost_at(point)
            if np.isfinite(J):
                return point
        raise InputError(
            f"{self.known.where}: the cost is not finite at any of {TRIES} drawn points (the last "
            f'gave {J}); say the domains of its arguments, such as "n m in (0, 1)" or "> 0"'
        )

    def given(self, values: Mapping[str, Any]) -> Point:
        """The user's own point."""
        missing = [name for name in self.known.names if name not in values]
        if missing:
            has = ", ".join(values) or "nothing"
            raise InputError(
                f"{self.known.where}: the point has no {missing[0]!r}, which the cost takes; "
                f"it has {has}"
            )
        arguments = {
            name: number(name, values[name], name in self.known.shapes) for name in self.known.names
        }
        point = Point(arguments, signature.sizes_of(self.known, arguments))
        J = self.cost_at(point)
        if not np.isfinite(J):
            raise InputError(f"{self.known.where}: the cost is {J} at the point; give another one")
        return point

    def cost_at(self, point: Point) -> Any:
        """J by the function as it is."""
        arguments = {name: bare(np.copy(value)) for name, value in point.arguments.items()}
        try:
            with np.errstate(all="ignore"):
                J = staying(self.cost, arguments)
        except Exception as error:
            shapes = ", ".join(f"{name} {np.shape(v)}" for name, v in point.arguments.items())
            raise InputError(
                f"{place(self.file, error)}: the cost raised {told(error)} at {shapes}; "
                "mend it, or the annotations of its arguments"
            ) from None
        check_number(self.known.where, J)
        check_unchanged(self.known.where, point.arguments, arguments)
        return J


def number(name: str, value: Any, annotated: bool) -> Any:
    """An argument of the user's point: floats; a bare whole number without annotation stays one."""
    array = np.asarray(value)
    if array.dtype.kind not in "fiub":
        raise InputError(
            f"{name!r} of the point has dtype {array.dtype}, expected real numbers; "
            f"convert it with {name}.astype(float)"
        )
    return array.item() if array.ndim == 0 and not annotated else bare(array.astype(float))


def bare(array: Array) -> Any:
    """An array, or a number without a dtype of its own."""
    return array if array.ndim else array.item()


def check_number(where: str, J: Any) -> None:
    """The cost is one real number."""
    array = np.asarray(J) if isinstance(J, (float, int, np.ndarray, np.generic)) else None
    if array is None or array.shape != () or array.dtype.kind not in "fiu":
        shape = isinstance(J, np.ndarray) and J.ndim
        came = f"shape {J.shape}" if shape else f"{J!r:.60}"
        advice = "sum over all examples, or np.squeeze it" if shape else "return J"
        raise InputError(f"{where}: the cost must be one real number, got {came}; {advice}")


def check_unchanged(where: str, given: Mapping[str, Any], left: Mapping[str, Any]) -> None:
    """The cost leaves its arguments as they were."""
    for name, value in given.items():
        if digest({name: left[name]}) != digest({name: value}):
            raise InputError(
                f"{where}: the cost changes its argument {name!r}; work on a copy, "
                f"such as {name} = {name}.copy()"
            )
