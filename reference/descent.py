"""Gradient descent: x := x - alpha * gradient, when to stop, and early stopping.

The notes print the step (S1-03) and leave the end open: "Repeat", "till convergence", "repeat
10K times till there is no change in the weights" (S2-37). Here a run ends at whichever comes
first, and says which it was:

    steps      the number of steps is used up (10,000 unless said otherwise)
    unchanged  a step changed no bit of any parameter
    tolerance  a step changed every component by at most `tolerance`
    patience   the validation cost has not improved for `patience` steps (early stopping)
    callback   the callback returned True

All gradients are computed before any parameter is updated: dZ[1] needs the old W[2].
Early stopping returns the parameters with the best validation cost, not the last ones.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from reference.arrays import Array, Gradients, Parameters, Scalar
from reference.door import Door, number, whole

Reason = Literal["steps", "unchanged", "tolerance", "patience", "callback"]
Callback = Callable[[int, float, Parameters], object]
Data = Mapping[str, Any] | Callable[[int], Mapping[str, Any]] | None
Objective = Callable[[int, Parameters], tuple[Scalar, Gradients]]


@dataclass(frozen=True)
class EarlyStopping:
    """Stop when `cost` of held-out examples has not improved for `patience` steps."""

    cost: Callable[[Parameters], float]
    patience: int


@dataclass(frozen=True)
class Descent:
    """How a run ended: the parameters, the costs before each step and at the end, and why."""

    parameters: dict[str, Any]
    history: tuple[float, ...]
    validation: tuple[float, ...]  # empty without early stopping
    steps: int
    reason: Reason


class DivergedError(ArithmeticError):
    """A step led to a cost or a parameter that is not finite."""

    def __init__(self, step: int, parameters: Parameters, history: tuple[float, ...]) -> None:
        super().__init__(
            f"the run diverged at step {step}: the cost or a parameter is no longer finite; "
            "take a smaller alpha (the last finite parameters are in this error's `parameters`)"
        )
        self.step = step
        self.parameters = parameters
        self.history = history


def train(
    cost_and_gradients: Callable[..., tuple[Scalar, Gradients]],
    parameters: Parameters,
    data: Data = None,
    *,
    alpha: float,
    steps: int = 10_000,
    tolerance: float = 0.0,
    callback: Callback | None = None,
    early: EarlyStopping | None = None,
) -> Descent:
    """Gradient descent on J = cost_and_gradients(**parameters, **data)[0].

    Data that are the same for every step go through the door once; a function of the step's
    number gives each step its own (batches, fresh masks). `callback(step, cost, parameters)`
    is called with every point of the path, the first one included.
    """
    alpha, tolerance = number(alpha, "alpha", "> 0"), number(tolerance, "tolerance", ">= 0")
    steps = whole(steps, "steps", 0)
    patience = whole(early.patience, "patience", 1) if early else 0
    objective, start = opened(cost_and_gradients, parameters, data)
    history, validation = list[float](), list[float]()
    best, best_step, before = start, 0, start
    reason: Reason = "steps"
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # DivergedError says it
        for step, cost, now in itertools.islice(path(objective, start, alpha), steps + 1):
            if not is_finite(cost, now):
                raise DivergedError(step, before, tuple(history))
            history.append(cost)
            if early:
                validation.append(float(early.cost(now)))
                if validation[step] < validation[best_step]:
                    best, best_step = now, step
            found: tuple[Reason | None, ...] = (
                standstill(before, now, tolerance) if step > 0 else None,
                "patience" if early and step - best_step >= patience else None,
                "callback" if callback and callback(step, cost, now) else None,
            )
            if any(found):
                reason = next(filter(None, found))
                break
            before = now
    return Descent(dict(best if early else now), tuple(history), tuple(validation), step, reason)


def path(
    objective: Objective, start: Parameters, alpha: float
) -> Iterator[tuple[int, float, Parameters]]:
    """(0, cost, start), (1, cost, after one step), ...: gradient descent without an end."""
    step, now = 0, start
    while True:
        cost, gradients = objective(step, now)
        if step == 0:
            check_gradients(now, gradients)
        yield step, float(cost), now
        step, now = step + 1, updated(now, gradients, alpha)


def descend(
    cost: Callable[[Array], Any],
    gradient: Callable[[Array], Array],
    x: Array,
    *,
    alpha: float,
    steps: int = 10_000,
    tolerance: float = 0.0,
) -> Descent:
    """The general rule, for any differentiable function of one array: x := x - alpha * gradient."""
    return train(
        lambda x: (cost(x), {"dx": gradient(x)}),
        {"x": np.asarray(x)},
        alpha=alpha,
        steps=steps,
        tolerance=tolerance,
    )


def updated(parameters: Parameters, gradients: Gradients, alpha: float) -> dict[str, Array]:
    """One step, from gradients that were all taken at the same point; new arrays."""
    return {name: value - alpha * gradients[f"d{name}"] for name, value in parameters.items()}


def standstill(before: Parameters, now: Parameters, tolerance: float) -> Reason | None:
    """Why a step counts as the last one, if it does."""
    if all(np.array_equal(now[name], before[name]) for name in now):
        return "unchanged"
    if tolerance and all(np.all(np.abs(now[name] - before[name]) <= tolerance) for name in now):
        return "tolerance"
    return None


def opened(
    function: Callable[..., tuple[Scalar, Gradients]], parameters: Parameters, data: Data
) -> tuple[Objective, Parameters]:
    """The objective at (step, parameters), and the parameters as the door lets them in."""
    if callable(data):
        return (lambda step, now: function(**now, **data(step))), parameters
    fixed = dict(data or {})
    formula = getattr(function, "formula", function)
    start = parameters
    if isinstance(function, Door):
        fixed = function.admit(**parameters, **fixed)
        start = {name: fixed.pop(name) for name in parameters}
    return (lambda _, now: formula(**now, **fixed)), start


def is_finite(cost: float, parameters: Parameters) -> bool:
    """Whether the cost and every parameter are finite."""
    return math.isfinite(cost) and all(np.isfinite(p).all() for p in parameters.values())


def check_gradients(parameters: Parameters, gradients: Gradients) -> None:
    """A gradient of another shape would broadcast and quietly change the parameter's shape."""
    for name, value in parameters.items():
        if f"d{name}" not in gradients:
            raise ValueError(f"gradients must hold 'd{name}', got {', '.join(gradients) or 'none'}")
        got, expected = np.shape(gradients[f"d{name}"]), np.shape(value)
        if got != expected:
            raise ValueError(f"d{name} has shape {got}, expected {expected} like {name}")
