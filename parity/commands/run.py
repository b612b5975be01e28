"""The catalogue on trial."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from parity.commands.options import (
    allow_missing_option,
    junit_option,
    list_of_cases,
    reports_option,
    screen_format_option,
    seconds_option,
    witness_option,
)
from parity.files import writable
from parity.interruption import EXIT_CODE, missing

if TYPE_CHECKING:
    from parity.result import Report


@click.command()
@click.argument("cases", nargs=-1, metavar="[CASE]...")
@click.option("--list", "listing", is_flag=True, help="Print the cases' names and stop.")
@witness_option
@click.option("--dtype", type=click.Choice(["float32", "float64"]), help="One dtype only.")
@click.option("--quantities", is_flag=True, help="Print every quantity, not only every case.")
@seconds_option("Time limit for a witness's answer to one case.")
@allow_missing_option
@reports_option("parity.md, .json, .tex and .csv")
@junit_option
@screen_format_option
def run(
    cases: tuple[str, ...],
    listing: bool,
    witnesses: tuple[str, ...],
    dtype: str | None,
    quantities: bool,
    seconds: float,
    allow_missing: tuple[str, ...],
    reports: Path | None,
    junit: Path | None,
    form: str | None,
) -> int:
    """Put the catalogue on trial: every derivation, at ordinary points and at hard ones.

    CASE is a name or a glob, such as 'deep/*'; without one, all cases are tried.
    Exit code: 0 all agree, 1 something disagrees, 3 something is inconclusive or was not run.

    Example: parity run 'shallow/vectorised/*' --dtype float64 --quantities
    """
    from parity.catalogue import select
    from parity.parity_tables import QUANTITIES, sentence, unsettled
    from parity.screen import progress, show
    from parity.step_summary import summarise
    from parity.trials import run as run_cases

    chosen = select(cases, dtype)
    if listing:
        click.echo(list_of_cases([case.name for case in chosen], form))
        return 0
    for folder in (reports, junit.parent if junit else None):
        if folder is not None:
            writable(folder)
    with progress(len(chosen)) as step:
        report = run_cases(chosen, witnesses or None, seconds, step)
    if not report.results:  # whatever was written before is worth more
        raise KeyboardInterrupt
    show(report, form, quantities)  # first: it is not lost where a file cannot be written
    write_run(report, reports, junit, allow_missing)
    summarise("Gradient parity", sentence(report), unsettled(report), QUANTITIES)
    if len(report.results) < report.planned:
        click.echo(missing(report.planned - len(report.results)), err=True)
        return EXIT_CODE
    return report.exit_code(allow_missing)


def write_run(
    report: "Report", reports: Path | None, junit: Path | None, allow_missing: tuple[str, ...]
) -> None:
    """The files of a run that were asked for."""
    from parity.files import write_whole
    from parity.junit import junit as as_junit
    from parity.report import write_parity

    command = shlex.join(("parity", *sys.argv[1:]))
    paths = [] if reports is None else write_parity(report, reports, command)
    if junit is not None:
        write_whole(junit, as_junit(report, allow_missing))
        paths.append(junit)
    for path in paths:
        click.echo(f"wrote {path}", err=True)
