"""A few lines of Markdown on the page of a GitHub Actions run."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from parity.markdown import as_written
from parity.tables import Column, table, text

VARIABLE = "GITHUB_STEP_SUMMARY"
MOST_ROWS = 50  # GitHub refuses a summary of more than 1 MiB


def summarise(title: str, sentence: str, rows: Sequence[Any], columns: Sequence[Column]) -> None:
    """Append them to the file that the variable names; without the variable, do nothing."""
    name = os.environ.get(VARIABLE)
    if not name:
        return
    parts = [f"### {title}", bold(sentence)]
    if rows:
        parts.append(table(rows[:MOST_ROWS], [legible(column) for column in columns], "github"))
    if len(rows) > MOST_ROWS:
        parts.append(f"... and {len(rows) - MOST_ROWS} more.")
    try:
        with Path(name).open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write("\n\n".join(parts) + "\n\n")
    except OSError as error:  # a verdict is not worth less for want of a summary
        click.echo(f"parity: no summary in {name} ({VARIABLE}): {error.strerror}", err=True)


def bold(sentence: str) -> str:
    """What a person wants to read, unless something in it would be read as markup."""
    written = as_written(sentence)
    return f"**{written}**" if written == sentence else written


def legible(column: Column) -> Column:
    """The column with cells in which nothing is markup."""
    return Column(column.head, lambda row: as_written(text(column.cell(row))))
