# ruff: noqa: RET504, N814  # assignments are what is looked at; letters of the derivations
"""Small costs as users write them: together they use what a cost may use of NumPy.

Each takes W (3, 4), v (4,), c (3, 1), X (4, 5), Y (3, 5) with zeros and ones, and m = 5; they
keep away from kinks at the point of the test.
"""

import numpy
import numpy as np
import numpy.linalg as la
from numpy import exp, newaxis, tanh
from numpy import float64 as double
from numpy.linalg import norm

from typing import Any

CONSTANT = np.array([[0.5], [-1.5], [2.5]])
WEIGHTS = [0.25, 0.5, 1.25, 2.0]


def net(W, v, c, X, Y, m):
    Z = W @ X + c
    A = 1 / (1 + np.exp(-Z))
    return -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m
