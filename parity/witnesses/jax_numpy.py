"""A plain NumPy cost on JAX: jax.numpy, with what a cost may use of NumPy and JAX has not.

The cost is compiled whole, once for all points of the same shapes: a small net takes 0.4 s, where
JAX's own operations, each compiled when it is met, take 3 s. What wants the values (an `if`, a
mask as an index) cannot be compiled and goes that slower way. 64 bits are there inside the call
only. JAX takes the mean of a mask in float32; np.mean, np.var and np.std do not here, the methods
of a mask do.
"""

import contextlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
import numpy as np
from jax import errors

from parity.rewriting import Probe, again
from parity.witnesses.running import missing, running
from reference.arrays import Array

Pass = Callable[..., tuple[Any, dict[str, Any]]]

# What a compiled function cannot do, since it has no values.
WITHOUT_VALUES = (errors.JAXTypeError, errors.JAXIndexError)

NUMBER_WANTED = "a plain number of what is differentiated would lose the derivative"

# The names of NumPy.


def clip(
    x: Any, a_min: Any = None, a_max: Any = None, *, min: Any = None, max: Any = None
) -> jax.Array:
    return jnp.clip(x, a_min if min is None else min, a_max if max is None else max)


def of_lists(name: str) -> Callable[..., Any]:
    """A function of JAX that takes lists of numbers for arrays, as NumPy's do."""
    function = getattr(jnp, name)

    def on_arrays(x: Any, *others: Any, **options: Any) -> Any:
        if isinstance(x, (list, tuple)):  # of parts, or a shape, which stays a plain number
            if not any(map(is_jaxs, jax.tree.leaves((x, others)))):
                return getattr(np, name)(x, *others, **options)
            x = jnp.array(x)
        if name in MEANS and jnp.issubdtype(jnp.result_type(x), jnp.bool_):
            x = x.astype(float)
        others = tuple(jnp.array(v) if isinstance(v, list) else v for v in others)
        return function(x, *others, **options)

    return on_arrays


MEANS = ("mean", "var", "std")
ALSO_OF_LISTS = (
    "abs", "add", "cumsum", "diag", "divide", "dot", "exp", "inner", "log", "matmul", "max",
    "maximum", "mean", "min", "minimum", "multiply", "outer", "prod", "sqrt", "square", "std",
    "subtract", "sum", "tanh", "var", "where",
)  # fmt: skip


class JaxNames:
    """jax.numpy, and NumPy's own for what needs no derivative."""

    table: ClassVar[dict[str, Any]] = {
        **{name: of_lists(name) for name in ALSO_OF_LISTS},
        "clip": clip,
        "errstate": np.errstate,
    }

    def __getattr__(self, name: str) -> Any:
        if name in self.table:
            return self.table[name]
        return getattr(jnp, name) if hasattr(jnp, name) else missing(name, "jax")


NAMESPACE = JaxNames()

# The derivatives of a cost.


def derivatives(
    cost: Callable[..., Any],
    arguments: Mapping[str, Any],
    traced: Collection[str],
    wanted: Collection[str],
) -> tuple[Array, dict[str, Array]]:
    """The cost, and its derivatives by the wanted arguments and intermediates.

    An intermediate that is assigned more than once has no single derivative and is left out.
    """
    with jax.enable_x64(True), running("jax", cost):
        attempt = Attempt(cost, arguments, tuple(traced), tuple(wanted))
        J, found = attempt.compiled_or_not()
        return np.asarray(J), {name: np.asarray(found[name]) for name in wanted if name in found}


COMPILED: dict[Any, Pass] = {}
MOST_COMPILED = 64


