"""What the frameworks say where the notes are silent."""

from collections.abc import Mapping
from typing import Any

from parity.page.grid import code, grid, text
from parity.page.numbers import counted
from parity.page.section import Section

SLOPES = (
    text("function", "function"),
    text("who", "who"),
    code("call", "call"),
    code("slope before 0", "before"),
    code("at 0", "at_zero"),
    code("after", "after"),
)
EDGES = (
    text("who", "who"),
    code("call", "call"),
    text("by", "by"),
    code("p", "p"),
    code("y", "y"),
    code("cost", "cost"),
    code("slope", "slope"),
)


def conventions(value: Mapping[str, Any]) -> Section:
    """The part of the page; how functions grow far out is a long table, and stays in its file."""
    facts = sum(len(value[name]) for name in ("slopes", "edges", "growths"))
    sentence = f"{counted(facts, 'fact', 'facts')} that differ from framework to framework, or may."
    silent = [f"{who} was not asked: {reason}" for who, reason in value["not run"].items()]
    return Section(
        "conventions",
        "Conventions",
        sentence,
        words=[*silent, f"{len(value['growths']):,} values far from zero are in the files only."],
        grids=[
            grid("slopes", "Slopes at kinks", value["slopes"], SLOPES),
            grid("edges", "The cross-entropy at the edges", value["edges"], EDGES),
        ],
        files=("conventions.md", "conventions.json"),
    )
