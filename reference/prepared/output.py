"""The last layer: its loss, and dZ of J in the place of Z.

Cross-entropy with labels that are 0 or 1: let s = (1 - 2y) z, which is z where y is 0 and -z where
it is 1. With e = e^s,

    L = log(1 + e),   dz = (1 - 2y) e / (1 + e)

as a - 0 = 1 / (1 + e^-z) and a - 1 = -1 / (1 + e^z). Nothing cancels; but e may be too large for a
float. Then the losses are not finite, and the pass is made as for labels between 0 and 1: with
e = e^-|z|,

    L = max(z, 0) - y z + log(1 + e),   a = e^min(z, 0) / (1 + e),   dz = a - y

where nothing overflows, in twice as many calls.
"""

import math
from collections.abc import Sequence

import numpy as np

from reference.arrays import Array, Scalar
from reference.losses import LOSSES
from reference.prepared.plan import Block, Net

FEW = 1 << 12  # losses that BLAS adds up, in so many running sums that rounding stays small


class Output:
    """The loss of a block, whose Z becomes dZ; 1/m enters here."""

    def __init__(self, net: Net, Z: Array, block: Block, rooms: Sequence[Array]) -> None:
        self.net, self.Z, self.Y, self.rooms = net, Z, block.Y, rooms
        _, _, self.e, self.L = rooms
        self.zeros = np.zeros((1, len(block)), net.dtype)
        self.one = np.array(1, net.dtype)  # a number of Python's is turned into one every time
        self.m = np.array(net.examples, net.dtype)
        self.in_line = self.L.reshape(-1)
        self.ones = np.ones_like(self.in_line)
        if net.loss is not LOSSES["cross_entropy"]:
            self.loss = self.any_loss
        elif not ((self.Y == 0) | (self.Y == 1)).all():
            self.loss = self.cross_entropy
        else:
            self.loss = self.of_signs
            self.signs = 1 - 2 * self.Y
            self.slopes = self.signs / self.m

    def of_signs(self) -> Scalar:
        """The sum of the losses, with labels 0 and 1."""
        Z, e, L = self.Z, self.e, self.L
        np.multiply(Z, self.signs, out=Z)  # s
        np.exp(Z, out=e)
        np.log1p(e, out=L)
        losses = self.total()
        if not math.isfinite(losses):
            np.multiply(Z, self.signs, out=Z)  # z again
            return self.cross_entropy()
        np.add(e, self.one, out=L)
        np.divide(e, L, out=Z)
        np.multiply(Z, self.slopes, out=Z)
        return losses

    def total(self) -> Scalar:
        """The sum of L."""
        if self.in_line.size <= FEW:
            return self.in_line.dot(self.ones)
        return np.add.reduce(self.L, axis=None)

    def cross_entropy(self) -> Scalar:
        """The same with any labels and logits."""
        Z, Y = self.Z, self.Y
        positive, negative, e, L = self.rooms
        np.maximum(Z, self.zeros, out=positive)
        np.subtract(Z, positive, out=negative)  # min(z, 0)
        np.subtract(negative, positive, out=e)
        np.exp(e, out=e)  # e^-|z|
        np.multiply(Y, Z, out=Z)
        np.subtract(positive, Z, out=Z)  # max(z, 0) - y z
        np.log1p(e, out=L)
        np.add(L, Z, out=L)
        np.exp(negative, out=negative)
        np.add(e, self.one, out=e)
        np.divide(negative, e, out=Z)  # a
        np.subtract(Z, Y, out=Z)
        np.divide(Z, self.m, out=Z)
        return np.add.reduce(L, axis=None)

    def any_loss(self) -> Scalar:
        """What any loss sends back."""
        Z, Y, g = self.Z, self.Y, self.net.activations[-1]
        A = g.g(Z)
        losses = self.net.loss.of(Z, A, Y)
        np.copyto(Z, self.net.loss.dz(A, Y, g))
        np.divide(Z, self.m, out=Z)
        return np.sum(losses)
