"""The products of a layer, each in the way that is fastest for its sizes (layers.py).

`np.matmul` takes all pieces of a product in one call, as a stack.
"""

from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Protocol

import numpy as np

from reference.arrays import Array
from reference.prepared.layers import (
    AS_THEY_LIE,
    TRANSPOSED,
    Layer,
    absorbs,
    in_pieces,
    in_tiles,
)
from reference.prepared.memory import LINE, room
from reference.prepared.plan import Plan
from reference.prepared.threads import at_once


@dataclass(frozen=True)
class Gradient:
    """dW and db."""

    dW: Array
    db: Array
    dTheta: Array  # [dW db] where the bias is absorbed, else dW


def gradient_of(layer: Layer) -> Gradient:
    """Room for it."""
    n, before = layer.units, layer.inputs
    if not absorbs(layer):
        dW = room((n, before), layer.dtype)
        return Gradient(dW, room((n, 1), layer.dtype), dW)
    dTheta = room((n, before + 1), layer.dtype)
    return Gradient(dTheta[:, :-1], dTheta[:, -1:], dTheta)


@dataclass(frozen=True)
class Places:
    """What the products of a layer read and write, but for its parameters.

    A1 and dA1 are those of the layer before: a row of ones below A (or X), and what would be the
    derivative of the ones below dA. dZ2 is dZ, above a row of zeros if it would be the only row.
    """

    A1: Array
    Z: Array
    dZ2: Array
    dA1: Array | None  # nobody asks for dX
    gradient: Gradient


class Products(Protocol):
    """Z = W A + b; dW = dZ A^T and db, the sum of dZ over the examples; dA = W^T dZ."""

    def forward(self, W: Array, b: Array) -> None: ...
    def weights(self) -> None: ...
    def back(self) -> None: ...


def products_of(layer: Layer, at: Places, plan: Plan, others: Executor | None) -> Products:
    """The fastest way, where it was measured; `others` are more threads."""
    if plan.features and at.dA1 is None:
        if others:
            return SharedFeatures(layer, at, plan.features, others, plan.threads)
        return ManyFeatures(layer, at, plan.features)
    if in_pieces(layer):
        return InPieces(layer, at)
    if plan.tiles and in_tiles(layer):
        return InTiles(layer, at)
    return Absorbed(layer, at) if absorbs(layer) else Whole(layer, at)


class Absorbed:
    """One call each: Z = Theta A1, with Theta = [W b] and A1 = A above a row of ones."""

    def __init__(self, layer: Layer, at: Places) -> None:
        Theta2 = np.zeros((len(at.dZ2), layer.inputs + 1), layer.dtype)
        self.Theta, self.Theta2t = Theta2[: layer.units], Theta2.T
        self.W, self.b = self.Theta[:, :-1], self.Theta[:, -1:]
        self.A1, self.A1t, self.Z = at.A1, at.A1.T, at.Z
        self.dZ, self.dZ2, self.dA1 = at.dZ2[: layer.units], at.dZ2, at.dA1
        self.dTheta = at.gradient.dTheta
        # np.dot takes less time to begin, but copies what has gaps
        close = all(array is None or array.flags.c_contiguous for array in (at.A1, at.Z, at.dA1))
        self.product = np.dot if close else np.matmul

    def forward(self, W: Array, b: Array) -> None:
        self.W[...] = W
        self.b[...] = b
        self.product(self.Theta, self.A1, out=self.Z)

    def weights(self) -> None:
        self.product(self.dZ, self.A1t, out=self.dTheta)

    def back(self) -> None:
        self.product(self.Theta2t, self.dZ2, out=self.dA1)


class InPieces:
    """The same, so many rows at a time."""

    def __init__(self, layer: Layer, at: Places, rows: int = 0) -> None:
        n, before, k = layer.units, layer.inputs, layer.examples
        self.Theta = room((n, before + 1), layer.dtype)
        self.W, self.b = self.Theta[:, :-1], self.Theta[:, -1:]
        self.A1, self.A1t, self.dZ = at.A1, at.A1.T, at.dZ2[:n]
        self.of_Z = ByRows(self.Theta, at.Z, rows or even(n, before * k))
        self.of_dTheta = ByRows(self.dZ, at.gradient.dTheta, rows or even(n, before * k, before))
        if at.dA1 is not None:
            self.of_dA = ByRows(self.W.T, at.dA1[:-1], rows or even(before, n * k))

    def forward(self, W: Array, b: Array) -> None:
        self.W[...] = W
        self.b[...] = b
        self.of_Z.times(self.A1)

    def weights(self) -> None:
        self.of_dTheta.times(self.A1t)

    def back(self) -> None:
        self.of_dA.times(self.dZ)


