"""How fast the gradients are, beside what."""

from collections.abc import Mapping, Sequence
from typing import Any

from parity.page.costs import cost_figure, cost_grids
from parity.page.grid import VERDICT, Field, Grid, code, grid, number, text
from parity.page.lines import Lines, lines
from parity.page.numbers import counted, percent, seconds
from parity.page.section import Figure, Section

TIMES = (
    code("case", "case"),
    text("who", "contender"),
    VERDICT,
    number("median", "median", seconds),
    number("of the time by hand", "ratio", "{:.2f}".format),
    Field("95 %", lambda row: interval(row)),
    Field("so it is", lambda row: row["words"] or None),
    number("first call", "first_call", seconds),
    number("GFLOP/s", "gflops", "{:.3g}".format),
    number("of the floor", "floor_share", percent),
    Field("peak MiB", lambda row: mebibytes(row["memory_peak"]), "{:,.0f}".format, "number"),
    number("rounds", "n"),
    Field("note", lambda row: row["note"] or None),
)
GROWTHS = (
    text("sweep", "series"),
    text("who", "contender"),
    number("exponent", "exponent", "{:.2f}".format),
    Field("from", lambda row: row["sizes"][0], "{:,}".format, "number"),
    Field("to", lambda row: row["sizes"][-1], "{:,}".format, "number"),
    Field("time at the end", lambda row: row["medians"][-1], seconds, "number"),
)


def interval(row: Mapping[str, Any]) -> str | None:
    """Of the ratio."""
    if row["ratio_low"] is None or row["ratio_high"] is None:
        return None
    return f"{row['ratio_low']:.2f} to {row['ratio_high']:.2f}"


def mebibytes(count: int | None) -> float | None:
    """Bytes as MiB."""
    return None if count is None else count / 2**20


def speed(value: Mapping[str, Any]) -> Section:
    """The part of the page that `parity bench` fills."""
    told = [str(sentence) for sentence in value["summary"]]
    rows, growths, checking = value["rows"], value["growth"], value["checking"]
    tables: list[Grid] = [grid("times", "Every contender in every case", rows, TIMES)]
    if growths:
        tables.append(grid("growths", "How time grows", growths, GROWTHS))
    return Section(
        "speed",
        "Performance",
        told[0] if told else f"{counted(len(rows), 'row', 'rows')}.",
        words=[*told[1:], FLOOR],
        figures=[
            *([Figure(GROWTH, panels(growths))] if growths else []),
            *([cost_figure(checking)] if checking else []),
        ],
        grids=[*tables, *cost_grids("checking", checking, value["start_up"])],
        files=("performance.md", "performance.json"),
    )


FLOOR = (
    "The cost and all gradients, each contender alone in its process, in interleaved rounds, after "
    "its gradients were found to agree. The floor is the bare matrix products of the same shapes."
)
GROWTH = "Time for the cost and all gradients while one thing doubles; both axes are logarithmic."


def panels(growths: Sequence[Mapping[str, Any]]) -> list[Lines]:
    """A plot for each sweep."""
    return [
        lines(
            series,
            series.rpartition("/")[2],  # examples, width, depth
            {
                row["contender"]: list(zip(row["sizes"], row["medians"], strict=True))
                for row in growths
                if row["series"] == series
            },
            seconds,
        )
        for series in dict.fromkeys(row["series"] for row in growths)
    ]
