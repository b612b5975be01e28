"""Logistic regression, all examples at once as the columns of X (S0).

    Z = w^T X + b,   A = sigmoid(Z),   J = (1/m) sum_i L(A_i, Y_i) + (lam / 2m) ||w||^2

dZ is the derivative of m J, one column per example, as in the notes; 1/m enters below it:

    dZ = A - Y                                               (sigmoid with cross-entropy)
    dw = (1/m) sum_i x_i dZ_i + (lam/m) w = (1/m) X dZ^T + (lam/m) w
    db = (1/m) sum_i dZ_i

since Z_i = sum_j w_j X_ji + b has dZ_i/dw_j = X_ji and dZ_i/db = 1. S0-12 prints db
as dJ/dw, and S0-15 sums dJ/dw over the examples, where the summand is dL_i/dw.
"""

from typing import NamedTuple

import numpy as np

from reference.activations import sigmoid
from reference.arrays import Array, Gradients, Scalar
from reference.door import Contract, door
from reference.losses import cross_entropy_dz, cross_entropy_from_logit, mean_over_examples
from reference.per_example import columns
from reference.regularization import l2_gradient, l2_penalty

PARAMETERS = {"w": "p 1", "b": ""}
BATCH = {"X": "p m", "Y": "1 m in [0, 1]"}
SETTINGS = {"lam": ">= 0"}


class Forward(NamedTuple):
    """What the forward pass makes."""

    Z: Array
    A: Array


@door(Contract(PARAMETERS, {"X": "p m"}))
def forward(w: Array, b: Array, X: Array) -> Forward:
    """Logits and predictions."""
    Z = w.T @ X + b  # (1, m)
    A = sigmoid(Z)  # (1, m)
    return Forward(Z, A)


@door(Contract({"w": "p 1"}, BATCH | {"A": "1 m in [0, 1]"}, SETTINGS))
def backward(w: Array, X: Array, Y: Array, A: Array, lam: float = 0.0) -> Gradients:
    """dZ of m J, then dw and db of J."""
    m = X.shape[1]
    dZ = cross_entropy_dz(A, Y)  # (1, m)
    dw = X @ dZ.T / m + l2_gradient(w, lam, m)  # (p, 1)
    db = np.sum(dZ) / m  # ()
    return {"dZ": dZ, "dw": dw, "db": db}


@door(Contract(PARAMETERS, BATCH, SETTINGS))
def cost(w: Array, b: Array, X: Array, Y: Array, lam: float = 0.0) -> Scalar:
    """J with its penalty."""
    Z, _ = forward.formula(w, b, X)
    return cost_at(Z, w, Y, lam)


@door(Contract(PARAMETERS, BATCH, SETTINGS))
def cost_and_gradients(
    w: Array, b: Array, X: Array, Y: Array, lam: float = 0.0
) -> tuple[Scalar, Gradients]:
    """Forward, then backward."""
    Z, A = forward.formula(w, b, X)
    return cost_at(Z, w, Y, lam), backward.formula(w, X, Y, A, lam)


@door(Contract(PARAMETERS, BATCH))
def example_gradients(w: Array, b: Array, X: Array, Y: Array) -> Gradients:
    """The gradients of every L_i, before the mean; examples along the first axis."""
    dZ = cross_entropy_dz(forward.formula(w, b, X).A, Y)  # (1, m)
    dw = columns(X * dZ)  # (m, p, 1)
    db = dZ[0]  # (m,)
    return {"dw": dw, "db": db}


def cost_at(Z: Array, w: Array, Y: Array, lam: float) -> Scalar:
    """J from the logits."""
    m = Y.shape[1]
    return mean_over_examples(cross_entropy_from_logit(Z, Y), m) + l2_penalty([w], lam, m)
