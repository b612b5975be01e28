"""Nets with examples as columns: the settings of S0, S1 and S3."""

from functools import partial
from typing import Any

import numpy as np

from parity.settings import Quantities, Setting
from parity.settings_logistic import ALPHA, both_labels, counted_from_1, cross_entropy
from reference.activations import ACTIVATIONS, sigmoid

LAM = 0.7


def depends(gradient: Any) -> Any:
    """1 for a parameter that J depends on: its derivative is not 0."""
    square = np.sum(gradient * gradient)
    return square / square


# One hidden layer, one example.


def draw_example(
    n0: int, n1: int, n2: int, hidden: str, rng: np.random.Generator
) -> dict[str, Any]:
    return {"n0": n0, "n1": n1, "n2": n2, "hidden": hidden, **shallow_parameters(n0, n1, n2, rng),
            "x": rng.normal(size=(n0, 1)), "y": np.arange(n2).reshape(n2, 1) % 2,
            "b1_own": rng.normal(size=(n1, 1)), "b2_own": rng.normal(size=(n2, 1))}  # fmt: skip


def shallow_parameters(n0: int, n1: int, n2: int, rng: np.random.Generator) -> dict[str, Any]:
    """Weights and biases, none of them zero."""
    return {"W1": rng.normal(size=(n1, n0)), "b1": rng.normal(size=(n1, 1)),
            "W2": rng.normal(size=(n2, n1)), "b2": rng.normal(size=(n2, 1))}  # fmt: skip


def cost_of_example(W1: Any, b1: Any, W2: Any, b2: Any, x: Any, y: Any, hidden: str) -> Any:
    z1 = W1 @ x + b1  # (n1, 1)
    a1 = ACTIVATIONS[hidden].g(z1)  # (n1, 1)
    z2 = W2 @ a1 + b2  # (n2, 1)
    a2 = sigmoid(z2)  # (n2, 1)
    losses = cross_entropy(a2, y)  # (n2, 1)
    return np.sum(losses)


def follows_example(q: Quantities) -> dict[str, Any]:
    return {"yhat": q.a2, "slope1": q.dz1 / q.da1, "dL_da2": q.da2}


def functions_of_example(q: Quantities) -> dict[str, Any]:
    activation = ACTIVATIONS[q.hidden]
    return {"sigma": sigmoid, "g1": activation.g, "g1_prime": activation.slope_z,
            "L": cross_entropy}  # fmt: skip


def example_setting(name: str, *hidden: str) -> Setting:
    """One hidden layer, one example, one output and two."""
    sizes = ((4, 3, 1), (3, 5, 2), (5, 4, 2), (2, 3, 1))
    draws = tuple(
        partial(draw_example, *size, hidden[k % len(hidden)]) for k, size in enumerate(sizes)
    )
    return Setting(name, cost_of_example, ("W", "b"), draws, follows_example, functions_of_example)


# One hidden layer, a batch.


def draw_batch(
    n0: int, n1: int, n2: int, m: int, hidden: str, rng: np.random.Generator
) -> dict[str, Any]:
    return {"n0": n0, "n1": n1, "n2": n2, "m": m, "i": 2, "hidden": hidden,
            **shallow_parameters(n0, n1, n2, rng),
            "X": rng.normal(size=(n0, m)), "Y": both_labels(rng, (n2, m)),
            "alpha": ALPHA}  # fmt: skip


def cost_of_batch(W1: Any, b1: Any, W2: Any, b2: Any, X: Any, Y: Any, m: int, hidden: str) -> Any:
    Z1 = W1 @ X + b1  # (n1, m)
    A1 = ACTIVATIONS[hidden].g(Z1)  # (n1, m)
    Z2 = W2 @ A1 + b2  # (n2, m)
    A2 = sigmoid(Z2)  # (n2, m)
    losses = cross_entropy(A2, Y)  # (n2, m)
    return np.sum(losses) / m


def follows_batch(q: Quantities) -> dict[str, Any]:
    names = ("W1", "b1", "W2", "b2")
    gradients = {name: getattr(q, f"d{name}") for name in names}
    return {
        **{f"dJ_d{name}": gradient for name, gradient in gradients.items()},
        **{f"{name}_new": getattr(q, name) - q.alpha * gradients[name] for name in names},
        "Yhat": q.A2,
        "yhat_i": q.A2[:, q.i - 1 : q.i],
        "J_depends_on": np.stack([depends(gradient) for gradient in gradients.values()]),
    }


def functions_of_batch(q: Quantities) -> dict[str, Any]:
    activation = ACTIVATIONS[q.hidden]
    return {
        "sigma": sigmoid,
        "g1": activation.g,
        "g1_prime": activation.slope_z,
        "g2": sigmoid,
        **per_example(q.A2, q.Y),
    }


def per_example(A: Any, Y: Any) -> dict[str, Any]:
    """Predictions and labels of example i, as columns, and their loss."""
    return {
        "yhat": lambda i: counted_from_1(A.T, i)[:, np.newaxis],
        "y": lambda i: counted_from_1(Y.T, i)[:, np.newaxis],
        "L": L,
    }


def L(yhat: Any, y: Any) -> Any:
    """The loss of one example."""
    return np.sum(cross_entropy(yhat, y))


