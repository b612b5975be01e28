"""What of a sweep is still to be done, and who does it."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from parity.sweep.draw import LONG_BLOCK, SHORT_UNTIL, block_of
from parity.sweep.lines import Line
from parity.sweep.pool import Block, Keep, try_here
from parity.tables import Column

TIMED = range(SHORT_UNTIL, SHORT_UNTIL + 4 * LONG_BLOCK)  # cases, four architectures


@dataclass(frozen=True)
class Throughput:
    """How fast cases are tried with so many processes."""

    workers: int
    cases: int
    seconds: float

    @property
    def per_second(self) -> float:
        """Cases in a second."""
        return self.cases / self.seconds


class Pace:
    """How fast lines come, from now on."""

    def __init__(self, workers: int) -> None:
        self.throughput = Throughput(workers, 0, 0.0)
        self.start = time.perf_counter()

    def add(self, _: Line) -> None:
        """One more has come."""
        so_far = self.throughput
        self.throughput = Throughput(
            so_far.workers, so_far.cases + 1, time.perf_counter() - self.start
        )


THROUGHPUTS = (
    Column("workers", lambda row: row.workers),
    Column("cases", lambda row: row.cases),
    Column("seconds", lambda row: f"{row.seconds:.1f}"),
    Column("cases a second", lambda row: f"{row.per_second:.2f}"),
)


def blocks(numbers: Iterable[int]) -> Iterator[Block]:
    """Cases that share an architecture, together."""
    for _, block in groupby(numbers, block_of):
        yield tuple(block)


def try_all(
    numbers: Iterable[int], seed: int, workers: int, scheduler: str | None, keep: Keep
) -> None:
    """Try these cases here, or on a cluster."""
    if scheduler is None:
        try_here(blocks(numbers), seed, workers, keep)
    else:
        from parity.sweep.cluster import try_there

        try_there(blocks(numbers), seed, scheduler, keep)


def throughputs(seed: int, cases: range = TIMED) -> Iterator[Throughput]:
    """The same cases with one process and with two, from the first import to the last line."""
    for workers in (1, 2):
        start = time.perf_counter()
        try_here(blocks(cases), seed, workers, lambda _: None)
        yield Throughput(workers, len(cases), time.perf_counter() - start)
