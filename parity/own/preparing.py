"""From a program to cases: points are drawn, and the program is looked at before it is on trial.

What cannot be tried is refused here, in one sentence with file and line: a cost that raises, that
is no scalar, that is random, that changes its inputs, that is not finite anywhere.
"""

import traceback
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from parity.case import Case, digest
from parity.errors import InputError
from parity.own import asking, signature
from parity.own.derivation import OwnDerivation, argument_names, with_locals
from parity.own.drawing import draw, draw_sizes
from parity.own.signature import Signature
from parity.points import in_dtype
from parity.rewriting import again
from reference.arrays import Array

TRIES = 20  # points that may not be finite before it is given up
DTYPES = ("float64", "float32")


@dataclass(frozen=True)
class Request:
    """A program, and how many points it is to be tried at."""

    program: Any
    file: str
    label: str
    draws: int = 5
    fresh: int = 2  # more points, for what repair suggests
    seed: int = 0
    point: Mapping[str, Array] | None = None
    shapes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Prepared:
    """Cases to try, further ones to try suggestions at, and what a reader should know."""

    cases: tuple[Case, ...]
    fresh: tuple[Case, ...]
    notes: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True)
class Point:
    """Arguments of the cost, and the sizes they have."""

    arrays: dict[str, Array]
    settings: dict[str, Any]
    sizes: dict[str, int]


def prepare(request: Request) -> Prepared:
    """Look at the program, and draw."""
    derivation = loaded(request)
    known = signature.of_cost(derivation, request)
    points = points_of(request, derivation, known)
    looked = look(derivation, points[0])
    quantities = asking.asked(derivation, looked)
    draws = points[: request.draws]
    cases = {
        dtype: [
            case_of(request, quantities, point, number, dtype)
            for number, point in enumerate(points)
        ]
        for dtype in DTYPES
    }
    return Prepared(
        tuple(case for dtype in DTYPES for case in cases[dtype][: len(draws)]),
        tuple(cases["float64"][len(draws) :]),
        asking.notes(derivation, looked),
        title_of(derivation),
    )


def points_of(request: Request, derivation: OwnDerivation, known: Signature) -> list[Point]:
    """The user's own point, or as many as are asked for. Few shapes: frameworks compile each."""
    if request.point is not None:
        return [given(known, request)]
    rng = np.random.default_rng(request.seed)
    points: list[Point] = []
    for number in range(request.draws + request.fresh):
        if number in (0, request.draws - 1):
            sizes = draw_sizes(known.shapes, rng)
        points.append(finite_point(request, derivation, known, sizes, rng))
    return points


def title_of(derivation: OwnDerivation) -> str:
    """The first line of the file's docstring."""
    text: str = derivation.given_gradients.__globals__.get("__doc__") or ""
    return text.strip().partition("\n")[0]


def loaded(request: Request) -> OwnDerivation:
    """The program, executed."""
    try:
        derivation: OwnDerivation = request.program.derivation()
    except InputError:
        raise
    except BaseException as error:  # it is the user's: it may even exit
        where = place(request, error)
        raise InputError(f"{where}: running the file raised {told(error)}; mend it") from None
    return derivation


def given(known: Signature, request: Request) -> Point:
    """The user's own values."""
    assert request.point is not None
    missing = [name for name in known.names if name not in request.point]
    if missing:
        has = ", ".join(request.point) or "nothing"
        raise InputError(
            f"the point has no {missing[0]!r}, which {known.where} takes; it has {has}"
        )
    arrays = {name: np.asarray(request.point[name]) for name in known.names}
    bad = next((name for name, value in arrays.items() if value.dtype.kind not in "fiub"), None)
    if bad is not None:
        raise InputError(f"{bad!r} of the point has dtype {arrays[bad].dtype}, expected numbers")
    floats = {name: value.astype(float) for name, value in arrays.items()}
    sizes = signature.sizes_of(known, floats)
    return Point(floats, dict(known.settings), sizes)


def finite_point(
    request: Request,
    derivation: OwnDerivation,
    known: Signature,
    sizes: Mapping[str, int],
    rng: np.random.Generator,
) -> Point:
    """A drawn point where the cost is finite."""
    for _ in range(TRIES):
        drawn = {name: draw(shape, sizes, rng) for name, shape in known.shapes.items()}
        arrays = {n: v for n, v in drawn.items() if v.ndim or n in known.differentiated}
        settings = {n: float(v) for n, v in drawn.items() if n not in arrays}
        point = Point(arrays, {**known.settings, **settings}, dict(sizes))
        J = cost_at(request, derivation, point)
        if np.all(np.isfinite(J)):
            return point
    raise InputError(
        f"{known.where} is not finite at any of {TRIES} drawn points (the last gave {J}); "
        'say the domains of its arguments, such as "n m in (0, 1)" or "> 0"'
    )


