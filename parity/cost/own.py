"""The d-d-d-1 net as a user would write it, for `parity.check`."""

import numpy as np

import parity
from parity.case import Case
from reference.arrays import Array

SHAPES = {
    "W1": "n1 n0",
    "b1": "n1 1",
    "W2": "n2 n1",
    "b2": "n2 1",
    "W3": "n3 n2",
    "b3": "n3 1",
    "X": "n0 m",
    "Y": "n3 m in {0,1}",
}


def cost(
    W1: Array, b1: Array, W2: Array, b2: Array, W3: Array, b3: Array, X: Array, Y: Array
) -> Array:
    """Two layers of tanh, then sigmoid; binary cross-entropy."""
    A1 = np.tanh(W1 @ X + b1)
    A2 = np.tanh(W2 @ A1 + b2)
    Z3 = W3 @ A2 + b3
    A3 = 1 / (1 + np.exp(-Z3))
    J: Array = -np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / X.shape[1]
    return J


def gradients(
    W2: Array, W3: Array, X: Array, Y: Array, A1: Array, A2: Array, A3: Array, m: int
) -> dict[str, Array]:
    """Eleven lines."""
    dZ3 = A3 - Y
    dW3 = dZ3 @ A2.T / m
    db3 = np.sum(dZ3, axis=1, keepdims=True) / m
    dZ2 = W3.T @ dZ3 * (1 - A2**2)
    dW2 = dZ2 @ A1.T / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = W2.T @ dZ2 * (1 - A1**2)
    dW1 = dZ1 @ X.T / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2, "dW3": dW3, "db3": db3}


def checked(case: Case) -> str:
    """The verdict of `parity.check` at the case's own numbers."""
    return parity.check(cost, gradients, shapes=SHAPES, point=dict(case.arrays)).verdict
