"""What does not agree, in full: each quantity with its line, and what that should have been."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parity.finding import Finding, verdict_of
from parity.page.findings import findings_of, quantity
from parity.page.grid import Field, grid
from parity.page.marks import mark_of
from parity.page.numbers import brief, counted, order
from parity.page.places import SuspectLine, line_in_reference
from parity.page.section import Section
from parity.parity_tables import value_of

MOST = 1000  # rows; more are no help, and the page would be slow


@dataclass(frozen=True)
class Unsettled:
    """A quantity that does not agree, and the line that makes it."""

    finding: Finding
    line: SuspectLine | None


ROWS = (
    Field("case", lambda row: row.finding.case, kind="code"),
    Field("quantity", lambda row: quantity(row.finding), kind="code"),
    Field("who", lambda row: row.finding.who),
    Field("verdict", lambda row: row.finding.verdict, kind="verdict"),
    Field("line", lambda row: row.line and row.line.place, kind="code"),
    Field("which says", lambda row: row.line and row.line.source, kind="code"),
    Field("which", lambda row: row.line and row.line.verdict),
    Field("try", lambda row: row.line and row.line.suggestion, kind="code"),
    Field("because", lambda row: row.line and row.line.explanation),
    Field("roundoffs", lambda row: row.finding.roundoffs, brief, "number"),
    Field("limit", lambda row: row.finding.limit, brief, "number"),
    Field("value", lambda row: value_of(row.finding), kind="code"),
    Field("truth", lambda row: row.finding.worst and row.finding.worst.truth, kind="code"),
    Field("max abs", lambda row: row.finding.max_abs, order, "number"),
    Field("max rel", lambda row: row.finding.max_rel, order, "number"),
    Field("max ulp", lambda row: row.finding.max_ulp, brief, "number"),
    Field("of", lambda row: row.finding.scale),
    Field("note", lambda row: row.finding.note),
)


def unsettled(value: Mapping[str, Any]) -> Iterator[Unsettled]:
    """Everything in a result that does not agree."""
    own = own_lines(value.get("derivations", ()))
    for one in findings_of(value):
        if one.verdict != "agrees":
            by_hand = one.who == "hand"
            yield Unsettled(one, line_of(one, own) if by_hand else None)


def line_of(one: Finding, own: Mapping[str, Mapping[str, SuspectLine]]) -> SuspectLine | None:
    """The line of a user's file, or of `reference/`."""
    for name, lines in own.items():
        if one.case.startswith(f"{name}/"):
            return lines.get(one.quantity)
    return line_in_reference(one.case, one.quantity)


def own_lines(derivations: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, SuspectLine]]:
    """The lines of users' derivations, by name and by quantity."""
    return {
        one["derivation"]: {
            line["quantity"]: SuspectLine(
                f"{line['file']}:{line['line']}",
                line["source"],
                line["verdict"],
                "; ".join(line["suggestions"]),
                line["explanation"],
            )
            for line in one["lines"]
        }
        for one in derivations
    }


def section_of_unsettled(rows: Sequence[Unsettled]) -> Section:
    """The part of the page."""
    count = counted(len(rows), "finding does", "findings do")
    return Section(
        "unsettled",
        "What does not agree",
        f"{count} not agree{told(rows)}.",
        mark_of(verdict_of(row.finding.verdict for row in rows)),
        words=(LEFT,) if len(rows) > MOST else (),
        grids=[grid("unsettled-rows", "Each with its line", rows[:MOST], ROWS)],
    )


LEFT = f"The first {MOST:,} are shown; the others are in the files."


def told(rows: Sequence[Unsettled]) -> str:
    """The lines that make what disagrees, by name."""
    places = dict.fromkeys(
        row.line.place for row in rows if row.line and row.line.verdict != "inherits"
    )
    if not places:
        return ""
    shown = ", ".join(list(places)[:3])
    return f"; look at {shown}{' and others' if len(places) > 3 else ''}"
