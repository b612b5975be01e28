"""Forward and back through all layers: which array is where is settled before, block by block."""

from collections.abc import Sequence
from concurrent.futures import Executor
from itertools import chain, repeat

import numpy as np

from reference.activations import Activation
from reference.arrays import Array, Scalar
from reference.prepared.in_place import in_place
from reference.prepared.layers import Layer, absorbs, in_tiles
from reference.prepared.memory import apart
from reference.prepared.output import Output
from reference.prepared.plan import Block, Net, Plan
from reference.prepared.products import Gradient, Places, products_of
from reference.prepared.rooms import Rooms, Sums, above_ones

Weights = Sequence[Array]  # from layer 1 on


class Hidden:
    """Layer l between its products and the next layer's: the activation and the mask."""

    def __init__(self, g: Activation, l: int, rooms: Rooms, block: Block) -> None:
        A1 = rooms.A1[l - 1]
        self.g, self.A, self.dA = in_place(g, len(block)), A1[:-1], rooms.dA1[l - 1][:-1]
        self.wide_A, self.wide_dA = rooms.wide_A1[l - 1][:-1], rooms.wide_dA1[l - 1][:-1]
        self.T, self.zeros, self.D = rooms.T[l - 1], rooms.zeros, block.D.get(l)
        self.out1 = A1 if self.D is None else rooms.dropped1[l]  # what the next layer is given
        self.out = self.out1[:-1]

    def forward(self) -> None:
        """A of Z, which lies in its place."""
        self.g.forward(self.wide_A, self.T, self.zeros)
        if self.D is not None:
            np.multiply(self.A, self.D, out=self.out)

    def back(self) -> None:
        """dZ of dA, which lies in its place."""
        if self.D is not None:
            np.multiply(self.dA, self.D, out=self.dA)
        self.g.back(self.wide_dA, self.wide_A, self.T)


class Pass:
    """One block through all layers; its dW and db go where they are told."""

    def __init__(
        self,
        net: Net,
        plan: Plan,
        block: Block,
        rooms: Rooms,
        gradients: Sequence[Gradient],
        others: Executor | None,
    ) -> None:
        kinds = enumerate(net.activations[:-1], 1)
        self.hidden = [(l, Hidden(g, l, rooms, block)) for l, g in kinds]
        self.upwards = self.hidden[::-1]
        self.output = Output(net, rooms.output, block, rooms.losses)
        self.layers = rooms.layers
        X1 = features(block.X, self.layers[0], plan)
        into = [X1, *(hidden.out1 for _, hidden in self.hidden)]
        self.places = [*map(Places, into, rooms.Z, rooms.dZ2, [None, *rooms.dA1], gradients)]
        self.products = [
            products_of(*each, plan, others) for each in zip(self.layers, self.places, strict=True)
        ]

    def through(self, W: Weights, b: Weights) -> Scalar:
        """The sum of the block's losses."""
        products = self.products
        products[0].forward(W[0], b[0])
        for l, hidden in self.hidden:
            hidden.forward()
            products[l].forward(W[l], b[l])
        losses = self.output.loss()
        products[-1].weights()
        for l, hidden in self.upwards:
            products[l].back()
            hidden.back()
            products[l - 1].weights()
        return losses


def features(X: Array, layer: Layer, plan: Plan) -> Array:
    """X as the first layer's products want it: above a row of ones, or with its rows apart."""
    n, k = X.shape
    if plan.tiles and in_tiles(layer):
        X1 = above_ones(n, apart(k, X.dtype), X.dtype)[:, :k]
    elif absorbs(layer):
        X1 = above_ones(n, k, X.dtype)
    else:
        return X
    X1[:-1] = X
    return X1


class Share:
    """What one thread does: its blocks, one after the other."""

    def __init__(
        self, net: Net, plan: Plan, blocks: Sequence[Block], others: Executor | None
    ) -> None:
        self.sums = Sums(net)
        masked = blocks[0].D
        rooms = {size: Rooms(net, plan, size, masked) for size in {len(block) for block in blocks}}
        gradients = chain([self.sums.all], repeat(self.sums.more))
        self.passes = [
            Pass(net, plan, block, rooms[len(block)], sums, others)
            for block, sums in zip(blocks, gradients, strict=False)
        ]

    @np.errstate(under="ignore", over="ignore")  # e^s may; what is infinite then stays visible
    def done(self, W: Weights, b: Weights) -> Scalar:
        """The sum of the losses; dW and db are in the sums."""
        first, *others = self.passes
        losses = first.through(W, b)
        for other in others:
            losses += other.through(W, b)
            self.sums.add(self.sums.more)
        return losses
