"""Records as a table of the page: every cell is a text, and a number where it sorts by one."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parity.page.marks import Mark, mark_of


@dataclass(frozen=True)
class Field:
    """One column, defined once: its head, a record's value, and how that is shown.

    A number sorts by its value, whatever is shown of it. Code is set in the type of code.
    """

    head: str
    value: Callable[[Any], Any]
    shown: Callable[[Any], str] = str
    kind: str = "text"  # text, number, code or verdict


LONG = 30  # characters, from which on a cell may wrap


@dataclass(frozen=True)
class Cell:
    """What stands in a cell."""

    text: str
    kind: str
    number: str = ""  # to sort by
    mark: Mark | None = None

    @property
    def is_long(self) -> bool:
        """Whether it needs more than a line."""
        return len(self.text) > LONG


@dataclass(frozen=True)
class Row:
    """A row, and the verdict that it can be filtered by."""

    cells: tuple[Cell, ...]
    verdict: str


@dataclass(frozen=True)
class Grid:
    """A table with a name of its own in the page."""

    name: str
    caption: str
    fields: tuple[Field, ...]
    rows: tuple[Row, ...]

    @property
    def verdicts(self) -> Mapping[str, int]:
        """How many rows have which verdict; nothing where there is nothing to choose from."""
        counts = Counter(row.verdict for row in self.rows if row.verdict)
        return counts if counts else {}


def grid(name: str, caption: str, records: Iterable[Any], fields: Sequence[Field]) -> Grid:
    """One row for each record; a column in which nobody has anything is left away."""
    known = list(records)
    used = [field for field in fields if any(cell(record, field).text for record in known)]
    return Grid(name, caption, tuple(used), tuple(row(record, used) for record in known))


def row(record: Any, fields: Sequence[Field]) -> Row:
    """A record's cells."""
    verdicts = [str(field.value(record)) for field in fields if field.kind == "verdict"]
    return Row(tuple(cell(record, field) for field in fields), next(iter(verdicts), ""))


def cell(record: Any, field: Field) -> Cell:
    """What a record has in a column; nothing where its value is not known."""
    value = field.value(record)
    if value is None:
        return Cell("", field.kind)
    if field.kind == "verdict":
        return Cell(str(value), field.kind, mark=mark_of(str(value)))
    if field.kind == "number":
        return Cell(field.shown(value), field.kind, f"{value:.6g}")
    return Cell(field.shown(value), field.kind)


def text(head: str, key: str) -> Field:
    """A member of a record, as text."""
    return Field(head, lambda record: record[key])


def code(head: str, key: str) -> Field:
    """A member of a record, as code."""
    return Field(head, lambda record: record[key], kind="code")


def number(head: str, key: str, shown: Callable[[Any], str] = str) -> Field:
    """A member of a record, as a number."""
    return Field(head, lambda record: record[key], shown, "number")


VERDICT = Field("verdict", lambda record: record["verdict"], kind="verdict")
