"""Who competes: each a function of (case, threads), in a module that alone imports its framework.

A call computes the cost and the gradients of all parameters, and returns when they are there; a
trainer's call makes all steps of a training, and its answer is where they end.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from parity.benchmark.cases import TABLE, TRAINING, BenchCase
from parity.witnesses.answer import Answer

HAND, PREPARED, JAX_EAGER, FLOOR, PASS = "hand", "hand prepared", "jax eager", "floor", "one pass"
BY_HAND, BOUNDS = (HAND, PREPARED), (FLOOR, PASS)  # the others are frameworks
CONTENDERS = {
    HAND: "parity.benchmark.by_numpy:hand",
    PREPARED: "parity.benchmark.by_numpy:prepared",
    "torch eager matrix": "parity.benchmark.by_torch:matrix",
    "torch eager modules": "parity.benchmark.by_torch:modules",
    "torch.compile": "parity.benchmark.by_torch_compile:compiled",
    "jax jit": "parity.benchmark.by_jax:jitted",
    JAX_EAGER: "parity.benchmark.by_jax:eager",
    FLOOR: "parity.benchmark.by_numpy:floor",
    PASS: "parity.benchmark.by_numpy:one_pass",
}
TRAINERS = {
    HAND: "parity.benchmark.training_by_numpy:descent",
    PREPARED: "parity.benchmark.training_by_numpy:prepared",
    "torch eager": "parity.benchmark.training_by_torch:eager",
    "torch.optim.SGD": "parity.benchmark.training_by_torch:optimiser",
    "optax step by step": "parity.benchmark.training_by_optax:step_by_step",
    "optax one loop": "parity.benchmark.training_by_optax:one_loop",
}


@dataclass(frozen=True)
class Contender:
    """A call to be timed, what it says as an answer, and the threads it has."""

    call: Callable[[], Any]
    answer: Callable[[Any], Answer | None]  # None: it makes no gradients
    threads: int | None
    version: str


def entered(case: BenchCase) -> dict[str, str]:
    """Who takes part in a case."""
    if case.series == TRAINING:
        return dict(TRAINERS)
    takes_part = {
        JAX_EAGER: case.is_small and case.series == TABLE,
        PASS: case.series == TABLE,
    }
    return {name: maker for name, maker in CONTENDERS.items() if takes_part.get(name, True)}
