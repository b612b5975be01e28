"""Gradients of every example before the mean, where examples are columns."""

import numpy as np

from reference.arrays import Array


def outer_of_columns(dZ: Array, A: Array) -> Array:
    """dz a^T of every example: columns (n, m) and (k, m) make (m, n, k)."""
    return dZ.T[:, :, np.newaxis] * A.T[:, np.newaxis, :]


def columns(dZ: Array) -> Array:
    """dz of every example as a column: (n, m) makes (m, n, 1)."""
    return dZ.T[:, :, np.newaxis]
