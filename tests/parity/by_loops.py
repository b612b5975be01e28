"""The costs again, by plain loops over mpmath numbers: nothing is shared with the code on trial.

Derivatives come from central differences with so many digits that 30 of them stay.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import mpmath
import numpy as np
from mpmath import mpf

from parity.case import Case

Numbers = dict[str, Any]  # object arrays of mpf by name
Nudges = dict[tuple[int, int, int], Any]  # (layer, unit, example) -> what is added to z

ACTIVATIONS: dict[str, Callable[[Any], Any]] = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "tanh": lambda z: (mpmath.exp(z) - mpmath.exp(-z)) / (mpmath.exp(z) + mpmath.exp(-z)),
    "relu": lambda z: z if z > 0 else mpf(0),
    "leaky_relu": lambda z: z if z > 0 else mpf(0.01) * z,
}


class Net(NamedTuple):
    """A case in one form for all: weights by layer, unit and input; biases by layer and unit."""

    weights: list[list[list[Any]]]
    biases: list[list[Any]]
    examples: list[list[Any]]
    labels: list[list[Any]]
    activations: tuple[str, ...]


def numbers(case: Case) -> Numbers:
    """The exact numbers of a case."""
    convert = np.frompyfunc(lambda v: mpf(float(v)), 1, 1)
    return {name: np.asarray(convert(value), object) for name, value in case.arrays.items()}


def net(case: Case, q: Numbers) -> Net:
    """The net that a case is about, whatever its letters."""
    family = case.derivation.partition("/")[0]
    hidden = case.settings.get("hidden", "tanh")
    if family == "logistic":
        X = q.get("X", np.reshape(q.get("x"), (-1, 1)))
        Y = q.get("Y", np.reshape(q.get("y"), (1, 1)))
        w, b = np.reshape(q["w"], -1), np.reshape(q["b"], -1)
        return Net([[list(w)]], [list(b)], X.T.tolist(), Y.T.tolist(), ("sigmoid",))
    if family == "rows":
        Theta, beta = q["Theta"], q["beta"]
        weights = [Theta[:, 1:].tolist(), [list(beta[1:])]]
        biases = [list(Theta[:, 0]), [beta[0]]]
        return Net(weights, biases, q["X"].tolist(), [[y] for y in q["y"]], (hidden, "sigmoid"))
    L = sum(name[0] == "W" for name in q)
    return Net(
        [q[f"W{l}"].tolist() for l in range(1, L + 1)],
        [list(q[f"b{l}"][:, 0]) for l in range(1, L + 1)],
        (q["X"] if "X" in q else q["x"]).T.tolist(),
        (q["Y"] if "Y" in q else q["y"]).T.tolist(),
        tuple(case.settings.get("activations", (hidden, "sigmoid"))),
    )


def cost(case: Case, q: Numbers, nudges: Nudges) -> Any:
    """J, one number at a time."""
    given, J = net(case, q), mpf(0)
    for k, (x, y) in enumerate(zip(given.examples, given.labels, strict=True)):
        a = x
        for l, activation in enumerate(given.activations):
            z = []
            for i, row in enumerate(given.weights[l]):
                total = given.biases[l][i] + nudges.get((l, i, k), 0)
                for j, weight in enumerate(row):
                    total += weight * a[j]
                z.append(total)
            a = [ACTIVATIONS[activation](value) for value in z]
            if f"D{l + 1}" in q:
                keep = mpf(case.settings["keep"])
                a = [value * q[f"D{l + 1}"][i, k] / keep for i, value in enumerate(a)]
        J += sum(loss(case, a_i, y_i) for a_i, y_i in zip(a, y, strict=True))
    m = len(given.examples)
    squares = sum(w**2 for layer in given.weights for row in layer for w in row)
    return J / m + mpf(case.settings.get("lam", 0)) / (2 * m) * squares


def loss(case: Case, a: Any, y: Any) -> Any:
    """Of one output; a logarithm counts only where its label does."""
    if case.settings.get("loss") == "half_squared_error":
        return (a - y) ** 2 / 2
    loss = mpf(0)
    if y != 0:
        loss -= y * mpmath.log(a)
    if y != 1:
        loss -= (1 - y) * mpmath.log(1 - a)
    return loss


def derivative(case: Case, quantity: str, index: tuple[int, ...]) -> Any:
    """A central difference; with d digits, h = 10^(-d/4) leaves half of them."""
    h = mpf(10) ** (-mpmath.mp.dps // 4)
    sides = []
    for step in (h, -h):
        q, nudges = numbers(case), Nudges()
        if quantity in q:
            q[quantity][index] += step
        else:
            nudges[place(case, quantity, index)] = step
        sides.append(cost(case, q, nudges))
    return (sides[0] - sides[1]) / (2 * h)


def uncertainty() -> Any:
    """How far off a central difference may be: h^2 for the third derivative, and some room."""
    return mpf(10) ** (-mpmath.mp.dps * 9 // 20)


def place(case: Case, quantity: str, index: tuple[int, ...]) -> tuple[int, int, int]:
    """Layer, unit and example of a component of Z, Z1, z2, w."""
    if case.derivation.startswith("rows"):
        return (1, 0, index[0]) if quantity == "w" else (0, index[1], index[0])
    unit, example = (*index, 0, 0)[:2]
    return (int(quantity[1:] or 1) - 1, unit, example)


def some(shape: tuple[int, ...], count: int) -> Iterator[tuple[int, ...]]:
    """Some indices, always the same ones, the first and the last among them."""
    size = int(np.prod(shape))
    for flat in sorted({round(k * (size - 1) / max(count - 1, 1)) for k in range(count)}):
        yield tuple(int(i) for i in np.unravel_index(flat, shape))
