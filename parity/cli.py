"""The command line. Bad usage and bad input end in one sentence and exit code 2."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from parity.errors import InputError
from parity.files import writable
from parity.formats import FORMATS

if TYPE_CHECKING:
    from parity.result import Report

WITNESS_NAMES = ("torch", "jax", "certified", "differences")


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="gradient-parity", prog_name="parity")
@click.pass_context
def parity(context: click.Context) -> None:
    """Put hand-derived backpropagation on trial."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@parity.command()
@click.argument("cases", nargs=-1, metavar="[CASE]...")
@click.option("--list", "listing", is_flag=True, help="Print the cases' names and stop.")
@click.option(
    "--witness",
    "witnesses",
    multiple=True,
    type=click.Choice(WITNESS_NAMES),
    help="Ask these only (may be given more than once).",
)
@click.option("--dtype", type=click.Choice(["float32", "float64"]), help="One dtype only.")
@click.option("--quantities", is_flag=True, help="Print every quantity, not only every case.")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    show_default=True,
    help="Time limit for a witness's answer to one case.",
)
@click.option(
    "--allow-missing",
    multiple=True,
    type=click.Choice(WITNESS_NAMES),
    help="A witness that may be missing without exit code 3.",
)
@click.option(
    "--reports",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write parity.md, .json, .tex and .csv into this folder, too.",
)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="Default: github to a pipe, else a table."
)
def run(
    cases: tuple[str, ...],
    listing: bool,
    witnesses: tuple[str, ...],
    dtype: str | None,
    quantities: bool,
    seconds: float,
    allow_missing: tuple[str, ...],
    reports: Path | None,
    form: str | None,
) -> int:
    """Put the catalogue on trial: every derivation, at ordinary points and at hard ones.

    CASE is a name or a glob, such as 'deep/*'; without one, all cases are tried.
    Exit code: 0 all agree, 1 something disagrees, 3 something is inconclusive or was not run.

    Example: parity run 'shallow/vectorised/*' --dtype float64 --quantities
    """
    from parity.catalogue import select
    from parity.screen import progress, show
    from parity.trials import run as run_cases

    chosen = select(cases, dtype)
    if not chosen:
        raise InputError(
            f"CASE matches nothing, got {' '.join(cases)!r}; parity run --list prints what there is"
        )
    if listing:
        click.echo("\n".join(case.name for case in chosen))
        return 0
    if reports is not None:
        writable(reports)
    with progress(len(chosen)) as step:
        report = run_cases(chosen, witnesses or None, seconds, step)
    if reports is not None:
        write_run(report, reports)
    show(report, form, quantities)
    if len(report.results) < report.planned:
        return 130
    return report.exit_code(allow_missing)


def write_run(report: "Report", reports: Path) -> None:
    """The report files of a run."""
    from parity.report import write_parity

    for path in write_parity(report, reports, "parity run"):
        click.echo(f"wrote {path}", err=True)


@parity.command()
@click.option("--format", "form", type=click.Choice(FORMATS), default="github", show_default=True)
def witnesses(form: str) -> int:
    """Say which witnesses are there: versions, devices, precision.

    Example: parity witnesses --format json
    """
    from parity.tables import table
    from parity.witnesses.presence import COLUMNS, presence

    found = presence()
    click.echo(table(found, COLUMNS, form))
    return 0 if all(witness.version for witness in found) else 3


@parity.command()
@click.option(
    "--cases", type=click.IntRange(min=1), default=200, show_default=True, help="How many cases."
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option(
    "--reports",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write false-alarms.md into this folder, too.",
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="github", show_default=True)
def sweep(cases: int, seed: int, reports: Path | None, form: str) -> int:
    """Random correct derivations: how often is the verdict wrong?

    Every case is right, so whatever disagrees is a false alarm.

    Example: parity sweep --cases 2000 --seed 1
    """
    from parity.report import write_sweep
    from parity.screen import progress
    from parity.sweep import COLUMNS, spreads, sweep_cases
    from parity.tables import table
    from parity.trials import run as run_cases

    chosen = sweep_cases(cases, seed)
    if reports is not None:
        writable(reports)
    with progress(len(chosen)) as step:
        result = run_cases(chosen, progress=step)
    dtypes = {case.name: str(case.dtype) for case in chosen}
    click.echo(table(list(spreads(result.findings, dtypes)), COLUMNS, form))
    if reports is not None:
        click.echo(f"wrote {write_sweep(result, dtypes, reports, seed)}", err=True)
    return 130 if len(result.results) < result.planned else result.exit_code()


@parity.command()
@click.option("--format", "form", type=click.Choice(FORMATS), default="github", show_default=True)
@click.option(
    "--reports",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write cost.md into this folder, too.",
)
def cost(form: str, reports: Path | None) -> int:
    """What a check costs from 10^2 to 10^6 parameters, beside PyTorch's gradcheck.

    Example: parity cost --format csv
    """
    from parity.cost import COLUMNS, costs
    from parity.report import write_cost
    from parity.tables import table

    if reports is not None:
        writable(reports)
    rows = list(costs())
    click.echo(table(rows, COLUMNS, form))
    if reports is not None:
        click.echo(f"wrote {write_cost(rows, reports)}", err=True)
    return 0


@parity.command()
@click.option(
    "--reports",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("reports"),
    show_default=True,
    help="Folder to write into; made if it is missing.",
)
def report(reports: Path) -> int:
    """Write the reports: the whole catalogue on trial, and the reference on real data.

    Exit code: as parity run.

    Example: parity report --reports /tmp/reports
    """
    from parity.parity_tables import sentence
    from parity.report import write_reports

    paths, result = write_reports(writable(reports))
    for path in paths:
        click.echo(f"wrote {path}")
    click.echo(sentence(result))
    return result.exit_code()


def main() -> NoReturn:
    """Run the command line and exit with its code."""
    try:
        code = parity.main(prog_name="parity", standalone_mode=False)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "parity"
        refuse(f"{error.format_message().rstrip('.')}; see {command} --help")
    except (InputError, click.ClickException) as error:
        refuse(error.format_message() if isinstance(error, click.ClickException) else str(error))
    except (KeyboardInterrupt, click.Abort):
        click.echo("parity: interrupted", err=True)
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)


def refuse(sentence: str) -> NoReturn:
    """Say why not, on standard error."""
    click.echo(f"parity: {sentence}", err=True)
    sys.exit(2)
