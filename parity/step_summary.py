"""A few lines of Markdown on the page of a GitHub Actions run."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from parity.tables import Column, table

VARIABLE = "GITHUB_STEP_SUMMARY"
MOST_ROWS = 50  # GitHub refuses a summary of more than 1 MiB


def summarise(title: str, sentence: str, rows: Sequence[Any], columns: Sequence[Column]) -> None:
    """Append them to the file that the variable names; without the variable, do nothing."""
    name = os.environ.get(VARIABLE)
    if not name:
        return
    parts = [f"### {title}", f"**{sentence}**"]
    if rows:
        parts.append(table(rows[:MOST_ROWS], columns, "github"))
    if len(rows) > MOST_ROWS:
        parts.append(f"... and {len(rows) - MOST_ROWS} more.")
    try:
        with Path(name).open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write("\n\n".join(parts) + "\n\n")
    except OSError as error:  # a verdict is not worth less for want of a summary
        click.echo(f"parity: no summary in {name} ({VARIABLE}): {error.strerror}", err=True)
