"""A check as text: each line of the derivation with its verdict, then one sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parity.finding import Finding
from parity.own.checked import Checked
from parity.own.verdicts import LineFinding
from parity.parity_tables import brief
from parity.tables import Column, table
from parity.trial import HAND

LINE_COLOURS = {
    "holds": "green",
    "wrong": "bold red",
    "ill-typed": "bold red",
    "inherits": "yellow",
    "not isolated": "magenta",
}
LINES = (
    Column("line", lambda row: f"{row.file}:{row.line}"),
    Column("quantity", lambda row: row.quantity),
    Column("verdict", lambda row: row.verdict),
    Column("source", lambda row: row.source),
    Column("suggestions", lambda row: "; ".join(row.suggestions)),
    Column("explanation", lambda row: row.explanation),
    Column("index", lambda row: list(row.worst.index) if row.worst else ""),
    Column("by hand", lambda row: by_hand(row)),
    Column("truth", lambda row: row.worst.truth if row.worst else ""),
)


@dataclass(frozen=True)
class Said:
    """A piece of text, and what it is: a verdict, a source, a suggestion, or just words."""

    text: str
    what: str = ""


@dataclass(frozen=True)
class QuantityRow:
    """A derivative at all points: the worst that a party was."""

    quantity: str
    scale: str | None
    roundoffs: dict[str, float | None]
    limit: float | None
    verdict: str
    note: str


def quantity_rows(checked: Checked) -> list[QuantityRow]:
    """One row a derivative."""
    by_quantity: dict[str, list[Finding]] = {}
    for finding in checked.findings:
        by_quantity.setdefault(finding.quantity, []).append(finding)
    return [quantity_row(name, found) for name, found in by_quantity.items()]


def quantity_row(name: str, found: Sequence[Finding]) -> QuantityRow:
    """What a derivative's findings come to."""
    parties = dict.fromkeys(finding.who for finding in found)
    off = next((f for f in found if f.verdict != "agrees"), None)
    hand = [f.scale for f in found if f.who == HAND and f.scale]
    return QuantityRow(
        quantity=name,
        scale=hand[0] if hand else None,
        roundoffs={who: worst_of([f for f in found if f.who == who]) for who in parties},
        limit=max((f.limit for f in found if f.limit is not None), default=None),
        verdict=off.verdict if off else "agrees",
        note=f"{off.who}: {off.note}" if off and off.note else off.who if off else "",
    )


def worst_of(found: Sequence[Finding]) -> float | None:
    """The largest roundoffs; none where one is not known."""
    known = [f.roundoffs for f in found if f.roundoffs is not None]
    return max(known) if known and len(known) == len(found) else None


QUANTITIES = (
    Column("quantity", lambda row: row.quantity),
    Column("of", lambda row: row.scale),
    Column("verdict", lambda row: row.verdict),
    *(
        Column(who, lambda row, who=who: brief(row.roundoffs.get(who)))  # type: ignore[misc]  # who is bound now
        for who in (HAND, "torch", "jax")
    ),
    Column("limit", lambda row: brief(row.limit)),
    Column("off", lambda row: row.note),
)


def told(checked: Checked) -> Iterator[list[Said]]:
    """A check line by line, each line in pieces."""
    yield [Said(f"{checked.label}: {checked.title}" if checked.title else checked.label, "title")]
    yield []
    width = max((len(line.quantity) for line in checked.lines), default=0)
    for line in checked.lines:
        yield from told_line(line, width)
    if not checked.lines:
        for row in table(quantity_rows(checked), QUANTITIES, "plain").splitlines():
            yield [Said(row)]
    for note in checked.notes:
        yield [Said(f"  note: {note}", "note")]
    yield []
    yield [Said(sentence(checked), checked.verdict)]


def told_line(line: LineFinding, width: int) -> Iterator[list[Said]]:
    """A line, and what there is to say of it."""
    yield [
        Said(f"{line.line:6}  {line.quantity:{width}}  "),
        Said(f"{line.verdict:12}", line.verdict),
        Said(f"  {line.source}"),
    ]
    indent = " " * (width + 24)
    if line.worst is not None:
        where = f" at {list(line.worst.index)}" if line.worst.index else ""
        truth = line.worst.truth.partition(" +/-")[0][:20]
        yield [Said(f"{indent}{by_hand(line)}{where}, the truth is {truth}")]
    if line.explanation:
        yield [Said(f"{indent}{line.explanation}", "note")]
    for suggestion in line.suggestions:
        yield [Said(f"{indent}try  "), Said(suggestion, "suggestion")]


def by_hand(line: LineFinding) -> str:
    """The value at the worst index, to its last bit."""
    if line.worst is None:
        return ""
    return "not finite" if line.worst.value is None else repr(line.worst.value)


def sentence(checked: Checked) -> str:
    """What a person wants to read."""
    bad = [line for line in checked.lines if line.verdict in ("wrong", "ill-typed")]
    if bad:
        numbers = ", ".join(f"{line.quantity} (line {line.line})" for line in bad)
        lines = len(checked.lines)
        count = f"One of {lines} lines is" if len(bad) == 1 else f"{len(bad)} lines are"
        inherits = [line.quantity for line in checked.lines if line.verdict == "inherits"]
        verb = "inherits" if len(inherits) == 1 else "inherit"
        tail = f"; {', '.join(inherits)} {verb} it" if inherits else ""
        return f"{count} wrong: {numbers}{tail}."
    summary = checked.report.summary
    points = f"{summary['cases']} points"
    if checked.verdict == "agrees":
        names = len({f.quantity for f in checked.findings if f.who == HAND})
        return f"All {names} quantities agree with the truth at {points}."
    hand = [f for f in checked.findings if f.who == HAND]
    first = next((f for f in hand if f.verdict == checked.verdict), None)
    if first is None:
        silent = next(f for f in checked.findings if f.verdict != "agrees")
        return f"By hand all agrees at {points}, but {silent.who} {silent.verdict}: {silent.note}."
    note = f" ({first.note})" if first.note else ""
    return f"The first that does not agree is {first.quantity}: {first.verdict}{note}."
