"""Arrays that are made once, for all that a pass makes."""

from collections.abc import Iterable, Sequence

import numpy as np

from reference.arrays import Array
from reference.prepared.memory import room
from reference.prepared.plan import Net, layers_of
from reference.prepared.products import Gradient, gradient_of


class Rooms:
    """What blocks of so many examples make, one block after the other; layer l is at l - 1.

    A and dA of the hidden layers have one row more (A1, dA1): ones, and nothing of use.
    """

    def __init__(self, net: Net, examples: int, masked: Iterable[int]) -> None:
        k, dtype = examples, net.dtype
        self.layers = layers_of(net, examples)
        scratch = room((max(net.sizes[1:]) * k,), dtype)  # one for all layers
        self.A1, self.dA1, self.T = [], [], []
        for n in net.sizes[1:-1]:
            self.A1.append(room((n + 1, k), dtype))
            self.dA1.append(room((n + 1, k), dtype))
            self.A1[-1][n] = 1
            self.T.append(scratch[: n * k].reshape((n, k)))
        self.zeros = np.zeros((1, k), dtype)
        self.dropped1 = {l: self.A1[l - 1].copy() for l in masked}
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
        self.all = [gradient_of(layer) for layer in layers_of(net, net.examples)]
        self.more = [gradient_of(layer) for layer in layers_of(net, net.examples)]

    @property
    def pairs(self) -> list[tuple[Array, Array]]:
        """(dW, db) layer by layer."""
        return [(gradient.dW, gradient.db) for gradient in self.all]

    def add(self, others: Sequence[Gradient]) -> None:
        """More of each."""
        for mine, more in zip(self.all, others, strict=True):
            np.add(mine.dW, more.dW, out=mine.dW)
            np.add(mine.db, more.db, out=mine.db)
