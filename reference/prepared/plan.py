"""How a batch is cut."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from reference.activations import Activation
from reference.arrays import Array
from reference.losses import Loss

NARROW = 96  # units of the widest layer up to which a block, with all it makes, fits into 1 MiB


@dataclass(frozen=True)
class Plan:
    """How a batch is cut: examples in a block, features in a piece (0: all of them), threads."""

    examples: int = 0
    features: int = 0
    threads: int = 1


def plan_for(
    sizes: Sequence[int], examples: int, threads: int = 1, dtype: DTypeLike = np.float64
) -> Plan:
    """What was fastest where it was measured (OpenBLAS with AVX-512, 1 MiB of cache a core)."""
    inputs, first, widest = sizes[0], sizes[1], max(sizes[1:])
    narrow = widest <= NARROW
    block = max(256, (1 << 14) // widest) if narrow else max(1024, (1 << 17) // widest)
    work = examples * sum(n * before for before, n in pairwise(sizes))
    few = 1 < first < 32 and inputs >= 1024  # pieces of the features: too small for BLAS to share
    if few and threads > 1 and np.dtype(dtype).itemsize > 4:
        return Plan(block)  # reading X takes the time: BLAS's own threads do it in order
    worth = work >= 1 << 24 and examples >= (64 if few else 256) * threads  # handing over costs
    return Plan(block, 128 if few else 0, threads if worth else 1)


@dataclass(frozen=True)
class Net:
    """What is the same for every block: widths n_0 to n_L, activations, loss, m and the dtype."""

    sizes: tuple[int, ...]
    activations: tuple[Activation, ...]
    loss: Loss
    examples: int
    dtype: np.dtype[Any]


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


def layers_of(net: Net, examples: int) -> list[Layer]:
    """The layers, for so many examples."""
    return [Layer(before, n, examples, net.dtype) for before, n in pairwise(net.sizes)]


@dataclass(frozen=True)
class Block:
    """Some of the examples: columns of X, of Y, and of the masks over keep."""

    X: Array
    Y: Array
    D: Mapping[int, Array]

    def __len__(self) -> int:
        """How many they are."""
        return int(self.Y.shape[1])


def cut(net: Net, plan: Plan, batch: Block) -> list[Block]:
    """The batch in blocks of nearly the same size, at least one for each thread."""
    most = plan.examples or net.examples
    count = -(-net.examples // (most * plan.threads)) * plan.threads
    edges = [net.examples * i // count for i in range(count + 1)]
    return [
        Block(batch.X[:, i:j], batch.Y[:, i:j], {l: D[:, i:j] for l, D in batch.D.items()})
        for i, j in pairwise(edges)
        if i < j
    ]
