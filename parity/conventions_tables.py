"""Conventions as tables: kinks, edges, and growth, a sentence with each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from parity.conventions import (
    LOSS,
    SIGMOID,
    TANH,
    Edge,
    Fact,
    Heard,
    Slopes,
    Tail,
    asked_here,
    facts,
)
from parity.environment import environment
from parity.tables import Column, pairs, table
from parity.witnesses.silence import Silence


@dataclass(frozen=True)
class FactRow:
    """Facts side by side: what they have in common, and a cell for each."""

    common: tuple[str, ...]
    cells: Mapping[str, str]


AT_KINKS = (
    Column("function", lambda row: row.function),
    Column("who", lambda row: row.who),
    Column("call", lambda row: f"`{row.call}`"),
    Column("slope at -1", lambda row: row.before),
    Column("**slope at 0**", lambda row: f"**{row.at_zero}**"),
    Column("slope at 1", lambda row: row.after),
)


def lines(cells: Iterable[tuple[tuple[str, ...], str, str]]) -> list[FactRow]:
    """(common, head, cell) triples as lines, in the order in which they come."""
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    for common, head, cell in cells:
        rows.setdefault(common, {})[head] = cell
    return [FactRow(common, row) for common, row in rows.items()]


def columns(common: Sequence[str], rows: Sequence[FactRow]) -> tuple[Column, ...]:
    """A column for each thing in common, then one for each head that occurs."""
    heads = dict.fromkeys(head for row in rows for head in row.cells)
    return (*(shared(head, i) for i, head in enumerate(common)), *map(own, heads))


def shared(head: str, position: int) -> Column:
    return Column(head, lambda row: row.common[position])


def own(head: str) -> Column:
    return Column(head, lambda row: row.cells.get(head, "-"))


def edge_lines(found: Iterable[Fact]) -> list[FactRow]:
    """A line for each call: cost and derivative for every p and y."""
    return lines(
        ((edge.who, f"`{edge.call}`", edge.by), heading(edge), f"{edge.cost} ({edge.slope})")
        for edge in found
        if isinstance(edge, Edge)
    )


def heading(edge: Edge) -> str:
    return f"p = {edge.p:g}, y = {edge.y:g}"


def growth_lines(found: Iterable[Fact], function: str) -> list[FactRow]:
    """A line for each dtype and z, values first, then derivatives; a column for each form."""
    ours = [f for f in found if isinstance(f, Tail) and f.function == function]
    dtypes = dict.fromkeys(growth.dtype for growth in ours)
    return lines(
        ((dtype, what, f"{growth.z:g}"), growth.call, getattr(growth, field))
        for dtype in dtypes
        for what, field in (("value", "value"), ("slope", "slope"))
        for growth in ours
        if growth.dtype == dtype
    )


EXPLANATIONS = (
    "Any number between the slopes on both sides is a valid derivative at a kink, so none of "
    "these is wrong; *none* means that the function refuses to be differentiated.",
    "Cost, and in brackets its derivative, where a prediction is exactly 0 or 1: torch cuts its "
    "logarithm off at -100, the printed formula multiplies 0 by infinity, and from the logit "
    "(z = -1000 for p = 0, z = 1000 for p = 1) the cost stays finite and right.",
    "From a certain |z| on, printed forms overflow (inf), lose what they subtract (0) or divide "
    "infinity by infinity (nan); beside them is the exact value, from ball arithmetic.",
)


def markdown(heard: Heard | None = None, command: str = "parity report") -> str:
    """The three tables with a sentence each, as GitHub renders them."""
    spoken = asked_here() if heard is None else heard
    found = facts(spoken)
    at_kinks = [fact for fact in found if isinstance(fact, Slopes)]
    at_edges = edge_lines(found)
    silent = [
        f"{who} was not run: {s.reason}." for who, s in spoken.items() if isinstance(s, Silence)
    ]
    parts = [
        "# Conventions",
        "What each framework's own functions say where the notes are silent. These are facts, "
        "obtained by calling the functions; nothing here is a failure.",
        *silent,
        f"## The derivative at exactly 0\n\n{EXPLANATIONS[0]}",
        table(by_function(at_kinks), AT_KINKS, "github"),
        f"## The cost of p = 0 and p = 1\n\n{EXPLANATIONS[1]}",
        table(at_edges, columns(("who", "call", "by"), at_edges), "github"),
        f"## Stable and printed forms as |z| grows\n\n{EXPLANATIONS[2]}",
    ]
    for function in (SIGMOID, TANH, LOSS):
        rows = growth_lines(found, function)
        heads = columns(("dtype", "of", "z"), rows)
        parts += [f"### {function[0].upper()}{function[1:]}", table(rows, heads, "github")]
    parts += [f"## With what\n\nCommand `{command}`.", pairs(environment())]
    return "\n\n".join(parts) + "\n"


def by_function(found: Sequence[Slopes]) -> list[Slopes]:
    """The same function of all parties next to each other."""
    order = list(dict.fromkeys(slopes.function for slopes in found))
    return sorted(found, key=lambda slopes: order.index(slopes.function))
