"""Sums, products of all elements and extremes of arrays of balls, each beside its derivative."""

from collections.abc import Callable
from typing import Any

import numpy as np

from parity.witnesses.ball_arrays import Balls, balls, differentiable, has_balls, sum_of
from parity.witnesses.ball_choices import absolute, maximum, minimum
from parity.witnesses.ball_operations import divide, multiply, sqrt, square, subtract
from parity.witnesses.ball_shapes import (
    concatenate,
    diagonal,
    ndim,
    ravel,
    shape,
    size,
    squeeze,
    take,
)


def spread(g: Balls, ans: Balls, x: Balls, axis: Any, keepdims: bool) -> Balls:
    """A sum's derivative: the same for all its terms."""
    objects = g.objects
    if axis is not None and not keepdims:
        objects = np.expand_dims(objects, axis)
    return Balls(np.broadcast_to(objects, x.shape))


def sum_of_objects(x: Balls, axis: Any, keepdims: bool) -> Balls:
    return Balls(sum_of(x.objects, axis, keepdims))


summed = differentiable(sum_of_objects, spread)


def sum(
    x: Any, axis: Any = None, dtype: Any = None, out: None = None, keepdims: Any = False
) -> Any:
    no_output(out)
    return summed(balls(x), axis, bool(keepdims))


def mean(
    x: Any, axis: Any = None, dtype: Any = None, out: None = None, keepdims: Any = False
) -> Any:
    total = sum(x, axis, dtype, out, keepdims)
    return divide(total, size(x) // size(total) if size(total) else 1)


def no_output(out: object) -> None:
    """NumPy's argument for an array to write into."""
    if out is not None:
        raise TypeError("out= writes into an array, which cannot be differentiated; leave it away")


def reduction(of_two: Callable[..., Any], of_none: Any) -> Callable[..., Any]:
    """Along axes: of two halves, until one is left; of_none is what there is without elements."""

    def reduced(x: Any, axis: Any = None, out: None = None, keepdims: bool = False) -> Any:
        no_output(out)
        x = balls(x)
        dimensions = ndim(x)
        axes = range(dimensions) if axis is None else axis if isinstance(axis, tuple) else (axis,)
        for one in axes:
            x = halved(x, one % dimensions)
        return x if keepdims else squeeze(x, tuple(axes))

    def halved(x: Any, axis: int) -> Any:
        if shape(x)[axis] == 0:
            return none_of(x, axis)
        along = (slice(None),) * axis
        while (n := shape(x)[axis]) > 1:
            half = n // 2
            two = of_two(take(x, (*along, slice(half))), take(x, (*along, slice(half, 2 * half))))
            x = concatenate([two, take(x, (*along, slice(2 * half, None)))], axis)
        return x

    def none_of(x: Any, axis: int) -> Any:
        if of_none is None:
            raise ValueError("an array without elements has no maximum and no minimum")
        lengths = [1 if i == axis else n for i, n in enumerate(shape(x))]
        return balls(np.full(lengths, of_none))

    return reduced


max, min = reduction(maximum, None), reduction(minimum, None)
product = reduction(multiply, 1)


def prod(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    return product(x, axis, None, keepdims) if has_balls(x) else np.prod(x, axis, keepdims=keepdims)


def var(
    x: Any, axis: Any = None, dtype: Any = None, out: None = None, ddof: Any = 0,
    keepdims: Any = False,
) -> Any:  # fmt: skip
    """The mean square of what is off the mean."""
    off = subtract(x, mean(x, axis, keepdims=True))
    total = sum(square(off), axis, dtype, out, keepdims)
    return divide(total, size(x) // size(total) - ddof)


def std(*args: Any, **kwargs: Any) -> Any:
    return sqrt(var(*args, **kwargs))


summed_up = differentiable(
    lambda x, axis: Balls(np.cumsum(x.objects, axis)),
    lambda g, ans, x, axis: Balls(np.flip(np.cumsum(np.flip(g.objects, axis), axis), axis)),
)


def cumsum(x: Any, axis: int | None = None) -> Any:
    return summed_up(ravel(x), 0) if axis is None else summed_up(balls(x), axis)


def trace(x: Any) -> Any:
    return sum(diagonal(x))


def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """The Euclidean or Frobenius norm, and the sum of sizes of a vector (ord=1)."""
    vector = ndim(x) == 1 or isinstance(axis, int)
    if ord == 1 and vector:
        return sum(absolute(x), axis=axis, keepdims=keepdims)
    if ord is None or (ord == 2 and vector) or (ord == "fro" and not vector):
        return sqrt(sum(square(x), axis=axis, keepdims=keepdims))
    raise ValueError(f"linalg.norm: ord={ord!r} of an array of {ndim(x)} dimensions is not known")
