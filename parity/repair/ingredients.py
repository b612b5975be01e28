"""What a correction can be made from: the names of the scope, dimensions, slopes of activations."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from parity.repair.suggestion import Demand
from parity.repair.trees import Assignment, mentions

Shape = tuple[int, ...]
Shapes = frozenset[Shape]  # those that a place has, or may have after another edit


@dataclass(frozen=True, eq=False)
class Ingredient:
    """A small expression and its value at the smallest point."""

    source: str
    tree: ast.expr
    shape: Shape
    activation: str = ""  # whose derivative it is


@dataclass(frozen=True)
class Ingredients:
    """All that can be put into a line."""

    numpy: str  # the name that NumPy goes by, or ""
    arrays: tuple[Ingredient, ...]
    transposes: tuple[Ingredient, ...]
    scalars: tuple[Ingredient, ...]
    roots: tuple[Ingredient, ...]
    slopes: tuple[Ingredient, ...]
    functions: tuple[str, ...]
    examples: int  # m, or 0 where no scalar goes by that name

    @property
    def trees(self) -> Iterator[ast.expr]:
        """The trees of all."""
        for group in (self.arrays, self.transposes, self.scalars, self.roots, self.slopes):
            yield from (each.tree for each in group)


def ingredients_of(line: Assignment, demands: Sequence[Demand]) -> Ingredients:
    """The ingredients that the scope has, whose shapes are those of the first demand."""
    scope = demands[0].scope
    numpy = next((name for name, value in scope.items() if value is np), "")
    names = [name for name in scope if name.isidentifier() and usable(name, line, demands)]
    arrays = tuple(named(name, scope) for name in names if is_array(scope[name]))
    numbers = tuple(named(name, scope) for name in names if is_scalar(scope[name]))
    scalars = (*numbers, *dimensions(line, demands, [n.source for n in arrays], numbers))
    return Ingredients(
        numpy=numpy,
        arrays=arrays,
        transposes=tuple(made(f"{a.source}.T", a.shape[::-1]) for a in arrays if len(a.shape) == 2),
        scalars=scalars,
        roots=tuple(made(f"{numpy}.sqrt({s.source})", ()) for s in whole(scalars, scope) if numpy),
        slopes=tuple(slopes([a.source for a in arrays], demands, numpy)),
        functions=tuple(n for n in names if callable(scope[n])),
        examples=int(scope["m"]) if is_scalar(scope.get("m")) else 0,
    )


def made(source: str, shape: Shape, activation: str = "") -> Ingredient:
    return Ingredient(source, ast.parse(source, mode="eval").body, shape, activation)


def named(name: str, scope: Mapping[str, Any]) -> Ingredient:
    return made(name, np.shape(scope[name]))


def is_array(value: Any) -> bool:
    is_numeric = isinstance(value, np.ndarray) and value.dtype.kind in "fiub"
    return is_numeric and 0 < value.ndim <= 2 and value.size > 0


def is_scalar(value: Any) -> bool:
    """Whether a value is one number, not too large to be a size."""
    number = isinstance(value, (int, float, np.integer, np.floating)) or (
        isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "fiu"
    )
    return number and not isinstance(value, bool) and abs(value) < 1e6


def whole(scalars: Sequence[Ingredient], scope: Mapping[str, Any]) -> list[Ingredient]:
    """Those that count something."""
    return [s for s in scalars if "." in s.source or isinstance(scope[s.source], (int, np.integer))]


def usable(name: str, line: Assignment, demands: Sequence[Demand]) -> bool:
    """Whether a name may come in: everything that has a value, but not the answer itself."""
    values: list[Any] = [demand.scope.get(name) for demand in demands]
    if all(callable(value) and not isinstance(value, type) for value in values):
        return name != line.target
    same_kind = all(is_array(v) for v in values) or all(is_scalar(v) for v in values)
    if not same_kind or len({np.ndim(v) for v in values}) > 1 or is_neutral(values):
        return False
    return name != line.target or not any(is_answer(demand, name) for demand in demands)


def is_neutral(values: Sequence[Any]) -> bool:
    """Whether a quantity is 0, 1 or -1 at all points, so that nothing can be learnt about it."""
    return any(all(np.all(value == number) for value in values) for number in (0, 1, -1))


def is_answer(demand: Demand, name: str) -> bool:
    """Whether the target's own value is what is looked for, but for a factor such as m."""
    value: Any = demand.scope.get(name)
    if not (is_array(value) or is_scalar(value)) or np.shape(value) != np.shape(demand.truth):
        return False
    factors = [float(v) for v in demand.scope.values() if is_scalar(v) and v != 0]
    return any(
        np.allclose(np.asarray(value) * factor, demand.truth, rtol=1e-9, atol=0)
        for each in (1.0, *factors)
        for factor in (each, 1 / each)
    )


def dimensions(
    line: Assignment,
    demands: Sequence[Demand],
    arrays: Sequence[str],
    numbers: Sequence[Ingredient],
) -> Iterator[Ingredient]:
    """Each dimension that no scalar stands for, as `X.shape[1]`."""
    seen = {tuple(float(demand.scope[n.source]) for demand in demands) for n in numbers}
    used = mentions(line.root)
    for name in sorted(arrays, key=lambda name: (name not in used, name != "X")):
        for axis in range(demands[0].scope[name].ndim):
            sizes = tuple(float(demand.scope[name].shape[axis]) for demand in demands)
            if sizes not in seen and set(sizes) != {1.0}:
                seen.add(sizes)
                yield made(f"{name}.shape[{axis}]", ())


def slopes(arrays: Sequence[str], demands: Sequence[Demand], numpy: str) -> Iterator[Ingredient]:
    """The derivative of each activation, through each array that can be its value or argument."""
    for name in arrays:
        if name.startswith("d") and name[1:] in demands[0].scope:
            continue
        values = np.concatenate([np.ravel(demand.scope[name]) for demand in demands])
        shape = np.shape(demands[0].scope[name])
        for activation, source in slope_sources(name, values, numpy):
            yield made(source, shape, activation)


def slope_sources(name: str, values: Any, numpy: str) -> Iterator[tuple[str, str]]:
    """Activation and derivative; through a only where a is in the activation's range."""
    low, high = values.min(), values.max()
    if low >= -1 and high <= 1 and not np.all(np.isin(values, (-1, 0, 1))):
        yield "tanh", f"1 - {name}**2"
        if low >= 0:
            yield "the sigmoid", f"{name} * (1 - {name})"
    if low <= 0 < high:
        yield "relu", f"({name} > 0)"
    if numpy and low < 0 < high:
        yield "leaky relu", f"{numpy}.where({name} > 0, 1, 0.01)"
    if numpy and low < 0:
        yield "tanh", f"1 - {numpy}.tanh({name})**2"
        yield "the sigmoid", f"{numpy}.exp(-{name}) / (1 + {numpy}.exp(-{name}))**2"
        yield "softplus", f"1 / (1 + {numpy}.exp(-{name}))"
