"""Products of matrices of balls, through arb_mat, each beside its derivative."""

from typing import Any

import numpy as np
from flint import arb_mat

from parity.witnesses.ball_arrays import Balls, as_array, balls, operation
from parity.witnesses.ball_operations import multiply
from parity.witnesses.ball_shapes import ndim, ravel, reshape, shape, transpose
from parity.witnesses.ball_sums import sum
from reference.arrays import Array


def row_form(x: Array) -> Array:
    """The left factor: a vector is one row."""
    return x[np.newaxis, :] if x.ndim == 1 else x


def column_form(y: Array) -> Array:
    """The right factor: a vector is one column."""
    return y[:, np.newaxis] if y.ndim == 1 else y


def matrix_product(x: Array, y: Array) -> Array:
    """x @ y, also of stacks of matrices."""
    if x.ndim == 0 or y.ndim == 0:
        raise ValueError("matmul: a number has no rows and no columns; use * for it")
    rows, columns = row_form(x), column_form(y)
    if rows.shape[-1] != columns.shape[-2]:
        raise ValueError(f"matmul: shapes {x.shape} and {y.shape} do not fit")
    return without_forms(products_of_matrices(rows, columns), x, y)


def without_forms(product: Array, x: Array, y: Array) -> Array:
    """The product without the row and the column that vectors were made."""
    if y.ndim == 1:
        product = product[..., 0]
        return as_array(product[..., 0]) if x.ndim == 1 else product
    return product[..., 0, :] if x.ndim == 1 else product


def products_of_matrices(rows: Array, columns: Array) -> Array:
    """The products of two stacks of matrices, which are repeated where the other is longer."""
    if rows.ndim == columns.ndim == 2:
        return product_of_two(rows, columns)
    stack = np.broadcast_shapes(rows.shape[:-2], columns.shape[:-2])
    left = np.broadcast_to(rows, stack + rows.shape[-2:])
    right = np.broadcast_to(columns, stack + columns.shape[-2:])
    out = np.empty((*stack, rows.shape[-2], columns.shape[-1]), object)
    for place in np.ndindex(stack):
        out[place] = product_of_two(left[place], right[place])
    return out


def product_of_two(rows: Array, columns: Array) -> Array:
    """The product of two matrices of balls."""
    out = np.empty((rows.shape[0], columns.shape[1]), object)
    out.reshape(-1)[:] = (as_arb_mat(rows) * as_arb_mat(columns)).entries()
    return out


def as_arb_mat(objects: Array) -> arb_mat:
    """With its shape, since a list of no rows says nothing of columns."""
    rows, columns = objects.shape
    matrix: arb_mat = arb_mat(rows, columns, objects.reshape(-1).tolist())
    return matrix


def with_forms(g: Balls, x: Balls, y: Balls) -> Array:
    """What arrives, with the row and the column that vectors were made."""
    objects = g.objects
    if y.ndim == 1:
        objects = objects[..., np.newaxis]
    return objects[..., np.newaxis, :] if x.ndim == 1 else objects


def back_to_left(g: Balls, ans: Balls, x: Balls, y: Balls) -> Balls:
    """d(x @ y) by x: g y^T."""
    columns = column_form(y.objects)
    sent = products_of_matrices(with_forms(g, x, y), np.swapaxes(columns, -1, -2))
    return Balls(sent[..., 0, :] if x.ndim == 1 else sent)


def back_to_right(g: Balls, ans: Balls, x: Balls, y: Balls) -> Balls:
    """d(x @ y) by y: x^T g."""
    rows = row_form(x.objects)
    sent = products_of_matrices(np.swapaxes(rows, -1, -2), with_forms(g, x, y))
    return Balls(sent[..., 0] if y.ndim == 1 else sent)


matmul = operation(matrix_product, back_to_left, back_to_right)


def dot(x: Any, y: Any) -> Any:
    if ndim(x) == 0 or ndim(y) == 0:
        return multiply(x, y)
    if ndim(x) > 2 or ndim(y) > 2:
        return tensordot(x, y, ([-1], [-2 if ndim(y) > 1 else -1]))
    return matmul(x, y)


def tensordot(x: Any, y: Any, axes: Any = 2) -> Any:
    """Sums over the last axes of x and the first of y, or over those that are named."""
    if isinstance(axes, int):
        axes = (range(-axes, 0), range(axes))
    summed_x, kept_x = parted(x, axes[0])
    summed_y, kept_y = parted(y, axes[1])
    terms = int(np.prod([shape(x)[a] for a in summed_x]))
    rows = reshape(transpose(x, kept_x + summed_x), (-1, terms))
    columns = reshape(transpose(y, summed_y + kept_y), (terms, -1))
    lengths = [shape(x)[a] for a in kept_x] + [shape(y)[a] for a in kept_y]
    return reshape(matmul(rows, columns), lengths)


def parted(x: Any, summed: Any) -> tuple[list[int], list[int]]:
    """The axes that are summed over, in that order, and the others."""
    over = [int(axis) % ndim(x) for axis in np.atleast_1d(summed)]
    return over, [axis for axis in range(ndim(x)) if axis not in over]


def vdot(x: Any, y: Any) -> Any:
    return matmul(ravel(x), ravel(y))


def inner(x: Any, y: Any) -> Any:
    return dot(x, y) if ndim(x) == 0 or ndim(y) == 0 else tensordot(x, y, ([-1], [-1]))


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
