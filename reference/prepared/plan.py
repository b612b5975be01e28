"""How a batch is cut."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from reference.activations import Activation
from reference.arrays import Array
from reference.losses import Loss
from reference.prepared.layers import in_tiles, layers_of

CORE = "OPENBLAS_CORETYPE"  # by which a user says what OpenBLAS shall use of the processor
WITH_AVX512 = ("skylakex", "cooperlake", "sapphirerapids")
ROW = 4096  # bytes of a row of examples up to which tiles stay in the cache
MOST = 0.9  # of the work, which is the first layer's where its features are cut
LARGE = 1 << 18  # weights up to which threads of our own are as fast as BLAS's
NARROW = 96  # units of the widest layer up to which a block, with all it makes, fits into 1 MiB


@dataclass(frozen=True)
class Plan:
    """How a batch is cut: examples in a block, features in a piece (0: all of them), threads.

    Where features are cut, threads share them, else the blocks. With tiles, products of wide
    layers are cut, too (products.py).
    """

    examples: int = 0
    features: int = 0
    threads: int = 1
    tiles: bool = False

    @property
    def shares(self) -> int:
        """Threads that have blocks of their own."""
        return 1 if self.features else self.threads


def plan_for(
    sizes: Sequence[int], examples: int, threads: int = 1, dtype: DTypeLike = np.float64
) -> Plan:
    """What was fastest where it was measured (OpenBLAS with AVX-512, 1 MiB of cache a core)."""
    inputs, first, widest = sizes[0], sizes[1], max(sizes[1:])
    layers = layers_of(sizes, examples, np.dtype(dtype))
    work = sum(layer.work for layer in layers)
    few = 1 < first < 32 and inputs >= 1024 and layers[0].work > MOST * work
    tiled = 2 * sum(layer.work for layer in layers if in_tiles(layer)) > work
    tiles = tiled and multiplies_as_they_lie()
    least = 128 if tiles else 256  # examples for a thread, as handing over and adding dW cost time
    large = 2 * sum(layer.work for layer in layers if layer.weights > LARGE) > work
    worth = work >= 1 << 24 and (few or (examples >= least * threads and not large))
    if threads > 1 and not worth:  # BLAS has them all, and tiles are too small to be shared
        tiles = False
    return Plan(
        block_for(widest, tiles, np.dtype(dtype)), 128 if few else 0, threads if worth else 1, tiles
    )


def block_for(widest: int, tiles: bool, dtype: np.dtype[Any]) -> int:
    """Examples in a block."""
    if widest <= NARROW:
        return max(256, (1 << 14) // widest)
    return ROW // dtype.itemsize if tiles else max(1024, (1 << 17) // widest)


def multiplies_as_they_lie() -> bool:
    """Whether NumPy's BLAS does so with small factors: OpenBLAS, where there is AVX-512."""
    if os.environ.get(CORE, WITH_AVX512[0]).lower() not in WITH_AVX512:
        return False
    config: Any = np.show_config(mode="dicts")
    blas = config.get("Build Dependencies", {}).get("blas", {}).get("name", "")
    found = config.get("SIMD Extensions", {}).get("found", ())
    return "openblas" in blas and not {"X86_V4", "AVX512_SKX"}.isdisjoint(found)


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
    count = -(-net.examples // (most * plan.shares)) * plan.shares
    edges = [net.examples * i // count for i in range(count + 1)]
    return [
        Block(batch.X[:, i:j], batch.Y[:, i:j], {l: D[:, i:j] for l, D in batch.D.items()})
        for i, j in pairwise(edges)
        if i < j
    ]
