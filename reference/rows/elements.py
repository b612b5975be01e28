"""Rows: the element formulas, one number at a time (S4, page 1 and 2).

For example k, with x_0 = a_0 = 1:

    z_l = sum_{i=0}^n theta_l^(i) x_i,  a_l = g(z_l),  w = sum_{j=0}^q beta_j a_j,  p = sigmoid(w)

S4-01 and S4-16 let i run from 1 to m, which are the examples; S4-05 puts g(z_j) for every a_j,
but there is no z_0, and a_0 = 1; the ranges of S4-22 end at their own index and leave out 0.
The chain rule, link by link, with l_k the loss of the example:

    dl_k/dp = (1 - y)/(1 - p) - y/p = (p - y) / (p (1 - p))        (S4-12 has the sign wrong)
    dp/dw = p (1 - p)                 hence dl_k/dw = p - y
    dw/dbeta_j = a_j                  hence dl_k/dbeta_j = (p - y) a_j  (S4-14 prints dp/dbeta)
    dw/da_l = beta_l,  da_l/dz_l = g'(z_l),  dz_l/dtheta_l^(n) = x_n
                                      hence dl_k/dtheta_l^(n) = (p - y) beta_l g'(z_l) x_n

S4-49 writes dw/dz_l for dw/da_l and so counts g' twice. The cost's derivatives are the means
over the m examples; S4-21 divides by n, the number of variables.
"""

import numpy as np

from reference.activations import Activation, activation, sigmoid
from reference.arrays import Array, Gradients, Scalar
from reference.door import Contract, door
from reference.losses import cross_entropy_from_logit
from reference.rows.absorbed import BATCH, PARAMETERS, SETTINGS, with_ones


def hidden_units(Theta: Array, x: Array, g: Activation) -> Array:
    """(a_0, a_1, ..., a_q) of one example x = (1, x_1, ..., x_n)."""
    q, inputs = Theta.shape
    z = np.array([sum(Theta[l, i] * x[i] for i in range(inputs)) for l in range(q)])  # (q,)
    return np.concatenate([x[:1], g.g(z)])  # (q+1,)


@door(Contract(PARAMETERS, BATCH, SETTINGS))
def cost(
    Theta: Array, beta: Array, X: Array, y: Array, hidden: str | Activation = "tanh"
) -> Scalar:
    """J, one example at a time."""
    X1, m = with_ones(X), X.shape[0]  # (m, n+1)
    J: Scalar = 0
    for k in range(m):
        a = hidden_units(Theta, X1[k], activation(hidden))
        w = sum(beta[j] * a[j] for j in range(len(a)))
        J = J + cross_entropy_from_logit(w, y[k])
    return J / m


@door(Contract(PARAMETERS, BATCH, SETTINGS))
def cost_and_gradients(
    Theta: Array, beta: Array, X: Array, y: Array, hidden: str | Activation = "tanh"
) -> tuple[Scalar, Gradients]:
    """The loops over k, l and n: every derivative a sum of products of numbers."""
    (q, inputs), X1, m = Theta.shape, with_ones(X), X.shape[0]
    g = activation(hidden)
    J: Scalar = 0
    dbeta, dTheta = np.zeros_like(beta), np.zeros_like(Theta)  # (q+1,), (q, n+1)
    for k in range(m):
        a = hidden_units(Theta, X1[k], g)
        w = sum(beta[j] * a[j] for j in range(q + 1))
        J += cross_entropy_from_logit(w, y[k])
        dw = sigmoid(w) - y[k]
        slope = g.slope_a(a)  # (q+1,)
        for j in range(q + 1):
            dbeta[j] += dw * a[j]
        for l in range(1, q + 1):
            for n in range(inputs):
                dTheta[l - 1, n] += dw * beta[l] * slope[l] * X1[k, n]
    return J / m, {"dTheta": dTheta / m, "dbeta": dbeta / m}
