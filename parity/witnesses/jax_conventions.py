"""What JAX's own functions, and optax's, say at kinks, at edges and far out."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import optax
from jax.scipy.special import xlog1py, xlogy

from parity.conventions import (
    LOSS,
    QUESTIONS,
    SIGMOID,
    TANH,
    Call,
    Fact,
    Questions,
    edges,
    growths,
    number,
    slopes,
)

Function = Callable[[jax.Array], jax.Array]

SLOPES = (
    Call("relu", "jax.nn.relu(z)", jax.nn.relu),
    Call("leaky relu", "jax.nn.leaky_relu(z, 0.01)", lambda z: jax.nn.leaky_relu(z, 0.01)),
    Call("max(0, z)", "jnp.maximum(0, z)", lambda z: jnp.maximum(0, z)),
    Call("max(0.01 z, z)", "jnp.maximum(0.01 * z, z)", lambda z: jnp.maximum(0.01 * z, z)),
    Call("clamp", "jnp.clip(z, 0)", lambda z: jnp.clip(z, 0)),
    Call("clamp", "jax.lax.clamp(0, z, inf)", lambda z: jax.lax.clamp(0.0, z, jnp.inf)),
    Call("abs", "jnp.abs(z)", jnp.abs),
    Call("step", "jnp.heaviside(z, 0)", lambda z: jnp.heaviside(z, 0)),
    Call("step", "(z > 0).astype(z.dtype)", lambda z: (z > 0).astype(z.dtype)),
    Call("sign", "jnp.sign(z)", jnp.sign),
)
EDGES = (
    Call(
        "p",
        "-y * jnp.log(p) - (1-y) * jnp.log(1-p)",
        lambda p, y: -y * jnp.log(p) - (1 - y) * jnp.log(1 - p),
    ),
    Call("p", "-xlogy(y, p) - xlog1py(1-y, -p)", lambda p, y: -xlogy(y, p) - xlog1py(1 - y, -p)),
    Call("z", "optax.sigmoid_binary_cross_entropy(z, y)", optax.sigmoid_binary_cross_entropy),
)
GROWTHS = (
    Call(SIGMOID, "jax.nn.sigmoid", jax.nn.sigmoid),
    Call(TANH, "jnp.tanh", jnp.tanh),
    Call(LOSS, "optax, from the logit", lambda z: optax.sigmoid_binary_cross_entropy(z, 1.0)),
    Call(LOSS, "jax, -log(sigmoid(z))", lambda z: -jnp.log(jax.nn.sigmoid(z))),
)


def jax_facts(asked: Questions = QUESTIONS) -> list[Fact]:
    """What JAX says."""
    with jax.enable_x64(True):
        return [
            *slopes("jax", SLOPES, in_jax, asked),
            *edges("jax", EDGES, in_jax, asked),
            *growths("jax", GROWTHS, in_jax, asked),
        ]


def in_jax(function: Function, x: float, dtype: str) -> tuple[str, str]:
    """Value and derivative by jax.grad."""
    value, slope = jax.value_and_grad(function)(jnp.asarray(x, dtype))
    return number(value), number(slope)
