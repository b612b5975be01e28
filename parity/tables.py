"""Records to text, in every format that `--format` knows. No mathematics happens here."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from parity.latex import Math, latex

TABULATE = {"github": "github", "plain": "simple", "html": "html"}
# What stands around a formula. GitHub's other notation, $...$, would see Markdown inside.
AROUND = {"github": ("$`", "`$"), "html": ("\\(", "\\)")}


@dataclass(frozen=True)
class Column:
    """One column, defined once: its head, and the text of its cell in a record's row."""

    head: str
    cell: Callable[[Any], object]


def table(records: Sequence[Any], columns: Sequence[Column], form: str) -> str:
    """The records in that format; json has all of a record, the others its columns."""
    if form == "json":
        return json.dumps([asdict(record) for record in records], indent=1, allow_nan=False)
    heads = [column.head for column in columns]
    rows = [[text(column.cell(record)) for column in columns] for record in records]
    if form == "csv":
        return comma_separated(heads, rows)
    if form == "latex":
        return latex(heads, rows)
    rows = [[around(cell, form) for cell in row] for row in rows]
    if form == "github":
        rows = [[" ".join(cell.splitlines()).replace("|", "\\|") for cell in row] for row in rows]
    from tabulate import tabulate  # slow to import, and most processes print nothing

    return tabulate(rows, headers=heads, tablefmt=TABULATE[form], disable_numparse=True)


def headed(columns: Sequence[Column], *heads: str) -> tuple[Column, ...]:
    """Those of the columns that have these heads, in this order."""
    by_head = {column.head: column for column in columns}
    return tuple(by_head[head] for head in heads)


def text(cell: object) -> str:
    """A cell as text: floats with six digits, nothing for None; a formula stays one."""
    if cell is None:
        return ""
    if isinstance(cell, Math):
        return cell
    return f"{cell:.6g}" if isinstance(cell, float) else str(cell)


def around(cell: str, form: str) -> str:
    """A formula as the format marks it."""
    before, after = AROUND.get(form, ("", "")) if isinstance(cell, Math) else ("", "")
    return f"{before}{cell}{after}"


def comma_separated(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows as CSV, quoted where needed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return out.getvalue().rstrip("\n")


def pairs(values: Mapping[str, object], form: str = "github") -> str:
    """A mapping as a table of two columns."""
    columns = (Column("", lambda item: item[0]), Column("", lambda item: item[1]))
    return table(tuple(values.items()), columns, form)
