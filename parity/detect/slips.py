"""What a planted mistake may call: slips that NumPy has no short word for."""

import numpy as np

from reference.arrays import Array


def one_component(value: Array, factor: float) -> Array:
    """The value with one component in the middle multiplied."""
    wrong = np.array(value, order="C")
    flat = wrong.reshape(-1)
    flat[flat.size // 2] *= factor
    return wrong[()]


def swapped(value: Array) -> Array:
    """The value with its first and last component in each other's place."""
    wrong = np.array(value, order="C")
    flat = wrong.reshape(-1)
    flat[[0, -1]] = flat[[-1, 0]]
    return wrong[()]


SLIPS = {function.__name__: function for function in (one_component, swapped)}
