# ruff: noqa: ARG005  # every function takes the namespace, whether it needs it or not
"""Products, sums and rearrangements of balls: NumPy's values, autograd's derivatives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parity.witnesses import balls
from tests.parity.ball_functions import Function, assert_same, example, in_jax

# Products.

SHAPES_OF_PRODUCTS = [
    ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((1, 3), (3, 1)),
    ((1, 1), (1, 5)), ((2, 1), (1, 2)),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), SHAPES_OF_PRODUCTS)
def test_products_of_vectors_and_matrices(left: tuple[int, ...], right: tuple[int, ...]) -> None:
    x, y = example(left, right)
    assert_same(lambda np, x, y: x @ y, x, y)
    assert_same(lambda np, x, y: np.matmul(x, y), x, y)
    assert_same(lambda np, x, y: np.dot(x, y), x, y)


@given(st.tuples(*[st.integers(1, 4)] * 3))
def test_matrix_products_of_any_size(sizes: tuple[int, int, int]) -> None:
    rows, inner, columns = sizes
    assert_same(lambda np, x, y: x @ y, *example((rows, inner), (inner, columns)))


def test_a_product_with_nothing_in_it_is_zero() -> None:
    empty = balls.matmul(np.zeros((2, 0)), np.zeros((0, 3)))
    assert empty.shape == (2, 3)
    assert all(v == 0 for v in empty.objects.flat)


@pytest.mark.parametrize(
    ("function", "shapes"),
    [
        (lambda np, x, y: np.dot(x, y), [(), (2, 3)]),
        (lambda np, x, y: np.dot(x, y), [(3,), ()]),
        (lambda np, x, y: np.outer(x, y), [(3,), (2,)]),
        (lambda np, x, y: np.outer(x, y), [(2, 2), (3,)]),
        (lambda np, x, y: np.einsum("ij,jk->ik", x, y), [(2, 3), (3, 4)]),
        (lambda np, x, y: np.einsum("ij,jk", x, y), [(2, 3), (3, 4)]),
        (lambda np, x, y: np.einsum("ij,kj->ki", x, y), [(2, 3), (4, 3)]),
        (lambda np, x, y: np.einsum("ij,ij->", x, y), [(2, 3), (2, 3)]),
        (lambda np, x, y: np.einsum("bi,bj->bij", x, y), [(5, 2), (5, 3)]),
        (lambda np, x, y: np.einsum("i,jk->kij", x, y), [(2,), (3, 4)]),
        (lambda np, x: np.einsum("ijk->ki", x), [(2, 3, 4)]),
        (lambda np, x: np.einsum("ij -> j", x), [(2, 3)]),
        (lambda np, x, y, z: np.einsum("ij,jk,k->i", x, y, z), [(2, 3), (3, 4), (4,)]),
    ],
)
def test_other_products(function: Function, shapes: list[tuple[int, ...]]) -> None:
    assert_same(function, *example(*shapes), reference=in_jax)


# Sums and rearrangements, on one array of shape (2, 3, 4).

INDEX, REPEATED = np.array([2, 0, 1]), np.array([1, 1, 0])
REARRANGEMENTS: dict[str, Function] = {
    "sum 0": lambda np, x: np.sum(x, axis=0),
    "sum -1": lambda np, x: x.sum(axis=-1),
    "sum keepdims": lambda np, x: np.sum(x, axis=1, keepdims=True),
    "sum two axes": lambda np, x: np.sum(x, axis=(0, -1)),
    "sum two axes keepdims": lambda np, x: x.sum(axis=(2, 0), keepdims=True),
    "sum all keepdims": lambda np, x: np.sum(x, keepdims=True),
    "sum positional": lambda np, x: np.sum(x, 1),
    "mean 0": lambda np, x: np.mean(x, axis=0),
    "mean two axes": lambda np, x: x.mean(axis=(1, -1)),
    "mean keepdims": lambda np, x: x.mean(axis=1, keepdims=True),
    "max 1": lambda np, x: np.max(x, axis=1),
    "max -1 keepdims": lambda np, x: x.max(axis=-1, keepdims=True),
    "min 0": lambda np, x: np.min(x, axis=0),
    "max all keepdims": lambda np, x: np.max(x, keepdims=True),
    "norm": lambda np, x: np.linalg.norm(x[0]),
    "norm of vectors": lambda np, x: np.linalg.norm(x, axis=1),
    "norm keepdims": lambda np, x: np.linalg.norm(x[0], axis=0, keepdims=True),
    "norm fro": lambda np, x: np.linalg.norm(x[:, 0], "fro"),
    "norm of sizes": lambda np, x: np.linalg.norm(x[0, 0], 1) + np.linalg.norm(x[0, 1], 2),
    "T": lambda np, x: x.T,
    "transpose": lambda np, x: np.transpose(x),
    "transpose axes": lambda np, x: np.transpose(x, (2, 0, 1)),
    "transpose negative axes": lambda np, x: np.transpose(x, (-1, 0, -2)),
    "transpose method": lambda np, x: x.transpose(1, 2, 0),
    "transpose method tuple": lambda np, x: x.transpose((1, 2, 0)),
    "reshape": lambda np, x: np.reshape(x, (4, 6)),
    "reshape method": lambda np, x: x.reshape(6, -1),
    "reshape method tuple": lambda np, x: x.reshape((3, 8)),
    "flatten": lambda np, x: x.flatten(),
    "integer": lambda np, x: x[1],
    "negative": lambda np, x: x[-1, 0],
    "slices": lambda np, x: x[:, 1:, ::2],
    "backwards": lambda np, x: x[::-1, :, 3:0:-2],
    "ellipsis": lambda np, x: x[..., 1],
    "newaxis": lambda np, x: x[:, np.newaxis, 0],
    "None": lambda np, x: x[0, None, ..., None],
    "fancy": lambda np, x: x[:, INDEX],
    "repeated": lambda np, x: x[:, REPEATED, 1],
    "two index arrays": lambda np, x: x[REPEATED, INDEX],
    "boolean": lambda np, x: x[0][INDEX > 0],
    "mask": lambda np, x: x[x > 0],
    "mask of rows": lambda np, x: x[x[:, 0, 0] > -5],
    "concatenate": lambda np, x: np.concatenate([x, 2 * x[:, :1]], axis=1),
    "concatenate -1": lambda np, x: np.concatenate((x, x[..., :2]), axis=-1),
    "concatenate with numbers": lambda np, x: np.concatenate([x[:, 0], np.ones((1, 4))]),
    "stack": lambda np, x: np.stack([x[0], x[1], x[0]]),
    "stack -1": lambda np, x: np.stack([x[0], x[1]], axis=-1),
    "stack 1": lambda np, x: np.stack([x[0], x[1]], axis=1),
    "vstack": lambda np, x: np.vstack([x[0], x[1, 0]]),
    "hstack": lambda np, x: np.hstack([x[0], x[1, :, :2]]),
    "hstack of vectors": lambda np, x: np.hstack([x[0, 0], x[1, 1]]),
    "array of numbers": lambda np, x: np.array([x[0, 0, 0], 2.0 * x[1, 1, 1], 3.0]),
    "array of lists": lambda np, x: np.array([[x[0, 0, 0], 1.0], [2.0, x[1, 2, 3]]]),
    "tile": lambda np, x: np.tile(x[0], (2, 1)),
    "tile once more": lambda np, x: np.tile(x[0, 0], 3),
    "expand_dims": lambda np, x: np.expand_dims(x, 1),
    "expand_dims -1": lambda np, x: np.expand_dims(x, -1),
    "squeeze": lambda np, x: np.squeeze(x[:1]),
    "squeeze axis": lambda np, x: x[:, :1].squeeze(1),
    "broadcast_to": lambda np, x: np.broadcast_to(x[:1], (2, 2, 3, 4)),
    "iteration": lambda np, x: sum(row * (i + 1.0) for i, row in enumerate(x)),
    "ones_like": lambda np, x: np.ones_like(x) * x + np.zeros_like(x),
    "full": lambda np, x: np.full((3, 4), 2.0) * x + np.eye(3, 4) + np.ones(4) - np.zeros((3, 1)),
    "full_like": lambda np, x: np.full_like(x, 0.5) * x,
    "arange": lambda np, x: x * np.arange(4),
    "constants": lambda np, x: np.pi * x + np.e,
    "astype": lambda np, x: (x > 0).astype(float) * x.astype(np.float64),
    "float64": lambda np, x: np.float64(0.1) * x,
    "asarray": lambda np, x: np.asarray([0.5, 1.0, 2.0, 4.0]) * x,
    "sizes": lambda np, x: x * np.size(x) / np.shape(x)[1] / np.ndim(x) / len(x) / x.size,
    "where that broadcasts": lambda np, x: np.where(x[0] > 0, x[0, 0], x[1, :1, :1]),
    "clip without a bound": lambda np, x: np.clip(x, None, 1.0) + np.clip(x, -1.0, None),
    "absolute": lambda np, x: np.absolute(x) + abs(x),
}  # fmt: skip


@pytest.mark.parametrize("name", REARRANGEMENTS)
def test_sums_and_rearrangements(name: str) -> None:
    assert_same(REARRANGEMENTS[name], *example((2, 3, 4)), reference=in_jax)
