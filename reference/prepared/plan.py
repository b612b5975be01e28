"""How a batch is cut."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from reference.activations import Activation
from reference.arrays import Array
from reference.losses import Loss


@dataclass(frozen=True)
class Plan:
    """How a batch is cut: examples in a block, features in a piece (0: all of them), threads."""

    examples: int = 0
    features: int = 0
    threads: int = 1


def plan_for(sizes: Sequence[int], examples: int, threads: int = 1) -> Plan:
    """What was fastest where it was measured (OpenBLAS with AVX-512, 1 MiB of cache a core)."""
    inputs, first, widest = sizes[0], sizes[1], max(sizes[1:])
    narrow = 1 < first <= 9 and inputs >= 1024  # BLAS packs no product of so few rows
    work = examples * sum(n * before for before, n in pairwise(sizes))
    worth = work >= 1 << 24 and examples >= 256 * threads  # else handing over costs more
    return Plan(max(1024, (1 << 17) // widest), 128 if narrow else 0, threads if worth else 1)


@dataclass(frozen=True)
class Net:
    """What is the same for every block: widths n_0 to n_L, activations, loss, m and the dtype."""

    sizes: tuple[int, ...]
    activations: tuple[Activation, ...]
    loss: Loss
    examples: int
    dtype: np.dtype[Any]


@dataclass(frozen=True)
class Block:
    """Some of the examples: columns of X, whole and in pieces, of Y, and of the masks over keep."""

    X: Array
    Y: Array
    D: Mapping[int, Array]
    pieces: Sequence[slice] = ()


def cut(net: Net, plan: Plan, batch: Block) -> list[Block]:
    """The batch in blocks of nearly the same size, at least one for each thread."""
    most = plan.examples or net.examples
    count = -(-net.examples // (most * plan.threads)) * plan.threads
    edges = [net.examples * i // count for i in range(count + 1)]
    features = plan.features or net.sizes[0]
    pieces = [slice(i, i + features) for i in range(0, net.sizes[0], features)]
    return [
        Block(batch.X[:, i:j], batch.Y[:, i:j], {l: D[:, i:j] for l, D in batch.D.items()}, pieces)
        for i, j in pairwise(edges)
        if i < j
    ]
