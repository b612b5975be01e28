# ruff: noqa: ARG005  # every function takes the namespace, whether it needs it or not
"""Functions of NumPy on balls and on floats: values and derivatives, side by side."""

from collections.abc import Callable
from typing import Any

import autograd
import autograd.numpy as anp
import jax
import jax.numpy as jnp
import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from parity.witnesses import balls
from parity.witnesses.tape import gradients_on_tape

Function = Callable[..., Any]  # of a namespace and arrays


# An operation, and the interval in which its arguments lie.

ONE_ARGUMENT: dict[str, tuple[Function, tuple[float, float]]] = {
    "exp": (lambda np, x: np.exp(x), (-3, 3)),
    "expm1": (lambda np, x: np.expm1(x), (-3, 3)),
    "log": (lambda np, x: np.log(x), (0.1, 3)),
    "log1p": (lambda np, x: np.log1p(x), (-0.9, 3)),
    "log2": (lambda np, x: np.log2(x), (0.1, 3)),
    "log10": (lambda np, x: np.log10(x), (0.1, 3)),
    "sqrt": (lambda np, x: np.sqrt(x), (0.1, 3)),
    "reciprocal": (lambda np, x: np.reciprocal(x), (0.5, 3)),
    "tan": (lambda np, x: np.tan(x), (-1.2, 1.2)),
    "arctan": (lambda np, x: np.arctan(x), (-3, 3)),
    "prod": (lambda np, x: np.prod(x), (0.5, 2)),
    "cumsum": (lambda np, x: np.cumsum(x), (-3, 3)),
    "tanh": (lambda np, x: np.tanh(x), (-3, 3)),
    "sin": (lambda np, x: np.sin(x), (-3, 3)),
    "cos": (lambda np, x: np.cos(x), (-3, 3)),
    "sinh": (lambda np, x: np.sinh(x), (-3, 3)),
    "cosh": (lambda np, x: np.cosh(x), (-3, 3)),
    "square": (lambda np, x: np.square(x), (-3, 3)),
    "negative": (lambda np, x: np.negative(x), (-3, 3)),
    "x ** 3": (lambda np, x: x**3, (-3, 3)),
    "x ** -2": (lambda np, x: x**-2, (0.5, 3)),
    "x ** 0": (lambda np, x: x**0, (0.5, 3)),
    "x ** 0.5": (lambda np, x: x**0.5, (0.1, 3)),
    "2 ** x": (lambda np, x: np.power(2.0, x), (-3, 3)),
    "abs": (lambda np, x: np.abs(x), (-3, 3)),
    "maximum with 0": (lambda np, x: np.maximum(0, x), (-3, 3)),
    "minimum with 1": (lambda np, x: np.minimum(x, 1.0), (-3, 3)),
    "clip": (lambda np, x: np.clip(x, -1.0, 1.5), (-3, 3)),
    "x times sign": (lambda np, x: x * np.sign(x), (-3, 3)),
    "where": (lambda np, x: np.where(x > 0.5, x * x, 3 * x), (-3, 3)),
    "x times mask": (lambda np, x: (x > 0.5) * x, (-3, 3)),
    "sum": (lambda np, x: np.sum(x), (-3, 3)),
    "mean": (lambda np, x: np.mean(x), (-3, 3)),
    "max": (lambda np, x: np.max(x), (-3, 3)),
    "min": (lambda np, x: np.min(x), (-3, 3)),
    "norm": (lambda np, x: np.linalg.norm(x), (0.5, 3)),
    "ravel": (lambda np, x: np.ravel(x), (-3, 3)),
    "reciprocal sigmoid": (lambda np, x: 1 / (1 + np.exp(-x)), (-3, 3)),
}
TWO_ARGUMENTS: dict[str, tuple[Function, tuple[float, float]]] = {
    "add": (lambda np, x, y: x + y, (-3, 3)),
    "subtract": (lambda np, x, y: x - y, (-3, 3)),
    "multiply": (lambda np, x, y: np.multiply(x, y), (-3, 3)),
    "divide": (lambda np, x, y: x / y, (0.5, 3)),
    "power": (lambda np, x, y: np.power(x, y), (0.3, 2)),
    "logaddexp": (lambda np, x, y: np.logaddexp(x, y), (-3, 3)),
    "maximum": (lambda np, x, y: np.maximum(x, y), (-3, 3)),
    "minimum": (lambda np, x, y: np.minimum(x, y), (-3, 3)),
    "where": (lambda np, x, y: np.where(x > y, x * x + y, y - x), (-3, 3)),
}
ELEMENTWISE = {**ONE_ARGUMENT, **TWO_ARGUMENTS}
KINKS = (0.0, 0.5, 1.0, 1.5, -1.0)  # where an operation above of one argument has a kink


