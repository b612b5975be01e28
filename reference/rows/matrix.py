"""Rows, absorbed biases, as matrix products (S4 in the notation of the other notes).

    X' = [1 | X],  Z = X' Theta^T,  A = g(Z),  A' = [1 | A],  w = A' beta,  p = sigmoid(w)
    J = (1/m) sum_k l_k,   l_k = -y_k log p_k - (1 - y_k) log(1 - p_k)

(w is the logit here, not a weight.) dw, dA and dZ are derivatives of m J, a row for each
example; 1/m enters at dbeta and dTheta, the derivatives of J:

    dw     = p - y
    dbeta  = (1/m) A'^T dw              w_k = sum_j A'_kj beta_j
    dA     = dw beta_{1..q}^T           column 0 of A' is constant: nothing goes back through it
    dZ     = dA * g'(Z)
    dTheta = (1/m) dZ^T X'              Z_kl = sum_n Theta_ln X'_kn
"""

from typing import NamedTuple

import numpy as np

from reference.activations import Activation, activation, sigmoid
from reference.arrays import Array, Gradients, Scalar
from reference.door import Contract, door
from reference.losses import cross_entropy_dz, cross_entropy_from_logit, mean_over_examples
from reference.rows.absorbed import BATCH, PARAMETERS, SETTINGS, with_ones


class Forward(NamedTuple):
    """What the forward pass makes."""

    Z: Array
    A: Array
    w: Array
    p: Array


@door(Contract(PARAMETERS, {"X": "m n"}, SETTINGS))
def forward(Theta: Array, beta: Array, X: Array, hidden: str | Activation = "tanh") -> Forward:
    """Hidden units, logit and prediction of every example."""
    Z = with_ones(X) @ Theta.T  # (m, q)
    A = activation(hidden).g(Z)  # (m, q)
    w = with_ones(A) @ beta  # (m,); S4-08 prints the loss in its place
    p = sigmoid(w)  # (m,)
    return Forward(Z, A, w, p)


@door(Contract({"beta": "q+1"}, BATCH | {"A": "m q", "p": "m in [0, 1]"}, SETTINGS))
def backward(
    beta: Array, X: Array, y: Array, A: Array, p: Array, hidden: str | Activation = "tanh"
) -> Gradients:
    """dw and dZ of m J, then dbeta and dTheta of J."""
    m = X.shape[0]
    dw = cross_entropy_dz(p, y)  # (m,)
    dbeta = with_ones(A).T @ dw / m  # (q+1,)
    dA = dw[:, np.newaxis] * beta[1:]  # (m, q)
    dZ = dA * activation(hidden).slope_a(A)  # (m, q)
    dTheta = dZ.T @ with_ones(X) / m  # (q, n+1)
    return {"dw": dw, "dbeta": dbeta, "dZ": dZ, "dTheta": dTheta}


@door(Contract(PARAMETERS, BATCH, SETTINGS))
def cost(
    Theta: Array, beta: Array, X: Array, y: Array, hidden: str | Activation = "tanh"
) -> Scalar:
    """J, the mean loss."""
    w = forward.formula(Theta, beta, X, hidden).w
    return mean_over_examples(cross_entropy_from_logit(w, y), X.shape[0])


@door(Contract(PARAMETERS, BATCH, SETTINGS))
def cost_and_gradients(
    Theta: Array, beta: Array, X: Array, y: Array, hidden: str | Activation = "tanh"
) -> tuple[Scalar, Gradients]:
    """Forward, then backward."""
    _, A, w, p = forward.formula(Theta, beta, X, hidden)
    J = mean_over_examples(cross_entropy_from_logit(w, y), X.shape[0])
    return J, backward.formula(beta, X, y, A, p, hidden)
