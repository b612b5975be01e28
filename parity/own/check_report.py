"""What checks say, as a text, as JSON and as Markdown."""

import dataclasses
import json
from collections.abc import Sequence

from parity.own.check_tables import LINES, QUANTITIES, quantity_rows, sentence, told
from parity.own.checked import Checked
from parity.result import Report
from parity.tables import pairs, table


def together(checks: Sequence[Checked]) -> Report:
    """All derivations as one report."""
    results = tuple(result for one in checks for result in one.report.results)
    return Report(results, len(results), sum(one.report.seconds for one in checks))


def as_text(checked: Checked) -> str:
    """What `parity check` prints."""
    return "\n".join("".join(piece.text for piece in line) for line in told(checked))


def as_json(checks: Sequence[Checked]) -> str:
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


def as_markdown(checked: Checked) -> str:
    """A report of one derivation, as GitHub renders it."""
    return f"{section(checked)}\n\n{pairs(checked.report.environment)}\n"


def section(checked: Checked, head: str = "") -> str:
    """One derivation: a sentence, its lines, its quantities."""
    parts = [f"## {head or checked.label}", checked.title, f"**{sentence(checked)}**"]
    if checked.lines:
        parts.append(table(checked.lines, LINES, "github"))
    parts.append(table(quantity_rows(checked), QUANTITIES, "github"))
    parts += [f"Note: {note}." for note in checked.notes]
    return "\n\n".join(part for part in parts if part)
