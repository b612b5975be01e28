"""Medians, quartiles, intervals and exponents. Nothing here assumes a distribution.

The interval of a median comes from the order of the values alone: the median of what they are
drawn from lies below the k-th smallest of n with probability sum_{i<k} C(n, i) / 2^n, and the same
above the k-th largest. With fewer than six values not even the extremes hold it to 95 %.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Quartiles:
    """What many samples of one time come to."""

    median: float
    quartile1: float
    quartile3: float
    n: int


def quartiles(values: Sequence[float]) -> Quartiles:
    """Median and quartiles."""
    low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
    return Quartiles(float(middle), float(low), float(high), len(values))


def interval(values: Sequence[float], confidence: float = CONFIDENCE) -> tuple[float, float] | None:
    """Two of the values between which the median lies; None: there are too few."""
    ordered, n = sorted(values), len(values)
    k, outside = 0, 0.0
    while k < n // 2 and (outside := outside + 2 * math.comb(n, k) / 2**n) <= 1 - confidence:
        k += 1
    return (ordered[k - 1], ordered[n - k]) if k else None


@dataclass(frozen=True)
class Ratio:
    """A time over another's, from rounds in which both were measured."""

    median: float
    low: float | None
    high: float | None

    @property
    def words(self) -> str:
        """What the interval says."""
        if self.low is None or self.high is None:
            return "too few rounds"
        if self.low <= 1 <= self.high:
            return "no difference"
        return "slower" if self.low > 1 else "faster"


def ratio(times: Sequence[float], others: Sequence[float]) -> Ratio:
    """Round by round: a drift of the machine is in both and cancels."""
    ratios = [time / other for time, other in zip(times, others, strict=True)]
    low, high = interval(ratios) or (None, None)
    return Ratio(float(np.median(ratios)), low, high)


def exponent(sizes: Sequence[float], times: Sequence[float]) -> float | None:
    """p of time ~ size^p by least squares in log-log over the upper half; it takes three points."""
    upper = upper_half(len(sizes))
    if len(sizes) < 3:
        return None
    slope, _ = np.polyfit(np.log(sizes[-upper:]), np.log(times[-upper:]), 1)
    return float(slope)


def upper_half(steps: int) -> int:
    """How many of the last steps the power law is fitted to."""
    return max(3, math.ceil(steps / 2))
