"""What comes of one derivation on trial, without the texts.

Whoever makes texts of it must not need the checker, which makes texts of it: `Check` in check.py is
this with them.
"""

from dataclasses import dataclass

from parity.finding import Finding, Verdict
from parity.own.verdicts import LineFinding
from parity.result import Report


@dataclass(frozen=True)
class Checked:
    """All that was found of it."""

    file: str
    label: str
    title: str
    report: Report
    lines: tuple[LineFinding, ...]
    notes: tuple[str, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All rows."""
        return self.report.findings

    @property
    def verdict(self) -> Verdict:
        """The worst of all findings."""
        return self.report.verdict
