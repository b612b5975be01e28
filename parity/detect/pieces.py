"""Points at which pieces of derivations are tried alone: programs of their own.

Most pieces stand in a derivation that `parity run` tries. Three do not: the slopes of activations
through z, L2 as weight decay, and da of the computation graph, whose cost goes from the logit past
a. Here each has a cost of which it is the derivative. And the prepared form has its plan chosen
here, for small nets are not cut otherwise.
"""

import copy
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from parity.case import Case
from parity.derivation import Derivation
from parity.points import in_dtype, logistic
from reference import activations, deep, losses, prepared, regularization
from reference import logistic as logistics
from reference.arrays import Array
from reference.prepared.layers import Layer
from reference.prepared.products import InPieces, InTiles, Places, Products, Whole

DTYPES = ("float64", "float32")
SMALL, TILED, LARGE = "small", "tiled", "large"  # ways of products


@dataclass(frozen=True)
class Piece:
    """A piece as a program: found by name, so that it travels."""

    name: str

    def derivation(self) -> Derivation:
        """The piece's cost, and its derivative by hand."""
        name, _, which = self.name.partition(" ")
        return MADE[name](which)


def of_slope(which: str) -> Derivation:
    """J = sum(V g(z)), so dz = V g'(z), through z and through a."""
    record = activations.ACTIVATIONS[which]

    def cost(z: Array, t: Array, V: Array) -> Any:
        return np.sum(V * record.g(z)) + np.sum(V * record.g(t))

    def cost_and_gradients(z: Array, t: Array, V: Array) -> Any:
        gradients = {"dz": V * record.slope_z(z), "dt": V * record.slope_a(record.g(t))}
        return cost(z, t, V), gradients

    return piece(f"slopes of {which}", cost, cost_and_gradients)


def of_weight_decay(_: str) -> Derivation:
    """J = sum(G W) + the penalty; a step is W - alpha dJ/dW."""

    def cost(W: Array, G: Array, lam: float, alpha: float, m: int) -> Any:  # noqa: ARG001  # as below
        return np.sum(G * W) + regularization.l2_penalty([W], lam, m)

    def cost_and_gradients(W: Array, G: Array, lam: float, alpha: float, m: int) -> Any:
        step = regularization.weight_decay_step.formula(W, G, alpha, lam, m)
        return cost(W, G, lam, alpha, m), {"dW": (W - step) / alpha}

    return piece("weight decay", cost, cost_and_gradients)


def of_graph(_: str) -> Derivation:
    """The computation graph with its loss as printed, which goes through a."""

    def cost(w: Array, b: Array, x: Array, y: Array) -> Any:
        z, a = logistics.graph.forward.formula(w, b, x)
        del z
        return losses.cross_entropy_as_printed(a, y)

    return piece("graph", cost, logistics.graph.cost_and_gradients)


def piece(name: str, cost: Callable[..., Any], both: Callable[..., Any]) -> Derivation:
    """A derivation without a restatement in the frameworks' own words."""
    for function in (cost, both):
        if not hasattr(function, "formula"):
            function.__module__ = "reference"  # its parts are run again as those of a derivation
    return Derivation(name, cost, both)


def of_prepared(cut: str) -> Derivation:
    """The deep net made fast, cut as in `made_fast`, in a second call: the first leaves numbers."""

    def cost_and_gradients(**arguments: Any) -> Any:
        given = copy.deepcopy(arguments)  # a mistake may write where it must not
        parameters = {name: value for name, value in given.items() if name[0] in "Wb"}
        *sizes, way = cut.split("-")
        examples, features, threads = map(int, sizes)
        fast = prepared.Prepared(**given, plan=prepared.Plan(examples, features, threads))
        if way != SMALL:
            multiply_otherwise(fast, way)
        fast(**{name: value + 1 for name, value in parameters.items()})
        return fast(**parameters)

    return Derivation("prepared", deep.cost, cost_and_gradients, "deep",
                      readable=deep.cost_and_gradients)  # fmt: skip


def multiply_otherwise(fast: prepared.Prepared, way: str) -> None:
    """As larger nets are multiplied: so many rows at a time, in tiles, or at once."""
    products: Callable[[Layer, Places], Products] = Whole
    if way == TILED:
        products = partial(InTiles, columns=3)
    elif way != LARGE:
        products = partial(InPieces, rows=int(way))
    for share in fast.shares:
        for one in share.passes:
            one.products = [products(*each) for each in zip(one.layers, one.places, strict=True)]


MADE = {
    "slopes": of_slope,
    "weight-decay": of_weight_decay,
    "graph": of_graph,
    "prepared": of_prepared,
}


def slopes(which: str) -> Iterator[Case]:
    """Both slopes of an activation, at points of both signs."""
    rng = np.random.default_rng(zlib.crc32(which.encode()))
    z, t = (rng.normal(size=(4, 7)) for _ in range(2))
    data = {"V": rng.normal(size=(4, 7))}
    yield from in_both(Case("", "", {"z": z, "t": t}, data), f"slopes {which}", ("z", "t"))


def weight_decay() -> Iterator[Case]:
    """A step that is neither small nor large."""
    rng = np.random.default_rng(1)
    W, G = (rng.normal(size=(4, 5)) for _ in range(2))
    settings = {"lam": 0.7, "alpha": 0.3, "m": 7}
    yield from in_both(Case("", "", {"W": W}, {"G": G}, settings), "weight-decay", ("W",))


def graph() -> Iterator[Case]:
    """One example as `parity run` tries it; and one, its label between 0 and 1, with da."""
    plain = next(logistic("graph"))
    soft = replace(plain, data={**plain.data, "y": np.asarray(0.3)})
    yield from logistic("graph")
    yield from in_both(soft, "graph", ("a", "z", "w", "b"))


def in_both(case: Case, program: str, asked: tuple[str, ...]) -> Iterator[Case]:
    """The case in both dtypes, under the program's name."""
    for dtype in DTYPES:
        name = f"pieces/{program.replace(' ', '/')}/{dtype}"
        yield in_dtype(
            Case(name, program, case.parameters, case.data, case.settings, case.seed,
                 program=Piece(program), asked=asked),
            dtype,
        )  # fmt: skip


def made_fast(
    cases: Iterator[Case], examples: int, features: int, threads: int, way: str = SMALL
) -> Iterator[Case]:
    """Deep nets made fast, by a plan: examples in a block, features in a piece, threads.

    `way` is that of the products: as of small nets or large ones, in tiles, or so many rows at a
    time.
    """
    cut = f"{examples}-{features}-{threads}-{way}"
    for case in cases:
        name = f"pieces/prepared/{cut}/{case.name}"
        yield replace(case, name=name, derivation=f"prepared {cut}",
                      program=Piece(f"prepared {cut}"), asked=tuple(case.parameters))  # fmt: skip