def cost_at(request: Request, derivation: OwnDerivation, point: Point) -> Any:
    """J by the function as it is."""
    arrays = {name: value.copy() for name, value in point.arrays.items()}
    try:
        with np.errstate(all="ignore"):
            J = derivation.cost(**point.settings, **arrays)
    except Exception as error:
        shapes = ", ".join(f"{name} {value.shape}" for name, value in point.arrays.items())
        raise InputError(
            f"{place(request, error)}: the cost raised {told(error)} at {shapes}; "
            "mend it, or the annotations of its arguments"
        ) from None
    check_cost(signature.where_of(derivation.cost), J, point.arrays, arrays)
    return J


def check_cost(where: str, J: Any, given: Mapping[str, Array], left: Mapping[str, Array]) -> None:
    """One number, and the arguments as they were."""
    if not isinstance(J, (float, int, np.ndarray, np.generic)) or np.size(J) != 1:
        came = f"shape {np.shape(J)}" if isinstance(J, np.ndarray) else f"{J!r:.60}"
        raise InputError(f"{where}: the cost must be one number, got {came}; sum over the examples")
    changed = [name for name in given if digest({name: left[name]}) != digest({name: given[name]})]
    if changed:
        raise InputError(
            f"{where}: the cost changes its argument {changed[0]!r}; work on a copy, "
            f"such as {changed[0]} = {changed[0]}.copy()"
        )


@dataclass(frozen=True)
class Looked:
    """What a run shows: the cost's local names, how often each was assigned, what was returned."""

    left: Mapping[str, Any]
    assigned: Mapping[str, int]
    returned: tuple[str, ...] = ()  # nothing when gradients raised: its lines will tell why
    explicit: bool = False  # whether gradients says itself what it gives


def look(derivation: OwnDerivation, point: Point) -> Looked:
    """Run it once, watching."""
    arguments = {**point.settings, **point.arrays}
    counted: Counter[str] = Counter()

    def count(name: str, value: Any) -> Any:
        counted[name] += 1
        return value

    with np.errstate(all="ignore"):
        first, left = with_locals(derivation.cost, arguments)
        second = again(derivation.cost, np, count)(**arguments)
    if not np.array_equal(first, second, equal_nan=True):
        raise InputError(
            f"{signature.where_of(derivation.cost)}: the cost is random: it gave {first} and then "
            f"{second} at one point; take what is drawn (masks, noise) as arguments"
        )
    known = {**point.sizes, **arguments, **left}
    check_arguments(derivation, known)
    wanted = {name: known[name] for name in argument_names(derivation.given_gradients)}
    try:
        with np.errstate(all="ignore"):
            returned, names = with_locals(derivation.given_gradients, wanted)
    except Exception:
        return Looked(left, counted)
    keys = asking.keys_of(derivation, returned, names)
    return Looked(left, counted, keys, returned is not None)


def check_arguments(derivation: OwnDerivation, known: Mapping[str, Any]) -> None:
    """gradients may ask for anything that the cost knows."""
    for name in argument_names(derivation.given_gradients):
        if name not in known:
            raise InputError(
                f"{signature.where_of(derivation.given_gradients)}: gradients takes {name!r}, "
                "which is no argument, local name or dimension of the cost; there are "
                f"{', '.join(sorted(known))}"
            )


def case_of(
    request: Request, asked: tuple[str, ...], point: Point, number: int, dtype: str
) -> Case:
    """The point as a case."""
    parameters = {name: point.arrays[name] for name in asked if name in point.arrays}
    data = {name: value for name, value in point.arrays.items() if name not in parameters}
    case = Case(
        name=f"{request.label}/draw-{number}/{dtype}",
        derivation=request.label,
        parameters=parameters,
        data=data,
        settings=point.settings,
        seed=request.seed,
        examples=point.sizes.get("m", 1),
        program=request.program,
        asked=asked,
        sizes=point.sizes,
    )
    return in_dtype(case, dtype)


def place(request: Request, error: BaseException) -> str:
    """file:line of the innermost line of the user's that raised."""
    if isinstance(error, SyntaxError) and error.filename == request.file:
        return f"{request.file}:{error.lineno}"
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == request.file
    ]
    return f"{request.file}:{lines[-1]}" if lines else request.file


def told(error: BaseException) -> str:
    """Kind and first line of an error."""
    words = str(error).strip().partition("\n")[0]
    return f"{type(error).__name__}: {words:.200}" if words else type(error).__name__
