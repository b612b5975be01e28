"""Where mistakes are planted: the functions of `reference/` that say what a derivative is.

Each is tried at points of its own (its panel), where every dimension has a size of its own, biases
are not zero and L2, dropout and several outputs are there if the derivation knows them. A function
that is a piece of others (the slope of an activation, say) is tried in one that uses it, or alone.
"""

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np

from parity.case import Case
from parity.detect import pieces
from parity.detect.fast_targets import FAST, MIXED, activation_made_fast, without_a_mask
from parity.per_example import per_example
from parity.points import Recipe, deep, logistic, rows, shallow, with_arrays
from reference import activations, losses, regularization
from reference import deep as deep_nets
from reference import logistic as logistics
from reference import per_example as before_the_mean
from reference import rows as of_rows
from reference import shallow as shallows
from reference.arrays import Array
from reference.prepared.in_place import IN_PLACE

THREE = Recipe(outputs=3)
EIGHT = Recipe(inputs=8)  # of rows: n, n + 1, q, q + 1 and m all differ
SURE = 20.0  # e^-20 is a thirtieth of float32's roundoff, and ten million of float64's
SQUARED = ("leaky_relu", "identity", "tanh")

Panel = Callable[[], Iterator[Case]]


def no_cases() -> Iterator[Case]:
    """Nowhere."""
    return iter(())


@dataclass(frozen=True)
class Target:
    """A function, and where it is tried; `straight`: its lines can be tried one at a time."""

    name: str
    function: Callable[..., Any]
    panel: Panel
    straight: bool = False
    without_power: Panel = no_cases

    @property
    def formula(self) -> Any:
        """The function without its door."""
        return getattr(self.function, "formula", self.function)

    @property
    def cases(self) -> tuple[Case, ...]:
        """The panel, both dtypes."""
        return drawn(self.panel)

    @property
    def hard(self) -> tuple[Case, ...]:
        """Points at which rounding hides everything in float32, both dtypes."""
        return drawn(self.without_power)


def logistic_panel() -> Iterator[Case]:
    """With L2."""
    return logistic("vectorised", lam=0.7)


def shallow_panel() -> Iterator[Case]:
    """Three outputs with L2, and one output, where more shapes broadcast."""
    return chain(shallow("vectorised", "tanh", THREE, lam=0.7), shallow("vectorised", "sigmoid"))


def sure(case: Case, bias: str, Z: Array) -> Case:
    """All labels are 1, and the net is sure of it: in float32, A is 1 and A - Y is 0."""
    arrays = {**case.arrays, "Y": np.ones_like(case.data["Y"])}
    arrays[bias] = np.asarray(arrays[bias] + SURE - np.min(Z))
    return with_arrays(case, arrays)


def unlabelled(case: Case) -> dict[str, Any]:
    """What a forward pass takes."""
    return {name: value for name, value in case.arrays.items() if name != "Y"}


def logistic_fitted() -> Iterator[Case]:
    """Logistic regression that has nothing left to learn."""

    def fitted(case: Case) -> Case:
        return sure(case, "b", logistics.vectorised.forward(**unlabelled(case)).Z)

    return logistic("vectorised", Recipe(special=fitted))


def shallow_fitted() -> Iterator[Case]:
    """One hidden layer that has nothing left to learn."""

    def fitted(case: Case) -> Case:
        return sure(case, "b2", shallows.vectorised.forward(**unlabelled(case)).Z2)

    return shallow("vectorised", "tanh", Recipe(special=fitted))


def one_panel() -> Iterator[Case]:
    """One example."""
    return chain(shallow("one", "tanh", THREE), shallow("one", "sigmoid"))


def each_panel() -> Iterator[Case]:
    """Example by example."""
    return chain(shallow("each", "tanh", THREE), shallow("each", "sigmoid"))


def rows_panel(form: str) -> Panel:
    """Examples as rows."""
    return lambda: chain(rows(form, "tanh", EIGHT), rows(form, "relu", EIGHT))


def deep_panel() -> Iterator[Case]:
    """Three layers with everything, and half the squared error with one mask only."""
    return chain(
        deep((4, 6), MIXED, THREE, lam=0.7, dropout=True), map(without_a_mask, squared_panel())
    )


def squared_panel() -> Iterator[Case]:
    """Half the squared error."""
    return deep((4, 6), SQUARED, Recipe(outputs=2), dropout=True, loss="half_squared_error")


def activation_panel(name: str) -> Panel:
    """One activation alone, and in a net."""
    return lambda: chain(pieces.slopes(name), shallow("vectorised", name, THREE))


def examples_of(panel: Panel) -> Panel:
    """The same points, before the mean."""
    return lambda: per_example(panel())


def no_penalty() -> Iterator[Case]:
    """One hidden layer without L2, as gradients of examples are."""
    return chain(shallow("vectorised", "tanh", THREE), shallow("vectorised", "sigmoid"))


