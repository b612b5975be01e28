# ruff: noqa: ARG001, ARG005  # every cost takes all; assignments are looked at
"""Small costs as users write them: together they use what a cost may use of NumPy.

Each takes W (3, 4), v (4,), c (3, 1), P (3, 4) positive, X (4, 5) and Y (3, 5) of zeros and
ones, and keeps away from kinks at the point of the test. A lambda has parameters only; the
functions below have intermediates as well.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy
import numpy as np
import numpy.linalg as la
from numpy import exp, newaxis
from numpy import float64 as double
from numpy.linalg import norm

Cost = Callable[..., Any]

ROW = np.array([0.5, -1.5, 2.5, 1.0])
PLACES = np.array([2, 0, 2])


def energy(x: Any) -> Any:
    """Weighs every element, so that a wrong place shows."""
    return np.sum(x * x * x) / 3 + np.sum(x)


ELEMENTWISE: dict[str, Cost] = {
    "exp": lambda W, v, c, P, X, Y: energy(np.exp(W)),
    "expm1": lambda W, v, c, P, X, Y: energy(np.expm1(W)),
    "log": lambda W, v, c, P, X, Y: energy(np.log(P)),
    "log1p": lambda W, v, c, P, X, Y: energy(np.log1p(P)),
    "log2": lambda W, v, c, P, X, Y: energy(np.log2(P)),
    "log10": lambda W, v, c, P, X, Y: energy(np.log10(P)),
    "tanh": lambda W, v, c, P, X, Y: energy(np.tanh(W)),
    "sinh": lambda W, v, c, P, X, Y: energy(np.sinh(W)),
    "cosh": lambda W, v, c, P, X, Y: energy(np.cosh(W)),
    "sin": lambda W, v, c, P, X, Y: energy(np.sin(W)),
    "cos": lambda W, v, c, P, X, Y: energy(np.cos(W)),
    "tan": lambda W, v, c, P, X, Y: energy(np.tan(W / 3)),
    "arctan": lambda W, v, c, P, X, Y: energy(np.arctan(W)),
    "sqrt": lambda W, v, c, P, X, Y: energy(np.sqrt(P)),
    "square": lambda W, v, c, P, X, Y: energy(np.square(W)),
    "reciprocal": lambda W, v, c, P, X, Y: energy(np.reciprocal(P)),
    "abs": lambda W, v, c, P, X, Y: energy(np.abs(W)) + energy(abs(v)) + energy(np.absolute(c)),
    "sign": lambda W, v, c, P, X, Y: energy(np.sign(W) * W * v),
    "power": lambda W, v, c, P, X, Y: energy(np.power(P, 2.5)) + energy(2.0**W) + energy(P**v),
    "whole powers": lambda W, v, c, P, X, Y: energy(W**3) + energy(P**-2) + energy(W**0),
    "add, subtract": lambda W, v, c, P, X, Y: energy(np.subtract(np.add(W, v), c)),
    "multiply, divide": lambda W, v, c, P, X, Y: energy(np.divide(np.multiply(W, v), P)),
    "negative": lambda W, v, c, P, X, Y: energy(np.negative(W)) + energy(-v) + energy(+c),
    "reflected": lambda W, v, c, P, X, Y: energy(2 - W) + energy(1 / P) + energy(3 * v + ROW),
    "maximum": lambda W, v, c, P, X, Y: energy(np.maximum(0, W)) + energy(np.maximum(W, P)),
    "minimum": lambda W, v, c, P, X, Y: energy(np.minimum(W, 0.25)) + energy(np.minimum(v, W)),
    "clip": lambda W, v, c, P, X, Y: energy(np.clip(W, -0.5, 0.75)) + energy(v.clip(-1, 1)),
    "clip, one side": lambda W, v, c, P, X, Y: energy(np.clip(W, a_min=0.1, a_max=None)),
    "logaddexp": lambda W, v, c, P, X, Y: energy(np.logaddexp(0, W)) + energy(np.logaddexp(W, v)),
    "heaviside": lambda W, v, c, P, X, Y: energy(np.heaviside(W, 0.5) * W),
    "where": lambda W, v, c, P, X, Y: energy(np.where(W > 0, W, 0.01 * W * v)),
    "where of numbers": lambda W, v, c, P, X, Y: energy(W * np.where(W > 0, 1.0, 0.01)),
    "isnan": lambda W, v, c, P, X, Y: energy(np.where(np.isnan(W), 0.0, W)),
}
MASKS: dict[str, Cost] = {
    "astype(float)": lambda W, v, c, P, X, Y: energy(W * (W > 0).astype(float)),
    "astype(np.float64)": lambda W, v, c, P, X, Y: energy(W * (W >= 0.1).astype(np.float64)),
    "times 1.0": lambda W, v, c, P, X, Y: energy(W * ((W < 0) * 1.0)),
    "times array": lambda W, v, c, P, X, Y: energy((W <= 0.5) * W * v),
    "both": lambda W, v, c, P, X, Y: energy(W * ((W > -1) & (W < 1)) + v * ~(W > 0)),
    "labels": lambda W, v, c, P, X, Y: energy(np.where(Y == 1, W @ X, 2 * c)),
    "number of": lambda W, v, c, P, X, Y: energy(W) / np.sum(Y > 0) + energy(v) * np.mean(Y != 1),
    "as index": lambda W, v, c, P, X, Y: energy(W[W > 0]) + energy(v[ROW > 0]),
}
PRODUCTS: dict[str, Cost] = {
    "@": lambda W, v, c, P, X, Y: energy(W @ X) + energy(W @ v) + energy(X.T @ v) + v @ v,
    "dot": lambda W, v, c, P, X, Y: energy(np.dot(W, X)) + np.dot(v, v) + energy(W.dot(v)),
    "dot with numbers": lambda W, v, c, P, X, Y: energy(np.dot(2.0, W)) + energy(v.dot(3)),
    "matmul": lambda W, v, c, P, X, Y: energy(np.matmul(W, X)) + np.matmul(v, ROW),
    "ndarray @": lambda W, v, c, P, X, Y: energy(ROW @ W.T) + energy(ROW * v),
    "stacks of matrices": lambda W, v, c, P, X, Y: (
        energy(np.stack([W, P]) @ X)
        + energy(np.stack([W, P]) @ np.stack([X, X * X]))
        + energy(v @ np.stack([X, X * X]))
        + energy(np.stack([W, P, W * W]) @ v)
    ),
    "tensordot": lambda W, v, c, P, X, Y: (
        energy(np.tensordot(W, X, axes=1))
        + np.tensordot(W, P)
        + energy(np.tensordot(W, P, axes=([0], [0])))
        + np.vdot(W, P) ** 2
    ),
    "outer": lambda W, v, c, P, X, Y: energy(np.outer(c, v)),
    "inner": lambda W, v, c, P, X, Y: np.inner(v, ROW) + energy(np.inner(W, P)),
    "einsum": lambda W, v, c, P, X, Y: energy(np.einsum("ij,jk->ik", W, X)),
    "einsum of three": lambda W, v, c, P, X, Y: energy(np.einsum("ij,jk,j->ki", W, X, v)),
    "einsum, all summed": lambda W, v, c, P, X, Y: np.einsum("ij,ij->", W, P) ** 2,
    "trace": lambda W, v, c, P, X, Y: np.trace(W @ P.T) + (W @ P.T).trace() ** 2,
    "diag": lambda W, v, c, P, X, Y: energy(np.diag(v) @ X) + energy(np.diag(W @ P.T)),
}
SUMS: dict[str, Cost] = {
    "sum": lambda W, v, c, P, X, Y: np.sum(W) * W.sum() + np.sum(v),
    "sum over an axis": lambda W, v, c, P, X, Y: energy(np.sum(W, axis=0)) + energy(W.sum(1)),
    "sum, keepdims": lambda W, v, c, P, X, Y: energy(P / P.sum(axis=1, keepdims=True)),
    "sum over two axes": lambda W, v, c, P, X, Y: energy(W.sum(axis=(0, -1))),
    "sum of a list": lambda W, v, c, P, X, Y: np.sum([np.sum(W * W), np.sum(v**3)]),
    "mean": lambda W, v, c, P, X, Y: np.mean(W * W) + energy(W.mean(axis=-1, keepdims=True) * W),
    "max": lambda W, v, c, P, X, Y: np.max(W) + energy(W.max(axis=0)) + energy(np.amax(W, axis=1)),
    "min": lambda W, v, c, P, X, Y: np.min(W) + energy(W.min(axis=1, keepdims=True) * W),
    "var": lambda W, v, c, P, X, Y: np.var(W) + energy(W.var(axis=0)) + np.var(v, ddof=1),
    "std": lambda W, v, c, P, X, Y: np.std(W) + energy(W.std(axis=1, keepdims=True) * W),
    "prod": lambda W, v, c, P, X, Y: np.prod(v) + energy(W.prod(axis=1)),
    "cumsum": lambda W, v, c, P, X, Y: energy(np.cumsum(W, axis=1)) + energy(np.cumsum(W)),
    "norm": lambda W, v, c, P, X, Y: np.linalg.norm(W) ** 3 + la.norm(v) + norm(W - P),
    "norm over an axis": lambda W, v, c, P, X, Y: energy(
        W / np.linalg.norm(W, axis=0, keepdims=True)
    ),
    "softmax": lambda W, v, c, P, X, Y: (
        -np.mean(
            W @ X - np.max(W @ X, axis=0) - np.log(np.sum(np.exp(W @ X - (W @ X).max(0)), axis=0))
        )
    ),
}
SHAPES: dict[str, Cost] = {
    "T": lambda W, v, c, P, X, Y: energy(X.T @ W.T) + energy(v.T * v) + energy((W[None].T)[1]),
    "transpose": lambda W, v, c, P, X, Y: energy(np.transpose(W) @ c)
    + energy(W.transpose(1, 0)[1]),
    "swapaxes": lambda W, v, c, P, X, Y: energy(np.swapaxes(W, 0, 1) @ c),
    "reshape": lambda W, v, c, P, X, Y: energy(np.reshape(W, (4, 3)) @ c)
    + energy(W.reshape(2, -1)[0]),
    "ravel": lambda W, v, c, P, X, Y: energy(W.ravel()[2:]) + energy(W.flatten()[:5] * v[1]),
    "concatenate": lambda W, v, c, P, X, Y: energy(np.concatenate([W, P], axis=1)[0] * v[0])
    + energy(np.concatenate((np.ones((1, 5)), X)) * v[2]),
    "stack": lambda W, v, c, P, X, Y: energy(np.stack([v, ROW, v * v]) @ X),
    "vstack": lambda W, v, c, P, X, Y: energy(np.vstack([v, W]) @ X),
    "hstack": lambda W, v, c, P, X, Y: energy(np.hstack([c, W])[:, 1:] @ X),
    "expand_dims": lambda W, v, c, P, X, Y: energy(np.expand_dims(v, 1) * X),
    "squeeze": lambda W, v, c, P, X, Y: energy(np.squeeze(c) @ W) + energy(c.squeeze() * c[1, 0]),
    "atleast_2d": lambda W, v, c, P, X, Y: energy(np.atleast_2d(v) @ X),
    "tile": lambda W, v, c, P, X, Y: energy(np.tile(c, (1, 5)) * Y + np.tile(v, 2)[5]),
    "repeat": lambda W, v, c, P, X, Y: energy(np.repeat(c, 5, axis=1) * (W @ X)),
    "broadcast_to": lambda W, v, c, P, X, Y: energy(np.broadcast_to(c, (3, 5)) * (W @ X)),
    "slices": lambda W, v, c, P, X, Y: energy(W[:, 1:3]) + energy(W[..., -1])
    + energy(W[::-1, 0] * c[:, 0]),
    "newaxis": lambda W, v, c, P, X, Y: energy(v[:, None] * X) + energy(v[newaxis, :] * W),
    "whole numbers as index": lambda W, v, c, P, X, Y: energy(W[PLACES])
    + W[[0, 2], [1, 3]] @ v[:2],
    "arange as index": lambda W, v, c, P, X, Y: energy(W[PLACES, np.arange(3)]),
    "size, shape, ndim": lambda W, v, c, P, X, Y: energy(W) / W.size / np.size(X)
    + energy(v) * W.ndim / np.shape(W)[1] + energy(c) / np.ndim(X) / len(X),
    "flip, roll": lambda W, v, c, P, X, Y: energy(np.flip(W, 0) * v + np.roll(W, 1, axis=1) * c)
    + energy(np.flip(W) * P),
    "moveaxis": lambda W, v, c, P, X, Y: energy(np.moveaxis(W, 0, 1) @ c),
    "tril, triu": lambda W, v, c, P, X, Y: energy(np.tril(W) @ X) + energy(np.triu(W, 1) * c),
    "column_stack": lambda W, v, c, P, X, Y: energy(np.column_stack([np.ones(3), W, c])),
    "linspace": lambda W, v, c, P, X, Y: energy(np.linspace(0, 1, 4) * W + np.atleast_1d(v[0])),
    "numbers of a mask": lambda W, v, c, P, X, Y: energy(W) / int(np.sum(Y > 0))
    + energy(W.reshape(np.prod(W.shape))[2:]),
    "copy": lambda W, v, c, P, X, Y: energy(W.copy() * np.copy(v)),
}  # fmt: skip
MADE: dict[str, Cost] = {
    "zeros, ones": lambda W, v, c, P, X, Y: energy(np.zeros((3, 5)) + W @ X * np.ones(5)),
    "zeros_like": lambda W, v, c, P, X, Y: energy(np.zeros_like(W) + v)
    + energy(np.ones_like(v) * v),
    "full, eye": lambda W, v, c, P, X, Y: energy(np.full((3, 4), 0.5) * W + np.eye(3, 4)),
    "arange": lambda W, v, c, P, X, Y: energy(W * np.arange(4) + np.arange(3)[:, None]),
    "array": lambda W, v, c, P, X, Y: energy(W * np.array([1.0, 2.0, 0.5, 0.25])),
    "array of parts": lambda W, v, c, P, X, Y: energy(np.array([v[0], 2.0, v[3], W[1, 1]]) @ X),
    "asarray": lambda W, v, c, P, X, Y: energy(np.asarray(W) @ np.asarray(X, dtype=float)),
    "float64 of a number": lambda W, v, c, P, X, Y: np.float64(0.3) * energy(W) + double(2) ** v[0],
    "float64 of a part": lambda W, v, c, P, X, Y: np.float64(v[1]) * energy(W),
    "constants": lambda W, v, c, P, X, Y: energy(W * np.pi) + np.e * energy(v / math.sqrt(2)),
    "inf": lambda W, v, c, P, X, Y: energy(np.minimum(W, np.inf)),
    "numbers only": lambda W, v, c, P, X, Y: energy(W) * np.sqrt(2 / W.shape[1]) * np.log(3.0),
}  # fmt: skip
EXPRESSIONS = {**ELEMENTWISE, **MASKS, **PRODUCTS, **SUMS, **SHAPES, **MADE}

# Costs of several lines, with the intermediates whose derivatives are wanted as well.


def one_layer(W: Any, v: Any, c: Any, P: Any, X: Any, Y: Any) -> Any:
    m = X.shape[1]
    Z = W @ X + c
    with np.errstate(over="ignore"):
        A = 1 / (1 + np.exp(-Z))
    return -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m


def from_imports(W: Any, v: Any, c: Any, P: Any, X: Any, Y: Any) -> Any:
    Z = numpy.matmul(W, X)
    A = exp(-Z) + numpy.tanh(Z)
    return norm(A) + la.norm(c)


def imports_inside(W: Any, v: Any, c: Any, P: Any, X: Any, Y: Any) -> Any:
    import numpy as other
    from numpy import tanh as squash

    Z = other.dot(W, X)
    A = squash(Z)
    return other.sum(A * Y) + energy(c)


def loop_over_layers(W: Any, v: Any, c: Any, P: Any, X: Any, Y: Any) -> Any:
    weights = [W.T, P, v.reshape(1, 4).T @ c.T]
    A = X[:3]
    Z = {}
    for l, weight in enumerate(weights):
        Z[l] = weight @ A if weight.shape[1] == A.shape[0] else weight.T @ A
        A = np.tanh(Z[l])
    return np.mean(A * A)


def accumulator(W: Any, v: Any, c: Any, P: Any, X: Any, Y: Any) -> Any:
    J = 0.0
    for i in range(X.shape[1]):
        z = W @ X[:, i]
        J += np.sum((z - Y[:, i]) ** 2)
        J -= z[0]
    J /= X.shape[1]
    return J


def accumulated_array(W: Any, v: Any, c: Any, P: Any, X: Any, Y: Any) -> Any:
    total = np.zeros((3, 1))
    for column in X.T:
        total += W @ column[:, None]
    total *= c
    return energy(total)


def functions_inside(W: Any, v: Any, c: Any, P: Any, X: Any, Y: Any) -> Any:
    def sigmoid(z: Any) -> Any:
        return 1 / (1 + np.exp(-z))

    double_of = lambda z: 2 * np.tanh(z)  # noqa: E731  # as users write
    Z = W @ X + c
    A = sigmoid(Z)
    B = double_of(Z)
    return np.sum(A * B)


def two_names(W: Any, v: Any, c: Any, P: Any, X: Any, Y: Any) -> Any:
    Z = W @ X
    A = Z
    return np.sum(A * A * Y) + energy(Z)


def of_data_alone(W: Any, v: Any, c: Any, P: Any, X: Any, Y: Any) -> Any:
    Z = X * X - 0.5
    A = W @ Z
    return energy(A) + energy(Z)


def comprehension(W: Any, v: Any, c: Any, P: Any, X: Any, Y: Any) -> Any:
    Z = np.stack([w @ X for w in W])
    A = [np.sum(z**2) for z in Z]
    return sum(A) + max(len(A), 2) * energy(c)


def normalised(W: Any, v: Any, c: Any, P: Any, X: Any, Y: Any) -> Any:
    Z = W @ X
    mu = np.mean(Z, axis=1, keepdims=True)
    s2 = np.var(Z, axis=1, keepdims=True)
    A = c * (Z - mu) / np.sqrt(s2 + 1e-5)
    return energy(A) / 7


FUNCTIONS: dict[str, tuple[Cost, tuple[str, ...]]] = {
    function.__name__: (function, wanted)
    for function, wanted in (
        (one_layer, ("Z", "A")),
        (from_imports, ("Z", "A")),
        (imports_inside, ("Z", "A")),
        (loop_over_layers, ("Z0", "Z1", "Z2")),
        (accumulator, ()),
        (accumulated_array, ()),
        (functions_inside, ("Z", "A", "B")),
        (two_names, ("Z", "A")),
        (of_data_alone, ("Z", "A")),
        (comprehension, ("Z",)),
        (normalised, ("Z", "mu", "s2", "A")),
    )
}
COSTS: dict[str, tuple[Cost, tuple[str, ...]]] = {
    **{name: (cost, ()) for name, cost in EXPRESSIONS.items()},
    **FUNCTIONS,
}
