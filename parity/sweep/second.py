"""A second look at what had no power: in float64 at what is float32, then in ball arithmetic.

Where units saturate, a rounds to 1, 1 - a has no digits left, and the derivatives behind it lie
below anything that floats can tell: whatever is said there, the check cannot contradict it. But a
float32 case is made of float64 numbers, too. So the same parties are asked about the same numbers
again, with their own truth and their own limit in float64, where a wrong formula shows. What agrees
there was held up by the rounding of float32 alone; what disagrees there disagrees.

What float64 cannot tell either is decided for the derivation, whose formulas are run in ball
arithmetic themselves. The frameworks know nothing wider: theirs stays open.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from parity.case import Case
from parity.finding import STANDS_IN, Finding, Verdict
from parity.hearing import attempt
from parity.points import in_dtype
from parity.trial import HAND
from parity.witnesses.silence import Silence

IN_FLOAT64, IN_BALLS = "decided in float64", "decided in ball arithmetic"
DECIDED = (IN_FLOAT64, IN_BALLS)


def second_look(
    case: Case, findings: Sequence[Finding], hear: Callable[[Case], Sequence[Finding]]
) -> list[Finding]:
    """The findings, with what was inconclusive decided where it can be."""
    return exact_look(case, wider_look(case, findings, hear))


def wider_look(
    case: Case, findings: Sequence[Finding], hear: Callable[[Case], Sequence[Finding]]
) -> Sequence[Finding]:
    """All parties, in float64 where they were asked in float32."""
    if case.dtype != "float32" or all(row.verdict != "inconclusive" for row in findings):
        return findings
    wide = {(row.who, row.quantity): row.verdict for row in hear(in_dtype(case, "float64"))}
    return [decided(row, wide[row.who, row.quantity], IN_FLOAT64) for row in findings]


def exact_look(case: Case, findings: Sequence[Finding]) -> list[Finding]:
    """The derivation in ball arithmetic, where there is a truth in it to be held against."""
    if not any(is_open(row) for row in findings):
        return list(findings)
    from parity.witnesses import certified_by_hand  # what has a truth has its library

    exact = attempt("ball arithmetic", certified_by_hand.verdicts, case)
    if isinstance(exact, Silence):
        return [replace(row, note=exact.reason) if is_open(row) else row for row in findings]
    return [
        decided(row, exact[row.quantity], IN_BALLS) if is_open(row) else row for row in findings
    ]


def is_open(row: Finding) -> bool:
    """Whether ball arithmetic might tell."""
    return row.who == HAND and row.verdict == "inconclusive" and STANDS_IN not in row.note


def decided(row: Finding, verdict: Verdict, how: str) -> Finding:
    """A row that said nothing, with the verdict of a look that says something."""
    if row.verdict != "inconclusive" or verdict not in ("agrees", "disagrees"):
        return row
    return replace(row, verdict=verdict, note=how)
