"""JAX's own check_grads on the same nets, for the table of what a check costs."""

import time

import jax
import jax.numpy as jnp
from jax.test_util import check_grads

from parity.case import Case
from parity.derivation import derivation_of
from parity.witnesses.jax_grad import NATIVE


def reverse(case: Case) -> float:
    """Seconds of one check in reverse mode, one random direction, with its own tolerances."""
    jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]  # untyped there
    data = {name: jnp.asarray(value) for name, value in case.data.items()}
    parameters = {name: jnp.asarray(value) for name, value in case.parameters.items()}
    native = NATIVE[derivation_of(case).native]

    @jax.jit
    def cost(values: dict[str, jax.Array]) -> jax.Array:
        return native({**data, **values}, case.settings, lambda _, value: value)

    start = time.perf_counter()
    check_grads(cost, (parameters,), order=1, modes=("rev",))  # type: ignore[no-untyped-call]  # untyped there
    return time.perf_counter() - start
