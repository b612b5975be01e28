"""What checks say, as a text, as JSON and as Markdown."""

import dataclasses
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from parity.own.check_tables import LINES, QUANTITIES, quantity_rows, sentence, told
from parity.result import Report
from parity.tables import pairs, table

if TYPE_CHECKING:
    from parity.own.check import Check


def together(checks: Sequence["Check"]) -> Report:
    """All derivations as one report."""
    results = tuple(result for one in checks for result in one.report.results)
    return Report(results, len(results), sum(one.report.seconds for one in checks))


def as_text(check: "Check") -> str:
    """What `parity check` prints."""
    return "\n".join("".join(piece.text for piece in line) for line in told(check))


def as_json(checks: Sequence["Check"]) -> str:
    """The object of schema parity-check/1: that of a run, and every derivation's lines."""
    whole = json.loads(together(checks).to_json())
    derivations = [
        {
            "file": one.file,
            "derivation": one.label,
            "title": one.title,
            "verdict": one.verdict,
            "notes": list(one.notes),
            "lines": [dataclasses.asdict(line) for line in one.lines],
        }
        for one in checks
    ]
    whole = {**whole, "schema": "parity-check/1", "derivations": derivations}
    return json.dumps(whole, indent=1, allow_nan=False)


def as_markdown(check: "Check") -> str:
    """A report of one derivation, as GitHub renders it."""
    return f"{section(check)}\n\n{pairs(check.report.environment)}\n"


def section(check: "Check", head: str = "") -> str:
    """One derivation: a sentence, its lines, its quantities."""
    parts = [f"## {head or check.label}", check.title, f"**{sentence(check)}**"]
    if check.lines:
        parts.append(table(check.lines, LINES, "github"))
    parts.append(table(quantity_rows(check), QUANTITIES, "github"))
    parts += [f"Note: {note}." for note in check.notes]
    return "\n\n".join(part for part in parts if part)
