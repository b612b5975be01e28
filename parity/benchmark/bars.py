"""The sentences that the report opens with: means, and the worst row of each kind."""

import math
import statistics
from collections.abc import Callable, Sequence
from typing import Any

from parity.benchmark.bounded import MUCH, NEAR, far_from_floor, is_heavy, is_too_near
from parity.benchmark.cases import TRAINING, BenchCase
from parity.benchmark.contenders import BOUNDS, BY_HAND, FLOOR, PREPARED
from parity.benchmark.growing import Growth, growths
from parity.benchmark.standings import Standing, large, small, standings
from parity.benchmark.timing import Timing, seconds, with_interval

UNDISTURBED = 0.95  # of a core; who computes and is alone has all of it


def summary(cases: Sequence[BenchCase], rows: Sequence[Timing]) -> list[str]:
    """All that can be said of these rows."""
    found = standings(cases, rows)
    said = [of_small(small(found)), of_large(large(found)), of_floor(found)]
    said += [of_training(row, rows) for row in found if row.case.series == TRAINING]
    return [sentence for sentence in (*said, *of_growth(growths(cases, rows))) if sentence]


def of_small(found: Sequence[Standing]) -> str:
    """The geometric mean and the worst."""
    if not found:
        return ""
    worst = min(found, key=lambda row: row.ratio.median)
    return (
        f"Nets up to 64 wide, {counted(found)}: the fastest framework takes {mean(found):.2f} "
        f"times as long as by hand in the geometric mean; at least {with_interval(worst.ratio)} "
        f"({worst.fastest.contender}, {worst.case.name}); "
        f"{sum(map(is_too_near, found))} below {MUCH}."
    )


def of_large(found: Sequence[Standing]) -> str:
    """Who is faster how often, and the worst."""
    if not found:
        return ""
    kinds = ("hand faster", "no difference", "hand slower", "too few rounds")
    counts = {word: sum(row.words == word for row in found) for word in kinds}
    told = ", ".join(f"{word} on {count}" for word, count in counts.items() if count)
    worst = min(found, key=lambda row: row.ratio.median)
    return (
        f"Larger nets, {counted(found)}, against the fastest framework: {told}. It takes "
        f"{mean(found):.2f} times as long as by hand in the geometric mean; at least "
        f"{with_interval(worst.ratio)} ({worst.fastest.contender}, {worst.case.name})."
    )


def of_floor(found: Sequence[Standing]) -> str:
    """How near to the bare products, where these are long."""
    rows = [row for row in found if row.hand.floor_share and is_heavy(row)]
    if not rows:
        return ""

    def share(row: Standing) -> float:
        return row.hand.floor_share or 0.0

    worst, best = min(rows, key=share), max(rows, key=share)
    return (
        f"Where the products are half a GFLOP or more, {counted(rows)}: by hand runs at "
        f"{share(worst):.0%} of the floor at least ({worst.case.name}), {share(best):.0%} at most; "
        f"{sum(map(far_from_floor, rows))} below {NEAR:.0%}."
    )


def of_training(row: Standing, rows: Sequence[Timing]) -> str:
    """Seconds, the ratio, and how nearly all end at the same parameters."""
    apart = [r.max_rel for r in rows if r.case == row.case.name and r.max_rel is not None]
    return (
        f"{row.case.steps:,} steps on {row.case.net} with {row.case.examples} examples: "
        f"{seconds(row.hand.median)} by hand; {row.fastest.contender}, the fastest framework, "
        f"takes {with_interval(row.ratio)} times as long. All that are timed end at the same "
        f"parameters, to {max(apart, default=0.0):.1g} of each."
    )


def of_growth(found: Sequence[Growth]) -> list[str]:
    """Exponents by hand beside the frameworks'."""
    said = []
    for series in dict.fromkeys(row.series for row in found):
        rows = [row for row in found if row.series == series and row.exponent is not None]
        hand = {row.contender: row for row in rows if row.contender in BY_HAND}
        others = [row for row in rows if row.contender not in (*BY_HAND, *BOUNDS)]
        if hand and others:
            own = hand.get(PREPARED) or next(iter(hand.values()))
            low, high = least(others, min), least(others, max)
            said.append(f"{series}: exponent {own.exponent:.2f} by hand, {low} to {high}.")
    return said


def least(rows: Sequence[Growth], choose: Callable[..., Any]) -> str:
    """The smallest or largest exponent, and whose it is."""
    row: Growth = choose(rows, key=lambda row: row.exponent)
    return f"{row.exponent:.2f} ({row.contender})"


def disturbed(rows: Sequence[Timing]) -> list[str]:
    """Whether somebody else was at work: then processor time is missing, and times are too long."""
    got = [
        row.cores for row in rows if row.cores is not None and row.contender in (*BY_HAND, FLOOR)
    ]
    if not got or statistics.median(got) >= UNDISTURBED:
        return []
    return [
        f"The machine was busy with something else: by hand and the products alone had "
        f"{statistics.median(got):.2f} of a core in the median. Measure again when it is quiet."
    ]


def mean(found: Sequence[Standing]) -> float:
    """Geometric."""
    return math.exp(sum(math.log(row.ratio.median) for row in found) / len(found))


def counted(rows: Sequence[object]) -> str:
    """1 row, 2 rows."""
    return f"{len(rows)} row{'s' * (len(rows) != 1)}"
