"""Many cases. What is done is kept: a line of JSON for every row of a finished case."""

import math
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

from parity.benchmark.cases import TABLE, TRAINING, BenchCase
from parity.benchmark.contenders import entered
from parity.benchmark.journal import opened
from parity.benchmark.race import FEWEST, ROUNDS, Race, stalls
from parity.benchmark.timing import Timing, not_timed
from parity.cost.checking import NOTHING, Checking
from parity.finding import Verdict, verdict_of
from parity.result import EXIT_CODES
from parity.surroundings import ours

MOST = defaultdict(lambda: 5, {TABLE: 10**6, TRAINING: FEWEST})  # rounds: sweeps need no intervals
PATIENCE = 10.0  # seconds of first call after which a contender leaves its sweep

Makers = Callable[[BenchCase], Mapping[str, str]]


@dataclass(frozen=True)
class Result:
    """The rows that are there, of how many cases, and how long it took."""

    timings: tuple[Timing, ...]
    planned: tuple[BenchCase, ...]
    rounds: int
    seconds: float
    keep_steering: bool = False
    checking: Checking = NOTHING

    @property
    def missing(self) -> int:
        """Cases that an interruption left out."""
        timed = len({row.case for row in self.timings})
        return len(self.planned) - timed + self.checking.missing

    @property
    def expected(self) -> int:
        """Cases of all kinds."""
        return len(self.planned) + self.checking.planned

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
    budget: float = math.inf,
    keep_steering: bool = False,
) -> Result:
    """All cases, if need be with fewer rounds; interrupted by Ctrl-C, those that are done."""
    start, done = time.perf_counter(), list[Timing]()
    try:
        running = each(cases, rounds, makers, budget, keep_steering)
        # What `ours` limits to one thread is the judge, who is not timed; the contenders have
        # processes of their own, which are closed here, not later.
        with opened(journal) as lines, ours(), closing(running) as finished:
            for case, rows in finished:
                done += rows
                for row in rows:
                    lines.keep(asdict(row))
                progress(case)
    except KeyboardInterrupt:
        pass  # fewer cases than planned say so; the command line exits with 130
    place = {case.name: number for number, case in enumerate(cases)}
    timings = sorted(done, key=lambda row: place[row.case])
    seconds = time.perf_counter() - start
    return Result(tuple(timings), tuple(cases), rounds, seconds, keep_steering)


def each(
    cases: Sequence[BenchCase], rounds: int, makers: Makers, budget: float, keep_steering: bool
) -> Generator[tuple[BenchCase, list[Timing]], None, None]:
    """Case by case; those with the same number of threads are run by the same processes."""
    ends = deadlines(time.perf_counter(), budget, len(cases))
    in_order = sorted(cases, key=lambda case: case.threads)
    for granted, group in groupby(in_order, lambda case: case.threads):
        together = list(group)
        everybody = {name: maker for case in together for name, maker in makers(case).items()}
        gone: dict[tuple[str, str], str] = {}
        with stalls(everybody, granted, keep_steering) as workers:
            for case in together:
                race = Race(case, makers(case), workers)
                race.out |= left(case, gone)
                rows = race.run(min(rounds, MOST[case.series]), next(ends))
                yield case, rows
                gone |= leaving(case, rows)


def deadlines(start: float, budget: float, count: int) -> Iterator[float]:
    """When each case should be done."""
    return (start + budget * (number + 1) / count for number in range(count))


def left(case: BenchCase, gone: Mapping[tuple[str, str], str]) -> dict[str, Timing]:
    """A row for everybody who has left the case's sweep."""
    return {
        name: not_timed(case, name, "not run", note)
        for (series, name), note in gone.items()
        if series == case.series
    }


def leaving(case: BenchCase, rows: Sequence[Timing]) -> dict[tuple[str, str], str]:
    """Who needs too long before its first result, and takes no further step of the sweep."""
    if not case.is_step:
        return {}
    return {(case.series, row.contender): left_out(row) for row in rows if is_too_slow(row)}


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
