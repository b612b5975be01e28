"""The costs of the test vectors in plain NumPy; this file needs nothing else.

All arithmetic is exact: the numbers in the files are taken as they are (a float32 as the number
it is), lam, keep and 0.01 as the binary64 numbers that JSON and Python make of them, and results
are rounded once, at the end. The derivative dQ of an array Q is that of J by each component of Q.
"""

import numpy as np

ACTIVATIONS = {
    "identity": lambda Z: Z,
    "step": lambda Z: np.where(Z > 0, 1.0, 0.0),
    "sigmoid": lambda Z: 1 / (1 + np.exp(-Z)),
    "tanh": np.tanh,
    "relu": lambda Z: np.maximum(0, Z),
    "leaky_relu": lambda Z: np.maximum(0.01 * Z, Z),
}


def cross_entropy(Z, Y):
    """-Y log A - (1 - Y) log(1 - A) with A = sigmoid(Z), component by component."""
    return np.logaddexp(0, Z) - Y * Z


def logistic_one(w, b, x, y):
    """z = w.x + b; J is the cross-entropy of sigmoid(z) and the label y."""
    z = w @ x + b
    return cross_entropy(z, y)


def logistic(w, b, X, Y, lam=0.0):
    """Z = w^T X + b, an example a column; J is the mean cross-entropy of sigmoid(Z) and Y, plus
    lam/(2m) times the sum of squares of w."""
    m = X.shape[1]
    Z = w.T @ X + b
    return np.sum(cross_entropy(Z, Y)) / m + lam / (2 * m) * np.sum(w**2)


def shallow_one(W1, b1, W2, b2, x, y, hidden="tanh"):
    """z1 = W1 x + b1, z2 = W2 g(z1) + b2 with g = hidden; J is the cross-entropy of sigmoid(z2)
    and y, summed over the outputs."""
    z1 = W1 @ x + b1
    z2 = W2 @ ACTIVATIONS[hidden](z1) + b2
    return np.sum(cross_entropy(z2, y))


def shallow(W1, b1, W2, b2, X, Y, hidden="tanh", lam=0.0):
    """Z1 = W1 X + b1, Z2 = W2 g(Z1) + b2 with g = hidden, an example a column; J is the
    cross-entropy of sigmoid(Z2) and Y, summed over outputs, mean over the m examples, plus
    lam/(2m) times the sum of squares of W1 and W2."""
    m = X.shape[1]
    Z1 = W1 @ X + b1
    Z2 = W2 @ ACTIVATIONS[hidden](Z1) + b2
    return np.sum(cross_entropy(Z2, Y)) / m + lam / (2 * m) * (np.sum(W1**2) + np.sum(W2**2))


def rows(Theta, beta, X, y, hidden="tanh"):
    """An example a row, biases in column 0: Z = [1 | X] Theta^T, w = [1 | g(Z)] beta with
    g = hidden; J is the mean cross-entropy of sigmoid(w) and y."""
    m = X.shape[0]
    Z = X @ Theta[:, 1:].T + Theta[:, 0]
    w = ACTIVATIONS[hidden](Z) @ beta[1:] + beta[0]
    return np.sum(cross_entropy(w, y)) / m


def deep(X, Y, activations, loss="cross_entropy", lam=0.0, keep=1.0, **arrays):
    """A = X, then for each layer l: Zl = Wl A + bl, A = gl(Zl) with gl = activations[l-1], and
    A = A * Dl / keep where there is a mask Dl. J is the loss of the last layer and Y, summed over
    outputs, mean over the m examples, plus lam/(2m) times the sum of squares of all Wl. The loss
    cross_entropy is of A = sigmoid(Z); half_squared_error is (A - Y)^2 / 2."""
    A, m, squares = X, X.shape[1], 0.0
    for l, name in enumerate(activations, start=1):
        Z = arrays[f"W{l}"] @ A + arrays[f"b{l}"]
        A = ACTIVATIONS[name](Z)
        if f"D{l}" in arrays:
            A = A * arrays[f"D{l}"] / keep
        squares = squares + np.sum(arrays[f"W{l}"] ** 2)
    losses = cross_entropy(Z, Y) if loss == "cross_entropy" else (A - Y) ** 2 / 2
    return np.sum(losses) / m + lam / (2 * m) * squares
