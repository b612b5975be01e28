"""How a wrong value relates to the true one, where the relation is simple."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations_with_replacement, permutations

import numpy as np

from reference.arrays import Array

CLOSE = 1e-9  # relative

Pair = tuple[Array, Array]


def relation(value_and_truth: Sequence[Pair], scalars: Sequence[Mapping[str, float]]) -> str:
    """Such as "m times the derivative"; "" where the value is right or there is none."""
    pairs = [(np.asarray(value), np.asarray(truth)) for value, truth in value_and_truth]
    for turned, noun in ((False, "the derivative"), (True, "the transpose of the derivative")):
        factors = factors_of([(v.T if turned else v, t) for v, t in pairs])
        if factors:
            return said(factors, scalars, noun, turned)
    return ""


def factors_of(pairs: Sequence[Pair]) -> list[float]:
    """value = factor * truth, pair by pair; [] where that is not so."""
    factors = []
    for value, truth in pairs:
        if value.shape != truth.shape or value.dtype.kind not in "fiub":
            return []
        square = float(np.sum(truth * truth))
        if not 0 < square < np.inf:
            continue
        factor = float(np.sum(value * truth)) / square
        # NaN is not close to anything.
        if not np.all(np.abs(value - factor * truth) <= CLOSE * np.max(np.abs(factor * truth))):
            return []
        factors.append(factor)
    return [] if any(factor == 0 for factor in factors) else factors


def said(
    factors: Sequence[float], scalars: Sequence[Mapping[str, float]], noun: str, turned: bool
) -> str:
    """The factors in words: 1, -1, a number, or a name that says how they vary."""
    first = factors[0]
    constant = np.allclose(factors, first, rtol=CLOSE, atol=0)
    if constant and abs(abs(first) - 1) <= CLOSE:
        reversed_ = f"{noun} with the sign reversed"
        return reversed_ if first < 0 else noun if turned else ""
    if constant and is_simple(first):
        return f"this is exactly {number(first)} times {noun}"
    for name, values in products(scalars):
        for sign in (1.0, -1.0):
            if np.allclose(factors, sign * values, rtol=CLOSE, atol=0):
                return f"{'-' if sign < 0 else ''}{name} times {noun}"
    return f"this is exactly {number(first)} times {noun}" if constant else ""


def is_simple(factor: float) -> bool:
    """Whether a factor is a whole number, or one over one."""
    return any(abs(f - round(f)) <= CLOSE * abs(f) for f in (factor, 1 / factor))


def number(factor: float) -> str:
    """4, 0.25, 1/3."""
    if abs(factor) < 1 and is_simple(factor) and f"{factor:.4g}" != repr(factor):
        return f"{'-' if factor < 0 else ''}1/{round(1 / abs(factor))}"
    return f"{factor:.6g}"


def products(scalars: Sequence[Mapping[str, float]]) -> Iterator[tuple[str, Array]]:
    """m, 1/m, m*m, lam/m, 2*m and the like, with their values at each point."""
    shared = set.intersection(*(set(each) for each in scalars)) if scalars else set()
    values = {name: np.array([each[name] for each in scalars], float) for name in sorted(shared)}
    values = {name: value for name, value in values.items() if np.all(value != 0)}
    yield from values.items()
    for name, value in values.items():
        yield f"1/{name}", 1 / value
    values["2"] = np.full(len(scalars), 2.0)
    for (a, x), (b, y) in combinations_with_replacement(values.items(), 2):
        yield (f"{b}*{a}" if b == "2" else f"{a}*{b}"), x * y
        yield f"1/({a}*{b})", 1 / (x * y)
    for (a, x), (b, y) in permutations(values.items(), 2):
        yield f"{a}/{b}", x / y
