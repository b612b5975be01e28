"""Roundoffs by party, dtype and size, counted line by line: no case is kept."""

import heapq
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from parity.finding import Verdict
from parity.result import EXIT_CODES, VERDICTS
from parity.sweep.draw import SHORT_UNTIL, SIZES, size_class
from parity.sweep.lines import BINS, Line, Party, bin_names
from parity.tables import Column, headed

AGES = (100, 500, 1000, 2000, 3000, 4000, 5000)  # of processes, in cases
LATER = f"all from case {SHORT_UNTIL} on"
CLASSES = tuple(size_class(longest) for longest in SIZES)
NAMED = 10  # how many of the largest are named
Group = tuple[str, str, str]  # who, dtype, size


@dataclass(frozen=True, order=True)
class Peak:
    """The largest roundoffs of one party in one case."""

    share: float  # of the limit
    roundoffs: float
    case: str
    quantity: str
    who: str
    dtype: str
    size: str


@dataclass(frozen=True)
class Spread:
    """How the roundoffs of one party in one dtype and class of sizes are spread."""

    who: str
    dtype: str
    size: str
    findings: int
    counts: tuple[int, ...]  # per bin
    median: float  # as if evenly spread inside its bin
    largest: float
    largest_share: float  # of the limit
    where: str
    disagrees: int
    inconclusive: int
    decided: int  # by a second look


@dataclass(frozen=True)
class Price:
    """What cases of one class of sizes took, in seconds of one process."""

    size: str
    cases: int
    mean: float
    largest: float


@dataclass(frozen=True)
class Memory:
    """What processes held that had tried so many cases."""

    age: str
    cases: int
    mean: float
    largest: int


@dataclass
class Sums:
    """What is added up for one group."""

    verdicts: Counter[str] = field(default_factory=Counter)
    bins: list[int] = field(default_factory=lambda: [0] * (len(BINS) - 1))
    largest: float = 0.0
    decided: int = 0
    peak: Peak | None = None


@dataclass
class Tally:
    """All that a report says, added up."""

    cases: int = 0
    groups: dict[Group, Sums] = field(default_factory=dict)
    prices: dict[str, Price] = field(default_factory=dict)
    memory: dict[str, Memory] = field(default_factory=dict)
    peaks: list[Peak] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)

    def add(self, line: Line) -> None:
        """One case more."""
        self.cases += 1
        self.add_price(line.size, line.seconds)
        self.add_memory(line.age, line.megabytes)
        if line.number >= SHORT_UNTIL:
            self.add_price(LATER, line.seconds)
        for who, party in line.parties.items():
            sums = self.groups.setdefault((who, line.dtype, line.size), Sums())
            sums.verdicts.update(party.verdicts)
            sums.decided += party.decided
            for position, found in enumerate(party.bins):
                sums.bins[position] += found
            self.add_peak(sums, line, who, party)
            if party.verdicts["disagrees"] and len(self.alarms) < NAMED:
                self.alarms.append(f"{line.name} {party.quantity} {who}")
            if party.note and (party.note in self.notes or len(self.notes) < NAMED):
                self.notes[party.note] += 1

    def add_price(self, size: str, seconds: float) -> None:
        """What a case took."""
        old = self.prices.get(size, Price(size, 0, 0.0, 0.0))
        cases = old.cases + 1
        mean = old.mean + (seconds - old.mean) / cases
        self.prices[size] = Price(size, cases, mean, max(old.largest, seconds))

    def add_memory(self, age: int, megabytes: int) -> None:
        """What a process held after a case."""
        if not age:  # it was not run
            return
        name = age_class(age)
        old = self.memory.get(name, Memory(name, 0, 0.0, 0))
        cases = old.cases + 1
        mean = old.mean + (megabytes - old.mean) / cases
        self.memory[name] = Memory(name, cases, mean, max(old.largest, megabytes))

    def add_peak(self, sums: Sums, line: Line, who: str, party: Party) -> None:
        """The case's largest roundoffs, if they are among those to be named."""
        if party.largest is None or party.share is None:
            return
        peak = Peak(
            party.share, party.largest, line.name, party.quantity, who, line.dtype, line.size
        )
        sums.largest = max(sums.largest, party.largest)
        sums.peak = peak if sums.peak is None else max(sums.peak, peak)
        heapq.heappush(self.peaks, peak)
        if len(self.peaks) > NAMED:
            heapq.heappop(self.peaks)

    @property
    def summary(self) -> dict[str, int]:
        """How many of what."""
        verdicts = sum((sums.verdicts for sums in self.groups.values()), Counter[str]())
        counts: dict[str, int] = {verdict: verdicts[verdict] for verdict in VERDICTS}
        return {"cases": self.cases, "findings": sum(counts.values()), **counts}

    @property
    def dtypes(self) -> list[str]:
        """Those that occurred."""
        return sorted({dtype for _, dtype, _ in self.groups})

    def share_inconclusive(self, of: str) -> float:
        """Of the findings in that dtype, or of that party."""
        theirs = (sums.verdicts for group, sums in self.groups.items() if of in group)
        verdicts = sum(theirs, Counter[str]())
        return verdicts["inconclusive"] / max(verdicts.total(), 1)

    def exit_code(self) -> int:
        """As of a run."""
        worst: tuple[Verdict, ...] = ("disagrees", "not run", "inconclusive")
        found = next((verdict for verdict in worst if self.summary[verdict]), None)
        return EXIT_CODES[found or ("agrees" if self.cases else "not run")]

    def spreads(self) -> Iterator[Spread]:
        """One row for each group in which something was compared."""
        for (who, dtype, size), sums in sorted(self.groups.items(), key=in_order):
            if sums.peak is not None:
                yield Spread(
                    who,
                    dtype,
                    size,
                    sums.verdicts.total(),
                    tuple(sums.bins),
                    median(sums.bins),
                    sums.largest,
                    sums.peak.share,
                    f"{sums.peak.case} {sums.peak.quantity}",
                    sums.verdicts["disagrees"],
                    sums.verdicts["inconclusive"],
                    sums.decided,
                )

    def in_classes(self) -> list[Price]:
        """What cases took, by class of sizes, and those that tell what many more would take."""
        return [self.prices[size] for size in (*CLASSES, LATER) if size in self.prices]

    def by_age(self) -> list[Memory]:
        """What processes held, young and old."""
        return [self.memory[name] for name in map(age_class, AGES) if name in self.memory]


