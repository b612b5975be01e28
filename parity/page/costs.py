"""What a check costs as nets grow, and from a start."""

from collections.abc import Mapping, Sequence
from statistics import mode
from typing import Any

from parity.page.grid import VERDICT, Grid, code, grid, number
from parity.page.lines import Lines, lines
from parity.page.numbers import seconds
from parity.page.section import Figure, Section

DRAWN = {  # of what is timed: the lines of the plot
    "by hand": "hand",
    "torch": "torch",
    "JAX": "jax",
    "certified truth": "certified",
    "parity run": "run",
    "parity check": "check",
    "gradcheck, slow": "gradcheck",
}
ROWS = (
    code("net", "net"),
    VERDICT,
    number("parameters", "parameters", "{:,}".format),
    number("examples", "examples", "{:,}".format),
    *(number(head, key, seconds) for head, key in DRAWN.items()),
    number("gradcheck, fast", "gradcheck_fast", seconds),
    number("check_grads", "check_grads", seconds),
    number("judging", "judging", seconds),
    number("without truth or frameworks", "without_truth", seconds),
    number("imports", "imports", seconds),
    number("compilation", "compilation", seconds),
    number("peak MiB", "memory", "{:,.0f}".format),
)
STARTS = (
    code("what", "what"),
    number("cold", "cold", seconds),
    number("warm", "warm", seconds),
)


def cost(value: Mapping[str, Any]) -> Section:
    """The part of the page that `parity cost` fills."""
    rows = value["rows"]
    return Section(
        "cost",
        "What a check costs",
        sentence(rows),
        figures=[cost_figure(rows)] if rows else (),
        grids=cost_grids("costs", rows, value["start_up"]),
        files=("cost.md", "cost.json"),
    )


def sentence(rows: Sequence[Mapping[str, Any]]) -> str:
    """Of the largest net."""
    if not rows:
        return "Only starting was timed."
    last = max(rows, key=lambda row: row["parameters"])
    took = "was not timed" if last["check"] is None else f"takes {seconds(last['check'])}"
    return f"parity check of a net of {last['parameters']:,} parameters {took}."


def cost_figure(rows: Sequence[Mapping[str, Any]]) -> Figure:
    """Over the number of parameters."""
    caption = "Time of one check of a d-d-d-1 net of tanh units; both axes are logarithmic."
    return Figure(caption, [cost_plot(rows)])


def cost_grids(
    name: str, rows: Sequence[Mapping[str, Any]], starts: Sequence[Mapping[str, Any]]
) -> list[Grid]:
    """Nets, and starts."""
    caption = "What a check costs: everything warm, each witness with one thread"
    return [
        *([grid(name, caption, rows, ROWS)] if rows else []),
        *([grid(f"{name}-starts", "From start to end", starts, STARTS)] if starts else []),
    ]


def cost_plot(rows: Sequence[Mapping[str, Any]]) -> Lines:
    """A line for each part of a check, over the parameters, for the usual number of examples."""
    examples = mode(row["examples"] for row in rows)
    comparable = [row for row in rows if row["examples"] == examples]
    ordered = sorted(comparable, key=lambda row: row["parameters"])
    series = {
        name: [(row["parameters"], row[key]) for row in ordered if row[key] is not None]
        for name, key in DRAWN.items()
    }
    known = {name: points for name, points in series.items() if points}
    return lines(f"{examples:,} examples", "parameters", known, seconds)