def arrays_within(interval: tuple[float, float], shape: tuple[int, ...]) -> Any:
    """Arrays of numbers that keep away from kinks."""
    numbers = st.floats(*interval).filter(lambda v: min(abs(v - kink) for kink in KINKS) > 1e-3)
    return hnp.arrays(float, shape, elements=numbers)


def weighted(np_: Any, value: Any) -> Any:
    """A number made of all components, each with a weight of its own."""
    count = np_.size(value)
    weights = np.cos(np.arange(count)).reshape(np_.shape(value))
    return np_.sum(weights * value)


def in_balls(function: Function, *arguments: Any) -> tuple[Any, list[Any]]:
    """The value of a function, and its weighted derivatives, on balls."""
    names = [f"x{i}" for i in range(len(arguments))]

    def cost(**q: Any) -> Any:
        return weighted(balls, function(balls, *(q[name] for name in names)))

    given_balls = {n: balls.balls(a) for n, a in zip(names, arguments, strict=True)}
    _, derivatives = gradients_on_tape(cost, balls, given_balls, names, names)
    value = function(balls, *given_balls.values())
    return np.asarray(value), [derivatives[name] for name in names]


def in_jax(function: Function, *arguments: Any) -> tuple[Any, list[Any]]:
    """The same in float64, by NumPy and JAX, which knows more of NumPy than autograd does."""

    def cost(*q: Any) -> Any:
        return weighted(jnp, function(jnp, *q))

    slopes = jax.grad(cost, tuple(range(len(arguments))))
    at_once = jax.jit(slopes, compiler_options={"xla_backend_optimization_level": 0})
    with jax.enable_x64(True):
        given = [jnp.asarray(argument) for argument in arguments]
        try:  # one by one, every operation is compiled, which takes seven times as long
            found = at_once(*given)
        except jax.errors.NonConcreteBooleanIndexError:  # x[x > 0] has a size that only x tells
            found = slopes(*given)
    return function(np, *arguments), list(found)


def in_floats(function: Function, *arguments: Any) -> tuple[Any, list[Any]]:
    """The same in float64, by NumPy and autograd."""

    def cost(*q: Any) -> Any:
        return weighted(anp, function(anp, *q))

    every = tuple(range(len(arguments)))
    return function(np, *arguments), list(autograd.grad(cost, every)(*arguments))


def assert_same(
    function: Function, *arguments: Any, reference: Callable[..., Any] = in_floats
) -> None:
    """Balls and floats give the same values and derivatives, in the same shapes."""
    value, derivatives = in_balls(function, *arguments)
    expected, expected_derivatives = reference(function, *arguments)
    pairs = zip((value, *derivatives), (expected, *expected_derivatives), strict=True)
    for ours, theirs in pairs:
        assert ours.shape == np.shape(theirs)
        np.testing.assert_allclose(ours.astype(float), theirs, rtol=1e-11, atol=1e-11)


def example(*shapes: tuple[int, ...]) -> list[Any]:
    """Arrays of different numbers, none of them zero, of both signs."""
    rng = np.random.default_rng(7)
    sizes = [int(np.prod(shape)) for shape in shapes]
    return [
        rng.permutation(np.linspace(-1.9, 2, size)).reshape(shape)
        for size, shape in zip(sizes, shapes, strict=True)
    ]
