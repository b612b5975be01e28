"""Random correct derivations."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from parity.commands.options import reports_option, screen_format_option
from parity.errors import InputError
from parity.files import writable
from parity.interruption import EXIT_CODE, missing

if TYPE_CHECKING:
    from parity.sweep.lines import Line

MOST_CASES = 10**9
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--cases", type=click.IntRange(1, MOST_CASES), default=200, show_default=True,
              help="How many cases.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True)
@click.option("--workers", type=click.IntRange(1, 1024), help="Processes. Default: all cores.")
@click.option("--scheduler", metavar="ADDRESS", help="Use the dask.distributed cluster there.")
@click.option(
    "--results", type=FILE, help="Append a line of JSON for each case (schema parity-sweep-case/1)."
)
@click.option("--resume", type=FILE, help="Do only what is missing in this file of --results.")
@click.option("--throughput", is_flag=True, help="Time 2,000 cases with 1 and with 2 workers, too.")
@reports_option("false-alarms.md and .json")
@screen_format_option
def sweep(
    cases: int,
    seed: int,
    workers: int | None,
    scheduler: str | None,
    results: Path | None,
    resume: Path | None,
    throughput: bool,
    reports: Path | None,
    form: str | None,
) -> int:
    """Random correct derivations: how often is the verdict wrong?

    Every case is right, so whatever disagrees is a false alarm. Case i of a seed is the same on
    every machine. Ctrl-C and SIGTERM keep what is done.

    Exit code: 0 no false alarm, 1 a false alarm, 2 bad usage or input, 3 no false alarm, but
    something is inconclusive or was not run, 130 interrupted.

    Example: parity sweep --cases 100000 --seed 1 --results lines.jsonl
    """
    from parity.page.alarms import sentence
    from parity.screen import progress
    from parity.sweep.journal import journal
    from parity.sweep.plan import Pace, throughputs, try_all
    from parity.sweep.report import Swept, write_sweep
    from parity.sweep.screen import show
    from parity.sweep.tally import Tally

    if workers and scheduler:
        raise InputError("--workers and --scheduler exclude each other; give one of them")
    if reports is not None:
        writable(reports)
    processes = workers or len(os.sched_getaffinity(0))
    tally, pace, timed, interrupted = Tally(), Pace(processes), [], 0
    with journal(results, resume, cases, seed, tally.add) as kept:
        try:
            with progress(cases - tally.cases) as step:

                def keep(line: "Line") -> None:
                    kept.append(line)
                    tally.add(line)
                    pace.add(line)
                    step(line)

                try_all(kept.missing, seed, processes, scheduler, keep)
            timed = list(throughputs(seed)) if throughput else []
        except KeyboardInterrupt:
            interrupted = EXIT_CODE
            click.echo(missing(cases - tally.cases), err=True)
    whole = pace.throughput if pace.throughput.cases and not scheduler else None
    swept = Swept(tally, seed, whole, timed)
    show(swept, sentence(tally.summary), form)
    for path in write_sweep(swept, reports) if reports is not None else ():
        click.echo(f"wrote {path}", err=True)
    return interrupted or tally.exit_code()
