"""A finding: one row of the result. Case, quantity, who, error, verdict."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["agrees", "disagrees", "inconclusive", "not run"]
COST = "J"
NOT_THERE = ("is not installed", "cannot be imported")  # as a witness's process says it
STANDS_IN = "stands in for the certified truth"


@dataclass(frozen=True)
class Worst:
    """The component that is furthest off, in roundoffs."""

    index: tuple[int, ...]
    value: float | None  # None: not a finite number
    truth: str


@dataclass(frozen=True)
class Finding:
    """What was found of one quantity, as one party gives it."""

    case: str
    quantity: str
    who: str
    verdict: Verdict
    roundoffs: float | None = None
    limit: float | None = None
    max_abs: float | None = None
    max_rel: float | None = None
    max_ulp: float | None = None
    worst: Worst | None = None
    scale: str | None = None
    note: str = ""


def is_missing(finding: Finding) -> bool:
    """Whether its witness is not installed."""
    return finding.verdict == "not run" and any(words in finding.note for words in NOT_THERE)


def verdict_of(verdicts: Iterable[Verdict]) -> Verdict:
    """One verdict for many, the worst of them; nothing at all is not an agreement."""
    found = set(verdicts)
    if not found:
        return "not run"
    order: tuple[Verdict, ...] = ("disagrees", "not run", "inconclusive", "agrees")
    return next(verdict for verdict in order if verdict in found)
