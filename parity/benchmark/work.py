"""The matrix products that one cost with all its gradients cannot do without.

For every layer Z = W A, dW = dZ A^T and, but for the first, dA = W^T dZ.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from reference.arrays import Array


def operations(sizes: Sequence[int], examples: int) -> int:
    """Floating-point operations of these products, a multiplication and an addition being two."""
    return sum(
        2 * examples * n_in * n_out * (3 if l else 2)
        for l, (n_in, n_out) in enumerate(pairwise(sizes))
    )


def products(W: Sequence[Array], X: Array) -> Callable[[], None]:
    """All of them by NumPy's BLAS, into buffers that are made once."""
    m, A = X.shape[1], [X]
    forward, backward = [], []
    for weights in W:
        Z = np.empty((len(weights), m), X.dtype)  # (n_l, m)
        forward.append((weights, A[-1], Z))
        A.append(Z)
    dZ = np.ones_like(A[-1])
    for l in range(len(W) - 1, -1, -1):
        backward.append((dZ, A[l].T, np.empty_like(W[l])))
        if l:
            dA = np.empty_like(A[l])  # (n_{l-1}, m)
            backward.append((W[l].T, dZ, dA))
            dZ = dA
    everything = (*forward, *backward)

    def call() -> None:
        for left, right, out in everything:
            np.matmul(left, right, out=out)

    return call


def elementwise(W: Sequence[Array], X: Array) -> Callable[[], None]:
    """Two factors read and a product written, in the shape of every layer's activations."""
    shapes = [(len(weights), X.shape[1]) for weights in W]
    everything = [tuple(np.ones(shape, X.dtype) for _ in range(3)) for shape in shapes]

    def call() -> None:
        for left, right, out in everything:
            np.multiply(left, right, out=out)

    return call
