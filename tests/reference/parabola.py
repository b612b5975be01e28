"""Two functions of one variable to go down on."""

from typing import Any

import numpy as np

from reference.arrays import Array, Gradients


def parabola(x: Array) -> tuple[Any, Gradients]:
    """(x - 3)^2 and its derivative."""
    return np.sum((x - 3) ** 2), {"dx": 2 * (x - 3)}


def start(x: float = 0.0) -> dict[str, Array]:
    return {"x": np.array([x])}


def double_well(x: Array) -> Any:
    return np.sum(x**4 - 2 * x**2)


def double_well_slope(x: Array) -> Array:
    return 4 * x**3 - 4 * x
