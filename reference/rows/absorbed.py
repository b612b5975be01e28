"""The absorbed bias: a column of ones before the data, and the shapes that follow from it.

S4-30 prints the ones as a first row on the left of its equation and as a first column on the
right; the column is what X in R^{m x n} needs. S4-33 forgets column 0 in Theta.
"""

import numpy as np

from reference.activations import activation
from reference.arrays import Array

PARAMETERS = {"Theta": "q n+1", "beta": "q+1"}
BATCH = {"X": "m n", "y": "m in [0, 1]"}
SETTINGS = {"hidden": activation}


def with_ones(X: Array) -> Array:
    """[1 | X]: one more column, in front."""
    return np.concatenate([np.ones_like(X[:, :1]), X], axis=1)  # (m, n+1)
