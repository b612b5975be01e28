"""From certified intervals to floats and decimals: rounded correctly, or said not to be.

Both ends of an interval are rounded to the nearest number, ties to even. Where they meet, that
is the correctly rounded exact value; where they do not, more precision is needed, or the value
is at a kink and the interval holds more than one derivative.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb

from reference.arrays import Array

DIGITS = 40
Ends = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Rounded:
    """Both ends, rounded, and the middle: all the same where rounding is unique."""

    low: Array
    middle: Array
    high: Array

    @property
    def unique(self) -> bool:
        """Whether each component is the one correctly rounded value."""
        return bool(np.all(self.low == self.high))


def ends(ball: arb) -> Ends:
    """The interval of a ball, exactly."""
    middle, radius = dyadic(ball.mid()), dyadic(ball.rad())
    return middle - radius, middle + radius


def dyadic(point: arb) -> Fraction:
    """A ball without radius, which is a whole number times a power of two."""
    mantissa, exponent = (int(part) for part in point.man_exp())
    return Fraction(mantissa) * Fraction(2) ** exponent


def rounded(intervals: list[Ends], shape: tuple[int, ...], dtype: np.dtype[Any]) -> Rounded:
    """The intervals of an array, in that dtype."""
    triples = [(low, (low + high) / 2, high) for low, high in intervals]
    floats = [[nearest(number, dtype) for number in triple] for triple in triples]
    table = np.array(floats, dtype).reshape(-1, 3)
    return Rounded(*(table[:, k].reshape(shape) for k in range(3)))


def nearest(x: Fraction, dtype: np.dtype[Any]) -> float:
    """The dtype's number nearest to x (a dyadic fraction), ties to even, subnormals kept."""
    kind = np.finfo(dtype)
    # The denominator is a power of two, so this is floor(log2 |x|); 0 gets any exponent.
    exponent = x.numerator.bit_length() - x.denominator.bit_length()
    spacing = Fraction(2) ** (max(exponent, int(kind.minexp)) - int(kind.nmant))
    value = round(x / spacing) * spacing  # Python rounds halves to even
    if abs(value) > Fraction(float(kind.max)):
        return float("inf") if x > 0 else float("-inf")
    return float(value)


def decimal(interval: Ends) -> str | None:
    """The exact value to 40 digits, correctly rounded; None where the ends differ in them."""
    low, high = (in_digits(end) for end in interval)
    return f"{low:e}" if low == high else None


def in_digits(x: Fraction) -> Decimal:
    """x to 40 digits; what no float can tell from 0 is 0."""
    if abs(x) < Fraction(2) ** -1175:
        return Decimal(0)
    context = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN, Emin=-(10**6), Emax=10**6)
    return context.divide(Decimal(x.numerator), Decimal(x.denominator))
