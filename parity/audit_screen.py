"""What `parity audit` prints."""

import os
import sys
from collections.abc import Sequence

import click
from rich.console import Console

from parity.audit import Audited
from parity.audit_tables import COUNTS, FORMULAS, ON_SCREEN, account, as_json, counted, sentence
from parity.screen import coloured
from parity.tables import table


def show(found: Sequence[Audited], form: str | None, in_full: bool) -> None:
    """Formulas that were asked for one by one in full, others as a table and their counts."""
    terminal = form is None and sys.stdout.isatty()
    chosen = form or ("plain" if terminal else "github")
    if chosen == "json":
        click.echo(as_json(found))
    elif in_full and chosen in ("github", "plain", "html"):
        click.echo("\n\n".join(account(one, chosen) for one in found))
    elif terminal:
        on_terminal(found)
    else:
        click.echo(table(found, FORMULAS, chosen))
        if chosen in ("github", "plain"):
            click.echo("\n" + table(counted(found), COUNTS, chosen))
            click.echo("\n" + sentence(found))
        else:
            click.echo(sentence(found), err=True)


def on_terminal(found: Sequence[Audited]) -> None:
    """Tables in colour; NO_COLOR is obeyed."""
    console = Console(no_color="NO_COLOR" in os.environ)
    console.print(coloured(found, ON_SCREEN))
    console.print(coloured(counted(found), COUNTS))
    console.print(sentence(found), highlight=False)
