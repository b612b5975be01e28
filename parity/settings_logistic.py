"""Logistic regression, and single activations: the settings of S0, S2 and the review in S3."""

from functools import partial
from typing import Any

import numpy as np

from parity.settings import Quantities, Setting
from reference.activations import ACTIVATIONS, sigmoid
from reference.arrays import Array

ALPHA = 0.3


def cross_entropy(a: Any, y: Any) -> Any:
    """The loss of a prediction."""
    return -(y * np.log(a) + (1 - y) * np.log(1 - a))


def both_labels(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Labels, drawn, of which one is 0 and one is 1."""
    labels = rng.integers(0, 2, shape)
    labels.flat[0], labels.flat[-1] = 1, 0
    return labels


# One example.


def draw_example(p: int, label: int, rng: np.random.Generator) -> dict[str, Any]:
    return {
        "p": p,
        "w": rng.normal(size=p),
        "b": float(rng.normal()),
        "x": rng.normal(size=p),
        "y": label,
    }


def cost_of_example(w: Any, b: Any, x: Any, y: Any) -> Any:
    z = w.T @ x + b
    a = sigmoid(z)
    loss = cross_entropy(a, y)
    return np.sum(loss)


def follows_example(q: Quantities) -> dict[str, Any]:
    return {"yhat": q.a, "g_z": q.a, "a_prime": q.dz / q.da, "dL_da": q.da}


def functions_of_example(q: Quantities) -> dict[str, Any]:
    del q
    return {"g": sigmoid, "sigma": sigmoid, "L": cross_entropy}


EXAMPLE = Setting(
    "logistic regression, one example",
    cost_of_example,
    ("w", "b"),
    tuple(partial(draw_example, p, label) for p, label in ((4, 1), (4, 0), (6, 1), (1, 0))),
    follows_example,
    functions_of_example,
)


# A batch of examples as columns.


def draw_batch(p: int, m: int, rng: np.random.Generator) -> dict[str, Any]:
    return {
        "p": p,
        "m": m,
        "w": rng.normal(size=(p, 1)),
        "b": float(rng.normal()),
        "X": rng.normal(size=(p, m)),
        "Y": both_labels(rng, (1, m)),
        "alpha": ALPHA,
    }


def cost_of_batch(w: Any, b: Any, X: Any, Y: Any, m: int) -> Any:
    w_each = w * np.ones((1, m))  # (p, m)
    b_each = b * np.ones((1, m))  # (1, m)
    Z = np.sum(w_each * X, axis=0, keepdims=True) + b_each  # (1, m)
    A = sigmoid(Z)  # (1, m)
    losses = cross_entropy(A, Y)  # (1, m)
    return np.sum(losses) / m


def follows_batch(q: Quantities) -> dict[str, Any]:
    return {
        "dJ_dw": q.dw,
        "dJ_db": q.db,
        "w_new": q.w - q.alpha * q.dw,
        "b_new": q.b - q.alpha * q.db,
    }


def functions_of_batch(q: Quantities) -> dict[str, Any]:
    return {
        "g": sigmoid,
        "L": cross_entropy,
        "yhat": lambda i: counted_from_1(q.A[0], i),
        "y": lambda i: counted_from_1(q.Y[0], i),
        "dL_dw": lambda i: counted_from_1(q.dw_each.T, i)[:, np.newaxis],
    }


def counted_from_1(items: Any, i: int) -> Any:
    """The item that the notes call i: there is no item 0, and none behind the last."""
    if not 1 <= i <= len(items):
        raise IndexError(f"index {i} is outside of 1..{len(items)}")
    return items[i - 1]


BATCH = Setting(
    "logistic regression, m examples",
    cost_of_batch,
    ("w", "b"),
    tuple(partial(draw_batch, p, m) for p, m in ((4, 5), (6, 3), (1, 4))),
    follows_batch,
    functions_of_batch,
)


# Two features, example by example, with accumulators.


def draw_two_features(m: int, i: int, rng: np.random.Generator) -> dict[str, Any]:
    return {
        "m": m,
        "i": i,
        "w1": float(rng.normal()),
        "w2": float(rng.normal()),
        "b": float(rng.normal()),
        "X": rng.normal(size=(2, m)),
        "Y": both_labels(rng, (m,)),
        "alpha": ALPHA,
    }


def cost_of_two_features(w1: Any, w2: Any, b: Any, X: Any, Y: Any, m: int) -> Any:
    w1_each = w1 * np.ones(m)
    w2_each = w2 * np.ones(m)
    b_each = b * np.ones(m)
    z = w1_each * X[0] + w2_each * X[1] + b_each  # (m,)
    a = sigmoid(z)  # (m,)
    losses = cross_entropy(a, Y)  # (m,)
    return np.sum(losses) / m


def follows_two_features(q: Quantities) -> dict[str, Any]:
    """Example i, and the accumulators: at the start, before and after i, and behind the loop."""
    k = q.i - 1
    example = {
        "w": np.stack([q.w1, q.w2]), "x_i": q.X[:, k], "x1_i": q.X[0, k], "x2_i": q.X[1, k],
        "y_i": q.Y[k], "z_i": q.z[k], "a_i": q.a[k], "yhat_i": q.a[k], "loss_i": q.losses[k],
        "dz_i": q.dz[k], "dw1_i": q.dw1_each[k], "dw2_i": q.dw2_each[k], "db_i": q.db_each[k],
    }  # fmt: skip
    summands = {"J": q.losses, "dw1": q.dw1_each, "dw2": q.dw2_each, "db": q.db_each}
    ends = {"start": 0, "before": k, "after": k + 1, "total": q.m}
    sums = {
        f"{name}_{when}": np.sum(each[:end])
        for name, each in summands.items()
        for when, end in ends.items()
    }
    gradients = {"dJ_dw1": q.dw1, "dJ_dw2": q.dw2, "dJ_db": q.db}
    updates = {
        "w1_new": q.w1 - q.alpha * q.dw1,
        "w2_new": q.w2 - q.alpha * q.dw2,
        "b_new": q.b - q.alpha * q.db,
    }
    return example | sums | gradients | updates


def functions_of_two_features(q: Quantities) -> dict[str, Any]:
    return {
        "sigma": sigmoid,
        "L": cross_entropy,
        "a": lambda i: counted_from_1(q.a, i),
        "y": lambda i: counted_from_1(q.Y, i),
        "dL_dw1": lambda i: counted_from_1(q.dw1_each, i),
        "dL_dw2": lambda i: counted_from_1(q.dw2_each, i),
        "dL_db": lambda i: counted_from_1(q.db_each, i),
    }


TWO_FEATURES = Setting(
    "logistic regression, two features",
    cost_of_two_features,
    ("w1", "w2", "b"),
    tuple(partial(draw_two_features, m, i) for m, i in ((5, 3), (7, 2), (4, 4))),
    follows_two_features,
    functions_of_two_features,
)


# One activation.


def draw_logits(count: int, rng: np.random.Generator) -> dict[str, Any]:
    return {"n": count, "z": rng.normal(size=count) + np.where(np.arange(count) % 2, 1.5, -1.5)}


def activated(name: str) -> Setting:
    """An activation; dz of sum(g(z)) is g'(z)."""
    g = ACTIVATIONS[name].g

    def cost(z: Any) -> Any:
        a = g(z)
        return np.sum(a)

    def follows(q: Quantities) -> dict[str, Any]:
        return {"g_z": q.a, "dg_dz": q.dz}

    draws = (partial(draw_logits, 5), partial(draw_logits, 4))
    return Setting(name.replace("_", " "), cost, ("z",), draws, follows)


# Any function at all.


def draw_x(count: int, rng: np.random.Generator) -> dict[str, Any]:
    return {"n": count, "x": rng.normal(size=count), "alpha": ALPHA}


def double_well(x: Any) -> Any:
    return np.sum(x * x * x * x - 2 * x * x)


def follows_descent(q: Quantities) -> dict[str, Any]:
    return {"gradient": q.dx, "x_new": q.x - q.alpha * q.dx}


DESCENT = Setting(
    "a differentiable function",
    double_well,
    ("x",),
    (partial(draw_x, 3), partial(draw_x, 5)),
    follows_descent,
)

SETTINGS = (
    EXAMPLE,
    BATCH,
    TWO_FEATURES,
    DESCENT,
    *(activated(name) for name in ("sigmoid", "tanh", "relu", "leaky_relu")),
)
