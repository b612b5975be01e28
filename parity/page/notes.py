"""The printed formulas of the notes: those that do not hold, and what they should be."""

from collections.abc import Mapping
from typing import Any

from parity.page.grid import VERDICT, Field, code, grid, number, text
from parity.page.numbers import thousands
from parity.page.section import Section

ORDER = ("holds", "wrong", "ill-typed", "ambiguous", "unreadable")
COUNTS = (
    Field("note", lambda row: row[0]),
    *(
        Field(verdict, lambda row, verdict=verdict: row[1][verdict], thousands, "number")  # type: ignore[misc]  # verdict is bound now
        for verdict in ("formulas", *ORDER)
    ),
)
FORMULAS = (
    code("id", "id"),
    VERDICT,
    Field("where", lambda row: f"{row['note']}, line {row['lines']}: {row['place']}"),
    code("printed", "printed"),
    Field("should be", lambda row: row["right_latex"] or None, kind="code"),
    text("mistake", "mistake"),
    number("difference", "difference", "{:.2g}".format),
    Field("repair suggests", lambda row: row["suggestion"] or None, kind="code"),
    Field("reading", lambda row: row["reading"] or None),
)


def notes(value: Mapping[str, Any]) -> Section:
    """The part of the page."""
    counts = value["summary"]["all"]
    others = ", ".join(f"{counts[word]:,} {word}" for word in ORDER[1:] if counts[word])
    sentence = f"Of {counts['formulas']:,} printed formulas, {counts['holds']:,} hold; {others}."
    off = [formula for formula in value["formulas"] if formula["verdict"] != "holds"]
    off.sort(key=lambda formula: ORDER.index(formula["verdict"]))
    caption = f"The {len(off):,} formulas that do not hold as printed"
    return Section(
        "notes",
        "Errata of the notes",
        sentence,
        words=(TOLD,),
        grids=[
            grid("errata-counts", "By note", value["summary"].items(), COUNTS),
            grid("errata", caption, off, FORMULAS),
        ],
        files=("errata.md", "errata.json", "errata.tex"),
    )


TOLD = (
    "This judges the printed notes, not the derivations of the trial. What repair suggests was "
    "found without being told the right form. Formulas that hold are in the files."
)
