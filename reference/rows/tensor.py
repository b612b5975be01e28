"""Rows: the gradients of all examples at once, a tensor of (n+1) * q * m numbers, and its mean.

    dl_k/dTheta_ln = (p_k - y_k) beta_l g'(z_kl) x'_kn        for every k, l, n
    dl_k/dbeta_j   = (p_k - y_k) a'_kj

The factors p (1 - p) of dp/dw and 1 / (p (1 - p)) of dl/dp cancel. On the way S4-46 divides by
p once more, S4-47 forgets p (1 - p), both write a_k for a_j, and S4-50 divides g' by a_l. S4-53
counts n * q * m elements, without the column of the biases.
"""

import numpy as np

from reference.activations import Activation, activation
from reference.arrays import Array, Gradients, Scalar
from reference.door import Contract, door
from reference.losses import cross_entropy_dz, cross_entropy_from_logit, mean_over_examples
from reference.rows.absorbed import BATCH, PARAMETERS, SETTINGS, with_ones
from reference.rows.matrix import cost, forward

__all__ = ["cost", "cost_and_gradients", "example_gradients", "forward"]


def gradient_tensors(
    beta: Array, X: Array, y: Array, A: Array, p: Array, hidden: str | Activation
) -> Gradients:
    """dl_k of every example k, examples along the first axis."""
    dw = cross_entropy_dz(p, y)[:, np.newaxis]  # (m, 1)
    dZ = dw * beta[1:] * activation(hidden).slope_a(A)  # (m, q)
    dTheta = dZ[:, :, np.newaxis] * with_ones(X)[:, np.newaxis, :]  # (m, q, n+1)
    dbeta = dw * with_ones(A)  # (m, q+1)
    return {"dTheta": dTheta, "dbeta": dbeta}


@door(Contract(PARAMETERS, BATCH, SETTINGS))
def example_gradients(
    Theta: Array, beta: Array, X: Array, y: Array, hidden: str | Activation = "tanh"
) -> Gradients:
    """The gradients of every l_k, before the mean; examples along the first axis."""
    _, A, _, p = forward.formula(Theta, beta, X, hidden)
    return gradient_tensors(beta, X, y, A, p, hidden)


@door(Contract(PARAMETERS, BATCH, SETTINGS))
def cost_and_gradients(
    Theta: Array, beta: Array, X: Array, y: Array, hidden: str | Activation = "tanh"
) -> tuple[Scalar, Gradients]:
    """J, and the means of the tensors over the examples."""
    m = X.shape[0]
    _, A, w, p = forward.formula(Theta, beta, X, hidden)
    tensors = gradient_tensors(beta, X, y, A, p, hidden)
    J = mean_over_examples(cross_entropy_from_logit(w, y), m)
    return J, {name: np.sum(tensor, axis=0) / m for name, tensor in tensors.items()}
