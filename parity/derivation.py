"""What stands on trial: a cost and its hand-derived gradients, both in plain NumPy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from parity.case import Case
from parity.copies import copied_again
from parity.rewriting import Probe
from reference import deep, logistic, prepared, rows, shallow
from reference.arrays import Array


@dataclass(frozen=True)
class Derivation:
    """A cost, the pass that returns (cost, gradients), and how the frameworks restate it.

    One that is not restated is run in the frameworks as it stands.
    """

    name: str
    cost: Callable[..., Any]
    cost_and_gradients: Callable[..., Any]
    native: str = ""  # the restatement in torch and in JAX
    intermediates: tuple[str, ...] = ()
    example_gradients: Callable[..., Any] | None = None
    readable: Callable[..., Any] | None = None  # the same mathematics, where the pass is not

    def by_hand(self, _: Case) -> Callable[..., Any]:
        """The pass by hand."""
        return self.cost_and_gradients

    def again_by_hand(self, _: Case, probe: Probe) -> Callable[..., Any]:
        """The pass by hand with all that it assigns probed, without the door."""
        return copied_again(self.readable or self.cost_and_gradients, np, probe)


DERIVATIONS: dict[str, Derivation] = {
    derivation.name: derivation
    for derivation in (
        Derivation(
            "logistic/graph", logistic.graph.cost, logistic.graph.cost_and_gradients,
            "logistic_one", ("z",),
        ),
        Derivation(
            "logistic/loop", logistic.loop.cost, logistic.loop.cost_and_gradients, "logistic"
        ),
        Derivation(
            "logistic/vectorised", logistic.vectorised.cost,
            logistic.vectorised.cost_and_gradients, "logistic", ("Z",),
            logistic.vectorised.example_gradients,
        ),
        Derivation(
            "shallow/one", shallow.one.cost, shallow.one.cost_and_gradients,
            "shallow_one", ("z1", "z2"),
        ),
        Derivation(
            "shallow/each", shallow.each.cost, shallow.each.cost_and_gradients, "shallow", (),
            shallow.each.example_gradients,
        ),
        Derivation(
            "shallow/vectorised", shallow.vectorised.cost, shallow.vectorised.cost_and_gradients,
            "shallow", ("Z1", "Z2"), shallow.vectorised.example_gradients,
        ),
        Derivation("rows/elements", rows.elements.cost, rows.elements.cost_and_gradients, "rows"),
        Derivation("rows/units", rows.units.cost, rows.units.cost_and_gradients, "rows"),
        Derivation("rows/tiled", rows.tiled.cost, rows.tiled.cost_and_gradients, "rows"),
        Derivation(
            "rows/tensor", rows.tensor.cost, rows.tensor.cost_and_gradients, "rows", (),
            rows.tensor.example_gradients,
        ),
        Derivation(
            "rows/matrix", rows.matrix.cost, rows.matrix.cost_and_gradients, "rows", ("Z", "w")
        ),
        Derivation(
            "deep", deep.cost, deep.cost_and_gradients, "deep", ("Z",), deep.example_gradients
        ),
        Derivation(
            "prepared", deep.cost, prepared.cost_and_gradients, "deep",
            readable=deep.cost_and_gradients,
        ),
    )
}  # fmt: skip


def derivation_of(case: Case) -> Derivation:
    """The derivation that the case is for."""
    if case.program is not None:
        own: Derivation = case.program.derivation()
        return own
    return DERIVATIONS[case.derivation]


def quantities_of(case: Case) -> tuple[str, ...]:
    """The names whose derivatives are compared: intermediates first, then parameters."""
    if case.asked:
        return case.asked
    names = derivation_of(case).intermediates
    if case.derivation == "deep":
        layers = sum(name[0] == "W" for name in case.parameters)
        names = tuple(f"Z{l}" for l in range(layers, 0, -1))
    return (*names, *case.parameters)


def example_axis(case: Case) -> int:
    """The axis of the examples: rows has them as rows, all others as columns."""
    return 0 if derivation_of(case).native == "rows" else 1


def arguments_of(case: Case) -> dict[str, Any]:
    """What the cost is called with."""
    return {**case.arrays, **case.settings}


def by_hand(case: Case) -> tuple[Any, Mapping[str, Array]]:
    """The cost and the hand-derived gradients, through the door."""
    cost, gradients = derivation_of(case).by_hand(case)(**arguments_of(case))
    return cost, gradients
