"""Planted mistakes."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from parity.commands.options import PathOption, reports_option, screen_format_option
from parity.files import writable
from parity.interruption import EXIT_CODE, missing

if TYPE_CHECKING:
    from parity.detect.lines import Line
    from parity.detect.tally import Tally
    from parity.sweep.journal import Journal

FILE = PathOption(dir_okay=False, path_type=Path)


@click.command()
@click.option("--mutants", type=click.IntRange(1), help="Only so many, drawn. Default: all.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True)
@click.option("--workers", type=click.IntRange(1, 1024), help="Processes. Default: all cores.")
@click.option(
    "--results",
    type=FILE,
    help="Append a line of JSON for each mutant (schema parity-detection-mutant/1).",
)
@click.option("--resume", type=FILE, help="Do only what is missing in this file of --results.")
@reports_option("detection.md, .json and the picture")
@screen_format_option
def detect(
    mutants: int | None,
    seed: int,
    workers: int | None,
    results: Path | None,
    resume: Path | None,
    reports: Path | None,
    form: str | None,
) -> int:
    """Planted mistakes: how many are caught, by whom?

    Every derivation of reference/ with one mistake at a time, before parity, gradcheck,
    check_grads and a comparison by hand. Ctrl-C and SIGTERM keep what is done.

    Exit code: 0 every bar holds, 1 one does not (a mistake passed, a false alarm, a wrong line
    named), 2 bad usage or input, 130 interrupted.

    Example: parity detect --mutants 100 --seed 1
    """
    from parity.detect.form import FORM
    from parity.detect.plan import planned, tasks
    from parity.detect.report import DetectionRun
    from parity.detect.screen import show
    from parity.detect.tally import Tally
    from parity.detect.writing import write_detection
    from parity.sweep.journal import journal

    if reports is not None:
        writable(reports)
    tally, count = Tally(), tasks(mutants, seed)
    with journal(results, resume, count, seed, tally.add, FORM) as kept:
        interrupted = try_missing(kept, tally, seed, workers or len(os.sched_getaffinity(0)))
    run = DetectionRun(seed, planned(count, seed))
    show(tally, run, form)
    for path in write_detection(tally, run, reports) if reports is not None else ():
        click.echo(f"wrote {path}", err=True)
    return interrupted or tally.exit_code()


def try_missing(kept: "Journal", tally: "Tally", seed: int, processes: int) -> int:
    """Whatever is not in the journal yet; the exit code if somebody ended it."""
    from parity.detect.plan import blocks
    from parity.detect.trying import MutantTrier
    from parity.screen import progress
    from parity.sweep.pool import try_here

    count = len(kept.there)
    try:
        with progress(count - len(tally.lines)) as step:

            def keep(line: "Line") -> None:
                kept.append(line)
                tally.add(line)
                step(line)

            try_here(blocks(kept.missing, seed), seed, processes, keep, MutantTrier)
    except KeyboardInterrupt:
        click.echo(missing(count - len(tally.lines), "tasks"), err=True)
        return EXIT_CODE
    return 0
