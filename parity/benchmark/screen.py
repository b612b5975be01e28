"""What `parity bench` prints: tables that fit into the terminal, case by case, or a format."""

from itertools import groupby

import click

from parity.benchmark.page import as_table, told
from parity.benchmark.run import Result
from parity.benchmark.timing import OF_CASE, ON_SCREEN
from parity.cost.screen import show_checking
from parity.screen import say, show_rows, terminal


def show(result: Result, form: str | None) -> None:
    """The contenders of every case, what checking costs, and what the rows come to."""
    if not terminal(form):
        click.echo(as_table(result, form or "github"))
        return
    for case, rows in groupby(result.timings, lambda row: row.case):
        click.echo(case)
        show_rows(list(rows), OF_CASE, ON_SCREEN)
        click.echo()
    show_checking(result.checking)
    for sentence in told(result):
        say(sentence)
