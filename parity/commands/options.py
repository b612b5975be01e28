"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from parity.formats import FORMATS

WITNESS_NAMES = ("torch", "jax", "certified", "differences")
Command = TypeVar("Command", bound=Callable[..., Any])


class Place(click.Path):
    """A path; an empty one, such as an unset variable of a shell, is refused: it is no folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("'' is no path.", param, ctx)
        return super().convert(value, param, ctx)


format_option = click.option(
    "--format", "form", type=click.Choice(FORMATS), default="github", show_default=True
)
screen_format_option = click.option(
    "--format", "form", type=click.Choice(FORMATS), help="Default: github to a pipe, else a table."
)


def reports_option(files: str) -> Callable[[Command], Command]:
    """`--reports DIR`, for a command that writes those files there."""
    return click.option(
        "--reports",
        type=Place(file_okay=False, path_type=Path),
        help=f"Write {files} into this folder, too.",
    )
