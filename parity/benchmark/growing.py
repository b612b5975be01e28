"""How times grow in a sweep."""

from collections.abc import Sequence
from dataclasses import dataclass

from parity.benchmark.cases import BenchCase, abscissa
from parity.benchmark.contenders import BOUNDS, BY_HAND, CONTENDERS, FLOOR, PREPARED
from parity.benchmark.spread import exponent, upper_half
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


def steepest(found: Sequence[Growth]) -> list[str]:
    """Why by hand has the largest exponent, for each sweep where it has."""
    series = dict.fromkeys(row.series for row in found)
    return [why_steepest([row for row in found if row.series == name]) for name in series]


def why_steepest(rows: Sequence[Growth]) -> str:
    """What the products come to in everybody's time, at both ends of what the law is fitted to."""
    powers = {row.contender: row.exponent for row in rows if row.exponent is not None}
    others = {name: p for name, p in powers.items() if name not in (*BY_HAND, *BOUNDS)}
    if not others or FLOOR not in powers or powers.get(PREPARED, 0.0) <= max(others.values()):
        return ""
    times = {row.contender: dict(zip(row.sizes, row.medians, strict=True)) for row in rows}
    sizes = list(times[FLOOR])
    first, last = sizes[-upper_half(len(sizes))], sizes[-1]
    there = [name for name in (PREPARED, *others) if {first, last} <= times[name].keys()]
    begins, ends = ({n: times[FLOOR][at] / times[n][at] for n in there} for at in (first, last))
    told = ", ".join(f"{name} {begins[name]:.0%} to {ends[name]:.0%}" for name in there)
    said = (
        f"{rows[0].series}: the products alone grow with exponent {powers[FLOOR]:.2f}; a time "
        f"grows the more slowly, the more their share of it rises. Between {first} and {last} it "
        f"goes: {told}."
    )
    if begins.get(PREPARED) != max(begins.values(), default=None):
        return said
    return f"{said} By hand grows fastest as it has the least beside them where they are short."
