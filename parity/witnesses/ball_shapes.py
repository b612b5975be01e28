"""Products, sums and rearrangements of arrays of balls, each beside its derivative."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from autograd.extend import defvjp_argnums, primitive
from flint import arb_mat

from parity.witnesses.ball_arrays import (
    ZERO,
    BallArray,
    Balls,
    Mask,
    balls,
    differentiable,
    operation,
    rearrangement,
    sum_of,
    summed_to,
    unboxed,
)
from parity.witnesses.ball_choices import absolute, decided, maximum, minimum
from parity.witnesses.ball_operations import divide, multiply, sqrt, square, whole
from reference.arrays import Array

# Products of matrices, through arb_mat.


def row_form(x: Array) -> Array:
    """The left factor: a vector is one row."""
    return x[np.newaxis, :] if x.ndim == 1 else x


def column_form(y: Array) -> Array:
    """The right factor: a vector is one column."""
    return y[:, np.newaxis] if y.ndim == 1 else y


def matrix_product(x: Array, y: Array) -> Array:
    """x @ y for one or two dimensions each."""
    if not (1 <= x.ndim <= 2 and 1 <= y.ndim <= 2):
        raise ValueError(
            f"matmul: shapes {x.shape} and {y.shape}, "
            "expected one or two dimensions each (ball arithmetic knows no stacks of matrices)"
        )
    rows, columns = row_form(x), column_form(y)
    if rows.shape[1] != columns.shape[0]:
        raise ValueError(f"matmul: shapes {x.shape} and {y.shape} do not fit")
    return product_of_matrices(rows, columns).reshape(x.shape[:-1] + y.shape[1:])


def product_of_matrices(rows: Array, columns: Array) -> Array:
    """The product of two matrices of balls."""
    out = np.empty((rows.shape[0], columns.shape[1]), object)
    out.reshape(-1)[:] = (as_arb_mat(rows) * as_arb_mat(columns)).entries()
    return out


def as_arb_mat(objects: Array) -> arb_mat:
    """With its shape, since a list of no rows says nothing of columns."""
    rows, columns = objects.shape
    matrix: arb_mat = arb_mat(rows, columns, objects.reshape(-1).tolist())
    return matrix


def back_to_left(g: Balls, ans: Balls, x: Balls, y: Balls) -> Balls:
    """d(x @ y) by x: g y^T."""
    rows, columns = row_form(x.objects), column_form(y.objects)
    G = g.objects.reshape(rows.shape[0], columns.shape[1])
    return Balls(product_of_matrices(G, columns.T).reshape(x.shape))


def back_to_right(g: Balls, ans: Balls, x: Balls, y: Balls) -> Balls:
    """d(x @ y) by y: x^T g."""
    rows, columns = row_form(x.objects), column_form(y.objects)
    G = g.objects.reshape(rows.shape[0], columns.shape[1])
    return Balls(product_of_matrices(rows.T, G).reshape(y.shape))


matmul = operation(matrix_product, back_to_left, back_to_right)


def dot(x: Any, y: Any) -> Any:
    return multiply(x, y) if ndim(x) == 0 or ndim(y) == 0 else matmul(x, y)


def outer(x: Any, y: Any) -> Any:
    return multiply(reshape(x, (-1, 1)), reshape(y, (1, -1)))


def einsum(subscripts: str, *operands: Any) -> Any:
    """Every operand spread over all letters, multiplied, and summed over what is not kept."""
    inputs, kept = parsed(subscripts, len(operands))
    letters = kept + "".join(sorted(set("".join(inputs)) - set(kept)))
    product = balls(1)
    for own, operand in zip(inputs, operands, strict=True):
        product = multiply(product, spread_over(letters, own, balls(operand)))
    summed_axes = tuple(range(len(kept), len(letters)))
    return sum(product, axis=summed_axes) if summed_axes else product


def parsed(subscripts: str, operands: int) -> tuple[list[str], str]:
    """ "ij,jk->ik" as (["ij", "jk"], "ik"); without an arrow, letters that occur once are kept."""
    left, arrow, right = subscripts.replace(" ", "").partition("->")
    inputs = left.split(",")
    repeated = any(len(set(s)) < len(s) for s in (*inputs, right))
    if "." in subscripts or len(inputs) != operands or repeated or set(right) - set(left):
        raise ValueError(
            f"einsum: {subscripts!r} with {operands} operands, expected letters, "
            "none twice in one operand (ball arithmetic knows no ellipsis and no diagonals)"
        )
    once = (letter for letter in sorted(set(left) - {","}) if left.count(letter) == 1)
    return inputs, right if arrow else "".join(once)


def spread_over(letters: str, own: str, operand: Any) -> Any:
    """The operand with one axis for each letter, of length 1 where it has none."""
    order = [own.index(letter) for letter in letters if letter in own]
    lengths = dict(zip(own, operand.shape, strict=True))
    return reshape(transpose(operand, order), tuple(lengths.get(letter, 1) for letter in letters))


# Sums and extremes.


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


def extreme(of_two: Callable[..., Any]) -> Callable[..., Any]:
    """The maximum or minimum along an axis: of two halves, until one is left."""

    def reduced(x: Any, axis: int | None = None, out: None = None, keepdims: bool = False) -> Any:
        no_output(out)
        x, shape_before = balls(x), shape(x)
        if axis is None:
            kept = (1,) * len(shape_before) if keepdims else ()
            return reshape(halved(reshape(x, (-1,)), 0), kept)
        last = halved(x, axis % len(shape_before))
        return last if keepdims else squeeze(last, axis)

    def halved(x: Any, axis: int) -> Any:
        if shape(x)[axis] == 0:
            raise ValueError("an array without elements has no maximum and no minimum")
        along = (slice(None),) * axis
        while (n := shape(x)[axis]) > 1:
            half = n // 2
            two = of_two(take(x, (*along, slice(half))), take(x, (*along, slice(half, 2 * half))))
            x = concatenate([two, take(x, (*along, slice(2 * half, None)))], axis)
        return x

    return reduced


max, min = extreme(maximum), extreme(minimum)


def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """The Euclidean or Frobenius norm, and the sum of sizes of a vector (ord=1)."""
    vector = ndim(x) == 1 or isinstance(axis, int)
    if ord == 1 and vector:
        return sum(absolute(x), axis=axis, keepdims=keepdims)
    if ord is None or (ord == 2 and vector) or (ord == "fro" and not vector):
        return sqrt(sum(square(x), axis=axis, keepdims=keepdims))
    raise ValueError(f"linalg.norm: ord={ord!r} of an array of {ndim(x)} dimensions is not known")


# Rearrangements.


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


def tile(x: Any, reps: Any) -> Any:
    """Copies side by side, as an index into the original."""
    places = np.tile(np.arange(size(x)).reshape(shape(x)), reps)
    return take(ravel(x), places)


# Shapes.


def shape(x: Any) -> tuple[int, ...]:
    return x.shape if isinstance(x, BallArray) else balls(x).shape


def ndim(x: Any) -> int:
    return len(shape(x))


def size(x: Any) -> int:
    return int(np.prod(shape(x)))
