"""Random correct derivations."""

from pathlib import Path

import click

from parity.commands.options import format_option, reports_option
from parity.files import writable


@click.command()
@click.option(
    "--cases", type=click.IntRange(min=1), default=200, show_default=True, help="How many cases."
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@reports_option("false-alarms.md")
@format_option
def sweep(cases: int, seed: int, reports: Path | None, form: str) -> int:
    """Random correct derivations: how often is the verdict wrong?

    Every case is right, so whatever disagrees is a false alarm.

    Example: parity sweep --cases 2000 --seed 1
    """
    from parity.documents import printed
    from parity.report import write_sweep
    from parity.screen import progress
    from parity.sweep import COLUMNS, bin_names, spreads, sweep_cases
    from parity.trials import run as run_cases

    chosen = sweep_cases(cases, seed)
    if reports is not None:
        writable(reports)
    with progress(len(chosen)) as step:
        result = run_cases(chosen, progress=step)
    dtypes = {case.name: str(case.dtype) for case in chosen}
    rows = list(spreads(result.findings, dtypes))
    members = {"seed": seed, "bins": bin_names(), "summary": result.summary}
    click.echo(printed("sweep", rows, COLUMNS, form, **members))
    if reports is not None:
        click.echo(f"wrote {write_sweep(result, dtypes, reports, seed)}", err=True)
    return 130 if len(result.results) < result.planned else result.exit_code()
