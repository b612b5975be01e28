"""What the rows come to: by hand against the fastest framework, and how time grows."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from parity.benchmark.cases import TABLE, BenchCase, abscissa
from parity.benchmark.contenders import CONTENDERS, FLOOR, HAND
from parity.benchmark.spread import exponent
from parity.benchmark.timing import Timing, ratio_with_interval, seconds
from parity.benchmark.work import operations
from parity.tables import Column

OF_HAND = {"slower": "hand faster", "faster": "hand slower"}  # a row's words are the framework's
LARGE = 0.5e9  # operations from which on the floor is what counts


@dataclass(frozen=True)
class Standing:
    """One case: by hand, and the framework with the smallest median."""

    case: BenchCase
    hand: Timing
    fastest: Timing

    @property
    def work(self) -> int:
        """Floating-point operations of the products."""
        return operations(self.case.sizes, self.case.examples)

    @property
    def words(self) -> str:
        """Who is faster, as far as the interval tells."""
        return OF_HAND.get(self.fastest.words, self.fastest.words)


STANDINGS = (
    Column("case", lambda row: row.case.name),
    Column("by hand", lambda row: seconds(row.hand.median)),
    Column("fastest framework", lambda row: row.fastest.contender),
    Column("its time", lambda row: seconds(row.fastest.median)),
    Column("its time / hand", lambda row: ratio_with_interval(row.fastest)),
    Column("so", lambda row: row.words),
    Column("MFLOP", lambda row: f"{row.work / 1e6:.3g}"),
    Column(
        "hand of floor",
        lambda row: None if row.hand.floor_share is None else f"{row.hand.floor_share:.0%}",
    ),
)


def standings(cases: Sequence[BenchCase], rows: Sequence[Timing]) -> list[Standing]:
    """One for each case of the table in which by hand and a framework were timed."""
    found = []
    for case in (case for case in cases if case.series == TABLE):
        timed = {row.contender: row for row in rows if row.case == case.name and row.n}
        frameworks = [row for name, row in timed.items() if name not in (HAND, FLOOR)]
        if HAND in timed and frameworks:
            fastest = min(frameworks, key=lambda row: row.median or math.inf)
            found.append(Standing(case, timed[HAND], fastest))
    return found


def summary(found: Sequence[Standing]) -> list[str]:
    """The sentences that the report opens with."""
    small = [row.fastest.ratio for row in found if row.case.is_small and row.fastest.ratio]
    large = [row for row in found if not row.case.is_small]
    sentences = []
    if small:
        mean = math.exp(sum(map(math.log, small)) / len(small))
        sentences.append(
            f"Nets up to 64 wide, {counted(small)}: the fastest framework takes "
            f"{mean:.2f} times as long as by hand in the geometric mean, at least {min(small):.2f}."
        )
    if large:
        counts = {word: sum(row.words == word for row in large) for word in
                  ("hand faster", "no difference", "hand slower", "too few rounds")}  # fmt: skip
        told = ", ".join(f"{word} on {count}" for word, count in counts.items() if count)
        sentences.append(f"Larger nets, {counted(large)}, against the fastest framework: {told}.")
    shares = [row.hand.floor_share for row in found if row.hand.floor_share and row.work >= LARGE]
    if shares:
        sentences.append(
            f"Where the products are half a GFLOP or more, {counted(shares)}: by hand is at "
            f"{min(shares):.0%} of the floor at least, {max(shares):.0%} at most."
        )
    return sentences


def counted(rows: Sequence[object]) -> str:
    """1 row, 2 rows."""
    return f"{len(rows)} row{'s' * (len(rows) != 1)}"


@dataclass(frozen=True)
class Growth:
    """How a contender's time grows in a sweep."""

    series: str
    contender: str
    exponent: float | None
    sizes: tuple[int, ...]
    medians: tuple[float, ...]


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


GROWTHS = (
    Column("sweep", lambda row: row.series),
    Column("contender", lambda row: row.contender),
    Column("exponent", lambda row: None if row.exponent is None else f"{row.exponent:.2f}"),
    Column("from", lambda row: row.sizes[0]),
    Column("to", lambda row: row.sizes[-1]),
    Column("time at the end", lambda row: seconds(row.medians[-1])),
)
