"""Derivations of the user's own: each line, with what it should have been."""

from collections.abc import Mapping
from typing import Any

from parity.finding import verdict_of
from parity.page.grid import VERDICT, Field, Grid, code, grid, text
from parity.page.marks import mark_of
from parity.page.numbers import counted
from parity.page.section import Section

LINES = (
    Field("line", lambda row: f"{row['file']}:{row['line']}", kind="code"),
    code("quantity", "quantity"),
    VERDICT,
    code("it says", "source"),
    Field("try", lambda row: "; ".join(row["suggestions"]) or None, kind="code"),
    text("because", "explanation"),
    Field("at", lambda row: row["worst"] and str(row["worst"]["index"]), kind="code"),
    Field("by hand", lambda row: row["worst"] and repr(row["worst"]["value"]), kind="code"),
    Field("truth", lambda row: row["worst"] and row["worst"]["truth"], kind="code"),
)


def own(value: Mapping[str, Any]) -> Section:
    """The part of the page."""
    checked = value["derivations"]
    wrong = [one["derivation"] for one in checked if one["verdict"] == "disagrees"]
    verdict = verdict_of(one["verdict"] for one in checked)
    count = counted(len(checked), "derivation", "derivations")
    sentence = f"{count} checked line by line: " + (
        f"{', '.join(wrong)} {'disagrees' if len(wrong) == 1 else 'disagree'}."
        if wrong
        else "no line is wrong."
        if verdict == "agrees"
        else f"{verdict}."
    )
    return Section(
        "own",
        "Own derivations",
        sentence,
        mark_of(verdict),
        words=[f"{one['derivation']}: {note}." for one in checked for note in one["notes"]],
        grids=[lines_of(one, number) for number, one in enumerate(checked) if one["lines"]],
        files=("check.json",),
    )


def lines_of(one: Mapping[str, Any], number: int) -> Grid:
    """The table of one derivation."""
    caption = f"{one['derivation']}: {one['title']}" if one["title"] else one["derivation"]
    return grid(f"own-{number}", caption, one["lines"], LINES)
