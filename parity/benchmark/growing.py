"""How times grow in a sweep."""

from collections.abc import Sequence
from dataclasses import dataclass

from parity.benchmark.cases import BenchCase, abscissa
from parity.benchmark.contenders import CONTENDERS
from parity.benchmark.spread import exponent
from parity.benchmark.timing import Timing, seconds
from parity.tables import Column


@dataclass(frozen=True)
class Growth:
    """One contender in one sweep."""

    series: str
    contender: str
    exponent: float | None
    sizes: tuple[int, ...]
    medians: tuple[float, ...]


GROWTHS = (
    Column("sweep", lambda row: row.series),
    Column("contender", lambda row: row.contender),
    Column("exponent", lambda row: None if row.exponent is None else f"{row.exponent:.2f}"),
    Column("from", lambda row: row.sizes[0]),
    Column("to", lambda row: row.sizes[-1]),
    Column("time at the end", lambda row: seconds(row.medians[-1])),
)


def growths(cases: Sequence[BenchCase], rows: Sequence[Timing]) -> list[Growth]:
    """One for each sweep and contender."""
    medians = {(row.case, row.contender): row.median for row in rows if row.median is not None}
    found = []
    for series in dict.fromkeys(case.series for case in cases if case.is_step):
        steps = [case for case in cases if case.series == series]
        for name in CONTENDERS:
            points = [(abscissa(case), medians[case.name, name]) for case in steps
                      if (case.name, name) in medians]  # fmt: skip
            if points:
                sizes, times = zip(*points, strict=True)
                found.append(Growth(series, name, exponent(sizes, times), sizes, times))
    return found
