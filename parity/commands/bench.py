"""The performance tables."""

from dataclasses import replace
from pathlib import Path

import click

from parity.commands.options import FiniteRange, list_of_cases, reports_option, screen_format_option
from parity.errors import InputError
from parity.files import writable
from parity.interruption import EXIT_CODE, missing

JOURNAL = "performance.jsonl"


@click.command()
@click.argument("cases", nargs=-1, metavar="[CASE]...")
@click.option("--list", "listing", is_flag=True, help="Print the cases' names and stop.")
@click.option("--quick", is_flag=True, help="A chosen few rows, in less than a minute.")
@click.option(
    "--rounds",
    type=click.IntRange(min=1),
    default=12,
    show_default=True,
    help="Samples of each contender; below 6 there are no intervals.",
)
@click.option(
    "--budget",
    type=FiniteRange(min=0),
    default=540.0,
    show_default=True,
    metavar="SECONDS",
    help="Cases that are behind this schedule stop at 6 rounds if a round takes 0.5 s.",
)
@click.option(
    "--keep-steering",
    is_flag=True,
    help="Contenders keep OPENBLAS_CORETYPE and the like; they are taken away, and reported.",
)
@reports_option("performance.md, .json and the pictures of growth")
@screen_format_option
def bench(
    cases: tuple[str, ...],
    listing: bool,
    quick: bool,
    rounds: int,
    budget: float,
    keep_steering: bool,
    reports: Path | None,
    form: str | None,
) -> int:
    """How fast the gradients are: by hand, in torch and in JAX, beside the bare matrix products.

    CASE is a name or a glob, such as 'bench/2-4-1/*', 'growth/*' or 'training/*'; without one, all
    are timed, and what checking costs (thirteen minutes on two cores). Interrupted by Ctrl-C, what
    is done is printed and written; while it runs, DIR/performance.jsonl has a line for every row.

    Exit code: 0 all are timed, 1 a contender's gradients disagree (it is not timed), 2 bad usage or
    input, 3 nothing disagrees, but one is inconclusive or was not run, 130 interrupted.

    Example: parity bench --quick
    """
    from parity.benchmark.cases import select
    from parity.benchmark.contenders import entered
    from parity.benchmark.page import write_performance
    from parity.benchmark.run import run
    from parity.benchmark.screen import show
    from parity.cost.checking import checking, planned
    from parity.screen import progress

    chosen = select(cases, quick)
    if not chosen:
        raise InputError(
            f"CASE matches nothing, got {' '.join(cases)!r:.80}; "
            "parity bench --list prints what there is"
        )
    if listing:
        click.echo(list_of_cases([case.name for case in chosen], form))
        return 0
    journal = None if reports is None else writable(reports) / JOURNAL
    whole, interrupted = not cases and not quick, 0
    with progress(len(chosen) + planned() * whole, "timed") as step:
        result = run(chosen, rounds, entered, journal, step, budget, keep_steering)
        if whole and not result.missing:
            try:
                found = checking(step)
                result = replace(result, checking=found, seconds=result.seconds + found.seconds)
            except KeyboardInterrupt:  # what is timed is kept
                interrupted = EXIT_CODE
    if not result.timings:  # whatever was written before is worth more
        raise KeyboardInterrupt
    show(result, form)
    if reports is not None:
        for path in write_performance(result, reports):
            click.echo(f"wrote {path}", err=True)
        (reports / JOURNAL).unlink(missing_ok=True)  # performance.json has it all
    if result.missing:
        click.echo(missing(result.missing), err=True)
    return interrupted or result.exit_code()
