# ruff: noqa: ARG001  # every cost takes all; assignments are looked at
"""Costs that a witness cannot run; where each of them stops is marked."""

from typing import Any

import numpy as np
from numpy.fft import ifft

from .numpy_costs import energy


def unknown_name(W: Any, v: Any) -> Any:
    Z = W * v
    return np.sum(np.busday_count(Z))  # here


def unknown_part(W: Any, v: Any) -> Any:
    return energy(np.polynomial.polyval(W, v))  # here


def unknown_import(W: Any, v: Any) -> Any:
    return energy(ifft(W))  # here


def random_numbers(W: Any, v: Any) -> Any:
    rng = np.random.default_rng(0)  # here
    return energy(W * rng.normal(size=4))


def element_assigned(W: Any, v: Any) -> Any:
    Z = np.zeros((3, 4))
    for i in range(3):
        Z[i, :] = W[i] * v  # here
    return energy(Z)


def float_of(W: Any, v: Any) -> Any:
    Z = W @ v
    return energy(W) * float(Z[0])  # here


def wrong_shapes(W: Any, v: Any) -> Any:
    Z = W.T @ v  # here
    return energy(Z)


def in_another_function(W: Any, v: Any) -> Any:
    return energy(W) + own_mistake(v)


def own_mistake(v: Any) -> Any:
    return energy(v / None)  # here


def choice_by_value(W: Any, v: Any) -> Any:
    Z = W @ v
    if Z[0] > 0:
        return energy(Z)
    return energy(2 * Z)
