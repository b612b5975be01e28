"""Checks on the page of a GitHub Actions run: what does not hold, and what to try."""

from collections.abc import Sequence

from parity.markdown import as_written
from parity.own.check import Check
from parity.own.check_tables import QUANTITIES, quantity_rows, sentence
from parity.step_summary import summarise
from parity.tables import Column

LINES = (
    Column("line", lambda row: f"{row.file}:{row.line}"),
    Column("quantity", lambda row: row.quantity),
    Column("verdict", lambda row: row.verdict),
    Column("source", lambda row: row.source),
    Column("try", lambda row: row.suggestions[0] if row.suggestions else ""),
    Column("why", lambda row: row.explanation),
)


def summarise_checks(checks: Sequence[Check]) -> None:
    """A section for each derivation: its sentence, then lines, or quantities where none is told."""
    for check in checks:
        title = f"Gradient parity: {as_written(check.label)}"
        lines = [line for line in check.lines if line.verdict != "holds"]
        if lines:
            summarise(title, sentence(check), lines, LINES)
        else:
            rows = [row for row in quantity_rows(check) if row.verdict != "agrees"]
            summarise(title, sentence(check), rows, QUANTITIES)