def age_class(age: int) -> str:
    """ "101 to 500": the class in which an age lies."""
    position = min(bisect_left(AGES, age), len(AGES) - 1)
    lowest = AGES[position - 1] + 1 if position else 1
    return f"{lowest} to {AGES[position]}"


def in_order(item: tuple[Group, Sums]) -> tuple[str, str, int]:
    """Party, dtype, and sizes from small to large."""
    who, dtype, size = item[0]
    return who, dtype, CLASSES.index(size)


def median(bins: list[int]) -> float:
    """The median, as if what is in its bin were spread evenly (over a bin without end: its low)."""
    half, below = sum(bins) / 2, 0
    for (low, high), found in zip(pairwise(BINS), bins, strict=True):
        if found and below + found >= half:
            width = high - low if high < BINS[-1] else 0.0
            return low + width * (half - below) / found
        below += found
    return 0.0


def bin_column(position: int, head: str) -> Column:
    """One bin of the histogram."""
    return Column(head, lambda row: row.counts[position])


COLUMNS = (
    Column("who", lambda row: row.who),
    Column("dtype", lambda row: row.dtype),
    Column("size", lambda row: row.size),
    Column("quantities", lambda row: row.findings),
    Column("disagree", lambda row: row.disagrees),
    Column("inconclusive", lambda row: row.inconclusive),
    Column("decided at a second look", lambda row: row.decided),
    Column("median", lambda row: f"{row.median:.2f}"),
    Column("largest", lambda row: f"{row.largest:.1f}"),
    Column("largest / limit", lambda row: f"{row.largest_share:.2f}"),
    *(bin_column(position, head) for position, head in enumerate(bin_names())),
    Column("nearest to its limit", lambda row: row.where),
)
ON_SCREEN = headed(
    COLUMNS, "who", "dtype", "size", "quantities", "disagree", "inconclusive", "largest / limit"
)
PEAKS = (
    Column("case", lambda row: row.case),
    Column("quantity", lambda row: row.quantity),
    Column("who", lambda row: row.who),
    Column("dtype", lambda row: row.dtype),
    Column("size", lambda row: row.size),
    Column("roundoffs", lambda row: f"{row.roundoffs:.1f}"),
    Column("of the limit", lambda row: f"{row.share:.2f}"),
)
MEMORY = (
    Column("cases tried by its process", lambda row: row.age),
    Column("cases", lambda row: row.cases),
    Column("mean MB", lambda row: f"{row.mean:.0f}"),
    Column("largest MB", lambda row: row.largest),
)
PRICES = (
    Column("size", lambda row: row.size),
    Column("cases", lambda row: row.cases),
    Column("seconds a case", lambda row: f"{row.mean:.4f}"),
    Column("longest", lambda row: f"{row.largest:.2f}"),
)
