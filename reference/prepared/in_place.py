"""The activations of activations.py again, in place: A overwrites Z, and dZ overwrites dA.

T is room of the same shape, `zeros` a row of zeros: NumPy is slower against a scalar 0.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reference.activations import ACTIVATIONS, LEAK, Activation
from reference.arrays import Array


@dataclass(frozen=True)
class InPlace:
    """forward(Z, T, zeros) makes A of Z; back(dA, A, T) makes dZ of dA."""

    forward: Callable[[Array, Array, Array], object]
    back: Callable[[Array, Array, Array], object]


def in_place(g: Activation, k: int) -> InPlace:
    """The activation in place; one that is none of ours makes its own arrays, of k examples."""
    if g is ACTIVATIONS.get(g.name):
        return IN_PLACE[g.name]
    return InPlace(
        lambda Z, *_: np.copyto(Z[:, :k], g.g(Z[:, :k])),
        lambda dA, A, _: np.multiply(dA[:, :k], g.slope_a(A[:, :k]), out=dA[:, :k]),
    )


def nothing(*_: Array) -> None:
    """A is Z, and dZ is dA."""


def step(Z: Array, *_: Array) -> None:
    np.greater(Z, 0, out=Z, casting="unsafe")


def step_back(dA: Array, *_: Array) -> None:
    np.multiply(dA, 0, out=dA)


def sigmoid(Z: Array, T: Array, zeros: Array) -> None:
    np.minimum(Z, zeros, out=T)
    np.exp(T, out=T)
    np.abs(Z, out=Z)
    np.negative(Z, out=Z)
    np.exp(Z, out=Z)
    np.add(Z, 1, out=Z)
    np.divide(T, Z, out=Z)  # e^min(z, 0) / (1 + e^-|z|), of which nothing overflows


def sigmoid_back(dA: Array, A: Array, T: Array) -> None:
    np.subtract(1, A, out=T)
    np.multiply(T, A, out=T)
    np.multiply(dA, T, out=dA)  # dA a (1 - a)


def tanh(Z: Array, *_: Array) -> None:
    np.tanh(Z, out=Z)


def tanh_back(dA: Array, A: Array, T: Array) -> None:
    np.multiply(A, A, out=T)
    np.multiply(T, dA, out=T)
    np.subtract(dA, T, out=dA)  # dA (1 - a^2)


def relu(Z: Array, T: Array, zeros: Array) -> None:  # noqa: ARG001  # as in InPlace
    np.maximum(Z, zeros, out=Z)


def relu_back(dA: Array, A: Array, *_: Array) -> None:
    np.multiply(dA, A > 0, out=dA)


def leaky_relu(Z: Array, T: Array, *_: Array) -> None:
    np.multiply(Z, LEAK, out=T)
    np.maximum(Z, T, out=Z)


def leaky_relu_back(dA: Array, A: Array, T: Array) -> None:
    np.multiply(dA, LEAK, out=T)
    np.copyto(dA, T, where=A <= 0)


IN_PLACE = {
    "identity": InPlace(nothing, nothing),
    "step": InPlace(step, step_back),
    "sigmoid": InPlace(sigmoid, sigmoid_back),
    "tanh": InPlace(tanh, tanh_back),
    "relu": InPlace(relu, relu_back),
    "leaky_relu": InPlace(leaky_relu, leaky_relu_back),
}
