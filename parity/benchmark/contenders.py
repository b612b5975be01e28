"""Who competes: each a function of (case, threads), in a module that alone imports its framework.

A call computes the cost and the gradients of all parameters, and returns when they are there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from parity.benchmark.cases import TABLE, BenchCase
from parity.witnesses.answer import Answer

HAND, PREPARED, FLOOR, JAX_EAGER = "hand", "hand prepared", "floor", "jax eager"
CONTENDERS = {
    HAND: "parity.benchmark.by_numpy:hand",
    PREPARED: "parity.benchmark.by_numpy:prepared",
    "torch eager matrix": "parity.benchmark.by_torch:matrix",
    "torch eager modules": "parity.benchmark.by_torch:modules",
    "torch.compile": "parity.benchmark.by_torch_compile:compiled",
    "jax jit": "parity.benchmark.by_jax:jitted",
    JAX_EAGER: "parity.benchmark.by_jax:eager",
    FLOOR: "parity.benchmark.by_numpy:floor",
}


@dataclass(frozen=True)
class Contender:
    """A call to be timed, what it says as an answer, and the threads it has."""

    call: Callable[[], Any]
    answer: Callable[[Any], Answer | None]  # None: it makes no gradients
    threads: int | None
    version: str


def entered(case: BenchCase) -> dict[str, str]:
    """Who takes part in a case: JAX without jit only where the net is small, never in sweeps."""
    eager = case.is_small and case.series == TABLE
    return {name: maker for name, maker in CONTENDERS.items() if eager or name != JAX_EAGER}
