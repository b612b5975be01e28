"""One mutant before parity: its verdict at every point, and how large its effect is."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from parity.case import Case
from parity.comparison import POWER, limit
from parity.conditioning import Conditioning
from parity.detect.court import Court
from parity.finding import COST, Finding, Verdict, verdict_of
from parity.hearing import attempt, rows_of
from parity.kinds import KINDS
from parity.trial import HAND
from parity.witnesses.answer import Answer
from parity.witnesses.silence import Silence

RAISES = math.inf


@dataclass(frozen=True)
class Judgement:
    """What parity says of a mutant at one point.

    `effect` is the largest error of any derivative by the largest component of its truth (of
    parameters alone: `seen`); `reach` is the largest that rounding may cause by the same measure,
    so that what is beyond it is certainly caught.
    """

    verdict: Verdict
    effect: float
    seen: float
    reach: float
    raised: bool = False


def is_powerless(judgement: Judgement) -> bool:
    """Whether it agrees though rounding may hide half of the gradient, or has hidden it."""
    blind = judgement.reach > POWER or judgement.effect > POWER
    return judgement.verdict == "agrees" and blind


def judged(court: Court) -> Judgement:
    """What is planted now, at one point."""
    case, kind = court.case, KINDS[court.case.kind]
    with np.errstate(all="ignore"):  # a mutant may overflow
        hand = attempt("the derivation", kind.by_hand, case)
        if isinstance(hand, Silence):
            return Judgement("disagrees", RAISES, RAISES, 0.0, raised=True)
        kappa = attempt("conditioning", court.conditioning)
        if isinstance(kappa, Silence):
            return Judgement("not run", RAISES, RAISES, 0.0)
        rows = rows_of(case, kind, {HAND: hand}, court.truth, kappa)
    return Judgement(
        verdict_of(row.verdict for row in rows),
        largest_effect(rows, court, list(court.truth.derivatives)),
        largest_effect(rows, court, list(case.parameters)),
        largest_reach(rows, court, kappa),
    )


def largest_effect(rows: Sequence[Finding], court: Court, names: Sequence[str]) -> float:
    """Of these quantities; infinite where a shape is wrong or something is not finite."""
    wanted = {f"d{name}" for name in names}
    return max((effect(row, court) for row in rows if row.quantity in wanted), default=0.0)


def effect(row: Finding, court: Court) -> float:
    """An error, relative to the largest component of the truth."""
    if row.verdict == "not run" or row.max_abs is None:
        return math.inf
    size = size_of(row, court)
    return row.max_abs / size if size else (math.inf if row.max_abs else 0.0)


def size_of(row: Finding, court: Court) -> float:
    """The largest component of what is true, in the convention of the row."""
    scale = court.case.examples if row.scale == "m*J" else 1
    exact = court.truth.cost if row.quantity == COST else court.truth.derivatives[row.quantity[1:]]
    return float(scale * np.max(np.abs(exact.nearest)))


def largest_reach(rows: Sequence[Finding], court: Court, kappa: Conditioning) -> float:
    """How large an error may be, at most, without being told from rounding."""
    return max((reach(row, court, kappa) for row in rows if row.roundoffs is not None), default=0.0)


def reach(row: Finding, court: Court, kappa: Conditioning) -> float:
    """limit u kappa, relative to the largest component."""
    case, name = court.case, row.quantity.removeprefix("d")
    scale = case.examples if row.scale == "m*J" else 1
    of_row = kappa.kappa(name, scale, of_hand=True)
    error = limit(case.longest_sum) * float(np.finfo(case.dtype).eps) / 2 * float(np.max(of_row))
    size = size_of(row, court)
    return error / size if size else (math.inf if error else 0.0)


def answer_of(case: Case) -> Mapping[str, Any] | None:
    """The derivatives of the parameters by what is planted now; None if it raises."""
    hand = attempt("the derivation", KINDS[case.kind].by_hand, case)
    if not isinstance(hand, Answer):
        return None
    return {name: hand.derivatives.get(name) for name in case.parameters}