def batch_setting(name: str, *hidden: str) -> Setting:
    """One hidden layer, m examples, one output and two."""
    sizes = ((4, 3, 1, 5), (3, 4, 2, 6), (5, 3, 2, 4), (2, 5, 1, 3))
    draws = tuple(
        partial(draw_batch, *size, hidden[k % len(hidden)]) for k, size in enumerate(sizes)
    )
    return Setting(name, cost_of_batch, ("W", "b"), draws, follows_batch, functions_of_batch)


# L layers.


def draw_deep(
    widths: tuple[int, ...], m: int, l: int, lam: float, rng: np.random.Generator
) -> dict[str, Any]:
    """Hidden layers take turns in being tanh, sigmoid and relu; the output is sigmoid."""
    L = len(widths) - 1
    parameters = {
        name: value
        for k in range(1, L + 1)
        for name, value in (
            (f"W{k}", rng.normal(size=(widths[k], widths[k - 1]))),
            (f"b{k}", rng.normal(size=(widths[k], 1))),
        )
    }
    return {"widths": " ".join(map(str, widths)), "m": m, "L": L, "l": l, **parameters,
            "A0": rng.normal(size=(widths[0], m)), "Y": both_labels(rng, (widths[L], m)),
            "alpha": ALPHA, "lam": lam}  # fmt: skip


def layer_activation(l: int, L: int) -> Any:
    """The activation of layer l of L."""
    return ACTIVATIONS["sigmoid" if l == L else ("relu", "tanh", "sigmoid")[l % 3]]


def cost_of_deep(A0: Any, Y: Any, m: int, L: int, lam: Any, **parameters: Any) -> Any:
    """V is W on its way into the net, apart from the penalty: dV is what backprop gives."""
    V, Z, A = {}, {}, {0: A0}
    squares = 0
    for k in range(1, L + 1):
        V[k] = parameters[f"W{k}"]
        Z[k] = V[k] @ A[k - 1] + parameters[f"b{k}"]
        A[k] = layer_activation(k, L).g(Z[k])
        squares = squares + np.sum(parameters[f"W{k}"] * parameters[f"W{k}"])
    losses = cross_entropy(A[L], Y)
    return np.sum(losses) / m + lam / (2 * m) * squares


def follows_deep(q: Quantities) -> dict[str, Any]:
    """The names with l, L and L-1 in place of numbers, and an update of layer l."""
    known = vars(q)
    named = {
        f"{letter}{word}": known[f"{letter}{number}"]
        for word, number in (("L", q.L), ("Lm1", q.L - 1), ("l", q.l), ("lm1", q.l - 1))
        for letter in ("W", "b", "Z", "A", "dW", "db", "dZ", "dV")
        if f"{letter}{number}" in known
    }
    Wl = named["Wl"]
    weights = [known[f"dW{k}"] for k in range(1, q.L + 1)]
    return {
        **named,
        "Yhat": named["AL"],
        "Wl_new": Wl - q.alpha * named["dWl"],
        "backprop": named["dVl"] / q.m,
        "frobenius": np.sum(Wl * Wl),
        "n_l": Wl.shape[0],
        "n_lm1": Wl.shape[1],
        "decays": np.where(1 - q.alpha * q.lam / q.m < 1, 1.0, 0.0),
        "J_depends_on": np.stack([depends(gradient) for gradient in weights]),
    }


def functions_of_deep(q: Quantities) -> dict[str, Any]:
    layers = range(1, q.L + 1)
    return {
        **{f"g{k}": layer_activation(k, q.L).g for k in layers},
        **{f"g{k}_prime": layer_activation(k, q.L).slope_z for k in layers},
        "gL": sigmoid,
        "gLm1_prime": layer_activation(q.L - 1, q.L).slope_z,
        **{
            "loss" if name == "L" else name: function  # L counts the layers here
            for name, function in per_example(getattr(q, f"A{q.L}"), q.Y).items()
        },
        "W": lambda l: getattr(q, f"W{l}"),
        "entry": lambda i, j: counted_from_1(counted_from_1(q.Wl, i), j),
    }


def deep_setting(name: str, lam: float) -> Setting:
    """Nets of two, three and four layers."""
    sizes = (((4, 3, 1), 5, 1), ((4, 5, 3, 1), 2, 2), ((4, 5, 3, 2), 6, 2), ((3, 5, 4, 2, 1), 6, 2))
    draws = tuple(partial(draw_deep, widths, m, l, lam) for widths, m, l in sizes)
    return Setting(name, cost_of_deep, ("W", "b"), draws, follows_deep, functions_of_deep)


SETTINGS = (
    example_setting("one hidden layer, one example", "tanh", "sigmoid", "leaky_relu"),
    example_setting("one hidden layer of sigmoids, one example", "sigmoid"),
    example_setting("one hidden layer of tanh, one example", "tanh"),
    batch_setting("one hidden layer, m examples", "tanh", "sigmoid", "relu"),
    batch_setting("one hidden layer of tanh, m examples", "tanh"),
    deep_setting("L layers, m examples", 0.0),
    deep_setting("L layers with L2, m examples", LAM),
)
