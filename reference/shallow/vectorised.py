"""One hidden layer, all examples at once as the columns of X (S0, S1, S3).

    Z1 = W1 X + b1,  A1 = g(Z1),  Z2 = W2 A1 + b2,  A2 = sigmoid(Z2)
    J = (1/m) sum_i sum_k L(A2_ki, Y_ki) + (lam / 2m) (||W1||^2 + ||W2||^2)

Column i of dZ2 and dZ1 is what the one-example form says for example i: dZ is the derivative
of m J. A product with A1^T or X^T sums over the examples, np.sum over axis 1 does so for the
biases, and 1/m turns these sums into the mean:

    dZ2 = A2 - Y
    dW2 = (1/m) dZ2 A1^T + (lam/m) W2        db2 = (1/m) np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = W2^T dZ2 * g'(Z1)
    dW1 = (1/m) dZ1 X^T + (lam/m) W1         db1 = (1/m) np.sum(dZ1, axis=1, keepdims=True)

S0-43 prints dW1 with dZ2, which NumPy broadcasts without a word when there is one output;
S0-44 closes the sum of db1 before its axis, so that one number stands for n1 of them.
"""

from typing import NamedTuple

import numpy as np

from reference.activations import Activation, activation, sigmoid
from reference.arrays import Array, Gradients, Scalar
from reference.door import Contract, Settings, door
from reference.losses import cross_entropy_dz, cross_entropy_from_logit, mean_over_examples
from reference.per_example import columns, outer_of_columns
from reference.regularization import l2_gradient, l2_penalty

PARAMETERS = {"W1": "n1 n0", "b1": "n1 1", "W2": "n2 n1", "b2": "n2 1"}
BATCH = {"X": "n0 m", "Y": "n2 m in [0, 1]"}
SETTINGS: Settings = {"hidden": activation, "lam": ">= 0"}


class Forward(NamedTuple):
    """What the forward pass makes."""

    Z1: Array
    A1: Array
    Z2: Array
    A2: Array


@door(Contract(PARAMETERS, {"X": "n0 m"}, {"hidden": activation}))
def forward(
    W1: Array, b1: Array, W2: Array, b2: Array, X: Array, hidden: str | Activation = "tanh"
) -> Forward:
    """Layer by layer to the predictions A2."""
    g = activation(hidden).g
    Z1 = W1 @ X + b1  # (n1, m)
    A1 = g(Z1)  # (n1, m)
    Z2 = W2 @ A1 + b2  # (n2, m)
    A2 = sigmoid(Z2)  # (n2, m)
    return Forward(Z1, A1, Z2, A2)


@door(
    Contract(
        {"W1": "n1 n0", "W2": "n2 n1"},
        BATCH | {"A1": "n1 m", "A2": "n2 m in [0, 1]"},
        SETTINGS,
    )
)
def backward(
    W1: Array,
    W2: Array,
    X: Array,
    Y: Array,
    A1: Array,
    A2: Array,
    hidden: str | Activation = "tanh",
    lam: float = 0.0,
) -> Gradients:
    """dZ of m J, then dW and db of J, from the last layer to the first."""
    m = X.shape[1]
    slope = activation(hidden).slope_a
    dZ2 = cross_entropy_dz(A2, Y)  # (n2, m)
    dW2 = dZ2 @ A1.T / m + l2_gradient(W2, lam, m)  # (n2, n1)
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m  # (n2, 1)
    dZ1 = W2.T @ dZ2 * slope(A1)  # (n1, m)
    dW1 = dZ1 @ X.T / m + l2_gradient(W1, lam, m)  # (n1, n0)
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m  # (n1, 1)
    return {"dZ2": dZ2, "dW2": dW2, "db2": db2, "dZ1": dZ1, "dW1": dW1, "db1": db1}


@door(Contract(PARAMETERS, BATCH, SETTINGS))
def cost(
    W1: Array,
    b1: Array,
    W2: Array,
    b2: Array,
    X: Array,
    Y: Array,
    hidden: str | Activation = "tanh",
    lam: float = 0.0,
) -> Scalar:
    """J with its penalty."""
    Z2 = forward.formula(W1, b1, W2, b2, X, hidden).Z2
    return cost_at(Z2, W1, W2, Y, lam)


@door(Contract(PARAMETERS, BATCH, SETTINGS))
def cost_and_gradients(
    W1: Array,
    b1: Array,
    W2: Array,
    b2: Array,
    X: Array,
    Y: Array,
    hidden: str | Activation = "tanh",
    lam: float = 0.0,
) -> tuple[Scalar, Gradients]:
    """Forward, then backward."""
    _, A1, Z2, A2 = forward.formula(W1, b1, W2, b2, X, hidden)
    J = cost_at(Z2, W1, W2, Y, lam)
    return J, backward.formula(W1, W2, X, Y, A1, A2, hidden, lam)


@door(Contract(PARAMETERS, BATCH, {"hidden": activation}))
def example_gradients(
    W1: Array,
    b1: Array,
    W2: Array,
    b2: Array,
    X: Array,
    Y: Array,
    hidden: str | Activation = "tanh",
) -> Gradients:
    """The gradients of every L_i, before the mean; examples along the first axis."""
    _, A1, _, A2 = forward.formula(W1, b1, W2, b2, X, hidden)
    of_batch = backward.formula(W1, W2, X, Y, A1, A2, hidden)
    dZ1, dZ2 = of_batch["dZ1"], of_batch["dZ2"]  # a column for each example
    return {
        "dW1": outer_of_columns(dZ1, X),  # (m, n1, n0)
        "db1": columns(dZ1),  # (m, n1, 1)
        "dW2": outer_of_columns(dZ2, A1),  # (m, n2, n1)
        "db2": columns(dZ2),  # (m, n2, 1)
    }


def cost_at(Z2: Array, W1: Array, W2: Array, Y: Array, lam: float) -> Scalar:
    """J from the logits."""
    m = Y.shape[1]
    return mean_over_examples(cross_entropy_from_logit(Z2, Y), m) + l2_penalty([W1, W2], lam, m)
