"""Products of matrices of balls, through arb_mat, each beside its derivative."""

from typing import Any

import numpy as np
from flint import arb_mat

from parity.witnesses.ball_arrays import Balls, balls, operation
from parity.witnesses.ball_operations import multiply
from parity.witnesses.ball_shapes import ndim, reshape, transpose
from parity.witnesses.ball_sums import sum
from reference.arrays import Array


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


def inner(x: Any, y: Any) -> Any:
    return dot(x, transpose(y))


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
