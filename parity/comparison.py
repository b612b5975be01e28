"""The arithmetic of the verdict, and the one place that decides it.

    roundoffs = distance from the truth / (u kappa + the smallest normal number)

u is the unit roundoff of the case's dtype, kappa the measured conditioning. A value agrees when
its roundoffs stay within the limit, 24 + 24 sqrt(n) with n the length of the longest sum.
"""

import math
from dataclasses import replace
from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from parity.finding import Finding, Verdict, Worst
from parity.witnesses.answer import Enclosure
from reference.arrays import Array

LIMIT_AT_LEAST = 24.0
LIMIT_GROWTH = 24.0
POWER = 0.5  # a check that lets half of the largest component pass says nothing


def limit(longest_sum: int) -> float:
    """Roundoffs that rounding alone may cause."""
    return LIMIT_AT_LEAST + LIMIT_GROWTH * math.sqrt(longest_sum)


def compare(
    case: str,
    quantity: str,
    who: str,
    value: Any,
    truth: Enclosure,
    kappa: Array,
    dtype: np.dtype[Any],
    longest_sum: int,
    scale: str | None = None,
    slack: float = 1.0,
) -> Finding:
    """The finding for one quantity; kappa may be `slack` times as large as is known."""
    given = np.asarray(value)
    bound = limit(longest_sum) * (2 if truth.rounded else 1)
    problem = misfit(given, truth, dtype)
    if problem:
        return Finding(case, quantity, who, "disagrees", limit=bound, scale=scale, note=problem)
    # Balls that grew without bounds contradict nothing; a framework that says NaN does.
    known = truth.rounded | (np.isfinite(truth.nearest) & np.isfinite(truth.radius))
    roundoffs = roundoffs_of(given, truth, kappa, known, dtype)
    largest = float(roundoffs.max())
    passed = bound * float(np.finfo(dtype).eps) / 2 * slack * kappa.max()
    has_power = bool(np.all(known) and passed <= POWER * np.abs(truth.nearest).max())
    max_abs, max_rel, max_ulp = usual_errors(given, truth, dtype)
    return Finding(
        case=case,
        quantity=quantity,
        who=who,
        verdict=decide(largest, bound, has_power),
        roundoffs=finite(largest),
        limit=bound,
        max_abs=max_abs,
        max_rel=max_rel,
        max_ulp=max_ulp,
        worst=worst_component(given, truth, roundoffs),
        scale=scale,
    )


def roundoffs_of(
    given: Array, truth: Enclosure, kappa: Array, known: Array, dtype: np.dtype[Any]
) -> Array:
    """By component: none where the truth is not known, infinite where no number is given."""
    with np.errstate(all="ignore"):  # NaN and infinity are judged, not warned of
        counted = distance(given, truth) / one_roundoff(kappa, dtype)
    against = np.where(known, counted, 0.0)
    found: Array = np.where(np.isfinite(given) & (against >= 0), against, np.inf)
    return found


def usual_errors(
    given: Array, truth: Enclosure, dtype: np.dtype[Any]
) -> tuple[float | None, float | None, float | None]:
    """The largest absolute and relative difference, and units in the last place."""
    size = np.abs(truth.nearest)
    with np.errstate(all="ignore"):
        difference = np.abs(given - truth.nearest)
        relative = np.divide(difference, size, out=np.zeros_like(difference), where=size > 0)
        ulps = difference / np.spacing(size.astype(dtype))
    max_abs, max_rel, max_ulp = (finite(float(e.max())) for e in (difference, relative, ulps))
    return max_abs, max_rel, max_ulp


def one_roundoff(kappa: Array, dtype: np.dtype[Any]) -> Array:
    """What an error is counted in, component by component."""
    kind = np.finfo(dtype)
    size: Array = float(kind.eps) / 2 * kappa + float(kind.tiny)
    return size


def decide(roundoffs: float, bound: float, has_power: bool) -> Verdict:
    """Pass or fail."""
    if not roundoffs <= bound:
        return "disagrees"
    return "agrees" if has_power else "inconclusive"


def misfit(given: Array, truth: Enclosure, dtype: np.dtype[Any]) -> str:
    """What is wrong before any value is looked at: a shape or dtype is never repaired."""
    expected = truth.radius.shape
    if given.shape != expected:
        return f"has shape {given.shape}, expected {expected}"
    if given.dtype != dtype:
        return f"has dtype {given.dtype}, expected {dtype}"
    return ""


def distance(given: Array, truth: Enclosure) -> Array:
    """How far outside its interval each value lies; 0 inside."""
    off = given.astype(float) - truth.limbs[0]
    for limb in truth.limbs[1:]:
        off = off - limb
    away: Array = np.maximum(np.abs(off) - truth.radius, 0)
    return away


def scaled(truth: Enclosure, factor: int) -> Enclosure:
    """The enclosure of `factor` times the value, to 106 bits; exact for powers of 2."""
    if factor == 1:
        return truth
    if factor & (factor - 1) == 0:
        return replace(truth, limbs=truth.limbs * factor, radius=truth.radius * factor)
    products = truth.limbs.astype(np.longdouble) * factor  # exact for factors below 2^11
    high = products.sum(axis=0).astype(float)
    products[0] -= high
    limbs = np.stack([high, products.sum(axis=0).astype(float)])
    radius = truth.radius * factor + np.abs(high) * 2.0**-100
    return replace(truth, limbs=limbs, radius=radius)


def worst_component(given: Array, truth: Enclosure, roundoffs: Array) -> Worst:
    """Index and both values where the roundoffs are largest."""
    index = tuple(int(i) for i in np.unravel_index(int(np.argmax(roundoffs)), roundoffs.shape))
    return Worst(index, finite(float(given[index])), written(truth, index))


def written(truth: Enclosure, index: tuple[int, ...]) -> str:
    """An interval in decimals: "0.3333... +/- 1e-48"."""
    with localcontext() as context:
        context.prec = 40
        middle = sum((Decimal(float(limb[index])) for limb in truth.limbs), Decimal(0))
        return f"{+middle:.40g} +/- {truth.radius[index]:.0e}"


def finite(number: float) -> float | None:
    """JSON has no word for infinity."""
    return number if math.isfinite(number) else None
