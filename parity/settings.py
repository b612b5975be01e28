"""Where a formula of the notes is tried: what its letters stand for, and what is true of them.

A setting is a cost in plain NumPy, whose arguments and local names are the quantities, and some
points to draw. At a point the cost is run in ball arithmetic and differentiated on the tape; so
every quantity, and every derivative, has an interval that certainly contains its exact value.

`dZ` of an intermediate Z is the derivative of m J, as in the notes; `dW` of a parameter, of J.
Parameters that are repeated once for each example (`w_each`) have the gradients of the single
examples as their derivatives.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from flint import ctx

from parity.rewriting import again
from parity.witnesses import balls
from parity.witnesses.answer import Enclosure
from parity.witnesses.certified import BITS, enclosure
from parity.witnesses.tape import gradients_on_tape

Quantities = SimpleNamespace
Numbers = Mapping[str, Any]
Draw = Callable[[np.random.Generator], dict[str, Any]]


def nothing(q: Quantities) -> dict[str, Any]:
    """What a setting adds if it adds nothing."""
    del q
    return {}


@dataclass(frozen=True)
class Setting:
    """A cost, the points at which it is taken, and what its quantities give besides.

    A parameter W stands for W1, W2, ... as well. What is drawn as integers is exact: sizes,
    indices and labels. `follows` is plain NumPy and runs on balls; `functions` are what the
    formulas call, and run on floats.
    """

    name: str
    cost: Callable[..., Any]
    parameters: tuple[str, ...]
    draws: tuple[Draw, ...]
    follows: Callable[[Quantities], dict[str, Any]] = nothing
    functions: Callable[[Quantities], dict[str, Any]] = nothing

    def is_parameter(self, name: str) -> bool:
        """Whether J's derivative by it is one of J, not of m J."""
        return name in self.parameters or name.rstrip("0123456789") in self.parameters


@dataclass(frozen=True)
class Place:
    """A setting at one point: numbers to evaluate formulas on, and what is true."""

    setting: Setting
    sizes: str
    numbers: Numbers
    truth: Mapping[str, Enclosure]

    def scope(self, numbers: Numbers) -> dict[str, Any]:
        """All that a formula may name, with these numbers."""
        return {**numbers, **self.setting.functions(Quantities(**numbers))}


def places(setting: Setting, seed: int) -> tuple[Place, ...]:
    """The setting at all its points."""
    rng = np.random.default_rng(seed)
    return tuple(place(setting, draw(rng)) for draw in setting.draws)


def place(setting: Setting, drawn: dict[str, Any]) -> Place:
    """Everything that is known at a point, in balls and in the floats nearest to them."""
    with ctx.workprec(BITS):
        known = known_in_balls(setting, drawn)
        truth = {name: enclosure(balls.balls(value).objects) for name, value in known.items()}
    counts = {name: value for name, value in known.items() if isinstance(value, int)}
    numbers = {name: value.nearest[()] for name, value in truth.items()} | counts | drawn
    sizes = " ".join(f"{n}={v}" for n, v in drawn.items() if isinstance(v, (int, str)))
    return Place(setting, sizes, numbers, truth)


def known_in_balls(setting: Setting, drawn: dict[str, Any]) -> dict[str, Any]:
    """Arguments, intermediates, derivatives, and what follows from them."""
    inputs = {
        name: balls.balls(value) if isinstance(value, (np.ndarray, float)) else value
        for name, value in drawn.items()
    }
    arguments = {name: inputs[name] for name in taken_by(setting.cost, drawn)}
    traced = [name for name in arguments if setting.is_parameter(name)]
    intermediates = assigned_in(setting.cost, arguments)
    J, derivatives = gradients_on_tape(
        setting.cost, balls, arguments, traced, [*traced, *intermediates]
    )
    slopes = {
        f"d{name}": balls.balls(value) * (1 if name in traced else drawn.get("m", 1))
        for name, value in derivatives.items()
    }
    known = inputs | intermediates | {"J": J} | slopes
    known |= again(setting.follows, balls)(Quantities(**known))
    return {name: value for name, value in known.items() if not isinstance(value, str)}


def taken_by(cost: Callable[..., Any], drawn: Mapping[str, Any]) -> list[str]:
    """The arguments of the cost; one that takes **all takes all."""
    named = inspect.signature(cost).parameters
    takes_all = any(parameter.kind is parameter.VAR_KEYWORD for parameter in named.values())
    return [name for name in drawn if takes_all or name in named]


def assigned_in(cost: Callable[..., Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The cost's intermediates: the arrays of balls that it gives a name."""
    seen: dict[str, Any] = {}

    def see(name: str, value: Any) -> Any:
        if hasattr(value, "shape"):
            seen[name] = value
        return value

    again(cost, balls, see)(**arguments)
    return seen
