"""Options that several commands share."""

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from parity.formats import FORMATS
from parity.witnesses.modules import WITNESSES

WITNESS_NAMES = tuple(WITNESSES)
Command = TypeVar("Command", bound=Callable[..., Any])


class PathOption(click.Path):
    """A path; an empty one, such as an unset variable of a shell, is refused: it is no folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("'' is no path.", param, ctx)
        return super().convert(value, param, ctx)


class FiniteRange(click.FloatRange):
    """A number within bounds; nan, which no bound keeps out, and inf are refused."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is not finite; give a finite number.", param, ctx)
        return number


format_option = click.option(
    "--format", "form", type=click.Choice(FORMATS), default="github", show_default=True
)
screen_format_option = click.option(
    "--format", "form", type=click.Choice(FORMATS), help="Default: github to a pipe, else a table."
)
witness_option = click.option(
    "--witness",
    "witnesses",
    multiple=True,
    type=click.Choice(WITNESS_NAMES),
    help="Ask these only (may be given more than once).",
)
allow_missing_option = click.option(
    "--allow-missing",
    multiple=True,
    type=click.Choice(WITNESS_NAMES),
    help="A witness that may be missing without exit code 3.",
)


def seconds_option(limits: str) -> Callable[[Command], Command]:
    """`--seconds S`, for a command that waits for others."""
    return click.option(
        "--seconds",
        type=FiniteRange(min=0, min_open=True),
        default=60.0,
        show_default=True,
        help=limits,
    )


def reports_option(files: str) -> Callable[[Command], Command]:
    """`--reports DIR`, for a command that writes those files there."""
    return click.option(
        "--reports",
        type=PathOption(file_okay=False, path_type=Path),
        help=f"Write {files} into this folder, too.",
    )


junit_option = click.option(
    "--junit",
    type=PathOption(dir_okay=False, path_type=Path),
    help="Write JUnit XML for a CI server into this file, too.",
)


def list_of_cases(names: Sequence[str], form: str | None) -> str:
    """What --list prints: a name a line; in JSON a list; in HTML, LaTeX and CSV a column."""
    from parity.tables import Column, table

    if form == "json":
        return json.dumps(names, indent=1)
    if form in ("html", "latex", "csv"):
        return table(names, (Column("case", str),), form)
    return "\n".join(names)
