"""What checks say, as a text, as JSON and as Markdown."""

import dataclasses
import json
from collections.abc import Sequence

from parity.own.check_tables import LINES, QUANTITIES, quantity_rows, sentence, told
from parity.own.outcome import Outcome
from parity.result import Report
from parity.tables import pairs, table


def together(outcomes: Sequence[Outcome]) -> Report:
    """All derivations as one report."""
    results = tuple(result for one in outcomes for result in one.report.results)
    return Report(results, len(results), sum(one.report.seconds for one in outcomes))


def as_text(outcome: Outcome) -> str:
    """What `parity check` prints."""
    return "\n".join("".join(piece.text for piece in line) for line in told(outcome))


def as_json(outcomes: Sequence[Outcome]) -> str:
    """The object of schema parity-check/1: that of a run, and every derivation's lines."""
    whole = json.loads(together(outcomes).to_json())
    derivations = [
        {
            "file": one.file,
            "derivation": one.label,
            "title": one.title,
            "verdict": one.verdict,
            "notes": list(one.notes),
            "lines": [dataclasses.asdict(line) for line in one.lines],
        }
        for one in outcomes
    ]
    whole = {**whole, "schema": "parity-check/1", "derivations": derivations}
    return json.dumps(whole, indent=1, allow_nan=False)


def as_markdown(outcome: Outcome) -> str:
    """A report of one derivation, as GitHub renders it."""
    return f"{section(outcome)}\n\n{pairs(outcome.report.environment)}\n"


def section(outcome: Outcome, head: str = "") -> str:
    """One derivation: a sentence, its lines, its quantities."""
    parts = [f"## {head or outcome.label}", outcome.title, f"**{sentence(outcome)}**"]
    if outcome.lines:
        parts.append(table(outcome.lines, LINES, "github"))
    parts.append(table(quantity_rows(outcome), QUANTITIES, "github"))
    parts += [f"Note: {note}." for note in outcome.notes]
    return "\n\n".join(part for part in parts if part)
