"""One row of the result: one contender in one case."""

from collections.abc import Mapping
from dataclasses import dataclass

from parity.benchmark.cases import BenchCase
from parity.benchmark.child import Entry
from parity.benchmark.contenders import BOUNDS, FLOOR, HAND, PASS
from parity.benchmark.spread import Ratio, quartiles, ratio
from parity.benchmark.work import operations
from parity.finding import Finding, Verdict
from parity.tables import Column, headed

RESTLESS = 0.02  # of a core: so much, while it waits, would show in the others' times


@dataclass(frozen=True)
class Timing:
    """Times in seconds, memory in bytes. None: not measured, and `note` says why."""

    case: str
    contender: str
    hidden: str
    verdict: Verdict  # of its cost and gradients; only what agrees is timed
    note: str = ""
    roundoffs: float | None = None  # the largest, against the hand-derived gradients
    max_rel: float | None = None  # the largest relative difference, of the quantity with those
    pid: int | None = None
    threads: int | None = None  # read back
    cores: float | None = None  # processor seconds per second, the median of the samples
    parked: float | None = None  # the same while others were sampled
    version: str = ""
    libraries: str = ""
    first_call: float | None = None
    memory_before: int | None = None
    memory_peak: int | None = None
    loops: int | None = None
    n: int = 0
    median: float | None = None
    quartile1: float | None = None
    quartile3: float | None = None
    ratio: float | None = None  # to the time by hand
    ratio_low: float | None = None
    ratio_high: float | None = None
    words: str = ""
    gflops: float | None = None
    floor_share: float | None = None
    samples: tuple[float, ...] = ()


@dataclass(frozen=True)
class Measured:
    """What a contender left in the rounds."""

    loops: int
    seconds: tuple[float, ...]
    cores: tuple[float, ...]
    parked: tuple[float, ...]


def not_timed(case: BenchCase, contender: str, verdict: Verdict, note: str) -> Timing:
    """A row that says why it has no times."""
    return Timing(case.name, contender, case.hidden, verdict, note)


def timing(
    case: BenchCase,
    contender: str,
    entry: Entry,
    found: Finding | None,
    measured: Mapping[str, Measured],
) -> Timing:
    """A row with times, beside those of the others in the same rounds."""
    own = measured[contender]
    times, cores, parked = (quartiles(own.seconds), quartiles(own.cores).median,
                            quartiles(own.parked).median)  # fmt: skip
    by_hand = compared(own, measured.get(HAND)) if contender != HAND else None
    floor = compared(own, measured.get(FLOOR)) if contender != PASS else None
    return Timing(
        case=case.name,
        contender=contender,
        hidden=case.hidden,
        verdict="agrees",
        note=overdrawn(case, entry, cores, parked),
        roundoffs=found.roundoffs if found else None,
        max_rel=found.max_rel if found else None,
        pid=entry.pid,
        threads=entry.threads,
        cores=cores,
        parked=parked,
        version=entry.version,
        libraries=entry.libraries,
        first_call=entry.first_call,
        memory_before=entry.memory_before,
        memory_peak=entry.memory_peak,
        loops=own.loops,
        n=times.n,
        median=times.median,
        quartile1=times.quartile1,
        quartile3=times.quartile3,
        ratio=by_hand.median if by_hand else None,
        ratio_low=by_hand.low if by_hand else None,
        ratio_high=by_hand.high if by_hand else None,
        words=by_hand.words if by_hand else "",
        gflops=None if contender == PASS else flops(case) / times.median / 1e9,
        floor_share=1 / floor.median if floor else None,
        samples=own.seconds,
    )


def flops(case: BenchCase) -> int:
    """Of the products of one call."""
    return max(1, case.steps) * operations(case.sizes, case.examples)


def compared(own: Measured, other: Measured | None) -> Ratio | None:
    """The ratio of two that ran in the same rounds."""
    return None if other is None else ratio(own.seconds, other.seconds)


def overdrawn(case: BenchCase, entry: Entry, cores: float, parked: float) -> str:
    """What is said of a contender that took more than it was granted."""
    if entry.threads not in (None, case.threads):
        return f"reads back {entry.threads} threads where {case.threads} were asked for"
    if cores > case.threads + 0.2:
        return f"kept {cores:.1f} cores busy where {case.threads} were granted"
    if parked > RESTLESS:
        return f"kept {parked:.0%} of a core busy while others were timed"
    return ""


def seconds(value: float | None) -> str:
    """A time with three digits and its unit."""
    if value is None:
        return ""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value / 1e-6:.3g} us"


def between_quartiles(row: Timing) -> str:
    """Between which half of the samples lie."""
    return f"{seconds(row.quartile1)} to {seconds(row.quartile3)}" if row.n else ""


def with_interval(ratio: Ratio) -> str:
    """1.52 (1.48 to 1.60)."""
    if ratio.low is None or ratio.high is None:
        return f"{ratio.median:.2f}"
    return f"{ratio.median:.2f} ({ratio.low:.2f} to {ratio.high:.2f})"


def ratio_to_hand(row: Timing) -> str:
    """With its interval."""
    if row.ratio is None:
        return ""
    return with_interval(Ratio(row.ratio, row.ratio_low, row.ratio_high))


def megabytes(row: Timing) -> str:
    """The peak, and what of it came with the calls."""
    if row.memory_peak is None:
        return ""
    added = (
        ""
        if row.memory_before is None
        else f" (+{(row.memory_peak - row.memory_before) / 1e6:.0f})"
    )
    return f"{row.memory_peak / 1e6:.0f}{added}"


COLUMNS = (
    Column("case", lambda row: row.case),
    Column("contender", lambda row: row.contender),
    Column("median", lambda row: seconds(row.median)),
    Column("quartiles", between_quartiles),
    Column("n", lambda row: row.n or None),
    Column("time / hand", ratio_to_hand),
    Column("than by hand", lambda row: row.words),
    Column("GFLOP/s", lambda row: None if row.gflops is None else f"{row.gflops:.3g}"),
    Column("of floor", lambda row: None if row.floor_share is None else f"{row.floor_share:.0%}"),
    Column("first call", lambda row: seconds(row.first_call)),
    Column("peak MB", megabytes),
    Column("threads", lambda row: row.threads),
    Column("cores", lambda row: None if row.cores is None else f"{row.cores:.1f}"),
    Column("parked", lambda row: None if row.parked is None else f"{row.parked:.1%}"),
    Column("gradients", lambda row: "" if row.contender in BOUNDS and row.n else row.verdict),
    Column("note", lambda row: row.note),
)
OF_CASE = COLUMNS[1:]  # below the case's name
ON_SCREEN = headed(OF_CASE, "contender", "median", "time / hand", "than by hand", "gradients")
TRAINED = (
    *(column for column in COLUMNS if column.head not in ("than by hand", "of floor", "GFLOP/s")),
    Column("max rel", lambda row: None if row.max_rel is None else f"{row.max_rel:.1g}"),
)
