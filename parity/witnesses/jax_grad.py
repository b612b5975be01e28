"""JAX grad, in the case's own dtype, on native restatements of the derivations."""

import functools
import time
from collections.abc import Callable, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from parity.case import Case, digest
from parity.derivation import derivation_of, example_axis, quantities_of
from parity.witnesses import jax_numpy
from parity.witnesses.answer import Answer
from reference.arrays import Array

Arrays = Mapping[str, jax.Array]
Settings = Mapping[str, Any]
Probe = Callable[[str, jax.Array], jax.Array]
Shapes = tuple[tuple[str, tuple[int, ...], Any], ...]  # name, shape and dtype of each array

ACTIVATIONS: dict[str, Callable[[jax.Array], jax.Array]] = {
    "identity": lambda z: z,
    "step": lambda z: (z > 0).astype(z.dtype),
    "sigmoid": jax.nn.sigmoid,
    "tanh": jnp.tanh,
    "relu": jax.nn.relu,
    "leaky_relu": lambda z: jax.nn.leaky_relu(z, 0.01),
}

# Settings that are traced, so that one compilation serves cases with and without them.
NUMBERS = {"lam": 0.0, "keep": 1.0}


def mean_cross_entropy(logits: jax.Array, labels: jax.Array, m: int) -> jax.Array:
    log_p, log_not_p = jax.nn.log_sigmoid(logits), jax.nn.log_sigmoid(-logits)
    return -jnp.sum(labels * log_p + (1 - labels) * log_not_p) / m


def penalty(q: Arrays, s: Settings, m: int) -> jax.Array:
    squares = [jnp.vdot(value, value) for name, value in q.items() if name[0] in "wW"]
    total: jax.Array = jnp.stack(squares).sum() * (s.get("lam", 0.0) / (2 * m))
    return total


def logistic(q: Arrays, s: Settings, probe: Probe) -> jax.Array:
    Z = probe("Z", q["w"].T @ q["X"] + q["b"])  # (1, m)
    m = Z.shape[1]
    return mean_cross_entropy(Z, q["Y"], m) + penalty(q, s, m)


def logistic_one(q: Arrays, _: Settings, probe: Probe) -> jax.Array:
    return mean_cross_entropy(probe("z", jnp.dot(q["w"], q["x"]) + q["b"]), q["y"], 1)


def shallow(q: Arrays, s: Settings, probe: Probe) -> jax.Array:
    g = ACTIVATIONS[s.get("hidden", "tanh")]
    m = q["X"].shape[1]
    Z1 = probe("Z1", q["W1"] @ q["X"] + q["b1"])
    Z2 = probe("Z2", q["W2"] @ g(Z1) + q["b2"])
    return mean_cross_entropy(Z2, q["Y"], m) + penalty(q, s, m)


def shallow_one(q: Arrays, s: Settings, probe: Probe) -> jax.Array:
    batch = {**q, "X": q["x"], "Y": q["y"]}
    return shallow(batch, s, lambda name, value: probe(name.lower(), value))


def rows(q: Arrays, s: Settings, probe: Probe) -> jax.Array:
    g = ACTIVATIONS[s.get("hidden", "tanh")]
    Theta, beta = q["Theta"], q["beta"]
    Z = probe("Z", jnp.einsum("kn,ln->kl", q["X"], Theta[:, 1:]) + Theta[:, 0])  # (m, q)
    w = probe("w", g(Z) @ beta[1:] + beta[0])  # (m,)
    return mean_cross_entropy(w, q["y"], w.shape[0])


def deep(q: Arrays, s: Settings, probe: Probe) -> jax.Array:
    A, m = q["X"], q["X"].shape[1]
    Z = A
    for l, name in enumerate(s["activations"], start=1):
        Z = probe(f"Z{l}", q[f"W{l}"] @ A + q[f"b{l}"])
        A = ACTIVATIONS[name](Z)
        if f"D{l}" in q:
            A = jnp.where(q[f"D{l}"] > 0, A / s.get("keep", 1.0), 0)
    if s.get("loss", "cross_entropy") == "cross_entropy":
        J = mean_cross_entropy(Z, q["Y"], m)
    else:
        J = jnp.sum(jnp.square(A - q["Y"])) / (2 * m)
    return J + penalty(q, s, m)


NATIVE = {
    function.__name__: function
    for function in (logistic, logistic_one, shallow, shallow_one, rows, deep)
}


