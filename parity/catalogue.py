"""What is tried: every derivation of `reference/`, at ordinary points and at hard ones."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import partial
from itertools import chain

from parity.case import Case
from parity.errors import InputError
from parity.per_example import PER_EXAMPLE
from parity.points import (
    Recipe,
    deep,
    fortran_order,
    kink,
    labels_0,
    labels_1,
    logistic,
    read_only,
    rows,
    saturated,
    shallow,
    soft_labels,
    subnormal_inputs,
    zero_inputs,
    zero_parameters,
)
from parity.training import AnyCase, TrainingCase
from parity.training_catalogue import TRAINING

HARD = (
    saturated(40),
    saturated(800),
    kink,
    labels_0,
    labels_1,
    soft_labels,
    zero_inputs,
    subnormal_inputs,
    zero_parameters,
    fortran_order,
    read_only,
)
SMALL, LARGE = Recipe(scale=0.01), Recipe(scale=3)
ONE, MANY, THREE = Recipe(m=1), Recipe(m=200), Recipe(outputs=3)
EVERY = ("identity", "step", "sigmoid", "tanh", "relu", "leaky_relu")
MIXED = ("tanh", "relu", "sigmoid")


def catalogue() -> Iterator[Case]:
    """All cases, in the order in which they are reported."""
    return chain(logistic_cases(), shallow_cases(), rows_cases(), deep_cases(), prepared_cases())


def everything() -> Iterator[AnyCase]:
    """Gradients, gradients of every example, and whole trainings."""
    return chain(catalogue(), PER_EXAMPLE, TRAINING)


def logistic_cases() -> Iterator[Case]:
    """Logistic regression in three forms."""
    yield from logistic("graph")
    yield from logistic("loop")
    yield from logistic("loop", MANY)
    yield from logistic("vectorised")
    yield from logistic("vectorised", lam=0.7)
    for recipe in (SMALL, LARGE, ONE, MANY):
        yield from logistic("vectorised", recipe)
    for special in HARD:
        yield from logistic("vectorised", Recipe(special=special))


def shallow_cases() -> Iterator[Case]:
    """One hidden layer in three forms."""
    for hidden in EVERY:
        yield from shallow("one", hidden, THREE)
    for hidden in ("tanh", "relu"):
        yield from shallow("each", hidden)
    for hidden in EVERY:
        yield from shallow("vectorised", hidden)
        yield from shallow("vectorised", hidden, THREE)
    yield from shallow("vectorised", "tanh", lam=0.7)
    yield from shallow("vectorised", "relu", THREE, lam=0.7)
    for recipe in (SMALL, LARGE, ONE, MANY):
        yield from shallow("vectorised", "tanh", recipe)
        yield from shallow("vectorised", "relu", recipe)
    for special in HARD:
        yield from shallow("vectorised", "tanh", Recipe(special=special))
    yield from shallow("vectorised", "relu", Recipe(special=kink))
    yield from shallow("vectorised", "leaky_relu", Recipe(special=kink))
    yield from shallow("vectorised", "sigmoid", Recipe(special=zero_parameters))
    yield from shallow("vectorised", "tanh", Recipe(inputs=784))


def rows_cases() -> Iterator[Case]:
    """Rows with absorbed biases in five forms."""
    for form in ("elements", "units", "tiled", "tensor", "matrix"):
        for hidden in ("tanh", "sigmoid"):
            yield from rows(form, hidden)
    yield from rows("matrix", "relu")
    for recipe in (SMALL, LARGE, ONE, MANY):
        yield from rows("matrix", "tanh", recipe)


def deep_cases() -> Iterator[Case]:
    """L layers."""
    yield from deep((), ("sigmoid",))
    yield from deep((4,), ("tanh", "sigmoid"))
    yield from deep((4, 6), MIXED)
    yield from deep((4, 6), MIXED, THREE)
    yield from deep((4, 6), MIXED, lam=0.7)
    yield from deep((4, 6), MIXED, dropout=True)
    yield from deep((4, 6), MIXED, THREE, lam=0.7, dropout=True)
    yield from deep((4, 6), ("leaky_relu", "tanh", "identity"), loss="half_squared_error")
    yield from deep((4, 6), ("relu", "sigmoid", "tanh"), THREE, loss="half_squared_error")
    for recipe in (SMALL, LARGE, ONE, MANY):
        yield from deep((4, 6), MIXED, recipe, lam=0.7)
    yield from deep((1, 1), ("tanh", "tanh", "sigmoid"), Recipe(inputs=1))
    yield from deep((8, 7, 6, 5, 4, 3, 2), (*["tanh"] * 7, "sigmoid"))
    yield from deep((8, 7, 6, 5, 4, 3, 2), (*["relu"] * 7, "sigmoid"), Recipe(scale=0.7))
    yield from deep((16, 8), ("relu", "tanh", "sigmoid"), Recipe(inputs=784, m=20))
    yield from deep((4, 6), ("relu", "leaky_relu", "sigmoid"), Recipe(special=kink))


def prepared_cases() -> Iterator[Case]:
    """L layers, made fast."""
    prepared = partial(deep, form="prepared")
    yield from prepared((), ("sigmoid",))
    yield from prepared((4,), ("tanh", "sigmoid"))
    yield from prepared((4, 6), MIXED)
    yield from prepared((4, 6), MIXED, THREE, lam=0.7, dropout=True)
    yield from prepared((4, 6, 5), ("leaky_relu", "step", "identity", "sigmoid"))
    yield from prepared((4, 6), ("relu", "sigmoid", "tanh"), THREE, loss="half_squared_error")
    for recipe in (SMALL, LARGE, ONE, MANY):
        yield from prepared((4,), ("tanh", "sigmoid"), recipe, lam=0.7)
    yield from prepared((7,), ("tanh", "sigmoid"), Recipe(inputs=1100, m=20))  # in pieces
    for special in HARD:
        yield from prepared((4,), ("tanh", "sigmoid"), Recipe(special=special))
    yield from prepared((4, 6), ("relu", "leaky_relu", "sigmoid"), Recipe(special=kink))


def asked_for(cases: Sequence[AnyCase | str] | str) -> list[AnyCase]:
    """Cases as they are given, then those that names or globs match."""
    listed = [cases] if isinstance(cases, str) else list(cases)
    patterns = tuple(case for case in listed if isinstance(case, str))
    given = [case for case in listed if isinstance(case, (Case, TrainingCase))]
    if not listed or len(given) + len(patterns) < len(listed):
        raise InputError(f"cases must be names, globs or cases, at least one, got {cases!r:.60}")
    return [*given, *(select(patterns) if patterns else ())]


def select(patterns: tuple[str, ...] = (), dtype: str | None = None) -> list[AnyCase]:
    """The cases that match a name, a glob or the beginning of either; all without any.

    A pattern that matches nothing is refused: it may be a slip, and nobody would see it.
    """
    cases = [case for case in everything() if dtype is None or case.name.endswith(dtype)]
    for pattern in patterns:
        if not any(matches(case.name, pattern) for case in cases):
            raise InputError(
                f"CASE must match at least one case{f' of {dtype}' if dtype else ''}, "
                f"got {pattern!r:.80}; parity run --list prints what there is"
            )
    if not patterns:
        return cases
    return [case for case in cases if any(matches(case.name, pattern) for pattern in patterns)]


def matches(name: str, pattern: str) -> bool:
    """deep/*, deep, deep/*/l2 and deep/5-1/sigmoid/float64 all name cases."""
    return fnmatchcase(name, pattern) or fnmatchcase(name, f"{pattern.rstrip('/')}/*")