@dataclass(frozen=True)
class Attempt:
    """A cost and its arguments; those that are arrays are handed to JAX, the rest is held."""

    cost: Callable[..., Any]
    arguments: Mapping[str, Any]
    traced: tuple[str, ...]
    wanted: tuple[str, ...]
    numbers: bool = True  # whether Python's floats are handed over: other ones compile nothing anew

    def compiled_or_not(self) -> tuple[Any, dict[str, Any]]:
        """Compiled where no value is asked for; with the numbers' values; with all values."""
        for attempt in (self, replace(self, numbers=False)):
            with contextlib.suppress(*WITHOUT_VALUES):
                return attempt.differentiated(attempt.compiled, jax.eval_shape)
        return self.with_values()

    def compiled(self, function: Pass) -> Pass:
        """Compiled once for all arguments of the same make."""
        leaves, tree = jax.tree.flatten(dict(self.arguments))
        held = tuple((k, leaf) for k, leaf in enumerate(leaves) if not self.is_handed_over(leaf))
        key = (self.cost, self.traced, self.wanted, self.numbers, tree, held)
        try:
            kept = COMPILED.get(key)
        except TypeError:  # a setting without a hash
            return jax.jit(function)
        if kept is None:
            while len(COMPILED) >= MOST_COMPILED:
                del COMPILED[next(iter(COMPILED))]
            kept = COMPILED[key] = jax.jit(function)
        return kept

    def is_handed_over(self, leaf: Any) -> bool:
        """Whether JAX gets it as an argument."""
        return is_array(leaf) or is_jaxs(leaf) or (self.numbers and type(leaf) is float)

    def differentiated(
        self, compiled: Callable[[Pass], Pass], evaluated: Callable[..., Any]
    ) -> tuple[Any, dict[str, Any]]:
        """One pass for the shapes of the intermediates, one for the derivatives."""
        given, data = self.given(), self.data()
        nudges = {
            name: np.zeros(values[0].shape, values[0].dtype)
            for name, values in evaluated(self.intermediates, given, data).items()
            if len(values) == 1 and name not in self.arguments
        }
        J, found = compiled(self.cost_and_derivatives)(nudges, given, data)
        return J, found

    def with_values(self) -> tuple[Any, dict[str, Any]]:
        """One operation after the other, nothing compiled whole."""
        try:
            return self.differentiated(lambda f: f, lambda f, *args: f(*args))
        except WITHOUT_VALUES as error:
            raise TypeError(NUMBER_WANTED).with_traceback(error.__traceback__) from error

    def given(self) -> dict[str, jax.Array]:
        """The arguments that have derivatives: floats, since masks and counts have none."""
        traced = {n: np.asarray(v) for n, v in self.arguments.items() if n in self.traced}
        return {n: jnp.asarray(value) for n, value in traced.items() if value.dtype.kind == "f"}

    def data(self) -> dict[int, jax.Array | float]:
        """The other arrays, also those inside lists and tables, by their places there."""
        places = enumerate(jax.tree.leaves(dict(self.arguments)))
        return {
            place: value if type(value) is float else jnp.asarray(value)
            for place, value in places
            if self.is_handed_over(value)
        }

    def run(self, probe: Probe, given: Mapping[str, Any], data: Mapping[int, Any]) -> Any:
        """J, with what assignments give put through the probe."""
        leaves, tree = jax.tree.flatten(dict(self.arguments))
        filled = [data.get(place, value) for place, value in enumerate(leaves)]
        arguments = {**jax.tree.unflatten(tree, filled), **given}
        return again(self.cost, NAMESPACE, probe)(**arguments)

    def intermediates(self, given: Any, data: Any) -> dict[str, list[jax.Array]]:
        """All values of the wanted names that have derivatives."""
        seen: dict[str, list[jax.Array]] = {}

        def probe(name: str, value: Any) -> Any:
            if name in self.wanted and isinstance(value, jax.Array):
                seen.setdefault(name, []).append(value)
            return value

        self.run(probe, given, data)
        floats = jnp.floating
        return {n: vs for n, vs in seen.items() if jnp.issubdtype(vs[0].dtype, floats)}

    def cost_and_derivatives(self, nudges: Any, given: Any, data: Any) -> tuple[Any, Any]:
        """A quantity plus zero: the derivative by the zero is the derivative by the quantity."""

        def cost(nudges: Any, given: Any) -> jax.Array:
            def probe(name: str, value: Any) -> Any:
                return value + nudges[name] if name in nudges else value

            return jnp.asarray(self.run(probe, given, data))

        J, back = jax.vjp(cost, nudges, given)
        by_nudge, by_given = back(jnp.ones_like(J))
        return J, {**by_nudge, **by_given}


def is_jaxs(value: Any) -> bool:
    """Whether it is JAX's."""
    return isinstance(value, jax.Array)


def is_array(value: Any) -> bool:
    """Whether it is NumPy's; Python's own numbers stay weak."""
    return isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "fiub"
