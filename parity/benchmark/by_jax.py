"""JAX: value_and_grad of the matrix form, compiled and not."""

from collections.abc import Callable, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from parity.benchmark import threads as pools
from parity.benchmark.contenders import Contender
from parity.case import Case, digest
from parity.witnesses.answer import Answer

Arrays = Mapping[str, jax.Array]
ACTIVATIONS: dict[str, Callable[[jax.Array], jax.Array]] = {"tanh": jnp.tanh, "relu": jax.nn.relu}


def jitted(case: Case, threads: int) -> Contender:
    """Compiled by jax.jit."""
    return contender(case, threads, jax.jit)


def eager(case: Case, threads: int) -> Contender:
    """Operation by operation."""
    return contender(case, threads, lambda function: function)


def contender(case: Case, threads: int, wrap: Callable[[Any], Any]) -> Contender:
    """Cost and gradients, waited for."""
    del threads  # XLA knows no way but the environment; the pool is counted below
    jax.clear_caches()  # type: ignore[no-untyped-call]  # untyped there
    jax.config.update("jax_enable_x64", case.dtype.itemsize == 8)  # type: ignore[no-untyped-call]  # untyped there
    parameters = {name: jnp.asarray(value) for name, value in case.parameters.items()}
    data = {name: jnp.asarray(value) for name, value in case.data.items()}
    differentiated = wrap(jax.value_and_grad(cost_of(case)))

    def call() -> Any:
        return jax.block_until_ready(differentiated(parameters, data))  # type: ignore[no-untyped-call]  # untyped there

    def answer(result: tuple[jax.Array, dict[str, jax.Array]]) -> Answer:
        J, gradients = result
        held = {name: np.asarray(value) for name, value in {**parameters, **data}.items()}
        given = {name: np.asarray(value) for name, value in gradients.items()}
        return Answer(np.asarray(J), given, digest(held))

    return Contender(call, answer, pools.of_xla(), f"jax {jax.__version__}")


def cost_of(case: Case) -> Callable[[Arrays, Arrays], jax.Array]:
    """The mean cross-entropy of the net; with the logit z it is log(1 + e^z) - y z."""
    L = max(1, len(case.parameters) // 2)
    hidden = case.settings.get("hidden", case.settings.get("activations", ("tanh",))[0])
    g = ACTIVATIONS[hidden]

    def cost(q: Arrays, data: Arrays) -> jax.Array:
        A = data["X"]  # (n_0, m)
        if "w" in q:
            Z = q["w"].T @ A + q["b"]  # (1, m)
        else:
            for l in range(1, L):
                A = g(q[f"W{l}"] @ A + q[f"b{l}"])  # (n_l, m)
            Z = q[f"W{L}"] @ A + q[f"b{L}"]  # (n_L, m)
        return jnp.mean(jax.nn.softplus(Z) - data["Y"] * Z)

    return cost
