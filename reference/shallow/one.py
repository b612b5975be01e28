"""One hidden layer, one example: x is a column (S1, S3).

    z1 = W1 x + b1,  a1 = g(z1),  z2 = W2 a1 + b2,  a2 = sigmoid(z2),  L = sum_k L(a2_k, y_k)

Backwards, with d + name for the derivative of L:

    dz2 = a2 - y                 sigmoid with cross-entropy                          (not S3-22)
    dW2 = dz2 a1^T               z2_k = sum_j W2_kj a1_j + b2_k, so dL/dW2_kj = dz2_k a1_j
    db2 = dz2
    da1 = W2^T dz2               a1_j feeds every z2_k with weight W2_kj
    dz1 = da1 * g'(z1)           element by element: a1_j depends on z1_j alone
    dW1 = dz1 x^T,  db1 = dz1    as for layer 2

The notes lose the transposes of dW2 and dW1 (S1-31; S1-34, which has a1 for x as well), put + for
* in dz1 (S3-30), drop g' and the transpose from dz1 (S3-18), and give db1 a factor a1^T (S3-20).
"""

from typing import NamedTuple

import numpy as np

from reference.activations import Activation, activation, sigmoid
from reference.arrays import Array, Gradients, Scalar
from reference.door import Contract, door
from reference.losses import cross_entropy_dz, cross_entropy_from_logit

# S3-02 prints W1 as (n0, n0).
PARAMETERS = {"W1": "n1 n0", "b1": "n1 1", "W2": "n2 n1", "b2": "n2 1"}
EXAMPLE = {"x": "n0 1", "y": "n2 1 in [0, 1]"}
SETTINGS = {"hidden": activation}


class Forward(NamedTuple):
    """What the forward pass makes."""

    z1: Array
    a1: Array
    z2: Array
    a2: Array


@door(Contract(PARAMETERS, {"x": "n0 1"}, SETTINGS))
def forward(
    W1: Array, b1: Array, W2: Array, b2: Array, x: Array, hidden: str | Activation = "tanh"
) -> Forward:
    """Layer by layer to the prediction a2."""
    g = activation(hidden).g
    z1 = W1 @ x + b1  # (n1, 1)
    a1 = g(z1)  # (n1, 1)
    z2 = W2 @ a1 + b2  # (n2, 1); S1-09 prints x for a1
    a2 = sigmoid(z2)  # (n2, 1)
    return Forward(z1, a1, z2, a2)


@door(Contract({"W2": "n2 n1"}, EXAMPLE | {"a1": "n1 1", "a2": "n2 1 in [0, 1]"}, SETTINGS))
def backward(
    W2: Array, x: Array, y: Array, a1: Array, a2: Array, hidden: str | Activation = "tanh"
) -> Gradients:
    """The derivatives of L, from the last layer to the first."""
    slope = activation(hidden).slope_a
    dz2 = cross_entropy_dz(a2, y)  # (n2, 1)
    dW2 = dz2 @ a1.T  # (n2, n1)
    db2 = dz2  # (n2, 1)
    dz1 = W2.T @ dz2 * slope(a1)  # (n1, 1)
    dW1 = dz1 @ x.T  # (n1, n0)
    db1 = dz1  # (n1, 1)
    return {"dz2": dz2, "dW2": dW2, "db2": db2, "dz1": dz1, "dW1": dW1, "db1": db1}


@door(Contract(PARAMETERS, EXAMPLE, SETTINGS))
def cost(
    W1: Array,
    b1: Array,
    W2: Array,
    b2: Array,
    x: Array,
    y: Array,
    hidden: str | Activation = "tanh",
) -> Scalar:
    """The loss of the example, summed over the outputs."""
    z2 = forward.formula(W1, b1, W2, b2, x, hidden).z2
    return np.sum(cross_entropy_from_logit(z2, y))


@door(Contract(PARAMETERS, EXAMPLE, SETTINGS))
def cost_and_gradients(
    W1: Array,
    b1: Array,
    W2: Array,
    b2: Array,
    x: Array,
    y: Array,
    hidden: str | Activation = "tanh",
) -> tuple[Scalar, Gradients]:
    """Forward, then backward."""
    _, a1, z2, a2 = forward.formula(W1, b1, W2, b2, x, hidden)
    L = np.sum(cross_entropy_from_logit(z2, y))
    return L, backward.formula(W2, x, y, a1, a2, hidden)
