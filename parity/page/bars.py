"""A histogram over bins that double, with counts on a logarithmic axis: tails can be seen."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from parity.page.numbers import compact, thousands

WIDTH, HEIGHT = 360, 180
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 18, 30


@dataclass(frozen=True)
class Bar:
    """A rectangle and the count that stands above it."""

    x: float
    y: float
    width: float
    height: float
    count: str
    words: str  # for whoever hears the page


@dataclass(frozen=True)
class Tick:
    """A mark on an axis."""

    at: float
    label: str


@dataclass(frozen=True)
class Bars:
    """One panel."""

    title: str
    bars: tuple[Bar, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    line: Tick | None  # a value that counts should stay below
    words: str  # all of it, for whoever hears the page
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM
    kind: str = "bars"


def bars(
    title: str, edges: Sequence[float], counts: Sequence[int], top: int, limit: float | None = None
) -> Bars:
    """A panel; `top` is the largest count of all panels, so that they can be compared."""
    step = (WIDTH - LEFT - RIGHT) / len(counts)
    drawn = tuple(
        bar(LEFT + step * k, step, count, top, words(edges, k, count))
        for k, count in enumerate(counts)
        if count
    )
    across = tuple(Tick(LEFT + step * k, f"{edge:g}") for k, edge in enumerate(edges[:-1]))
    powers = [10**k for k in range(math.ceil(math.log10(top + 1)) + 1) if 10**k <= top]
    up = tuple(Tick(HEIGHT - BOTTOM - height_of(power, top), thousands(power)) for power in powers)
    line = None if limit is None else Tick(LEFT + step * position(limit, edges), f"{limit:.0f}")
    return Bars(title, drawn, across, up, line, f"{title}. {'; '.join(b.words for b in drawn)}")


def bar(x: float, step: float, count: int, top: int, said: str) -> Bar:
    """The bar of one bin."""
    height = height_of(count, top)
    return Bar(
        round(x + 1, 1),
        round(HEIGHT - BOTTOM - height, 1),
        round(step - 2, 1),
        round(height, 1),
        thousands(count) if count < 10_000 else compact(count),  # the title has all of it
        said,
    )


def words(edges: Sequence[float], k: int, count: int) -> str:
    """What a bar says: a range and a count."""
    high = edges[k + 1]
    if math.isinf(high):
        return f"above {edges[k]:g}: {count:,}"
    return f"{edges[k]:g} to {high:g}: {count:,}"


def height_of(count: int, top: int) -> float:
    """Zero for none; one is already seen."""
    return (HEIGHT - TOP - BOTTOM) * math.log10(1 + count) / math.log10(1 + max(top, 9))


def position(value: float, edges: Sequence[float]) -> float:
    """Where a value stands, in bins from the left."""
    for k, low in enumerate(edges[:-1]):
        high = edges[k + 1]
        if low <= value < high:
            inside = 0.5 if math.isinf(high) else (value - low) / (high - low)
            return k + inside
    return float(len(edges) - 1)
