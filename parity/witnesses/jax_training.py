"""Training with optax.sgd, on native restatements of the derivations in JAX.

L2 is weight decay here: the cost that jax.grad differentiates has no penalty, and
optax.add_decayed_weights adds (lam/m) W to the gradients of the weights, biases masked out.
The cost that is kept is J with its penalty, as in the derivation.
"""

import time
from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from parity.case import digest
from parity.derivation import derivation_of
from parity.training import TrainingCase, Trajectory, held, stacked
from parity.witnesses.jax_grad import NATIVE, Arrays, Settings
from reference.arrays import Array


def train(training: TrainingCase) -> Trajectory:
    """Costs and parameters after every step."""
    with jax.enable_x64(training.case.dtype.itemsize == 8):
        batches = [in_jax(training.data(step)) for step in range(training.steps + 1)]
        parameters = in_jax(training.case.parameters)
        sha256 = digest(held(in_numpy(parameters), [in_numpy(batch) for batch in batches]))
        start = time.perf_counter()
        costs, path = [], []
        optimiser = optimiser_of(training)
        state, step = optimiser.init(parameters), compiled(training, optimiser)
        for batch in batches:
            after, state, cost = step(parameters, state, batch)
            costs.append(np.asarray(cost))
            path.append(in_numpy(parameters))
            parameters = after
        seconds = time.perf_counter() - start
    return Trajectory(*stacked(costs, path), sha256, seconds)


def in_jax(arrays: Mapping[str, Array]) -> dict[str, jax.Array]:
    return {name: jnp.array(value) for name, value in arrays.items()}


def in_numpy(arrays: Arrays) -> dict[str, Array]:
    return {name: np.asarray(value) for name, value in arrays.items()}


def optimiser_of(training: TrainingCase) -> optax.GradientTransformationExtraArgs:
    """Gradient descent; the weights decay, the biases do not."""
    decay = training.case.settings.get("lam", 0.0) / training.examples
    weights = {name: name[0] in "wW" for name in training.case.parameters}
    return optax.chain(optax.add_decayed_weights(decay, weights), optax.sgd(training.alpha))


def compiled(training: TrainingCase, optimiser: Any) -> Any:
    """One step: the parameters and the optimiser's state after it, and the cost before it."""
    native, settings = NATIVE[derivation_of(training.case).native], training.case.settings
    without = {name: value for name, value in settings.items() if name != "lam"}

    def cost(parameters: Arrays, batch: Arrays, settings: Settings) -> jax.Array:
        return native({**parameters, **batch}, settings, lambda _, value: value)

    def step(parameters: Arrays, state: Any, batch: Arrays) -> tuple[Any, Any, jax.Array]:
        gradients = jax.grad(lambda parameters: cost(parameters, batch, without))(parameters)
        updates, after = optimiser.update(gradients, state, parameters)
        return optax.apply_updates(parameters, updates), after, cost(parameters, batch, settings)

    return jax.jit(step)
