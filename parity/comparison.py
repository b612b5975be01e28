"""The arithmetic of the verdict, and the one place that decides it.

    roundoffs = distance from the truth / (u kappa + the smallest normal number)

u is the unit roundoff of the case's dtype, kappa the measured conditioning. A value agrees when
its roundoffs stay within the limit, 24 + 24 sqrt(n) with n the length of the longest sum.
"""

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from parity.finding import Finding, Verdict, Worst
from parity.witnesses.answer import Enclosure
from reference.arrays import Array

LIMIT_AT_LEAST = 24.0
LIMIT_GROWTH = 24.0
TOGETHER = 1 << 14  # components
POWER = 0.5  # a check that lets half of the largest component pass says nothing


def limit(longest_sum: int) -> float:
    """Roundoffs that rounding alone may cause."""
    return LIMIT_AT_LEAST + LIMIT_GROWTH * math.sqrt(longest_sum)


@dataclass(frozen=True)
class Held:
    """A quantity as one party gives it, and what it is held against."""

    case: str
    quantity: str
    who: str
    value: Any
    truth: Enclosure
    kappa: Array
    dtype: np.dtype[Any]
    longest_sum: int
    scale: str | None = None
    slack: float = 1.0  # kappa may be so many times as large as is known

    @property
    def bound(self) -> float:
        """Roundoffs that it may be off by."""
        return limit(self.longest_sum) * (2 if self.truth.rounded else 1)

    @property
    def likeness(self) -> tuple[np.dtype[Any], bool]:
        """What those have in common that are measured together."""
        return self.dtype, self.truth.rounded


def compare(held: Held) -> Finding:
    """The finding for one quantity."""
    return compare_all([held])[0]


def compare_all(rows: Sequence[Held]) -> list[Finding]:
    """The finding for each of them, in their order."""
    problems = [misfit(np.asarray(held.value), held.truth, held.dtype) for held in rows]
    fitting = [held for held, problem in zip(rows, problems, strict=True) if not problem]
    measured = (found for some in gathered(fitting) for found in measured_together(some))
    return [
        unfit(held, problem) if problem else next(measured)
        for held, problem in zip(rows, problems, strict=True)
    ]


def gathered(rows: Sequence[Held]) -> Iterator[list[Held]]:
    """Rows that are alike, as many as stay in the cache; what is larger is alone.

    Calling NumPy for a small quantity takes longer than its numbers do.
    """
    for _, alike in itertools.groupby(rows, lambda held: held.likeness):
        some: list[Held] = []
        for held in alike:
            if some and sum(h.kappa.size for h in (*some, held)) > TOGETHER:
                yield some
                some = []
            some.append(held)
        yield some


def unfit(held: Held, problem: str) -> Finding:
    """What cannot be compared disagrees."""
    return Finding(
        held.case,
        held.quantity,
        held.who,
        "disagrees",
        limit=held.bound,
        scale=held.scale,
        note=problem,
    )


def measured_together(rows: Sequence[Held]) -> Iterator[Finding]:
    """The findings for quantities that are alike, all components in one array."""
    dtype = rows[0].dtype
    given = flat(np.asarray(held.value) for held in rows)
    kappa = flat(held.kappa for held in rows)
    truth = joined([held.truth for held in rows])
    # Balls that grew without bounds contradict nothing; a framework that says NaN does.
    known = truth.rounded | (np.isfinite(truth.nearest) & np.isfinite(truth.radius))
    roundoffs = roundoffs_of(given, truth, kappa, known, dtype)
    ends = np.cumsum([held.truth.radius.size for held in rows]).tolist()
    starts = [0, *ends[:-1]]
    by_component = [roundoffs, *usual_errors(given, truth, dtype), np.abs(truth.nearest), kappa]
    largest = np.maximum.reduceat(np.stack(by_component), starts, axis=1).T.tolist()
    all_known = np.logical_and.reduceat(known, starts).tolist()
    worst = [int(np.argmax(roundoffs[i:j])) for i, j in zip(starts, ends, strict=True)]
    return map(finding_of, rows, largest, all_known, worst)


def finding_of(held: Held, largest: Sequence[float], all_known: bool, worst: int) -> Finding:
    """The finding, from the largest of each kind of error, the truth and kappa."""
    roundoffs, max_abs, max_rel, max_ulp, size, kappa = largest
    passed = held.bound * float(np.finfo(held.dtype).eps) / 2 * held.slack * kappa
    return Finding(
        case=held.case,
        quantity=held.quantity,
        who=held.who,
        verdict=decide(roundoffs, held.bound, all_known and passed <= POWER * size),
        roundoffs=finite(roundoffs),
        limit=held.bound,
        max_abs=finite(max_abs),
        max_rel=finite(max_rel),
        max_ulp=finite(max_ulp),
        worst=worst_component(held, worst),
        scale=held.scale,
    )


def joined(truths: Sequence[Enclosure]) -> Enclosure:
    """All components of all, one after the other; what has fewer limbs has zeros for them."""
    most = max(len(truth.limbs) for truth in truths)
    limbs = [
        flat(
            truth.limbs[k] if k < len(truth.limbs) else np.zeros_like(truth.radius)
            for truth in truths
        )
        for k in range(most)
    ]
    return Enclosure(np.stack(limbs), flat(t.radius for t in truths), truths[0].rounded)


def flat(arrays: Iterable[Array]) -> Array:
    """All components, one array after the other."""
    return np.concatenate([array.reshape(-1) for array in arrays])


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
) -> tuple[Array, Array, Array]:
    """By component: absolute and relative difference, and units in the last place."""
    size = np.abs(truth.nearest)
    with np.errstate(all="ignore"):
        difference = np.abs(given - truth.nearest)
        relative = np.divide(difference, size, out=np.zeros_like(difference), where=size > 0)
        ulps = difference / np.spacing(size.astype(dtype))
    return difference, relative, ulps


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


def worst_component(held: Held, place: int) -> Worst:
    """Index and both values at that place of all components."""
    shape = held.truth.radius.shape
    index = tuple(int(i) for i in np.unravel_index(place, shape))
    return Worst(index, finite(float(np.asarray(held.value)[index])), written(held.truth, index))


def written(truth: Enclosure, index: tuple[int, ...]) -> str:
    """An interval in decimals: "0.3333... +/- 1e-48"."""
    with localcontext() as context:
        context.prec = 40
        middle = sum((Decimal(float(limb[index])) for limb in truth.limbs), Decimal(0))
        return f"{+middle:.40g} +/- {truth.radius[index]:.0e}"


def finite(number: float) -> float | None:
    """JSON has no word for infinity."""
    return number if math.isfinite(number) else None
