"""A second look, in float64, at what had no power in float32.

Where units saturate, a rounds to 1, 1 - a has no digits left, and the derivatives behind it lie
below anything that float32 can tell: whatever is said there, the check cannot contradict it. But a
float32 case is made of float64 numbers, too. So the same parties are asked about the same numbers
again, with their own truth and their own limit in float64, where a wrong formula shows. What agrees
there was held up by the rounding of float32 alone; what disagrees there disagrees. A float64 case
has no second look: the frameworks know nothing wider.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from parity.case import Case
from parity.finding import Finding
from parity.points import in_dtype

DECIDED = "decided in float64"


def second_look(
    case: Case, findings: Sequence[Finding], hear: Callable[[Case], Sequence[Finding]]
) -> list[Finding]:
    """The findings, with what was inconclusive decided where it can be."""
    if case.dtype != "float32" or all(row.verdict != "inconclusive" for row in findings):
        return list(findings)
    wide = {(row.who, row.quantity): row for row in hear(in_dtype(case, "float64"))}
    return [decided(row, wide[row.who, row.quantity]) for row in findings]


def decided(row: Finding, wide: Finding) -> Finding:
    """A row that said nothing, with the verdict of a look that says something."""
    if row.verdict != "inconclusive" or wide.verdict not in ("agrees", "disagrees"):
        return row
    return replace(row, verdict=wide.verdict, note=DECIDED)
