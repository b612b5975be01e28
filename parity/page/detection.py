"""Planted mistakes: which kinds are caught, by which checker."""

from collections.abc import Mapping, Sequence
from typing import Any

from parity.page.grid import Field, code, grid, number, text
from parity.page.marks import BAD, GOOD
from parity.page.matrix import Matrix, matrix
from parity.page.numbers import counted, order, percent, thousands
from parity.page.section import Figure, Section

OURS = "parity"
TOTAL = "all"
DTYPES = ("float64", "float32")
BARS = (
    text("demanded", "demand"),
    text("found", "found"),
    Field("holds", lambda row: "holds" if row["holds"] else "wrong", kind="verdict"),
)
KINDS = (
    text("kind", "kind"),
    text("dtype", "dtype"),
    number("planted", "mutants", thousands),
    Field("caught by parity", lambda row: row["caught"][OURS], thousands, "number"),
    number("inconclusive", "inconclusive", thousands),
    number("passed as right", "agrees", thousands),
    Field("least by a peer", lambda row: min(row["caught"].values()), thousands, "number"),
    number("raises", "raised", thousands),
    number("in intermediates only", "hidden", thousands),
)
ALARMS = (
    text("checker", "who"),
    number("right derivations", "derivations", thousands),
    number("called wrong in float64", "float64", thousands),
    number("called wrong in float32", "float32", thousands),
)
PLACES = (
    code("derivation", "target"),
    number("planted", "mutants", thousands),
    number("that line", "that_line", thousands),
    number("that line or one it uses", "among_others", thousands),
    number("another line", "another_line", thousands),
    number("no line", "no_line", thousands),
)
MISSED = (
    code("mistake", "name"),
    text("kind", "kind"),
    code("before", "before"),
    code("after", "after"),
    Field("missed in", lambda row: ", ".join(missed_in(row))),
    Field("effect in float32", lambda row: effect(row), order, "number"),
)


def detection(value: Mapping[str, Any]) -> Section:
    """The part of the page."""
    missed = [row for row in value["missed"] if missed_in(row)]
    more = len(value["missed"]) - len(missed)
    grids = [
        grid("bars", "What was demanded", value["bars"], BARS),
        grid("kinds", "By kind", value["kinds"], KINDS),
        grid("controls", "The same derivations without a mistake", value["alarms"], ALARMS),
        grid("located", "Which line is called wrong", value["places"], PLACES),
    ]
    if missed:
        grids.append(grid("missed", "What parity did not catch, by name", missed, MISSED))
    return Section(
        "detection",
        "Planted mistakes",
        sentence(value["kinds"]),
        GOOD if all(bar["holds"] for bar in value["bars"]) else BAD,
        words=(
            f"{counted(more, 'mistake', 'mistakes')} that only others missed, and "
            f"{len(value['equivalent']):,} changes that are proved to be no mistakes, are in the "
            "files.",
        ),
        figures=[Figure(SHARES, [plot(value["kinds"], dtype) for dtype in DTYPES])],
        grids=grids,
        files=("detection.md", "detection.json"),
    )


SHARES = (
    "Share of the planted mistakes that each checker caught, by kind. What is inconclusive is not "
    "counted as caught; a checker that calls right gradients wrong, too, catches everything."
)


def missed_in(row: Mapping[str, Any]) -> list[str]:
    """The dtypes in which parity let it pass."""
    return [dtype for dtype, who in row["missed"].items() if OURS in who]


def effect(row: Mapping[str, Any]) -> float | None:
    """The largest relative error, where it could be measured."""
    judged = row["parity"].get(DTYPES[1], {})
    return None if judged.get("effect") is None else float(judged["effect"])


def sentence(kinds: Sequence[Mapping[str, Any]]) -> str:
    """What each checker caught of everything in float64."""
    everything = [row for row in kinds if row["dtype"] == DTYPES[0] and row["kind"] == TOTAL]
    if not everything or not everything[0]["mutants"]:
        return "No mistakes were planted."
    planted = everything[0]["mutants"]
    caught = everything[0]["caught"].items()
    told = ", ".join(f"{who} {percent(count / planted)}" for who, count in caught)
    return f"Of {counted(planted, 'mistake', 'mistakes')} planted, caught in float64: {told}."


def plot(kinds: Sequence[Mapping[str, Any]], dtype: str) -> Matrix:
    """All shares in a dtype at a glance."""
    rows = [row for row in kinds if row["dtype"] == dtype and row["mutants"]]
    shares = {
        (row["kind"], who): caught / row["mutants"]
        for row in rows
        for who, caught in row["caught"].items()
    }
    checkers = dict.fromkeys(who for _, who in shares)
    return matrix(dtype, [row["kind"] for row in rows], list(checkers), shares)
