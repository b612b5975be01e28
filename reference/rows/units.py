"""Rows: one vector over all examples for each unit (S4, page 4 and 5).

    z_h = sum_{i=0}^n theta_h^(i) x_i  in R^m,   a_h = g(z_h),   a_0 = x_0 = (1, ..., 1)
    w = sum_{j=0}^q beta_j a_j,   p = sigmoid(w)

where x_i is variable i of all examples, a column of X'. By the chain rule over p, w, a_l, z_l,

    dl/dbeta_j       = (p - y) * a_j                                                  (S4-48)
    dl/dtheta_l^(n)  = (p - y) * beta_l * g'(z_l) * x_n                               (S4-52)

each a vector in R^m, element by element; the derivative of J is its mean. S4-26 has A_ll and X_0
for columns l and n of all examples, which are single elements. The sums start at 0 (S4-34, S4-38,
S4-40 and S4-41 start them at 1 and lose the biases; so does S4-36, whose unit Q_0 is a_h).
"""

from typing import NamedTuple

import numpy as np

from reference.activations import Activation, activation, sigmoid
from reference.arrays import Array, Gradients, Scalar
from reference.door import Contract, door
from reference.losses import cross_entropy_dz, cross_entropy_from_logit, mean_over_examples
from reference.rows.absorbed import BATCH, PARAMETERS, SETTINGS, with_ones


class Forward(NamedTuple):
    """What the forward pass makes: a is [a_0, a_1, ..., a_q]."""

    a: list[Array]
    w: Array
    p: Array


@door(Contract(PARAMETERS, {"X": "m n"}, SETTINGS))
def forward(Theta: Array, beta: Array, X: Array, hidden: str | Activation = "tanh") -> Forward:
    """Unit by unit to the predictions."""
    g = activation(hidden).g
    x = with_ones(X).T  # x[i] is (m,)
    a = [x[0]]
    for theta in Theta:
        z = sum(theta[i] * x[i] for i in range(len(x)))  # (m,)
        a.append(g(z))  # (m,)
    w = sum(beta[j] * a[j] for j in range(len(a)))  # (m,)
    p = sigmoid(w)  # (m,)
    return Forward(a, w, p)


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
    """J, then one mean for every element of beta and Theta."""
    m = X.shape[0]
    slope = activation(hidden).slope_a
    a, w, p = forward.formula(Theta, beta, X, hidden)
    x = with_ones(X).T  # x[n] is (m,)
    dw = cross_entropy_dz(p, y)  # (m,)
    dbeta = np.stack([np.sum(dw * a_j) / m for a_j in a])  # (q+1,)
    rows = []
    for l in range(1, len(a)):
        dz = dw * beta[l] * slope(a[l])  # (m,); S4-52 prints a (1 - a), the sigmoid's slope
        rows.append(np.stack([np.sum(dz * x_n) / m for x_n in x]))  # (n+1,)
    J = mean_over_examples(cross_entropy_from_logit(w, y), m)
    return J, {"dTheta": np.stack(rows), "dbeta": dbeta}
