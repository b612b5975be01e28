"""What a person sees in a terminal: a progress bar while it runs, then a table in colour."""

import contextlib
import os
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from parity.parity_tables import (
    QUANTITIES,
    case_row,
    columns_for,
    on_screen,
    seconds_told,
    sentence,
    unsettled,
)
from parity.result import CaseResult, Report
from parity.tables import Column, table, text

ENDLESS = 10_000  # columns of a terminal that shows any table without breaking a cell
WIDE = 200  # columns of a terminal that shows the seconds of every case, too

COLOURS = {
    "agrees": "green",
    "disagrees": "bold red",
    "inconclusive": "yellow",
    "not run": "magenta",
    "holds": "green",
    "wrong": "bold red",
    "ill-typed": "bold red",
    "ambiguous": "yellow",
    "unreadable": "magenta",
}


class Named(Protocol):
    """A case of any command."""

    @property
    def name(self) -> str:
        """What the bar shows."""
        ...


@contextlib.contextmanager
def progress(total: int, doing: str = "on trial") -> Iterator[Callable[[CaseResult | Named], None]]:
    """A bar on standard error that advances case by case, none when that is piped."""
    with bar(total, doing, MofNCompleteColumn()) as advance:

        def step(done: CaseResult | Named) -> None:
            advance(done.case.name if isinstance(done, CaseResult) else done.name, 1)

        yield step


Advance = Callable[[str, float], None]  # what was done, and how much of the total


@contextlib.contextmanager
def bar(total: float, doing: str, how_far: ProgressColumn) -> Iterator[Advance]:
    """A bar on standard error."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), how_far, TimeRemainingColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as shown:
        task = shown.add_task(doing, total=total)

        def advance(name: str, by: float) -> None:
            shown.update(task, advance=by, description=name[:40])

        yield advance


def show(report: Report, form: str | None, quantities: bool) -> None:
    """Print a report: the table, what does not agree, and the sentence."""
    if form == "json":
        click.echo(report.to_json())
        return
    rows = [case_row(result) for result in report.results]
    if terminal(form):
        on_terminal(report, quantities)
        return
    chosen = form or "github"
    click.echo(
        table(report.findings, QUANTITIES, chosen)
        if quantities
        else table(rows, columns_for(report), chosen)
    )
    if chosen in ("github", "plain"):
        if (troubled := unsettled(report)) and not quantities:
            click.echo("\n" + table(troubled, QUANTITIES, chosen))
        click.echo("\n" + sentence(report))
    else:
        click.echo(sentence(report), err=True)


def on_terminal(report: Report, quantities: bool) -> None:
    """Tables in colour; NO_COLOR is obeyed."""
    console = Console(no_color="NO_COLOR" in os.environ)
    if quantities:
        console.print(coloured(report.findings, QUANTITIES))
    else:
        rows = [case_row(result) for result in report.results]
        columns = columns_for(report)
        console.print(coloured(rows, columns if console.width >= WIDE else on_screen(columns)))
        if troubled := unsettled(report):
            console.print(coloured(troubled, QUANTITIES))
        console.print(f"seconds: {seconds_told(report)}", style="dim", highlight=False)
    console.print(sentence(report), style=COLOURS[report.verdict], highlight=False)


def terminal(form: str | None) -> bool:
    """Whether a person looks at it, who has asked for no format."""
    return form is None and sys.stdout.isatty()


def show_rows(
    records: Sequence[object], columns: Sequence[Column], narrow: Sequence[Column] = ()
) -> None:
    """One table in colour, of the narrow columns if the others do not fit; NO_COLOR is obeyed."""
    console = Console(no_color="NO_COLOR" in os.environ)
    chosen = (columns, narrow or columns)
    grids = [coloured(records, heads) for each in chosen for heads in (each, folded(records, each))]
    console.print(next((grid for grid in grids if fits(console, grid)), grids[-1]))


def fits(console: Console, grid: Table) -> bool:
    """Whether the table needs no cell broken there."""
    endless = console.options.update(width=ENDLESS)
    return console.measure(grid, options=endless).maximum <= console.width


def folded(records: Sequence[object], columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns with heads broken between words, where their cells are shorter."""
    return tuple(replace(column, head=folded_head(records, column)) for column in columns)


def folded_head(records: Sequence[object], column: Column) -> str:
    """One head, no wider than its longest word or cell."""
    beneath = [text(column.cell(record)) for record in records]
    width = max(map(len, (*column.head.split(), *beneath)), default=1)
    return "\n".join(textwrap.wrap(column.head, width))


def say(sentence: str) -> None:
    """A sentence in a terminal, broken between words; NO_COLOR is obeyed."""
    console = Console(no_color="NO_COLOR" in os.environ)
    console.print(sentence, highlight=False, markup=False)


def coloured(records: object, columns: Sequence[Column]) -> Table:
    """Records as a table of rich, verdicts in colour."""
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        grid.add_column(column.head, overflow="fold", no_wrap=column.head == "verdict")
    for record in records:  # type: ignore[attr-defined]  # any sequence of records
        cells = [text(column.cell(record)) for column in columns]
        grid.add_row(*(click_safe(cell) for cell in cells))
    return grid


def click_safe(cell: str) -> str:
    """A verdict in its colour; brackets of an index are no markup."""
    colour = COLOURS.get(cell)
    escaped = cell.replace("[", "\\[")
    return f"[{colour}]{escaped}[/]" if colour else escaped
