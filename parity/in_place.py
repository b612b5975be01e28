"""`x += y` in a function that is run again, where x may be NumPy's and y of another namespace."""

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

# What += does, and what it does where it cannot be done in place.
OPERATORS: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "Add": (operator.iadd, operator.add),
    "Sub": (operator.isub, operator.sub),
    "Mult": (operator.imul, operator.mul),
    "Div": (operator.itruediv, operator.truediv),
    "MatMult": (operator.imatmul, operator.matmul),
    "Pow": (operator.ipow, operator.pow),
}
NUMPYS = (np.ndarray, np.generic, int, float, list, tuple)


def changed(name: str, x: Any, y: Any) -> Any:
    """What x is after `x += y`: an array of numbers cannot hold what is on another tape."""
    in_place, anew = OPERATORS[name]
    if isinstance(x, np.ndarray) and not isinstance(y, NUMPYS):
        return anew(x, y)
    return in_place(x, y)