def testify(case: Case) -> Answer:
    """Cost and derivatives of J by jax.grad."""
    if not derivation_of(case).native:
        return testify_on_numpy(case)
    with jax.enable_x64(case.dtype.itemsize == 8):
        q = held_by_jax(case)
        start = time.perf_counter()
        J, derivatives = differentiated(case, q)
        seconds = time.perf_counter() - start
        held = digest({name: np.asarray(value) for name, value in q.items()})
    return Answer(J, derivatives, held, seconds)


def differentiated(case: Case, q: Arrays) -> tuple[Array, dict[str, Array]]:
    """J of the native cost, and its derivatives."""
    native = derivation_of(case).native
    numbers = {name: case.settings.get(name, usual) for name, usual in NUMBERS.items()}
    settings = tuple(sorted((k, v) for k, v in case.settings.items() if k not in NUMBERS))
    nudges = {
        name: np.zeros(shape, case.dtype)  # NumPy's: JAX would compile one for each shape
        for name, shape in shapes_of(native, settings, shapes_in(q)).items()
        if name in quantities_of(case)
    }
    J, (by_nudge, by_parameter) = compiled(native, settings, tuple(case.parameters))(
        nudges,
        {name: q[name] for name in case.parameters},
        {name: value for name, value in q.items() if name not in case.parameters},
        numbers,
    )
    derivatives = {**by_nudge, **by_parameter}
    return np.asarray(J), {name: np.asarray(value) for name, value in derivatives.items()}


def held_by_jax(case: Case) -> Arrays:
    """The case's numbers; jnp.array would compile, for each shape, how it is copied."""
    held: Arrays = jax.device_put(dict(case.arrays))
    return held


def testify_on_numpy(case: Case) -> Answer:
    """The same on the derivation's own NumPy cost."""
    with jax.enable_x64(True):
        q = held_by_jax(case)
        start = time.perf_counter()
        J, derivatives = jax_numpy.derivatives(
            derivation_of(case).cost, {**case.settings, **q}, case.parameters, quantities_of(case)
        )
        seconds = time.perf_counter() - start
        held = digest({name: np.asarray(value) for name, value in q.items()})
    return Answer(J, derivatives, held, seconds)


def testify_examples(case: Case) -> Answer:
    """Every example's loss and its derivatives, by vmap(grad)."""
    with jax.enable_x64(case.dtype.itemsize == 8):
        q = held_by_jax(case)
        native, axis = NATIVE[derivation_of(case).native], example_axis(case)

        def loss(parameters: Arrays, example: Arrays) -> jax.Array:
            batch = {name: jnp.expand_dims(value, axis) for name, value in example.items()}
            return native({**parameters, **batch}, case.settings, lambda _, value: value)

        start = time.perf_counter()
        one_by_one = jax.jit(jax.vmap(jax.value_and_grad(loss), in_axes=(None, axis)))
        losses, gradients = one_by_one(
            {name: q[name] for name in case.parameters}, {name: q[name] for name in case.data}
        )
        derivatives = {name: np.asarray(gradient) for name, gradient in gradients.items()}
        seconds = time.perf_counter() - start
        held = digest({name: np.asarray(value) for name, value in q.items()})
    return Answer(np.asarray(losses), derivatives, held, seconds)


@functools.cache
def compiled(
    native: str, settings: tuple[tuple[str, Any], ...], differentiated: tuple[str, ...]
) -> Any:
    """The gradient, compiled once for each kind of case; XLA compiles again for new shapes."""
    del differentiated  # part of the key only

    def cost(
        nudges: Arrays, parameters: Arrays, data: Arrays, numbers: Mapping[str, float]
    ) -> jax.Array:
        # A quantity plus zero: the derivative by the zero is the derivative by the quantity.
        def probe(name: str, value: jax.Array) -> jax.Array:
            return value + nudges[name] if name in nudges else value

        return NATIVE[native]({**parameters, **data}, {**dict(settings), **numbers}, probe)

    return jax.jit(jax.value_and_grad(cost, argnums=(0, 1)))


def shapes_in(q: Arrays) -> Shapes:
    """What the shapes of the intermediates depend on."""
    return tuple((name, value.shape, value.dtype) for name, value in q.items())


@functools.lru_cache(maxsize=100)
def shapes_of(
    native: str, settings: tuple[tuple[str, Any], ...], given: Shapes
) -> dict[str, tuple[int, ...]]:
    """Shapes of the intermediates, from an abstract run."""
    shapes: dict[str, tuple[int, ...]] = {}

    def probe(name: str, value: jax.Array) -> jax.Array:
        shapes[name] = value.shape
        return value

    q = {name: np.zeros(shape, dtype) for name, shape, dtype in given}
    jax.eval_shape(lambda q: NATIVE[native](q, dict(settings), probe), q)
    return shapes
