"""What `parity cost` prints: tables that fit into the terminal, or a format."""

from dataclasses import asdict

import click

from parity.cost.checking import Checking
from parity.cost.nets import COLUMNS, ON_SCREEN
from parity.cost.page import floor
from parity.cost.start_up import START_UPS
from parity.documents import printed
from parity.screen import say, show_rows, terminal
from parity.tables import table


def show(checking: Checking, form: str | None, start_up: bool) -> None:
    """The nets, unless only starting was asked for, then what starting takes."""
    if terminal(form):
        show_checking(checking)
        return
    chosen = form or "github"
    starts = [asdict(row) for row in checking.start_ups]
    if not start_up or chosen == "json":
        click.echo(printed("cost", checking.nets, COLUMNS, chosen, start_up=starts) + "\n")
    if chosen != "json":
        click.echo(table(checking.start_ups, START_UPS, chosen))


def show_checking(checking: Checking) -> None:
    """In a terminal: whatever was measured."""
    if checking.nets:
        show_rows(checking.nets, COLUMNS, ON_SCREEN)
        click.echo()
    if checking.start_ups:
        show_rows(checking.start_ups, START_UPS)
        click.echo()
        for sentence in floor(checking):
            say(sentence)
