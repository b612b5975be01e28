"""Training with JAX and optax: a compiled step called again and again, and one compiled loop."""

from collections.abc import Callable, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from parity.benchmark import threads as pools
from parity.benchmark.by_jax import cost_of
from parity.benchmark.contenders import Contender
from parity.case import Case, digest
from parity.training import TrainingCase
from parity.witnesses.answer import Answer

Named = Mapping[str, jax.Array]
State = tuple[Any, Any]  # parameters, and what optax keeps
Step = Callable[[State, Named], State]
VERSION = f"jax {jax.__version__}, optax {optax.__version__}"


def step_by_step(training: TrainingCase, threads: int) -> Contender:
    """jax.jit of one step."""
    prepare(training.case)
    step = jax.jit(step_of(training))

    def steps(state: State, data: Named) -> State:
        for _ in range(training.steps):
            state = step(state, data)
        return state

    return contender(steps, training, threads)


def one_loop(training: TrainingCase, threads: int) -> Contender:
    """jax.jit of all steps, as jax.lax.fori_loop."""
    prepare(training.case)
    step = step_of(training)

    def steps(state: State, data: Named) -> State:
        end: State = jax.lax.fori_loop(0, training.steps, lambda _, now: step(now, data), state)
        return end

    return contender(jax.jit(steps), training, threads)


def prepare(case: Case) -> None:
    """The case's precision, and no programs of other cases."""
    jax.clear_caches()  # type: ignore[no-untyped-call]  # untyped there
    jax.config.update("jax_enable_x64", case.dtype.itemsize == 8)  # type: ignore[no-untyped-call]  # untyped there


def step_of(training: TrainingCase) -> Step:
    """optax.sgd."""
    sgd, gradient = optax.sgd(training.alpha), jax.grad(cost_of(training.case))

    def step(state: State, data: Named) -> State:
        parameters, kept = state
        updates, kept = sgd.update(gradient(parameters, data), kept, parameters)
        return optax.apply_updates(parameters, updates), kept

    return step


def contender(steps: Step, training: TrainingCase, threads: int) -> Contender:
    """All steps from the initial values, waited for; the cost is of the end alone."""
    del threads  # as in by_jax
    case = training.case
    parameters = {name: jnp.asarray(value) for name, value in case.parameters.items()}
    data = {name: jnp.asarray(value) for name, value in case.data.items()}
    sgd = optax.sgd(training.alpha)

    def call() -> Any:
        return jax.block_until_ready(steps((parameters, sgd.init(parameters)), data))  # type: ignore[no-untyped-call]  # untyped there

    def answer(state: State) -> Answer:
        held = {name: np.asarray(value) for name, value in {**parameters, **data}.items()}
        ends = {name: np.asarray(value) for name, value in state[0].items()}
        return Answer(np.asarray(cost_of(case)(state[0], data)), ends, digest(held))

    return Contender(call, answer, pools.of_xla(), VERSION)
