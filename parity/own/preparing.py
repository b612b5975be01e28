"""From a program to cases: points are placed, and the program is looked at first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from parity.case import Case
from parity.derivation import by_hand
from parity.errors import InputError
from parity.own import asking, signature
from parity.own.blame import place, told
from parity.own.derivation import OwnDerivation
from parity.own.looking import look, quietly
from parity.own.placing import Places, Point
from parity.own.request import Request
from parity.points import in_dtype

DTYPES = ("float64", "float32")


@dataclass(frozen=True)
class Prepared:
    """Cases to try, further ones to try suggestions at, and what a reader should know."""

    cases: tuple[Case, ...]
    fresh: tuple[Case, ...]
    notes: tuple[str, ...]
    title: str = ""


def prepare(request: Request) -> Prepared:
    """Look at the program, and draw."""
    derivation = loaded(request)
    points = points_of(request, derivation)
    looked = look(derivation, points[0], request.file)
    asked = asking.asked(derivation, looked)
    cases = [case_of(request, asked, point, number) for number, point in enumerate(points)]
    doubles, rounded = ([rounded_to(dtype, case) for case in cases] for dtype in DTYPES)
    rounded = rounded[: request.draws]
    wider = kept_wider(rounded[0])
    notes = list(asking.notes(derivation, looked))
    if wider:
        notes.append(f"not tried in float32: {wider} comes out as float64 there")
    return Prepared(
        (*doubles[: request.draws], *(() if wider else rounded)),
        tuple(doubles[request.draws :]),
        tuple(notes),
        title_of(derivation),
    )


def loaded(request: Request) -> OwnDerivation:
    """The program, executed."""
    try:
        derivation: OwnDerivation = request.program.derivation()
    except InputError:
        raise
    except BaseException as error:  # it is the user's: it may even exit
        where = place(request.file, error)
        raise InputError(f"{where}: running the file raised {told(error)}; mend it") from None
    return derivation


def points_of(request: Request, derivation: OwnDerivation) -> Sequence[Point]:
    """The user's own point, or as many as are asked for."""
    places = Places(derivation.cost, signature.of_cost(derivation, request), request.file)
    if request.point is not None:
        return [places.given(request.point)]
    return list(places.drawn(request.draws + request.fresh, request.draws - 1, request.seed))


def case_of(request: Request, asked: Sequence[str], point: Point, number: int) -> Case:
    """The point as a case; numbers that are not differentiated are settings."""
    arguments = point.arguments
    inputs = {n: np.asarray(v) for n, v in arguments.items() if np.ndim(v) or n in asked}
    return Case(
        name=f"{request.label}/draw-{number}",
        derivation=request.label,
        parameters={name: inputs[name] for name in asked if name in inputs},
        data={name: value for name, value in inputs.items() if name not in asked},
        settings={name: value for name, value in arguments.items() if name not in inputs},
        seed=request.seed,
        examples=point.sizes.get("m", 1),
        program=request.program,
        asked=tuple(asked),
        sizes=point.sizes,
    )


def rounded_to(dtype: str, case: Case) -> Case:
    """The case in a dtype, which its name tells."""
    return in_dtype(replace(case, name=f"{case.name}/{dtype}"), dtype)


def kept_wider(case: Case) -> str:
    """What does not come out in the case's dtype, as np.ones((m, 1)) widens all it meets."""
    try:
        J, gradients = quietly(by_hand, case)
    except Exception:  # what it raises is told where it is on trial
        return ""
    values = {"J": J, **{f"d{name}": gradients.get(f"d{name}") for name in case.asked}}
    kinds = {name: getattr(value, "dtype", case.dtype) for name, value in values.items()}
    return next((n for n, kind in kinds.items() if kind.kind == "f" and kind != case.dtype), "")


def title_of(derivation: OwnDerivation) -> str:
    """The first line of the file's docstring."""
    text = derivation.given_gradients.__globals__.get("__doc__")
    return text.strip().partition("\n")[0] if isinstance(text, str) else ""
