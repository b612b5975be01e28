"""Gradient descent: x := x - alpha * gradient, when to stop, and early stopping.

The notes print the step (S1-03) and leave the end open: "Repeat", "till convergence", "repeat
10K times till there is no change in the weights" (S2-37). Here a run ends at whichever comes
first, and says which it was:

    steps      the number of steps is used up (10,000 unless said otherwise)
    unchanged  a step changed no bit of any parameter
    tolerance  a step changed every component by at most `tolerance`
    patience   the validation cost has not improved for `patience` steps (early stopping)
    callback   the callback returned something true

All gradients are computed before any parameter is updated: dZ[1] needs the old W[2].
Early stopping returns the parameters with the best validation cost, not the last ones.

Data may be a function of the step's number, for batches and fresh masks. Then every step goes down
another cost, and one that changes nothing says nothing about the next: such a run does not end by
`unchanged` or `tolerance`.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from reference.arrays import Array, Gradients, Parameters, Scalar
from reference.door import Door, check_values, converted, number, plain_float, whole

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
    best: int  # the step whose parameters these are: the last one, but for early stopping


class DivergedError(ArithmeticError):
    """A step led to a cost or a parameter that is not finite."""

    def __init__(
        self, step: int, parameters: Parameters, history: tuple[float, ...], what: str
    ) -> None:
        super().__init__(
            f"the run diverged at step {step}: {what}; "
            "take a smaller alpha (the last finite parameters are in this error's `parameters`)"
        )
        self.step = step
        self.parameters = parameters
        self.history = history
        self.what = what

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickles call with what the error was made of, not with its sentence."""
        return type(self), (self.step, self.parameters, self.history, self.what)


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
    is called with every point of the path, the first one included; it must not change them.
    """
    alpha, tolerance = number(alpha, "alpha", "> 0"), number(tolerance, "tolerance", ">= 0")
    steps, patience = whole(steps, "steps", 0), patience_of(early)
    check_callable("cost_and_gradients", cost_and_gradients)
    if callback is not None:
        check_callable("callback", callback)
    objective, start = opened(cost_and_gradients, parameters, data)
    history, validation = list[float](), list[float]()
    best, before = Best(0, start), start
    points, reasons = path(objective, start, alpha), tuple[Reason | None, ...]()
    while not any(reasons):
        step, cost, now = next(points)
        check_finite(step, cost, now, before, history)
        history.append(cost)
        if early:
            validation.append(plain_float(early.cost(now), "the validation cost"))
        best = better(best, step, now, validation)
        reasons = (
            standstill(before, now, tolerance) if step > 0 and not callable(data) else None,
            "patience" if step - best.step >= patience else None,
            "callback" if callback and callback(step, cost, now) else None,
            "steps" if step == steps else None,
        )
        before = now
    check_validated(best, validation)
    reason: Reason = next(filter(None, reasons))
    kept = dict(best.parameters)
    return Descent(kept, tuple(history), tuple(validation), step, reason, best.step)


def path(
    objective: Objective, start: Parameters, alpha: float
) -> Iterator[tuple[int, float, Parameters]]:
    """(0, cost, start), (1, cost, after one step), ...: gradient descent without an end."""
    step, now = 0, start
    while True:
        with np.errstate(all="ignore"):  # DivergedError says it
            cost, gradients = pair(objective(step, now))
            check_gradients(now, gradients)
            following = updated(now, gradients, alpha)
        yield step, plain_float(cost, "the cost"), now
        step, now = step + 1, following


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
    check_callable("cost", cost)
    check_callable("gradient", gradient)
    return train(
        lambda x: (cost(x), {"dx": gradient(x)}),
        {"x": x},
        alpha=alpha,
        steps=steps,
        tolerance=tolerance,
    )


def updated(parameters: Parameters, gradients: Gradients, alpha: float) -> dict[str, Array]:
    """One step, from gradients that were all taken at the same point; new arrays."""
    return {name: value - alpha * gradients[f"d{name}"] for name, value in parameters.items()}


# When a run ends, and what it keeps.


def standstill(before: Parameters, now: Parameters, tolerance: float) -> Reason | None:
    """Why a step counts as the last one, if it does."""
    if all(np.array_equal(now[name], before[name]) for name in now):
        return "unchanged"
    if tolerance and all(np.all(np.abs(now[name] - before[name]) <= tolerance) for name in now):
        return "tolerance"
    return None


class Best(NamedTuple):
    """The point that is kept: the last one, or that of the lowest validation cost."""

    step: int
    parameters: Parameters
    validation: float = math.inf


def better(best: Best, step: int, now: Parameters, validation: list[float]) -> Best:
    """The best point so far; a validation cost that is no finite number improves nothing."""
    if not validation:
        return Best(step, now)
    latest = validation[-1]
    return Best(step, now, latest) if -math.inf < latest < best.validation else best


# What is asked of the arguments, and of what comes back from them.


def opened(
    function: Callable[..., tuple[Scalar, Gradients]], parameters: Parameters, data: Data
) -> tuple[Objective, Parameters]:
    """The objective at (step, parameters), and copies of the parameters, checked."""
    if not isinstance(parameters, Mapping) or not parameters:
        raise TypeError(f"parameters must be arrays by their names, got {parameters!r:.60}")
    if callable(data):
        start = {name: converted(name, value, None) for name, value in parameters.items()}
        return (lambda step, now: function(**now, **batch(data(step), now))), copies(start)
    fixed = dict(batch(data, parameters))
    if isinstance(function, Door):
        fixed = function.admit(**parameters, **fixed)
        start = {name: fixed.pop(name) for name in parameters}
        return (lambda _, now: function.formula(**now, **fixed)), copies(start)
    start = {name: converted(name, value, None) for name, value in parameters.items()}
    return (lambda _, now: function(**now, **fixed)), copies(start)


def copies(parameters: Parameters) -> Parameters:
    """Arrays of the run's own: whoever gets to see them cannot reach those of the caller."""
    return {name: np.array(value) for name, value in parameters.items()}


