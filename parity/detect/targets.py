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
from parity.per_example import per_example
from parity.points import Point, deep, logistic, rows, saturated, shallow, with_arrays
from reference import activations, losses, regularization
from reference import deep as deep_nets
from reference import logistic as logistics
from reference import per_example as before_the_mean
from reference import rows as of_rows
from reference import shallow as shallows
from reference.arrays import Array
from reference.prepared import batch, products, rooms
from reference.prepared.in_place import IN_PLACE

THREE = Point(outputs=3)
EIGHT_OF_TWO = Point(m=8, outputs=3, inputs=2)  # small: gradcheck moves every parameter
EIGHT = Point(inputs=8)  # of rows: n, n + 1, q, q + 1 and m all differ
SURE = 20.0  # e^-20 is a thirtieth of float32's roundoff, and ten million of float64's
MIXED, SQUARED = ("tanh", "relu", "sigmoid"), ("leaky_relu", "identity", "tanh")

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

    return logistic("vectorised", Point(special=fitted))


def shallow_fitted() -> Iterator[Case]:
    """One hidden layer that has nothing left to learn."""

    def fitted(case: Case) -> Case:
        return sure(case, "b2", shallows.vectorised.forward(**unlabelled(case)).Z2)

    return shallow("vectorised", "tanh", Point(special=fitted))


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
    return deep((4, 6), SQUARED, Point(outputs=2), dropout=True, loss="half_squared_error")


def without_a_mask(case: Case) -> Case:
    """The case with a mask on the second layer only."""
    data = {name: value for name, value in case.data.items() if name != "D1"}
    return replace(case, name=case.name.replace("/dropout", "/dropout-2"), data=data)


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


def in_blocks() -> Iterator[Case]:
    """The net made fast in blocks, pieces and threads, with half the squared error."""
    kinds, thirty = ("tanh", "leaky_relu", "sigmoid"), Point(m=30, inputs=3)
    nets = deep((2, 4), kinds, thirty, dropout=True, loss="half_squared_error")
    return pieces.made_fast(map(without_a_mask, nets), 5, 2, 2)


def in_one_block() -> Iterator[Case]:
    """The net made fast with everything, at once."""
    nets = deep((4,), ("tanh", "sigmoid"), EIGHT_OF_TWO, lam=0.7, dropout=True)
    return pieces.made_fast(nets, 0, 0, 1)


def multiplied_in_pieces() -> Iterator[Case]:
    """Its products in pieces, with one left over that is smaller."""
    nets = deep((4, 5), MIXED, EIGHT_OF_TWO, lam=0.7, dropout=True)
    return pieces.made_fast(nets, 0, 0, 1, 3)


def blocks_first() -> Iterator[Case]:
    """In blocks and in one; what names hold is looked up in the first case."""
    return chain(in_blocks(), in_one_block())


def every_way() -> Iterator[Case]:
    """In blocks, in one, and multiplied in pieces."""
    return chain(blocks_first(), multiplied_in_pieces())


def one_block_first() -> Iterator[Case]:
    """In one block and in several; what names hold is looked up in the first case."""
    return chain(in_one_block(), in_blocks())


def cross_entropy_made_fast() -> Iterator[Case]:
    """An ordinary point, and logits whose powers of e no float holds."""
    huge = replace(EIGHT_OF_TWO, special=saturated(800))
    return chain(in_one_block(), pieces.made_fast(deep((4,), ("tanh", "sigmoid"), huge), 0, 0, 1))


def activation_made_fast(name: str) -> Panel:
    """One activation in a net made fast."""
    return lambda: pieces.made_fast(deep((4,), (name, "sigmoid"), EIGHT_OF_TWO), 3, 0, 1)


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
    "prepared.Prepared.__call__": (batch.Prepared.__call__, one_block_first),
    "prepared.Prepared.losses": (batch.Prepared.losses, blocks_first),
    "prepared.scaled": (batch.scaled, blocks_first),
    "prepared.Output.cross_entropy": (
        rooms.Output.cross_entropy, cross_entropy_made_fast,
    ),
    "prepared.Output.any_loss": (rooms.Output.any_loss, blocks_first),
    "prepared.Sums.add": (rooms.Sums.add, blocks_first),
    "prepared.Sums.close_block": (rooms.Sums.close_block, blocks_first),
    "prepared.Rooms.through": (rooms.Rooms.through, blocks_first),
    "prepared.Rooms.forward": (rooms.Rooms.forward, every_way),
    "prepared.Share.done": (rooms.Share.done, blocks_first),
    "prepared.Whole.forward": (products.Whole.forward, one_block_first),
    "prepared.Whole.weights": (products.Whole.weights, one_block_first),
    "prepared.Whole.back": (products.Whole.back, one_block_first),
    "prepared.InPieces.forward": (products.InPieces.forward, multiplied_in_pieces),
    "prepared.InPieces.weights": (products.InPieces.weights, multiplied_in_pieces),
    "prepared.InPieces.back": (products.InPieces.back, multiplied_in_pieces),
    "prepared.ManyFeatures.forward": (products.ManyFeatures.forward, blocks_first),
    "prepared.ManyFeatures.weights": (products.ManyFeatures.weights, blocks_first),
    "prepared.by_rows": (products.by_rows, multiplied_in_pieces),
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