def deep_examples() -> Iterator[Case]:
    """Deep nets without L2."""
    return chain(deep((4, 6), MIXED, THREE, dropout=True), map(without_a_mask, squared_panel()))


FORMS: dict[str, tuple[Callable[..., Any], Panel]] = {
    "logistic.graph.backward": (logistics.graph.backward, pieces.graph),
    "logistic.loop.cost_and_gradients": (
        logistics.loop.cost_and_gradients, lambda: logistic("loop"),
    ),
    "logistic.vectorised.backward": (logistics.vectorised.backward, logistic_panel),
    "logistic.vectorised.cost_and_gradients": (
        logistics.vectorised.cost_and_gradients, logistic_panel,
    ),
    "logistic.vectorised.example_gradients": (
        logistics.vectorised.example_gradients, examples_of(lambda: logistic("vectorised")),
    ),
    "shallow.one.backward": (shallows.one.backward, one_panel),
    "shallow.each.cost_and_gradients": (shallows.each.cost_and_gradients, each_panel),
    "shallow.each.example_gradients": (
        shallows.each.example_gradients, examples_of(each_panel),
    ),
    "shallow.vectorised.backward": (shallows.vectorised.backward, shallow_panel),
    "shallow.vectorised.cost_and_gradients": (
        shallows.vectorised.cost_and_gradients, shallow_panel,
    ),
    "shallow.vectorised.example_gradients": (
        shallows.vectorised.example_gradients, examples_of(no_penalty),
    ),
    "rows.elements.cost_and_gradients": (
        of_rows.elements.cost_and_gradients, rows_panel("elements"),
    ),
    "rows.units.cost_and_gradients": (of_rows.units.cost_and_gradients, rows_panel("units")),
    "rows.tiled.backward": (of_rows.tiled.backward, rows_panel("tiled")),
    "rows.tensor.gradient_tensors": (of_rows.tensor.gradient_tensors, rows_panel("tensor")),
    "rows.tensor.cost_and_gradients": (of_rows.tensor.cost_and_gradients, rows_panel("tensor")),
    "rows.tensor.example_gradients": (
        of_rows.tensor.example_gradients, examples_of(rows_panel("tensor")),
    ),
    "rows.matrix.backward": (of_rows.matrix.backward, rows_panel("matrix")),
    "deep.recursion": (deep_nets.recursion, deep_panel),
    "deep.backward": (deep_nets.backward, deep_panel),
    "deep.example_gradients": (deep_nets.example_gradients, examples_of(deep_examples)),
    "losses.cross_entropy_dz": (losses.cross_entropy_dz, shallow_panel),
    "losses.cross_entropy_da": (losses.cross_entropy_da, pieces.graph),
    "losses.half_squared_error_dz": (losses.half_squared_error_dz, deep_panel),
    "regularization.l2_gradient": (regularization.l2_gradient, shallow_panel),
    "regularization.dropout_backward": (regularization.dropout_backward, deep_panel),
    "regularization.weight_decay_step": (
        regularization.weight_decay_step, pieces.weight_decay,
    ),
    "per_example.outer_of_columns": (
        before_the_mean.outer_of_columns, examples_of(no_penalty),
    ),
    "per_example.columns": (before_the_mean.columns, examples_of(no_penalty)),
    **FAST,
}  # fmt: skip
HARD: dict[Panel, Panel] = {logistic_panel: logistic_fitted, shallow_panel: shallow_fitted}
STRAIGHT = (
    "logistic.graph.backward", "logistic.vectorised.backward", "shallow.one.backward",
    "shallow.vectorised.backward", "rows.matrix.backward",
)  # fmt: skip


def slope_targets() -> Iterator[Target]:
    """Each activation's derivative, through z and through a."""
    for name, record in activations.ACTIVATIONS.items():
        for function in (record.slope_z, record.slope_a):
            yield Target(f"activations.{function.__name__}", function, activation_panel(name))


def in_place_targets() -> Iterator[Target]:
    """Each activation and its derivative in place; the identity does nothing."""
    for name, pair in IN_PLACE.items():
        for function in (pair.forward, pair.back) if name != "identity" else ():
            yield Target(f"prepared.{function.__name__}", function, activation_made_fast(name))


def of_form(name: str, function: Callable[..., Any], panel: Panel) -> Target:
    """A target of the table, with hard points where there are some."""
    return Target(name, function, panel, name in STRAIGHT, HARD.get(panel, no_cases))


TARGETS: Mapping[str, Target] = {
    target.name: target
    for target in (
        *(of_form(name, *where) for name, where in FORMS.items()),
        *slope_targets(),
        *in_place_targets(),
    )
}


@functools.cache
def drawn(panel: Panel) -> tuple[Case, ...]:
    """The cases of a panel, drawn once."""
    return tuple(replace(case, name=f"detect/{case.name}") for case in panel())
