"""Rows: the trick T_l * X' (S4, last page).

For unit l, temp = (p - y) beta_l g'(z_l) is one number for each example, and the derivative by
Theta_ln multiplies it with column n of X'. So temp is tiled into as many columns as X' has,

    T_l = [temp | temp | ... | temp]  in R^{m x (n+1)}

and T_l * X', element by element, is row l of the gradients of all examples. Its mean over the
examples is row l of dTheta. S4-57 gives T_l only n columns, and prints no mean.
"""

import numpy as np

from reference.activations import Activation, activation
from reference.arrays import Array, Gradients, Scalar
from reference.door import Contract, door
from reference.losses import cross_entropy_dz, cross_entropy_from_logit, mean_over_examples
from reference.rows.absorbed import BATCH, PARAMETERS, SETTINGS, with_ones
from reference.rows.matrix import cost, forward

__all__ = ["backward", "cost", "cost_and_gradients", "forward"]


@door(Contract({"beta": "q+1"}, BATCH | {"A": "m q", "p": "m in [0, 1]"}, SETTINGS))
def backward(
    beta: Array, X: Array, y: Array, A: Array, p: Array, hidden: str | Activation = "tanh"
) -> Gradients:
    """Row by row of dTheta; dbeta column by column of [1 | A]."""
    m, q = A.shape
    X1, A1 = with_ones(X), with_ones(A)  # (m, n+1), (m, q+1)
    slope = activation(hidden).slope_a(A)  # (m, q)
    dw = cross_entropy_dz(p, y)  # (m,)
    rows = []
    for l in range(1, q + 1):
        temp = dw * beta[l] * slope[:, l - 1]  # (m,)
        T_l = np.tile(temp[:, np.newaxis], (1, X1.shape[1]))  # (m, n+1)
        rows.append(np.sum(T_l * X1, axis=0) / m)  # (n+1,)
    dbeta = np.sum(dw[:, np.newaxis] * A1, axis=0) / m  # (q+1,)
    return {"dTheta": np.stack(rows), "dbeta": dbeta}


@door(Contract(PARAMETERS, BATCH, SETTINGS))
def cost_and_gradients(
    Theta: Array, beta: Array, X: Array, y: Array, hidden: str | Activation = "tanh"
) -> tuple[Scalar, Gradients]:
    """Forward, then backward."""
    _, A, w, p = forward.formula(Theta, beta, X, hidden)
    J = mean_over_examples(cross_entropy_from_logit(w, y), X.shape[0])
    return J, backward.formula(beta, X, y, A, p, hidden)
