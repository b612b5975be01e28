"""What `parity sweep` prints: a table that fits into the terminal, or a format, and a sentence."""

import click

from parity.screen import say, show_rows, terminal
from parity.sweep.report import Swept, shown
from parity.sweep.tally import COLUMNS, ON_SCREEN


def show(swept: Swept, told: str, form: str | None) -> None:
    """The rows, then what they come to: on standard error where a program reads the rows."""
    if terminal(form):
        show_rows(list(swept.tally.spreads()), COLUMNS, ON_SCREEN)
        click.echo()
        say(told)
        return
    click.echo(shown(swept, form or "github"))
    to_read = form in (None, "github", "plain")
    click.echo(f"\n{told}" if to_read else told, err=not to_read)