class Whole:
    """One call each, with parameters of which a copy would take its time."""

    def __init__(self, layer: Layer, at: Places) -> None:
        self.outer = np.multiply if layer.units == 1 else np.matmul
        self.A, self.Z, self.dZ = at.A1[: layer.inputs], at.Z, at.dZ2[: layer.units]
        self.dA = None if at.dA1 is None else at.dA1[:-1]
        self.dW, self.db = at.gradient.dW, at.gradient.db
        self.ones = np.ones((layer.examples, 1), layer.dtype)

    def forward(self, W: Array, b: Array) -> None:
        self.W = W
        np.matmul(W, self.A, out=self.Z)
        np.add(self.Z, b, out=self.Z)

    def weights(self) -> None:
        np.matmul(self.dZ, self.A.T, out=self.dW)
        np.matmul(self.dZ, self.ones, out=self.db)

    def back(self) -> None:
        self.outer(self.W.T, self.dZ, out=self.dA)


class InTiles:
    """W and b as they are, the results a tile at a time, as wide as two lines of the cache."""

    def __init__(self, layer: Layer, at: Places, columns: int = 0) -> None:
        n, before, k = layer.units, layer.inputs, layer.examples
        columns = columns or 2 * LINE // layer.dtype.itemsize
        self.Z, self.dZ, self.db = at.Z, at.dZ2[:n], at.gradient.db
        A = at.A1[:before]
        self.of_Z = ByTiles(A, at.Z, even(n, columns * before), columns)
        self.of_dW = ByTiles(A.T, at.gradient.dW, even(n, columns * k, columns), columns)
        if at.dA1 is not None:
            self.of_dA = ByTiles(self.dZ, at.dA1[:-1], even(before, columns * n), columns)
        self.ones = np.ones((k, 1), layer.dtype)

    def forward(self, W: Array, b: Array) -> None:
        self.W = W
        self.of_Z.times(W)
        np.add(self.Z, b, out=self.Z)

    def weights(self) -> None:
        self.of_dW.times(self.dZ)
        np.matmul(self.dZ, self.ones, out=self.db)

    def back(self) -> None:
        self.of_dA.times(self.W.T)


class FirstLayer:
    """What has only features before it."""

    def back(self) -> None:
        """Nobody asks for their derivatives (Pass.through), so that asking is a mistake."""
        raise NotImplementedError


