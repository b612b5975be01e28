"""A custom backward pass on trial: parity.check_function.

A function f with a backward pass by hand, a NumPy statement of the same function, a point and a
random cotangent v make a case whose cost is

    J(v, x, ...) = sum(v * statement(x, ...))

Its derivative by an input is what the backward pass gives for v, and its derivative by v is the
value itself, component by component. The truth of both is certified, as everywhere. That v is
random matters: a backward pass that forgets to multiply by it is right for v = 1.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import FunctionType
from typing import Any

import numpy as np

from parity.case import Case
from parity.conditioning import Conditioning, cost_pass, measured
from parity.derivation import Derivation
from parity.errors import InputError
from parity.nudges import Nudges
from parity.own.calling import check_mapping, check_seconds, check_whole
from parity.own.pickled import Pickled, pickle_of
from parity.own.preparing import DTYPES
from parity.points import in_dtype
from parity.rewriting import numpy_path
from reference.arrays import Array

COTANGENT = "the cotangent"  # no name that an argument could have


@dataclass(frozen=True)
class StatedFunction:
    """A NumPy function, and the names of its arguments in their order, as a program."""

    name: str
    pickled: Pickled
    names: tuple[str, ...]

    def derivation(self) -> Derivation:
        """Its sum, weighted by the cotangent."""
        (statement,) = self.pickled.restored()
        cost = weighted(statement, self.names)
        return Derivation(self.name, cost, cost)


def weighted(statement: Callable[..., Any], names: Sequence[str]) -> Callable[..., Any]:
    """J of the statement."""

    def cost(**given: Any) -> Any:
        value = statement(*[given[name] for name in names])
        return np.sum(given[COTANGENT] * value)

    cost.__module__ = getattr(statement, "__module__", "")  # it is run again as one of theirs
    return cost


def ruler(case: Case) -> Conditioning:
    """kappa by the statement alone: what happens inside f cannot be seen."""
    nudges = Nudges(case.seed, case.dtype)
    return Conditioning({}, measured(cost_pass(case, nudges), nudges))


@dataclass(frozen=True)
class FunctionRequest:
    """A statement and a point, in the words of the caller."""

    statement: Callable[..., Any]
    point: Mapping[str, Any]
    wrt: Sequence[str] | None = None
    draws: int = 3
    seed: int = 0
    seconds: float = 60.0

    def __post_init__(self) -> None:
        check_mapping("point", self.point, 'arrays by name, such as {"x": x}')
        check_whole("draws", self.draws, 1, 1000)
        check_whole("seed", self.seed, 0, None)
        check_seconds(self.seconds)
        if not isinstance(self.statement, FunctionType) and not numpy_path(self.statement):
            raise InputError(
                f"numpy is {self.statement!r:.80}, expected a function of NumPy arrays (def ...)"
            )

    @property
    def name(self) -> str:
        """That of the statement."""
        return self.statement.__name__

    @property
    def arrays(self) -> dict[str, Array]:
        """What may be differentiated by."""
        return {
            name: np.asarray(value, float)
            for name, value in self.point.items()
            if np.asarray(value).dtype.kind == "f"
        }

    @property
    def settings(self) -> dict[str, Any]:
        """Whole numbers, masks and the like."""
        return {name: value for name, value in self.point.items() if name not in self.arrays}

    @property
    def names(self) -> tuple[str, ...]:
        """Arguments in the order of the statement's; NumPy's own functions do not say theirs."""
        if not isinstance(self.statement, FunctionType):
            return tuple(self.point)
        code = self.statement.__code__
        takes = code.co_varnames[: code.co_argcount]
        if set(takes[: len(self.point)]) != set(self.point):
            raise InputError(
                f"the point has {', '.join(self.point) or 'nothing'}, but {self.name} takes "
                f"{', '.join(takes) or 'nothing'}; give its arguments by these names"
            )
        return takes[: len(self.point)]

    @property
    def inputs(self) -> tuple[str, ...]:
        """What is differentiated by."""
        chosen = tuple(self.arrays) if self.wrt is None else tuple(self.wrt)
        strange = next((name for name in chosen if name not in self.arrays), None)
        if strange is not None or not chosen:
            raise InputError(
                f"wrt is {list(chosen)}, expected some of the arrays of floats in the point: "
                f"{', '.join(self.arrays) or 'there are none'}"
            )
        return chosen


def cases_of(request: FunctionRequest) -> list[Case]:
    """A case for each cotangent and dtype."""
    rng, shape = np.random.default_rng(request.seed), shape_of(request)
    cotangents = [np.asarray(rng.normal(size=shape)) for _ in range(request.draws)]
    program = StatedFunction(request.name, pickle_of(request.statement), request.names)
    cases = [case_of(request, program, v, number) for number, v in enumerate(cotangents)]
    return [
        replace(in_dtype(case, dtype), name=f"{case.name}/{dtype}")
        for dtype in DTYPES
        for case in cases
    ]


def case_of(
    request: FunctionRequest, program: StatedFunction, cotangent: Array, number: int
) -> Case:
    """J for one cotangent."""
    arrays, inputs = request.arrays, request.inputs
    return Case(
        name=f"{request.name}/cotangent-{number}",
        derivation=request.name,
        parameters={COTANGENT: cotangent, **{name: arrays[name] for name in inputs}},
        data={name: value for name, value in arrays.items() if name not in inputs},
        settings=request.settings,
        seed=request.seed + number,
        program=program,
        asked=(COTANGENT, *inputs),
    )


def shape_of(request: FunctionRequest) -> tuple[int, ...]:
    """The shape of the value, which has to be finite."""
    given = {**request.settings, **{name: x.copy() for name, x in request.arrays.items()}}
    try:
        with np.errstate(all="ignore"):
            value = np.asarray(request.statement(*[given[name] for name in request.names]))
    except Exception as error:  # it is the user's
        shapes = ", ".join(f"{name} {np.shape(x)}" for name, x in given.items())
        raise InputError(
            f"{request.name} raised {type(error).__name__}: {error} at {shapes}; mend it"
        ) from None
    if value.dtype.kind != "f" or not np.all(np.isfinite(value)):
        raise InputError(f"{request.name} gives {value!r:.60} at the point, expected finite floats")
    return value.shape
