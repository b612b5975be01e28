"""How something grows: lines on two logarithmic axes, told apart by colour, dash and marker."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from parity.page.bars import Tick
from parity.page.numbers import compact

WIDTH, HEIGHT = 360, 240
LEFT, RIGHT, TOP, BOTTOM = 50, 14, 12, 40
MARKERS = ("circle", "square", "diamond", "triangle", "cross", "plus", "ring")


@dataclass(frozen=True)
class Curve:
    """One of the lines: where its points are, and how it looks."""

    name: str
    points: tuple[tuple[float, float], ...]
    number: int  # of the colour and the dash
    marker: str

    @property
    def path(self) -> str:
        """The points of an SVG polyline."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


@dataclass(frozen=True)
class Lines:
    """One panel."""

    title: str
    lines: tuple[Curve, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    label: str  # of the axis across
    words: str  # all of it, for whoever hears the page
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM
    kind: str = "lines"


Series = Mapping[str, Sequence[tuple[float, float]]]


def lines(title: str, label: str, series: Series, shown: Callable[[float], str]) -> Lines:
    """A panel of series by name; `shown` writes the values of the axis upwards."""
    sizes = sorted({x for points in series.values() for x, _ in points})
    values = [y for points in series.values() for _, y in points if y > 0]
    across = axis(sizes[0], sizes[-1], LEFT, WIDTH - RIGHT)
    low, high = decades(values)
    up = axis(low, high, HEIGHT - BOTTOM, TOP)
    return Lines(
        title,
        tuple(
            Curve(
                name,
                tuple((round(across(x), 1), round(up(y), 1)) for x, y in points if y > 0),
                number % len(MARKERS),
                MARKERS[number % len(MARKERS)],
            )
            for number, (name, points) in enumerate(series.items())
        ),
        tuple(Tick(round(across(x), 1), compact(x)) for x in apart(sizes)),
        tuple(Tick(round(up(y), 1), shown(y)) for y in powers(low, high)),
        label,
        f"{title}, over {label}. {'; '.join(grown(name, shown, p) for name, p in series.items())}",
    )


def grown(name: str, shown: Callable[[float], str], points: Sequence[tuple[float, float]]) -> str:
    """A series in words: its two ends."""
    (first, low), (last, high) = points[0], points[-1]
    return f"{name}: {shown(low)} at {first:,g}, {shown(high)} at {last:,g}"


def axis(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """A logarithmic axis."""
    span = math.log(high / low) or 1.0
    return lambda value: start + (end - start) * math.log(value / low) / span


def decades(values: Sequence[float]) -> tuple[float, float]:
    """The powers of ten around the values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return 10.0**low, 10.0 ** max(high, low + 1)


def powers(low: float, high: float) -> list[float]:
    """All powers of ten from low to high."""
    first, last = round(math.log10(low)), round(math.log10(high))
    return [10.0**power for power in range(first, last + 1)]


def apart(sizes: Sequence[float], least: float = 0.11) -> list[float]:
    """Sizes whose labels have room beside each other, the first among them."""
    span = math.log(sizes[-1] / sizes[0]) or 1.0
    chosen = [sizes[0]]
    for size in sizes[1:]:
        if math.log(size / chosen[-1]) / span >= least:
            chosen.append(size)
    return chosen