class ManyFeatures(FirstLayer):
    """Z summed over pieces of the features, dW a piece after the other."""

    def __init__(self, layer: Layer, at: Places, features: int) -> None:
        n = layer.inputs // features
        few = max(features // 4, 1)  # dW is written across its rows: less is faster
        self.whole, self.features = n * features, features
        self.A, self.Z, self.dZ = at.A1[: layer.inputs], at.Z, at.dZ2[: layer.units]
        self.dZt, self.db = self.dZ.T, at.gradient.db
        self.of_dW = ByRows(self.A, at.gradient.dW.T, few)
        self.parts = np.empty((n, layer.units, layer.examples), layer.dtype)
        self.rest = np.empty((layer.units, layer.examples), layer.dtype)
        self.ones = np.ones((layer.examples, 1), layer.dtype)

    def forward(self, W: Array, b: Array) -> None:
        self.contract(W)
        np.add(self.Z, b, out=self.Z)

    def contract(self, W: Array) -> None:
        """Z without b."""
        whole, A = self.whole, self.A
        left = stack(W.T[:whole], self.features).transpose(0, 2, 1)
        np.matmul(left, stack(A[:whole], self.features), out=self.parts)
        np.add.reduce(self.parts, axis=0, out=self.Z)
        if whole < len(A):
            np.matmul(W[:, whole:], A[whole:], out=self.rest)
            np.add(self.Z, self.rest, out=self.Z)

    def weights(self) -> None:
        self.spread()
        np.matmul(self.dZ, self.ones, out=self.db)

    def spread(self) -> None:
        """dW."""
        self.of_dW.times(self.dZt)


class SharedFeatures(FirstLayer):
    """The same by several threads: each has its features, its part of Z and its columns of dW."""

    def __init__(self, layer: Layer, at: Places, features: int, others: Executor, count: int):
        edges = [layer.inputs * i // count // features * features for i in range(count)]
        shares = [slice(i, j) for i, j in pairwise([*edges, layer.inputs]) if i < j]
        Zs = [at.Z, *(room(at.Z.shape, layer.dtype) for _ in shares[1:])]
        self.mine, *self.theirs = [
            (each, ManyFeatures(*with_features(layer, at, each, Z), features))
            for each, Z in zip(shares, Zs, strict=True)
        ]
        self.others, self.Z = others, at.Z

    def forward(self, W: Array, b: Array) -> None:
        own, mine = self.mine
        theirs = [partial(part.contract, W[:, features]) for features, part in self.theirs]
        at_once(self.others, partial(mine.forward, W[:, own], b), theirs)
        for _, part in self.theirs:
            np.add(self.Z, part.Z, out=self.Z)

    def weights(self) -> None:
        at_once(self.others, self.mine[1].weights, [part.spread for _, part in self.theirs])


def with_features(layer: Layer, at: Places, columns: slice, Z: Array) -> tuple[Layer, Places]:
    """As if the layer had these features only."""
    dW = at.gradient.dW[:, columns]
    gradient = Gradient(dW, at.gradient.db, dW)
    return replace(layer, inputs=dW.shape[1]), replace(
        at, A1=at.A1[columns], Z=Z, gradient=gradient
    )


def even(rows: int, each: int, columns: int = 0) -> int:
    """Rows in a piece: all pieces nearly alike, and none too large.

    `each` is the work of a row, `columns` those of a result whose right factor is transposed.
    """
    pieces = max(-(-rows * each // AS_THEY_LIE), -(-rows * columns // TRANSPOSED))
    return -(-rows // pieces)


class ByRows:
    """left @ right, so many rows of the left factor at a time; the last piece may be smaller."""

    def __init__(self, left: Array, out: Array, size: int) -> None:
        whole = len(left) // size * size
        self.pieces = [(stack(left[:whole], size), stack(out[:whole], size))] if whole else []
        if whole < len(left):
            self.pieces.append((left[whole:], out[whole:]))

    def times(self, right: Array) -> None:
        for left, out in self.pieces:
            np.matmul(left, right, out=out)


class ByTiles:
    """left @ right, so many rows and columns of the product at a time; the last may be fewer."""

    def __init__(self, right: Array, out: Array, rows: int, columns: int) -> None:
        self.tiles = [
            (i, j, r, side_by_side(right[:, p:q], c), tiles_of(out[i:j, p:q], r, c))
            for i, j, r in pieces(len(out), rows)
            for p, q, c in pieces(out.shape[1], columns)
        ]

    def times(self, left: Array) -> None:
        inner = left.shape[1]
        for i, j, r, right, out in self.tiles:
            np.matmul(left[i:j].reshape((j - i) // r, 1, r, inner), right, out=out)


def pieces(length: int, size: int) -> list[tuple[int, int, int]]:
    """(start, stop, size) of those of this size, and of what is left over."""
    whole = length // size * size
    parts = ((0, whole, size), (whole, length, length - whole))
    return [(start, stop, size) for start, stop, size in parts if start < stop]


def side_by_side(array: Array, size: int) -> Array:
    """The same memory, so many columns at a time."""
    return array.reshape(len(array), -1, size).transpose(1, 0, 2)


def tiles_of(array: Array, rows: int, columns: int) -> Array:
    """The same memory, tile by tile."""
    return array.reshape(len(array) // rows, rows, -1, columns).transpose(0, 2, 1, 3)


def stack(array: Array, size: int) -> Array:
    """The same memory, so many rows upon each other."""
    return array.reshape(len(array) // size, size, array.shape[1])
