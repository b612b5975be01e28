"""By hand against the fastest framework, case by case."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from parity.benchmark.cases import TABLE, BenchCase
from parity.benchmark.contenders import BOUNDS, BY_HAND, FLOOR, HAND, PASS, PREPARED
from parity.benchmark.spread import Ratio, ratio
from parity.benchmark.timing import Timing, seconds, with_interval
from parity.benchmark.work import operations
from parity.tables import Column

OF_HAND = {"slower": "hand faster", "faster": "hand slower"}  # a ratio's words are the framework's


@dataclass(frozen=True)
class Standing:
    """One case: by hand (in the prepared form where there is one), and the smallest median else."""

    case: BenchCase
    hand: Timing
    fastest: Timing
    bounds: Mapping[str, Timing]

    @property
    def work(self) -> int:
        """Floating-point operations of the products."""
        return operations(self.case.sizes, self.case.examples)

    @cached_property
    def ratio(self) -> Ratio:
        """The framework's time over the time by hand, round by round."""
        return ratio(self.fastest.samples, self.hand.samples)

    @property
    def words(self) -> str:
        """Who is faster, as far as the interval tells."""
        return OF_HAND.get(self.ratio.words, self.ratio.words)

    @property
    def rest(self) -> float | None:
        """Seconds by hand that are not products."""
        floor, hand = self.median_of(FLOOR), self.hand.median
        return None if floor is None or hand is None else max(0.0, hand - floor)

    @property
    def passes(self) -> float | None:
        """The rest, as so many passes over all activations."""
        one, rest = self.median_of(PASS), self.rest
        return None if one is None or rest is None else rest / one

    def median_of(self, bound: str) -> float | None:
        """Of the floor, or of one pass."""
        return self.bounds[bound].median if bound in self.bounds else None


def share(value: float | None) -> str | None:
    """In percent."""
    return None if value is None else f"{value:.0%}"


STANDINGS = (
    Column("case", lambda row: row.case.name),
    Column("by hand", lambda row: seconds(row.hand.median)),
    Column("fastest framework", lambda row: row.fastest.contender),
    Column("its time", lambda row: seconds(row.fastest.median)),
    Column("its time / hand", lambda row: with_interval(row.ratio)),
    Column("so", lambda row: row.words),
    Column("MFLOP", lambda row: f"{row.work / 1e6:.3g}"),
    Column("hand of floor", lambda row: share(row.hand.floor_share)),
)


def standings(cases: Sequence[BenchCase], rows: Sequence[Timing]) -> list[Standing]:
    """One for each case but sweeps in which by hand and a framework were timed."""
    found = []
    for case in (case for case in cases if not case.is_step):
        timed = {row.contender: row for row in rows if row.case == case.name and row.n}
        frameworks = [row for name, row in timed.items() if name not in (*BY_HAND, *BOUNDS)]
        hand = timed.get(PREPARED, timed.get(HAND))
        if hand and frameworks:
            fastest = min(frameworks, key=lambda row: row.median or math.inf)
            bounds = {name: timed[name] for name in BOUNDS if name in timed}
            found.append(Standing(case, hand, fastest, bounds))
    return found


def small(found: Sequence[Standing]) -> list[Standing]:
    """Nets up to 64 wide."""
    return [row for row in found if row.case.series == TABLE and row.case.is_small]


def large(found: Sequence[Standing]) -> list[Standing]:
    """The others of the table."""
    return [row for row in found if row.case.series == TABLE and not row.case.is_small]
