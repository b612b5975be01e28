"""Arrays that are made once, for all that a pass makes."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import DTypeLike

from reference.arrays import Array
from reference.prepared.layers import in_tiles, layers_of
from reference.prepared.memory import apart, room
from reference.prepared.plan import Net, Plan
from reference.prepared.products import Gradient, gradient_of


def above_ones(rows: int, columns: int, dtype: DTypeLike) -> Array:
    """So many rows of zeros above a row of ones."""
    array1 = room((rows + 1, columns), dtype)
    array1[:rows], array1[rows] = 0, 1
    return array1


class Rooms:
    """What blocks of so many examples make, one block after the other; layer l is at l - 1.

    A and dA of the hidden layers have one row more (A1, dA1): ones, and nothing of use. For tiles
    their rows lie apart; between them stand numbers that nobody reads, which what goes element by
    element (wide_A1, wide_dA1) takes along, as NumPy is faster over memory without gaps.
    """

    def __init__(self, net: Net, plan: Plan, examples: int, masked: Iterable[int]) -> None:
        k, dtype = examples, net.dtype
        self.layers = layers_of(net.sizes, examples, dtype)
        w = apart(k, dtype) if plan.tiles and any(map(in_tiles, self.layers)) else k
        hidden = net.sizes[1:-1]
        scratch = room((max(net.sizes[1:]) * w,), dtype)  # one for all layers
        self.T = [scratch[: n * w].reshape((n, w)) for n in hidden]
        self.wide_A1 = [above_ones(n, w, dtype) for n in hidden]
        self.wide_dA1 = [above_ones(n, w, dtype) for n in hidden]
        self.A1 = [A1[:, :k] for A1 in self.wide_A1]
        self.dA1 = [dA1[:, :k] for dA1 in self.wide_dA1]
        self.zeros = np.zeros((1, w), dtype)
        self.dropped1 = {l: above_ones(net.sizes[l], w, dtype)[:, :k] for l in masked}
        outputs = net.sizes[-1]
        output2 = room((max(outputs, 2), k), dtype)  # BLAS is slower with one row than with two
        output2[outputs:] = 0
        self.output = output2[:outputs]
        self.Z = [*(A1[:-1] for A1 in self.A1), self.output]
        self.dZ2 = [*(dA1[:-1] for dA1 in self.dA1), output2]
        self.losses = [room((net.sizes[-1], k), dtype) for _ in range(4)]


class Sums:
    """dW and db, summed over the blocks of one thread; layer l is at l - 1."""

    def __init__(self, net: Net) -> None:
        layers = layers_of(net.sizes, net.examples, net.dtype)
        self.all = [gradient_of(layer) for layer in layers]
        self.more = [gradient_of(layer) for layer in layers]

    @property
    def pairs(self) -> list[tuple[Array, Array]]:
        """(dW, db) layer by layer."""
        return [(gradient.dW, gradient.db) for gradient in self.all]

    def add(self, others: Sequence[Gradient]) -> None:
        """More of each."""
        for mine, more in zip(self.all, others, strict=True):
            np.add(mine.dW, more.dW, out=mine.dW)
            np.add(mine.db, more.db, out=mine.db)
