"""Rearrangements of arrays of balls, each beside its derivative."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from autograd.extend import defvjp_argnums, primitive

from parity.witnesses.ball_arrays import (
    ZERO,
    BallArray,
    Balls,
    Mask,
    balls,
    rearrangement,
    summed_to,
    unboxed,
)
from parity.witnesses.ball_choices import decided
from parity.witnesses.ball_operations import multiply, whole


def untransposed(g: Balls, ans: Balls, x: Balls, axes: Any) -> Balls:
    inverse = None if axes is None else np.argsort([axis % x.ndim for axis in axes])
    return Balls(np.transpose(g.objects, inverse))


def put_back(g: Balls, ans: Balls, x: Balls, index: Any) -> Balls:
    """Back to its place, added where a place was taken twice."""
    out = np.full(x.shape, ZERO, object)
    np.add.at(out, index, g.objects)
    return Balls(out)


transposed = rearrangement(np.transpose, untransposed)
reshaped = rearrangement(
    lambda x, shape: x.reshape(shape), lambda g, ans, x, shape: Balls(g.objects.reshape(x.shape))
)
taken = rearrangement(lambda x, index: x[index], put_back)
broadcast_to = rearrangement(np.broadcast_to, lambda g, ans, x, shape: summed_to(x.shape, g))


def transpose(x: Any, axes: Any = None) -> Any:
    return transposed(x, None if axes is None else tuple(axes))


def reshape(x: Any, shape: Any) -> Any:
    return reshaped(x, shape)


def take(x: Any, index: Any) -> Any:
    """x[index]."""
    plain = tuple(map(as_index, index)) if isinstance(index, tuple) else as_index(index)
    return taken(x, plain)


def as_index(item: Any) -> Any:
    """A mask of balls as bool, whole numbers as int, the rest of an index as it is."""
    value = unboxed(item)
    if isinstance(value, Mask):
        return decided(value)
    if isinstance(value, Balls):
        return np.vectorize(whole, otypes=[int])(value.objects)
    return item


@primitive  # type: ignore[untyped-decorator]  # autograd has no types
def joined(axis: int, *parts: Balls) -> Balls:
    kind = Mask if all(isinstance(part, Mask) for part in parts) else Balls
    return kind(np.concatenate([part.objects for part in parts], axis=axis))


def rejoined(argnums: Sequence[int], ans: Balls, args: Any, kwargs: Any) -> Any:
    """The derivative of joined parts: cut where they were joined."""
    axis, parts = args[0], args[1:]
    edges = np.cumsum([0] + [part.shape[axis] for part in parts])

    def vjp(g: Balls) -> Iterator[Balls]:
        for argnum in argnums:
            places = range(edges[argnum - 1], edges[argnum])
            yield Balls(np.take(g.objects, places, axis=axis))

    return vjp


defvjp_argnums(joined, rejoined)


def concatenate(parts: Sequence[Any], axis: int | None = 0) -> Any:
    if axis is None:
        return joined(0, *(reshape(part, (-1,)) for part in parts))
    return joined(axis, *map(balls, parts))


def stack(parts: Sequence[Any], axis: int = 0) -> Any:
    return concatenate([expand_dims(part, axis) for part in parts], axis=axis)


def hstack(parts: Sequence[Any]) -> Any:
    parts = [reshape(part, (1,)) if ndim(part) == 0 else part for part in parts]
    return concatenate(parts, axis=0 if ndim(parts[0]) == 1 else 1)


def vstack(parts: Sequence[Any]) -> Any:
    return concatenate([reshape(p, (1, -1)) if ndim(p) < 2 else p for p in parts], axis=0)


def expand_dims(x: Any, axis: Any) -> Any:
    return reshape(x, np.expand_dims(np.empty(shape(x)), axis).shape)


def squeeze(x: Any, axis: Any = None) -> Any:
    return reshape(x, np.squeeze(np.empty(shape(x)), axis=axis).shape)


def ravel(x: Any) -> Any:
    return reshape(x, (-1,))


def swapaxes(x: Any, axis1: int, axis2: int) -> Any:
    order = np.arange(ndim(x))
    order[[axis1, axis2]] = order[[axis2, axis1]]
    return transpose(x, order)


def atleast_2d(x: Any) -> Any:
    return balls(x) if ndim(x) > 1 else reshape(x, (1, -1))


def atleast_1d(x: Any) -> Any:
    return balls(x) if ndim(x) else reshape(x, (1,))


def column_stack(parts: Sequence[Any]) -> Any:
    return concatenate([reshape(p, (-1, 1)) if ndim(p) < 2 else p for p in parts], axis=1)


def tril(x: Any, k: int = 0) -> Any:
    return multiply(x, np.tril(np.ones(shape(x)), k))


def triu(x: Any, k: int = 0) -> Any:
    return multiply(x, np.triu(np.ones(shape(x)), k))


def rearranged(places_of: Callable[..., Any]) -> Callable[..., Any]:
    """What NumPy does to the places of the elements, done to the elements."""

    def of(x: Any, *args: Any, **kwargs: Any) -> Any:
        places = places_of(np.arange(size(x)).reshape(shape(x)), *args, **kwargs)
        return take(ravel(x), places)

    return of


tile, repeat, diagonal = rearranged(np.tile), rearranged(np.repeat), rearranged(np.diag)
flip, roll, moveaxis = rearranged(np.flip), rearranged(np.roll), rearranged(np.moveaxis)


def diag(x: Any, k: int = 0) -> Any:
    """The diagonal of a matrix, or the matrix with that diagonal."""
    if ndim(x) != 1:
        return diagonal(x, k)
    return multiply(diagonal(x, k), np.diag(np.ones(size(x)), k))


# Shapes.


def shape(x: Any) -> tuple[int, ...]:
    return x.shape if isinstance(x, BallArray) else balls(x).shape


def ndim(x: Any) -> int:
    return len(shape(x))


def size(x: Any) -> int:
    return int(np.prod(shape(x)))
