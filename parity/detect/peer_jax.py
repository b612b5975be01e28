"""JAX's check_grads on a backward pass in NumPy."""

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.test_util import check_grads as jax_check_grads

from parity.case import Case
from parity.derivation import arguments_of, derivation_of, example_axis
from parity.detect.cotangents import cotangents
from parity.detect.court import CaseKey
from parity.kinds import PER_EXAMPLE
from parity.rewriting import again
from parity.witnesses import jax_numpy
from parity.witnesses.jax_grad import NATIVE

Cost = Callable[..., Any]


def check_grads(case: Case) -> bool:
    """check_grads in reverse mode with its own tolerances; it raises where it finds a mistake."""
    with jax.enable_x64(case.dtype.itemsize == 8):
        values = [jnp.asarray(value) for value in case.parameters.values()]
        check: Callable[..., None] = jax_check_grads
        check(with_backward(case, cost_of(CaseKey(case))), values, order=1, modes=["rev"])
    return True


def with_backward(case: Case, cost: Cost) -> Cost:
    """The cost with the derivatives of what is planted."""
    function = jax.custom_vjp(cost)

    def forward(*values: Any) -> Any:
        return cost(*values), values

    def backward(values: Any, weights: Any) -> Any:
        arrays = [np.asarray(value) for value in values]
        there = replace(case, parameters=dict(zip(case.parameters, arrays, strict=True)))
        slopes = cotangents(there, np.asarray(weights))
        return tuple(jnp.asarray(slopes[name]) for name in case.parameters)

    function.defvjp(forward, backward)
    return function


@functools.cache
def cost_of(key: CaseKey) -> Cost:
    """The cost of the parameters, or the losses of all examples; compiled once."""
    case = key.case
    return jax.jit(losses_of(case) if case.kind == PER_EXAMPLE else whole_cost(case))


def whole_cost(case: Case) -> Cost:
    """Natively restated, or the NumPy cost in jax.numpy."""
    derivation = derivation_of(case)
    if not derivation.native:
        on_jax = again(derivation.cost, jax_numpy.NAMESPACE)
        return lambda *values: on_jax(**{**arguments_of(case), **named(case, values)})
    native, given = NATIVE[derivation.native], dict[str, Any](case.arrays)
    return lambda *values: native(
        {**given, **named(case, values)},
        case.settings,
        lambda _, value: value,
    )


def losses_of(case: Case) -> Cost:
    """The loss of every example."""
    native, axis = NATIVE[derivation_of(case).native], example_axis(case)

    def loss(parameters: Any, example: Any) -> Any:
        batch = {name: jnp.expand_dims(value, axis) for name, value in example.items()}
        return native({**parameters, **batch}, case.settings, lambda _, value: value)

    together = jax.vmap(loss, in_axes=(None, axis))
    return lambda *values: together(named(case, values), dict(case.data))


def named(case: Case, values: Any) -> dict[str, Any]:
    """The parameters by name."""
    return dict(zip(case.parameters, values, strict=True))
