"""Logistic regression on m examples: the loop with accumulators (S2).

    J = (1/m) sum_i L(a_i, y_i)    so    dJ/dw_j = (1/m) sum_i dL_i/dw_j = (1/m) sum_i x_j dz_i

Each pass starts from accumulators at zero, adds every example's share with `+=`, and divides
by m after the loop. The update of the parameters is left to descent, outside of it.
"""

import numpy as np

from reference.activations import sigmoid
from reference.arrays import Array, Gradients, Scalar
from reference.door import Contract, door
from reference.logistic.vectorised import BATCH, PARAMETERS
from reference.losses import cross_entropy_from_logit


@door(Contract(PARAMETERS, BATCH))
def cost(w: Array, b: Array, X: Array, Y: Array) -> Scalar:
    """J, one example at a time."""
    m = X.shape[1]
    J: Scalar = 0
    for i in range(m):
        z = w[:, 0] @ X[:, i] + b  # ()
        J = J + cross_entropy_from_logit(z, Y[0, i])
    return J / m


@door(Contract(PARAMETERS, BATCH))
def cost_and_gradients(w: Array, b: Array, X: Array, Y: Array) -> tuple[Scalar, Gradients]:
    """One pass of the loop: J, dw, db."""
    p, m = X.shape
    J: Scalar = 0
    db: Scalar = 0
    dw = np.zeros_like(w)  # (p, 1)
    for i in range(m):
        z = w[:, 0] @ X[:, i] + b  # ()
        a = sigmoid(z)  # ()
        J += cross_entropy_from_logit(z, Y[0, i])
        dz = a - Y[0, i]  # ()
        for j in range(p):
            dw[j, 0] += X[j, i] * dz
        db += dz  # S2-28 prints "=", which keeps the last example only
    return J / m, {"dw": dw / m, "db": db / m}
