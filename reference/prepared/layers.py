"""A layer's sizes, and which way of its products was fastest for such sizes.

OpenBLAS copies the factors of a larger product into an order of its own, which below some hundred
units takes as long as half of the multiplications. Pieces small enough are multiplied as they lie.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

AS_THEY_LIE = 10**6  # up to so many multiplications, OpenBLAS copies nothing ...
TRANSPOSED = 1100  # ... and if the right factor is transposed, up to so many results
PIECES = 96 * 96  # weights up to which pieces are some rows of a product
WIDE = 32  # units from which on pieces are as fast as BLAS can multiply
TILES = {8: 1 << 18, 4: 1 << 15}  # weights up to which pieces are tiles, by the bytes of a number
FEATURES = 1024  # inputs up to which they are


@dataclass(frozen=True)
class Layer:
    """What decides about the products of a layer."""

    inputs: int
    units: int
    examples: int
    dtype: np.dtype[Any]

    @property
    def weights(self) -> int:
        return self.inputs * self.units

    @property
    def work(self) -> int:
        """Multiplications of a product."""
        return self.weights * self.examples


def layers_of(sizes: Sequence[int], examples: int, dtype: np.dtype[Any]) -> list[Layer]:
    """The layers between widths n_0 to n_L, for so many examples."""
    return [Layer(before, n, examples, dtype) for before, n in pairwise(sizes)]


def absorbs(layer: Layer) -> bool:
    """Whether W and b are copied into one matrix: where that is no work."""
    return layer.weights <= PIECES


def in_pieces(layer: Layer) -> bool:
    """Whether pieces are worth their while."""
    return layer.units >= WIDE and absorbs(layer) and layer.work > AS_THEY_LIE


def in_tiles(layer: Layer) -> bool:
    """Whether tiles are, as W is wide, but not too wide."""
    fits = PIECES < layer.weights <= TILES.get(layer.dtype.itemsize, 0) and layer.inputs <= FEATURES
    return fits and layer.units >= WIDE and layer.work > AS_THEY_LIE
