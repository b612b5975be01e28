"""Gradients and updates that the notes print wrongly: each as printed, and as it has to be.

At a point where no two dimensions are alike, the printed form fails, has another shape, or is
far off, while the right form is what the derivation says, to 100 digits in balls. Ids are those of
the inventory of printed formulas; where NumPy knows two products, the id names the one meant.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from types import SimpleNamespace as Point
from typing import Any

import numpy as np
import pytest
from flint import arb

from reference import activations, logistic, regularization, rows, shallow
from reference.arrays import Array
from reference.descent import updated
from reference.door import Door

from .closeness import assert_overlap, ball, balls
from .nets import absorbed, batch_of_rows, draw_net, logistic_column, logistic_vector

ALPHA, LAM = arb(0.5), arb(1.5)
J = 1  # the hidden unit, and
N = 2  # the input, whose element formulas are tried


@cache
def logistic_point() -> Point:
    net = draw_net((4, 1), 5).each(balls)
    arguments = logistic_column(net.parameters) | {"X": net.X, "Y": net.Y}
    A = logistic.vectorised.forward.formula(**logistic_column(net.parameters), X=net.X).A
    return Point(arguments=arguments, **arguments, A=A, dZ=A - net.Y, m=5)


@cache
def graph_point(label: int) -> Point:
    net = draw_net((4, 1), 1).each(balls)
    arguments = logistic_vector(net.parameters) | {"x": net.X[:, 0], "y": ball(label)}
    a = activations.sigmoid(arguments["w"] @ arguments["x"] + arguments["b"])
    return Point(arguments=arguments, **arguments, a=a, dz=a - label)


@cache
def batch_point(outputs: int) -> Point:
    net = draw_net((4, 3, outputs), 5).each(balls)
    arguments = net.parameters | {"X": net.X, "Y": net.Y}
    forward = shallow.vectorised.forward.formula(**net.parameters, X=net.X)._asdict()
    dZ2 = forward["A2"] - net.Y
    dZ1 = net.parameters["W2"].T @ dZ2 * (1 - forward["A1"] ** 2)
    return Point(arguments=arguments, **arguments, **forward, dZ2=dZ2, dZ1=dZ1, m=5)


@cache
def example_point(outputs: int) -> Point:
    net = draw_net((4, 3, outputs), 1).each(balls)
    arguments = net.parameters | {"x": net.X, "y": net.Y}
    forward = shallow.one.forward.formula(**net.parameters, x=net.X)._asdict()
    dz2 = forward["a2"] - net.Y
    slope = 1 - forward["a1"] ** 2
    dz1 = net.parameters["W2"].T @ dz2 * slope
    return Point(arguments=arguments, **arguments, **forward, dz2=dz2, dz1=dz1, slope=slope)


@cache
def rows_point() -> Point:
    """Sigmoid hidden units, the only ones for which S4 prints gradients."""
    net = draw_net((4, 3, 1), 5).each(balls)
    arguments = absorbed(net.parameters) | batch_of_rows(net) | {"hidden": "sigmoid"}
    X1 = np.concatenate([balls(np.ones((5, 1))), net.X.T], axis=1)
    A = activations.sigmoid(X1 @ arguments["Theta"].T)
    A1 = np.concatenate([balls(np.ones((5, 1))), A], axis=1)
    return Point(
        arguments=arguments,
        **arguments,
        X1=X1,
        A1=A1,
        p=activations.sigmoid(A1 @ arguments["beta"]),
        beta_l=arguments["beta"][J],
        a_l=A1[:, J],
        m=5,
        n=4,
    )


def derived(function: Door[..., Any], name: str) -> Callable[[Point], Array]:
    """What a derivation says, from cost and gradients or from gradients alone."""

    def at(q: Point) -> Array:
        result = function.formula(**q.arguments)
        return (result[1] if isinstance(result, tuple) else result)[name]

    return at


@dataclass(frozen=True)
class Mistake:
    """A formula as printed, as it has to be, and what the derivation says, all at one point."""

    id: str
    point: Callable[[], Point]
    printed: Callable[[Point], Array]
    right: Callable[[Point], Array]
    derivation: Callable[[Point], Array]


def db_of_the_last_example(q: Point) -> Array:
    db = 0
    for i in range(q.m):
        db = q.A[0, i] - q.Y[0, i]
    return db / q.m


def db_of_all_examples(q: Point) -> Array:
    db = 0
    for i in range(q.m):
        db += q.A[0, i] - q.Y[0, i]
    return db / q.m


def descended(q: Point) -> Array:
    gradients = logistic.vectorised.cost_and_gradients.formula(**q.arguments)[1]
    return updated({"w": q.w, "b": q.b}, gradients, ALPHA)["b"]


def decayed(q: Point) -> Array:
    return regularization.weight_decay_step.formula(q.W2, q.dZ2 @ q.A1.T / q.m, ALPHA, LAM, q.m)


def theta_of_first_examples(q: Point) -> Array:
    """The mean over k = 1, ..., n, where n is the number of variables."""
    per_example = ((q.p - q.y) * q.beta_l * q.a_l * (1 - q.a_l))[:, np.newaxis] * q.X1
    return np.sum(per_example[: q.n], axis=0) / q.n


def theta_of_all_examples(q: Point) -> Array:
    per_example = ((q.p - q.y) * q.beta_l * q.a_l * (1 - q.a_l))[:, np.newaxis] * q.X1
    return np.sum(per_example, axis=0) / q.m


def tiled(q: Point, columns: int) -> Array:
    temp = (q.p - q.y) * q.beta_l * q.a_l * (1 - q.a_l)
    return np.tile(temp[:, np.newaxis], (1, columns))


one_output, two_outputs = partial(batch_point, 1), partial(batch_point, 2)
one_example, one_example_one_output = partial(example_point, 2), partial(example_point, 1)

of_batch = shallow.vectorised.cost_and_gradients
of_example = shallow.one.cost_and_gradients
of_rows = rows.tensor.example_gradients
tanh_slope = activations.ACTIVATIONS["tanh"].slope_a


def dbeta_j(q: Point) -> Array:
    return of_rows.formula(**q.arguments)["dbeta"][:, J]


def dtheta_ln(q: Point) -> Array:
    return of_rows.formula(**q.arguments)["dTheta"][:, J - 1, N]


MISTAKES = [
    Mistake(
        "S0-12",
        logistic_point,
        lambda q: q.b - ALPHA * (q.X @ q.dZ.T / q.m),
        lambda q: q.b - ALPHA * (np.sum(q.dZ) / q.m),
        descended,
    ),
    Mistake(
        "S0-15",
        logistic_point,
        lambda q: np.stack([q.X @ q.dZ.T / q.m] * q.m),
        lambda q: (q.X * q.dZ).T[:, :, np.newaxis],
        derived(logistic.vectorised.example_gradients, "dw"),
    ),
    Mistake(
        "S0-30",
        two_outputs,
        lambda q: q.A1 * (1 - q.A1),
        lambda q: 1 - q.A1**2,
        lambda q: tanh_slope(q.A1),
    ),
    Mistake(
        "S0-34",
        two_outputs,
        lambda q: -(q.A1**2),
        lambda q: 1 - q.A1**2,
        lambda q: tanh_slope(q.A1),
    ),
    *(
        Mistake(
            f"S0-43 {outputs}",
            point,
            lambda q: q.dZ2 @ q.X.T / q.m,
            lambda q: q.dZ1 @ q.X.T / q.m,
            derived(of_batch, "dW1"),
        )
        for outputs, point in (("one output", one_output), ("two outputs", two_outputs))
    ),
    Mistake(
        "S0-44",
        two_outputs,
        lambda q: np.sum(q.dZ1) / q.m,
        lambda q: np.sum(q.dZ1, axis=1, keepdims=True) / q.m,
        derived(of_batch, "db1"),
    ),
    Mistake(
        "S0-63",
        two_outputs,
        lambda q: -(ALPHA * LAM / q.m) * q.W2 - ALPHA * (q.dZ2 @ q.A1.T / q.m),
        lambda q: (1 - ALPHA * LAM / q.m) * q.W2 - ALPHA * (q.dZ2 @ q.A1.T / q.m),
        decayed,
    ),
    Mistake(
        "S1-31 matrix product",
        one_example,
        lambda q: q.dz2 @ q.a1,
        lambda q: q.dz2 @ q.a1.T,
        derived(of_example, "dW2"),
    ),
    Mistake(
        "S1-31 elementwise",
        one_example_one_output,
        lambda q: q.dz2 * q.a1,
        lambda q: q.dz2 @ q.a1.T,
        derived(of_example, "dW2"),
    ),
    Mistake(
        "S1-34 matrix product",
        one_example,
        lambda q: q.dz1 @ q.a1,
        lambda q: q.dz1 @ q.x.T,
        derived(of_example, "dW1"),
    ),
    Mistake(
        "S1-34 elementwise",
        one_example,
        lambda q: q.dz1 * q.a1,
        lambda q: q.dz1 @ q.x.T,
        derived(of_example, "dW1"),
    ),
    Mistake(
        "S2-28",
        logistic_point,
        db_of_the_last_example,
        db_of_all_examples,
        derived(logistic.loop.cost_and_gradients, "db"),
    ),
    *(
        Mistake(
            f"S3-15 y={label}",
            partial(graph_point, label),
            lambda q: q.dz * q.a * (1 - q.a),
            lambda q: q.dz,
            derived(logistic.graph.cost_and_gradients, "db"),
        )
        for label in (0, 1)
    ),
    *(
        Mistake(
            f"S3-16 y={label}",
            partial(graph_point, label),
            lambda q: -1 / q.a + (1 - q.y) / (1 - q.a),
            lambda q: (-q.y / q.a + (1 - q.y) / (1 - q.a)) * q.a * (1 - q.a),
            derived(logistic.graph.cost_and_gradients, "dz"),
        )
        for label in (0, 1)
    ),
    Mistake(
        "S3-18",
        one_example,
        lambda q: q.W2 @ q.dz2,
        lambda q: q.W2.T @ q.dz2 * q.slope,
        derived(of_example, "dz1"),
    ),
    Mistake(
        "S3-20",
        one_example,
        lambda q: q.dz1 @ q.a1.T,
        lambda q: q.dz1,
        derived(of_example, "db1"),
    ),
    Mistake(
        "S3-22",
        one_example,
        lambda q: q.a2 * q.y,
        lambda q: q.a2 - q.y,
        derived(of_example, "dz2"),
    ),
    Mistake(
        "S3-30",
        one_example,
        lambda q: q.W2.T @ q.dz2 + q.slope,
        lambda q: q.W2.T @ q.dz2 * q.slope,
        derived(of_example, "dz1"),
    ),
    Mistake(
        "S4-12",
        rows_point,
        lambda q: ((q.y - 1) / (1 - q.p) - q.y / q.p) * q.p * (1 - q.p) * (q.A1 @ q.beta),
        lambda q: ((1 - q.y) / (1 - q.p) - q.y / q.p) * q.p * (1 - q.p) * q.A1[:, J],
        dbeta_j,
    ),
    Mistake(
        "S4-14",
        rows_point,
        lambda q: (q.p - q.y) * (1 - q.p) / ((1 - q.p) * q.p) * q.A1[:, J],
        lambda q: (q.p - q.y) * (1 - q.p) * q.p / ((1 - q.p) * q.p) * q.A1[:, J],
        dbeta_j,
    ),
    Mistake(
        "S4-21",
        rows_point,
        theta_of_first_examples,
        theta_of_all_examples,
        lambda q: rows.matrix.cost_and_gradients.formula(**q.arguments)[1]["dTheta"][J - 1],
    ),
    Mistake(
        "S4-26",
        rows_point,
        lambda q: (q.p - q.y) * q.beta_l * q.A1[J, J] * (1 - q.A1[J, J]) * q.X1[:, 0],
        lambda q: (q.p - q.y) * q.beta_l * q.A1[:, J] * (1 - q.A1[:, J]) * q.X1[:, N],
        dtheta_ln,
    ),
    Mistake(
        "S4-46",
        rows_point,
        lambda q: ((1 - q.y) / (1 - q.p) - q.y / q.p) * (q.p * (1 - q.p) / q.p) * q.A1[:, J],
        lambda q: ((1 - q.y) / (1 - q.p) - q.y / q.p) * (q.p * (1 - q.p)) * q.A1[:, J],
        dbeta_j,
    ),
    Mistake(
        "S4-47",
        rows_point,
        lambda q: (q.p - q.y) / ((1 - q.p) * q.p) * q.A1[:, J],
        lambda q: (q.p - q.y) * q.A1[:, J],
        dbeta_j,
    ),
    Mistake(
        "S4-49",
        rows_point,
        lambda q: (q.p - q.y) * q.beta_l * (q.a_l * (1 - q.a_l)) ** 2 * q.X1[:, N],
        lambda q: (q.p - q.y) * q.beta_l * (q.a_l * (1 - q.a_l)) * q.X1[:, N],
        dtheta_ln,
    ),
    Mistake(
        "S4-50",
        rows_point,
        lambda q: (q.p - q.y) * q.beta_l * (q.a_l / q.a_l * (1 - q.a_l)) * q.X1[:, N],
        lambda q: (q.p - q.y) * q.beta_l * (q.a_l * (1 - q.a_l)) * q.X1[:, N],
        dtheta_ln,
    ),
    Mistake(
        "S4-57",
        rows_point,
        lambda q: tiled(q, q.n) * q.X1,
        lambda q: tiled(q, q.n + 1) * q.X1,
        lambda q: of_rows.formula(**q.arguments)["dTheta"][:, J - 1],
    ),
]


def is_clearly_other(printed: Callable[[Point], Array], point: Point, right: Array) -> bool:
    """Fails, has another shape, or is off by more than a tenth of the largest component."""
    try:
        value = printed(point)
    except ValueError:  # what NumPy says of shapes that do not fit
        return True
    if np.shape(value) != np.shape(right):
        return True
    return largest(value - right) > largest(right) / 10


def largest(array: Array) -> arb:
    return max(abs(element) for element in np.ravel(array))


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.id)
def test_the_printed_form_is_not_the_right_form(mistake: Mistake) -> None:
    point = mistake.point()
    right = mistake.right(point)
    assert is_clearly_other(mistake.printed, point, right)
    assert_overlap(right, mistake.derivation(point))


def test_no_mistake_is_listed_twice() -> None:
    ids = [mistake.id for mistake in MISTAKES]
    assert len(set(ids)) == len(ids)