def batch(data: Any, parameters: Parameters) -> Mapping[str, Any]:
    """The data by name, none of which may be a parameter."""
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        raise TypeError(
            "data must be values by their names, or a function that returns them for a step, "
            f"got {data!r:.60}"
        )
    for name in parameters:
        if name in data:
            raise ValueError(f"data must hold no parameter, got {name}, which is to be trained")
    return data


def patience_of(early: EarlyStopping | None) -> float:
    """How many steps without improvement are borne; any number without early stopping."""
    if early is None:
        return math.inf
    if not isinstance(early, EarlyStopping):
        raise TypeError(f"early must be an EarlyStopping(cost, patience), got {early!r:.60}")
    check_callable("early.cost", early.cost)
    return whole(early.patience, "patience", 1)


def check_callable(name: str, function: object) -> None:
    """A function is one."""
    if not callable(function):
        raise TypeError(f"{name} must be a function, got {function!r:.60}")


def pair(answer: Any) -> tuple[Scalar, Gradients]:
    """What cost_and_gradients returned."""
    if not isinstance(answer, tuple) or len(answer) != 2 or not isinstance(answer[1], Mapping):
        raise TypeError(
            "cost_and_gradients must return a cost and gradients by their names, "
            f"got {answer!r:.60}"
        )
    return answer


def check_gradients(parameters: Parameters, gradients: Gradients) -> None:
    """A gradient of another shape would broadcast and quietly change the parameter's shape."""
    for name, value in parameters.items():
        if f"d{name}" not in gradients:
            raise ValueError(f"gradients must hold 'd{name}', got {', '.join(gradients) or 'none'}")
        got, expected = np.shape(gradients[f"d{name}"]), np.shape(value)
        if got != expected:
            raise ValueError(f"d{name} has shape {got}, expected {expected} like {name}")


def check_finite(
    step: int, cost: float, now: Parameters, before: Parameters, history: list[float]
) -> None:
    """At the start it is an argument that is wrong, later the run has diverged."""
    if math.isfinite(cost) and all(clearly_finite(value) for value in now.values()):
        return
    try:
        for name, value in now.items():
            check_values(name, np.asarray(value), "")
        if not math.isfinite(cost):
            raise ValueError(f"the cost must be finite, got {cost}")
    except ValueError as error:
        if step == 0:
            raise ValueError(f"{error} at the start") from None
        raise DivergedError(step, before, tuple(history), str(error)) from None


def clearly_finite(value: Array) -> bool:
    """A finite sum of squares has finite terms; an infinite one says nothing. One call of BLAS."""
    return value.dtype.kind == "f" and math.isfinite(np.vdot(value, value))


def check_validated(best: Best, validation: list[float]) -> None:
    """With early stopping there is a point that was best."""
    if validation and best.validation == math.inf:
        raise ValueError(
            f"the validation cost must be finite at some step, got {validation[0]} at the start "
            f"and no finite one in {len(validation) - 1} steps"
        )
