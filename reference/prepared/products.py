"""The products of a layer, each in the way that is fastest for its sizes.

OpenBLAS copies the factors of a larger product into an order of its own, which below some hundred
units takes as long as half of the multiplications. Pieces small enough are multiplied as they lie;
`np.matmul` takes all pieces in one call, as a stack.
"""

from collections.abc import Callable
from typing import Protocol

import numpy as np

from reference.arrays import Array
from reference.prepared.plan import Layer

LITTLE = 1 << 14  # multiplications below which np.dot is faster than np.matmul, having less to ask
AS_THEY_LIE = 10**6  # up to so many multiplications, OpenBLAS copies nothing
PIECES = 96 * 96  # weights up to which pieces are faster than the whole
WIDE = 32  # units from which on these pieces are as fast as BLAS can multiply


class Products(Protocol):
    """Z = W A, dW = dZ A^T and dA = W^T dZ, into arrays that are there."""

    def forward(self, W: Array, A: Array, Z: Array) -> None: ...
    def weights(self, dZ: Array, A: Array, dW: Array) -> None: ...
    def back(self, W: Array, dZ: Array, dA: Array) -> None: ...


def products_of(layer: Layer, features: int) -> Products:
    """The fastest way, where it was measured."""
    if features:
        return ManyFeatures(layer, features)
    if in_pieces(layer):
        return InPieces(layer)
    product = np.dot if layer.work < LITTLE else np.matmul
    return Whole(product, np.multiply if layer.units == 1 and layer.work >= LITTLE else product)


def in_pieces(layer: Layer) -> bool:
    """Whether pieces are worth their while."""
    return layer.units >= WIDE and layer.weights <= PIECES and layer.work > AS_THEY_LIE


class Whole:
    """One call each."""

    def __init__(self, product: Callable[..., object], outer: Callable[..., object]) -> None:
        self.product, self.outer = product, outer

    def forward(self, W: Array, A: Array, Z: Array) -> None:
        self.product(W, A, out=Z)

    def weights(self, dZ: Array, A: Array, dW: Array) -> None:
        self.product(dZ, A.T, out=dW)

    def back(self, W: Array, dZ: Array, dA: Array) -> None:
        self.outer(W.T, dZ, out=dA)


class InPieces:
    """So many examples at a time, or for dW so many units; W is turned once, for all pieces."""

    def __init__(self, layer: Layer) -> None:
        self.examples = even(layer.examples, layer.weights)
        self.units = even(layer.units, layer.inputs * layer.examples)
        self.turned = np.empty((layer.inputs, layer.units), layer.dtype)

    def forward(self, W: Array, A: Array, Z: Array) -> None:
        np.copyto(self.turned, W.T)
        by_rows(A.T, self.turned, Z.T, self.examples)

    def weights(self, dZ: Array, A: Array, dW: Array) -> None:
        by_rows(dZ, A.T, dW, self.units)

    def back(self, W: Array, dZ: Array, dA: Array) -> None:
        by_rows(dZ.T, W, dA.T, self.examples)


class ManyFeatures:
    """The first layer: Z summed over pieces of the features, dW a piece after the other."""

    def __init__(self, layer: Layer, features: int) -> None:
        self.features, n = features, layer.inputs // features
        self.few = max(features // 4, 1)  # dW is written across its rows: less is faster
        self.parts = np.empty((n, layer.units, layer.examples), layer.dtype)
        self.rest = np.empty((layer.units, layer.examples), layer.dtype)

    def forward(self, W: Array, A: Array, Z: Array) -> None:
        whole = len(self.parts) * self.features
        left = stack(W.T[:whole], self.features).transpose(0, 2, 1)
        np.matmul(left, stack(A[:whole], self.features), out=self.parts)
        np.add.reduce(self.parts, axis=0, out=Z)
        if whole < len(A):
            np.matmul(W[:, whole:], A[whole:], out=self.rest)
            np.add(Z, self.rest, out=Z)

    def weights(self, dZ: Array, A: Array, dW: Array) -> None:
        by_rows(A, dZ.T, dW.T, self.few)

    def back(self, W: Array, dZ: Array, dA: Array) -> None:
        """Nobody asks for the derivatives of the features."""
        raise NotImplementedError


def even(rows: int, each: int) -> int:
    """Rows in a piece, all pieces nearly alike and none too much work, in eights."""
    pieces = -(-rows * each // AS_THEY_LIE)
    return -(-rows // pieces // 8) * 8


def by_rows(left: Array, right: Array, out: Array, size: int) -> None:
    """left @ right, so many rows of the left factor at a time."""
    whole = len(left) // size * size
    np.matmul(stack(left[:whole], size), right, out=stack(out[:whole], size))
    if whole < len(left):
        np.matmul(left[whole:], right, out=out[whole:])


def stack(array: Array, size: int) -> Array:
    """The same memory, so many rows upon each other."""
    return array.reshape(len(array) // size, size, array.shape[1])
