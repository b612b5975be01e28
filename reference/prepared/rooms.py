"""Forward and back through arrays that are made once."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from reference.arrays import Array, Scalar
from reference.losses import LOSSES
from reference.prepared.in_place import in_place
from reference.prepared.plan import Block, Layer, Net
from reference.prepared.products import in_pieces, products_of

Weights = Sequence[Array]  # from layer 1 on


class Output:
    """The last layer's loss for so many examples, and dZ of m J in the place of Z."""

    def __init__(self, net: Net, examples: int) -> None:
        self.net = net
        self.rooms = [np.empty((net.sizes[-1], examples), net.dtype) for _ in range(4)]
        self.zeros = np.zeros((1, examples), net.dtype)
        self.one = np.array(1, net.dtype)  # a number of Python's is turned into one every time
        known = net.loss is LOSSES["cross_entropy"]
        self.loss = self.cross_entropy if known else self.any_loss

    def cross_entropy(self, Z: Array, Y: Array) -> Scalar:
        """The sum of the losses; Z becomes A - Y."""
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
        return np.add.reduce(L, axis=None)

    def any_loss(self, Z: Array, Y: Array) -> Scalar:
        """The sum of the losses; Z becomes what the loss sends back."""
        g = self.net.activations[-1]
        A = g.g(Z)
        losses = self.net.loss.of(Z, A, Y)
        np.copyto(Z, self.net.loss.dz(A, Y, g))
        return np.sum(losses)


class Sums:
    """dW and db, summed over the blocks of one thread; layer l is at l - 1."""

    def __init__(self, net: Net) -> None:
        shapes = [(n, before) for before, n in pairwise(net.sizes)]
        self.dW = [np.empty(shape, net.dtype) for shape in shapes]
        self.db = [np.empty((n, 1), net.dtype) for n, _ in shapes]
        self.more = [(np.empty_like(dW), np.empty_like(db)) for dW, db in self.pairs()]
        self.empty = True

    def pairs(self) -> list[tuple[Array, Array]]:
        """(dW, db) layer by layer."""
        return list(zip(self.dW, self.db, strict=True))

    def rooms(self, i: int) -> tuple[Array, Array]:
        """Where the next block's dW and db go."""
        return (self.dW[i], self.db[i]) if self.empty else self.more[i]

    def add(self, others: Sequence[tuple[Array, Array]]) -> None:
        """More of each."""
        for (dW, db), (more_dW, more_db) in zip(self.pairs(), others, strict=True):
            np.add(dW, more_dW, out=dW)
            np.add(db, more_db, out=db)

    def close_block(self) -> None:
        """A block is through: the first one's products are the sums, others' are added."""
        if not self.empty:
            self.add(self.more)
        self.empty = False


class Rooms:
    """Forward and back through all layers, for blocks of as many examples as this one."""

    def __init__(self, net: Net, features: int, block: Block) -> None:
        k, widths = block.Y.shape[1], net.sizes[1:]
        layers = [Layer(before, n, k, net.dtype) for before, n in pairwise(net.sizes)]
        scratch = np.empty(max(widths) * k, net.dtype)  # one for all layers
        self.m, self.output = np.array(net.examples, net.dtype), Output(net, k)
        self.g = [in_place(g) for g in net.activations]
        self.A, self.T, self.zeros = [], [], []
        for layer, n in zip(layers, widths, strict=True):
            by_example = in_pieces(layer) and layer is not layers[-1]  # Y lies unit by unit
            self.A.append(np.empty((n, k), net.dtype, "F" if by_example else "C"))
            self.T.append(scratch[: n * k].reshape((n, k), order="F" if by_example else "C"))
            self.zeros.append(np.zeros((n, 1) if by_example else (1, k), net.dtype))
        self.dA = [np.empty_like(A) for A in self.A]
        self.dropped = {l: np.empty_like(self.A[l - 1]) for l in block.D}
        self.ones = np.ones((k, 1), net.dtype)
        self.products = [products_of(layer, 0 if l else features) for l, layer in enumerate(layers)]

    def through(self, W: Weights, b: Weights, block: Block, sums: Sums) -> Scalar:
        """The sum of the block's losses; its dW and db go into the sums."""
        into = self.forward(W, b, block)
        dZ, last = self.A[-1], len(W) - 1
        losses = self.output.loss(dZ, block.Y)
        np.divide(dZ, self.m, out=dZ)
        for i in range(last, -1, -1):
            dW, db = sums.rooms(i)
            np.dot(dZ, self.ones, out=db)
            self.products[i].weights(dZ, into[i], dW)
            if i == 0:
                break
            dA = self.dA[i - 1]
            self.products[i].back(W[i], dZ, dA)
            if i in block.D:
                np.multiply(dA, block.D[i], out=dA)
            self.g[i - 1].back(dA, self.A[i - 1], self.T[i - 1])
            dZ = dA
        sums.close_block()
        return losses

    def forward(self, W: Weights, b: Weights, block: Block) -> list[Array]:
        """What goes into each layer; the last layer's Z stays in its room."""
        into, last = [block.X], len(W) - 1
        for i, Z in enumerate(self.A):
            self.products[i].forward(W[i], into[i], Z)
            np.add(Z, b[i] if len(Z) > 1 else b[i].reshape(()), out=Z)  # half the time of (1, 1)
            if i < last:
                self.g[i].forward(Z, self.T[i], self.zeros[i])
            masked = i + 1 in block.D
            into.append(np.multiply(Z, block.D[i + 1], out=self.dropped[i + 1]) if masked else Z)
        return into


class Share:
    """What one thread does: its blocks, one after the other."""

    def __init__(self, net: Net, features: int, blocks: Sequence[Block]) -> None:
        self.sums = Sums(net)
        rooms = {
            block.Y.shape[1]: Rooms(net, features, block) for block in blocks
        }  # of two sizes at most
        self.steps = [(rooms[block.Y.shape[1]], block) for block in blocks]

    def done(self, W: Weights, b: Weights) -> Scalar:
        """The sum of the losses; dW and db are in the sums."""
        self.sums.empty = True
        with np.errstate(under="ignore"):  # e^-|z| may
            return sum(rooms.through(W, b, block, self.sums) for rooms, block in self.steps)
