"""Points for a derivation: a size for every dimension, numbers for every argument.

Every dimension has a size of its own, for equal sizes hide errors: transposes, wrong subscripts.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import count

import numpy as np

from parity.errors import InputError
from parity.own.shapes import Dimension, Domain, Shape
from reference.arrays import Array

SMALLEST = 2
MOST_NUMBERS = 1_000_000  # in one argument
ROOM = 3  # sizes to choose from, more than there are dimensions


def draw_sizes(shapes: Mapping[str, Shape], rng: np.random.Generator) -> dict[str, int]:
    """Distinct sizes for distinct dimensions, those with a number in them as well."""
    dimensions = list(dict.fromkeys(d for shape in shapes.values() for d in shape.dimensions))
    names = list(dict.fromkeys(d.name for d in dimensions if d.name))
    for room in count(len(names) + ROOM):
        chosen = SMALLEST + rng.permutation(room)[: len(names)]
        sizes = {name: int(size) for name, size in zip(names, chosen, strict=True)}
        if are_distinct(dimensions, sizes):
            return sizes
    raise AssertionError("there are enough numbers")


def are_distinct(dimensions: Sequence[Dimension], sizes: Mapping[str, int]) -> bool:
    """Whether no two dimensions have one size, and none is empty."""
    all_sizes = [dimension.size(sizes) for dimension in dimensions]
    named = [d.size(sizes) for d in dimensions if d.name]
    return len(set(all_sizes)) == len(all_sizes) and all(size >= 1 for size in named)


def draw(shape: Shape, sizes: Mapping[str, int], rng: np.random.Generator) -> Array:
    """Numbers of the domain."""
    size = shape.of(sizes)
    if math.prod(size) > MOST_NUMBERS:
        raise InputError(
            f"an argument of shape {size} is too large to be tried; "
            f"at most {MOST_NUMBERS} numbers are drawn"
        )
    array: Array = DRAWERS[shape.domain.kind](shape.domain, shape, size, rng)
    return array


def normal(_: Domain, __: Shape, size: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Normal numbers; none of them is 0."""
    return np.asarray(rng.normal(size=size))


def of_set(domain: Domain, _: Shape, size: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Each value at least once, where there is room."""
    values = np.array(domain.values)
    flat = values[rng.integers(len(values), size=int(np.prod(size)))]
    some = rng.permutation(flat.size)[: len(values)]
    flat[some] = rng.permutation(values)[: len(some)]
    return np.asarray(flat.reshape(size))


def interval(domain: Domain, _: Shape, size: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Not too near to the ends."""
    low, high = domain.values
    return np.asarray(low + (high - low) * rng.uniform(0.05, 0.95, size))


def above(domain: Domain, _: Shape, size: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Up to two above the bound."""
    return np.asarray(domain.values[0] + rng.uniform(0.1, 2.0, size))


def below(domain: Domain, _: Shape, size: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Up to two below the bound."""
    return np.asarray(domain.values[0] - rng.uniform(0.1, 2.0, size))


def one_hot(_: Domain, shape: Shape, size: tuple[int, ...], rng: np.random.Generator) -> Array:
    """A one in every example: in every column where examples (m) are columns, else in every row."""
    columns = len(size) == 2 and shape.dimensions[1].text == "m"
    classes, examples = size if columns else (size[-1], int(np.prod(size[:-1])))
    rows = np.eye(classes)[rng.integers(classes, size=examples)]
    return np.asarray(rows.T if columns else rows.reshape(size))


def mask(domain: Domain, _: Shape, size: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Ones with probability p, and both ones and zeros where there is room."""
    flat = (rng.random(int(np.prod(size))) < domain.values[0]).astype(float)
    if flat.size > 1 and domain.values[0] < 1:
        flat[rng.permutation(flat.size)[:2]] = [0.0, 1.0]
    return np.asarray(flat.reshape(size))


DRAWERS = {
    "normal": normal,
    "set": of_set,
    "interval": interval,
    "above": above,
    "below": below,
    "one-hot": one_hot,
    "mask": mask,
}
