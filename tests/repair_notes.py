"""The wrong and ill-typed gradients and updates of the lecture notes, written in NumPy.

The names S0-12 and so on are those of the list of printed formulas; `corrected` is what holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from parity.repair import Demand
from tests.repair_nets import SIZES, sigmoid

Scope = dict[str, Any]


@dataclass(frozen=True)
class Note:
    """What is printed and what holds, in the letters of the notes."""

    name: str
    printed: str
    corrected: str
    draw: Callable[[int], Scope]

    def demand(self, seed: int) -> Demand:
        """A point, at which the truth is what the corrected line gives."""
        scope = self.draw(seed)
        after = dict(scope)
        exec(self.corrected, after)
        target = self.corrected.split(" = ")[0]
        truth = np.asarray(after[target])
        # Later lines see it, too; an update or an accumulator is named as it was before.
        scope = {target: truth, **scope}
        return Demand(scope, truth, np.full(truth.shape, 1e-9 * np.max(np.abs(truth))))


def vectorised(seed: int) -> Scope:
    """A shallow net of all examples, tanh hidden, and logistic regression beside it."""
    n0, n1, n2, m = SIZES[seed]
    rng = np.random.default_rng(seed)
    draw = rng.normal
    W1, b1, W2, b2 = (draw(size=s) for s in ((n1, n0), (n1, 1), (n2, n1), (n2, 1)))
    X, Y = draw(size=(n0, m)), (draw(size=(n2, m)) > 0) * 1.0
    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = sigmoid(Z2)
    dZ2 = A2 - Y
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * (1 - A1**2)
    return {
        "np": np, "m": m, "W1": W1, "b1": b1, "W2": W2, "b2": b2, "X": X, "Y": Y, "Z1": Z1,
        "A1": A1, "Z2": Z2, "A2": A2, "dZ2": dZ2, "dA1": dA1, "dZ1": dZ1,
        "dW2": dZ2 @ A1.T / m, "alpha": float(rng.uniform(0.1, 0.9)),
        "lam": float(rng.uniform(0.1, 0.9)), "w": draw(size=(n0, 1)), "b": float(draw()),
        "dw": draw(size=(n0, 1)), "db": float(draw()), "W": draw(size=(n1, n0)),
        "dW": draw(size=(n1, n0)),
    }  # fmt: skip


def one(seed: int) -> Scope:
    """A shallow net of one example, as columns, with sigmoids."""
    n0, n1, n2, _ = SIZES[seed]
    draw = np.random.default_rng(seed).normal
    W1, b1, W2, b2 = (draw(size=s) for s in ((n1, n0), (n1, 1), (n2, n1), (n2, 1)))
    x, y = draw(size=(n0, 1)), (np.arange(n2)[:, None] % 2 == seed % 2) * 1.0
    z1 = W1 @ x + b1
    a1 = sigmoid(z1)
    z2 = W2 @ a1 + b2
    a2 = sigmoid(z2)
    dz2 = a2 - y
    dz1 = W2.T @ dz2 * (a1 * (1 - a1))
    return {
        "np": np, "W1": W1, "b1": b1, "W2": W2, "b2": b2, "x": x, "y": y, "z1": z1, "a1": a1,
        "z2": z2, "a2": a2, "dz2": dz2, "dz1": dz1, "g": sigmoid, "g_prime": slope,
    }  # fmt: skip


def slope(z: Any) -> Any:
    return sigmoid(z) * (1 - sigmoid(z))


def graph(seed: int) -> Scope:
    """Logistic regression of one example, all numbers; both labels come."""
    draw = np.random.default_rng(seed).normal
    x, w, b = draw(size=3), draw(size=3), float(draw())
    z = float(w @ x + b)
    a, y = float(sigmoid(z)), float(seed % 2)
    return {
        "np": np, "x": x, "w": w, "b": b, "z": z, "a": a, "y": y,
        "da": -y / a + (1 - y) / (1 - a), "dz": a - y,
    }  # fmt: skip


def accumulated(seed: int) -> Scope:
    """The loop over examples, in its middle: accumulators hold the sums so far."""
    draw = np.random.default_rng(seed).normal
    scope = {name: float(draw()) for name in ("x1", "x2", "dz", "dw1", "dw2", "db", "J", "b")}
    return {"np": np, "m": 5 + seed, **scope}


def rows(seed: int) -> Scope:
    """Examples as rows with the bias absorbed; unit l, input n, example k, weight j."""
    n0, n1, _, m = SIZES[seed]
    rng = np.random.default_rng(seed)
    X = np.hstack([np.ones((m, 1)), rng.normal(size=(m, n0))])
    Theta, beta = rng.normal(size=(n1, n0 + 1)), rng.normal(size=n1 + 1)
    A = np.hstack([np.ones((m, 1)), sigmoid(X @ Theta.T)])
    p, y = sigmoid(A @ beta), (rng.random(m) < 0.5) * 1.0
    l, k, j = 1 + seed % 2, seed % 3, (seed + 1) % 3
    y[k] = seed % 2  # both labels come
    return {
        "np": np, "m": m, "n": n0, "X": X, "Theta": Theta, "beta": beta, "A": A, "p": p, "y": y,
        "l": l, "k": k, "j": j, "a_l": A[:, l], "x_n": X[:, n0], "beta_l": float(beta[l]),
        "a_k": A[k], "p_k": float(p[k]), "y_k": float(y[k]),
    }  # fmt: skip


def tiled(seed: int) -> Scope:
    """The same, with what all inputs of a unit share."""
    scope = rows(seed)
    p, y, beta_l, a_l = (scope[name] for name in ("p", "y", "beta_l", "a_l"))
    return {**scope, "temp": ((p - y) * beta_l * a_l * (1 - a_l))[:, None]}


BRACKET = "((1 - y_k) / (1 - p_k) - y_k / p_k)"
NOTES = (
    Note("S0-12", "b = b - alpha * dw", "b = b - alpha * db", vectorised),
    Note("S0-30", "slope = A1 * (1 - A1)", "slope = 1 - A1**2", vectorised),
    Note("S0-34", "slope = -A1**2", "slope = 1 - A1**2", vectorised),
    Note("S0-43", "dW1 = 1 / m * dZ2 @ X.T", "dW1 = 1 / m * dZ1 @ X.T", vectorised),
    Note(
        "S0-44",
        "db1 = 1 / m * np.sum(dZ1)",
        "db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True)",
        vectorised,
    ),
    Note(
        "S0-63",
        "W = (-alpha * lam / m) * W - alpha * dW",
        "W = (1 - alpha * lam / m) * W - alpha * dW",
        vectorised,
    ),
    Note("S1-31", "dW2 = dz2 @ a1", "dW2 = dz2 @ a1.T", one),
    Note("S1-31 *", "dW2 = dz2 * a1", "dW2 = dz2 @ a1.T", one),
    Note("S1-34", "dW1 = dz1 @ a1", "dW1 = dz1 @ x.T", one),
    Note("S1-34 *", "dW1 = dz1 * a1", "dW1 = dz1 @ x.T", one),
    Note("S2-28", "db = dz", "db = db + dz", accumulated),
    Note("S3-15", "db = dz * (a * (1 - a))", "db = dz", graph),
    Note("S3-16", "dz = -1 / a + (1 - y) / (1 - a)", "dz = a - y", graph),
    Note("S3-16 da", "da = -1 / a + (1 - y) / (1 - a)", "da = -y / a + (1 - y) / (1 - a)", graph),
    Note("S3-18", "dz1 = W2 @ dz2", "dz1 = W2.T @ dz2 * g_prime(z1)", one),
    Note("S3-18 vectorised", "dZ1 = W2 @ dZ2", "dZ1 = W2.T @ dZ2 * (1 - A1**2)", vectorised),
    Note("S3-20", "db1 = dz1 @ a1.T", "db1 = dz1", one),
    Note("S3-22", "dz2 = a2 * y", "dz2 = a2 - y", one),
    Note("S3-30", "dz1 = W2.T @ dz2 + g_prime(z1)", "dz1 = W2.T @ dz2 * g_prime(z1)", one),
    Note(
        "S3-30 vectorised",
        "dZ1 = W2.T @ dZ2 + (1 - A1**2)",
        "dZ1 = W2.T @ dZ2 * (1 - A1**2)",
        vectorised,
    ),
    Note(
        "S4-12",
        "dbeta = ((y_k - 1) / (1 - p_k) - y_k / p_k) * (p_k * (1 - p_k)) * np.sum(a_k * beta)",
        f"dbeta = {BRACKET} * (p_k * (1 - p_k)) * a_k",
        rows,
    ),
    Note("S4-14 left", "dp = (p_k - y_k) * a_k", "dp = p_k * (1 - p_k) * a_k", rows),
    Note(
        "S4-14 middle",
        "dbeta = (p_k - y_k) * (1 - p_k) / ((1 - p_k) * p_k) * a_k",
        "dbeta = (p_k - y_k) * a_k",
        rows,
    ),
    Note(
        "S4-21",
        "dtheta = 1 / n * np.sum(((p - y) * beta_l * a_l * (1 - a_l) * x_n)[:n])",
        "dtheta = 1 / m * np.sum((p - y) * beta_l * a_l * (1 - a_l) * x_n)",
        rows,
    ),
    Note(
        "S4-26",
        "dtheta = (p - y) * beta_l * A[l, l] * (1 - A[l, l]) * X[:, 0]",
        "dtheta = (p - y) * beta_l * A[:, l] * (1 - A[:, l]) * X[:, n]",
        rows,
    ),
    Note(
        "S4-46",
        f"dbeta = {BRACKET} * (p_k * (1 - p_k) / p_k) * A[k, k]",
        f"dbeta = {BRACKET} * (p_k * (1 - p_k)) * A[k, j]",
        rows,
    ),
    Note(
        "S4-47",
        "dbeta = (p_k - y_k) / ((1 - p_k) * p_k) * A[k, k]",
        "dbeta = (p_k - y_k) * A[k, j]",
        rows,
    ),
    Note(
        "S4-49",
        "dtheta = (p - y) * beta_l * (a_l * (1 - a_l)) * (a_l * (1 - a_l)) * x_n",
        "dtheta = (p - y) * beta_l * (a_l * (1 - a_l)) * x_n",
        rows,
    ),
    Note(
        "S4-50",
        "dtheta = (p - y) * beta_l * (a_l / a_l * (1 - a_l)) * x_n",
        "dtheta = (p - y) * beta_l * (a_l * (1 - a_l)) * x_n",
        rows,
    ),
    Note("S4-57", "G = np.tile(temp, (1, n)) * X", "G = np.tile(temp, (1, n + 1)) * X", tiled),
)
