"""How the JAX witnesses compile: quickly, as what is compiled does not run for long.

Without LLVM's search for faster code a compilation takes two thirds (0.21 s for 0.32 s, over 24
nets of 1 to 8 layers), and a call as long as before (0.1 ms). The benchmark times JAX as it is.
"""

from collections.abc import Callable
from typing import TypeVar

import jax

QUICKLY = {"xla_backend_optimization_level": 0}

Answer = TypeVar("Answer")


def compiled_quickly(function: Callable[..., Answer]) -> Callable[..., Answer]:
    """jax.jit, of a function that does not run for long."""
    compiled: Callable[..., Answer] = jax.jit(function, compiler_options=QUICKLY)
    return compiled
