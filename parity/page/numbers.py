"""Numbers as people read them."""

import math


def thousands(number: float) -> str:
    """13,170."""
    return f"{number:,}"


def compact(number: float) -> str:
    """At most four characters: 512, 16k, 1M, as an axis has room for."""
    for unit, size in (("M", 1e6), ("k", 1e3)):
        if number >= size:
            return (
                f"{number / size:.2g}{unit}" if number < 10 * size else f"{number / size:.0f}{unit}"
            )
    return f"{number:g}"


def brief(number: float) -> str:
    """Roundoffs: one digit behind the point, or their order."""
    if math.isinf(number):
        return "infinite"
    return f"{number:.1f}" if number < 1e4 else f"{number:.0e}"


def order(number: float) -> str:
    """An error, by its order."""
    return "0" if number == 0 else f"{number:.0e}"


def percent(share: float) -> str:
    """A share; one that is not all of it, or not nothing, never looks as if it were."""
    if share >= 10:
        return f"{share:.0e} times"
    if 0.9995 <= share < 1:
        return "> 99.9 %"
    if 0 < share < 0.0005:
        return "< 0.1 %"
    return f"{100 * share:.3g} %"


def seconds(number: float) -> str:
    """A time, in the unit in which it is between 1 and 1,000."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if number >= size:
            return f"{number / size:.3g} {unit}"
    return f"{number * 1e9:.3g} ns"


def counted(count: int, one: str, more: str) -> str:
    """1 case, 2,000 cases."""
    return f"{count:,} {one if count == 1 else more}"
