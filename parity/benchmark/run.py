"""Many cases. What is done is kept: a line of JSON for every row of a finished case."""

import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

from parity.benchmark.cases import TABLE, BenchCase
from parity.benchmark.contenders import entered
from parity.benchmark.journal import opened
from parity.benchmark.race import ROUNDS, Race, Workers, stalls
from parity.benchmark.timing import Timing, not_timed
from parity.finding import Verdict, verdict_of
from parity.result import EXIT_CODES
from parity.surroundings import ours

GROWTH_ROUNDS = 5  # an exponent takes no interval of a ratio
PATIENCE = 10.0  # seconds of first call after which a contender leaves its sweep

Makers = Callable[[BenchCase], Mapping[str, str]]


@dataclass(frozen=True)
class Result:
    """The rows that are there, of how many cases, and how long it took."""

    timings: tuple[Timing, ...]
    planned: tuple[BenchCase, ...]
    rounds: int
    seconds: float

    @property
    def missing(self) -> int:
        """Cases that an interruption left out."""
        return len(self.planned) - len({row.case for row in self.timings})

    def exit_code(self) -> int:
        """As everywhere."""
        if self.missing:
            return 130
        verdicts: list[Verdict] = [row.verdict for row in self.timings if not is_left_out(row)]
        return EXIT_CODES[verdict_of(verdicts)]


def run(
    cases: Sequence[BenchCase],
    rounds: int = ROUNDS,
    makers: Makers = entered,
    journal: Path | None = None,
    progress: Callable[[BenchCase], None] = lambda _: None,
) -> Result:
    """All cases; interrupted by Ctrl-C, those that are done."""
    start, done = time.perf_counter(), list[Timing]()
    try:
        # The judge's products are not timed; one thread, as elsewhere (see parity.trials).
        with (
            opened(journal) as lines,
            ours(),
            closing(each(cases, rounds, makers)) as finished,  # its processes end here, not later
        ):
            for case, rows in finished:
                done += rows
                for row in rows:
                    lines.keep(asdict(row))
                progress(case)
    except KeyboardInterrupt:
        pass  # fewer cases than planned say so; the command line exits with 130
    return Result(tuple(done), tuple(cases), rounds, time.perf_counter() - start)


def each(
    cases: Sequence[BenchCase], rounds: int, makers: Makers
) -> Generator[tuple[BenchCase, list[Timing]], None, None]:
    """Rows of the table with fresh processes each, a sweep with the same ones from step to step."""
    for series, group in groupby(cases, lambda case: case.series):
        if series != TABLE:
            yield from sweep(list(group), rounds, makers)
            continue
        for case in group:
            with stalls(makers(case), case.threads) as workers:
                yield case, Race(case, makers(case), workers).run(rounds)


def sweep(
    cases: Sequence[BenchCase], rounds: int, makers: Makers
) -> Generator[tuple[BenchCase, list[Timing]], None, None]:
    """Step by step; whoever needs too long before its first result leaves."""
    gone: dict[str, str] = {}
    with stalls(makers(cases[0]), cases[0].threads) as workers:
        for case in cases:
            rows = step(case, min(rounds, GROWTH_ROUNDS), makers(case), workers, gone)
            yield case, rows
            gone |= {row.contender: left_out(row) for row in rows if is_too_slow(row)}


def step(
    case: BenchCase, rounds: int, makers: Mapping[str, str], workers: Workers, gone: dict[str, str]
) -> list[Timing]:
    """One step of a sweep, with a row for who has left it."""
    race = Race(case, makers, workers)
    race.out |= {name: not_timed(case, name, "not run", note) for name, note in gone.items()}
    return race.run(rounds)


LEFT_OUT = "left out from here on"


def is_too_slow(row: Timing) -> bool:
    """Whether a step of twice the size is not worth the wait."""
    return (row.first_call or 0.0) > PATIENCE or (row.verdict == "not run" and not is_left_out(row))


def left_out(row: Timing) -> str:
    """Why a contender leaves a sweep."""
    why = row.note if row.first_call is None else f"its first call took {row.first_call:.1f} s"
    return f"{LEFT_OUT}: {why} one step before"


def is_left_out(row: Timing) -> bool:
    """Whether a row is missing on purpose."""
    return row.note.startswith(LEFT_OUT)
