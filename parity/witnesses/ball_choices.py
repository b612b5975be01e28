"""Comparisons and choices: masks, `where`, and the functions with a kink.

A comparison gives 1 where it certainly holds, 0 where it certainly does not, and the ball [0, 1]
where balls cannot tell, so that a mask times a value, and `where`, enclose both branches.

At an exact tie of something that is differentiated, the program takes one branch, but its
derivative may jump there. `Ties` says which side to take instead, and the caller encloses all.
`maximum`, `minimum`, `abs` and `clip` have a kink at a tie: every number between the slopes on
both sides is a derivative, so they send back the whole interval.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from autograd.extend import Box
from flint import arb

from parity.witnesses.ball_arrays import (
    ONE,
    ZERO,
    BallArray,
    Balls,
    Mask,
    as_array,
    balls,
    operation,
    unboxed,
)
from reference.arrays import Array

UNIT = arb(0.5, 0.5)  # [0, 1]
EITHER_SIGN = arb(0, 1)  # [-1, 1]


@dataclass
class Ties:
    """What one pass met: the sides that the program takes at its ties, and open questions."""

    side: bool | None = None  # None: as the program does
    taken: set[bool] = field(default_factory=set)
    left_open: bool = False


ties: ContextVar[Ties] = ContextVar("ties", default=Ties())  # noqa: B039  # outside of any pass


@contextmanager
def taking(side: bool | None) -> Iterator[Ties]:
    """Take this side at all ties; what was met is in the record."""
    record = Ties(side)
    token = ties.set(record)
    try:
        yield record
    finally:
        ties.reset(token)


# Numbers that are nearer to each other than this may be one number to floats that underflow.
NEAR = 2**48  # in smallest normal numbers: what has become 0 has still met weights
smallest: ContextVar[arb] = ContextVar("smallest", default=ZERO)


@contextmanager
def in_floats(dtype: np.dtype[Any]) -> Iterator[None]:
    """Inside, what may be one number in floats of this dtype is left open.

    sigmoid(-1000) is 0 in floats, and relu behind it sits on its kink; in balls it is 5e-435,
    where no float can be. Either slope is right there. sigmoid(-709) is 1e-308, which NumPy has and
    XLA makes 0; times a weight, it is a number that floats could hold. So nearer to a kink than
    3e-24 (6e-294 in float64) either slope is taken for right.
    """
    token = smallest.set(NEAR * arb(float(np.finfo(dtype).tiny)))
    try:
        yield
    finally:
        smallest.reset(token)


BELOW, EQUAL, ABOVE, OPEN = range(4)  # outcomes, in the order of tables


def outcomes(x: Any, y: Any) -> Array:
    """How each two certainly compare, or that it is open."""
    left, right, gap = objects_of(x), objects_of(y), smallest.get()
    found = np.where(left == right, EQUAL, OPEN)
    found = np.where(left > right + gap, ABOVE, found)
    found = np.where(left + gap < right, BELOW, found)
    if np.any(found == OPEN):
        ties.get().left_open = True
    return found


def objects_of(value: Any) -> Array:
    """The balls of what may be on the tape, or no balls yet."""
    objects: Array = unboxed(balls(value)).objects
    return objects


def by_outcome(found: Array, *balls_for: arb) -> Array:
    """The ball for each outcome; they are given in the order of the outcomes."""
    table = np.array(balls_for, object)
    return as_array(table[found])


def comparison(*holds_for: int, jumps: bool = True) -> Callable[[Any, Any], Mask]:
    """A comparison of arrays. A mask is constant for the derivative."""
    below, at, above = (outcome in holds_for for outcome in (BELOW, EQUAL, ABOVE))

    def compare(x: Any, y: Any) -> Mask:
        found, at_tie = outcomes(x, y), at
        if jumps and (isinstance(x, Box) or isinstance(y, Box)) and np.any(found == EQUAL):
            record = ties.get()
            record.taken.add(at)
            at_tie = at if record.side is None else record.side
        truths = (ONE if holds else ZERO for holds in (below, at_tie, above))
        return Mask(by_outcome(found, *truths, UNIT))

    return compare


def mask_of(decide: Callable[..., arb], *arrays: Any) -> Mask:
    """A decision for each element."""
    return Mask(as_array(np.frompyfunc(decide, len(arrays), 1)(*map(objects_of, arrays))))


greater, less = comparison(ABOVE), comparison(BELOW)
greater_equal, less_equal = comparison(ABOVE, EQUAL), comparison(BELOW, EQUAL)
# Two differentiated numbers are equal at a point only: no branch begins there.
equal, not_equal = comparison(EQUAL, jumps=False), comparison(ABOVE, BELOW, jumps=False)


def as_mask(condition: Any) -> Mask:
    """A condition as a mask: whatever is not 0 counts as true."""
    value = unboxed(balls(condition))
    return value if isinstance(value, Mask) else not_equal(value, 0)


def both(x: arb, y: arb) -> arb:
    """The conjunction: a product of [0, 1] with itself would leave [0, 1]."""
    if x == 0 or y == 0:
        return ZERO
    return ONE if x == 1 and y == 1 else UNIT


def logical_and(x: Any, y: Any) -> Mask:
    return mask_of(both, as_mask(x), as_mask(y))


def logical_not(x: Any) -> Mask:
    return mask_of(lambda v: ONE - v, as_mask(x))


def logical_or(x: Any, y: Any) -> Mask:
    return logical_not(logical_and(logical_not(x), logical_not(y)))


def logical_xor(x: Any, y: Any) -> Mask:
    return logical_and(logical_or(x, y), logical_not(logical_and(x, y)))


def decided(mask: Mask) -> Array:
    """A mask as an array of bool, for an index."""
    if not all(v == 1 or v == 0 for v in mask.objects.flat):
        raise ValueError("balls cannot tell which elements this mask selects; use np.where")
    which: Array = mask.objects == 1
    return which


def chosen(x: arb, y: arb, share: arb) -> arb:
    """x where the mask is 1, y where it is 0, and the hull of both where it cannot tell."""
    if share == 1:
        return x
    return y if share == 0 else x.union(y)


select = operation(
    np.frompyfunc(chosen, 3, 1),
    lambda g, ans, x, y, c: g * c,
    lambda g, ans, x, y, c: g * (1 - c),
)


def where(condition: Any, x: Any, y: Any) -> Any:
    return select(x, y, Balls(as_mask(condition).objects))


def heaviside(x: Any, at_zero: Any) -> Any:
    return where(greater(x, 0), 1, where(equal(x, 0), at_zero, 0))


def isfinite(x: Any) -> Mask:
    """An infinite ball may hold finite numbers, and none may be what it stands for."""
    return mask_of(lambda v: ONE if v.is_finite() else UNIT, x)


def isnan(x: Any) -> Mask:
    return logical_not(isfinite(x))


def larger(x: BallArray, y: BallArray) -> Balls:
    """The share of x in the derivative of maximum(x, y): any in [0, 1] at a tie or in doubt."""
    found = outcomes(x, y)
    if np.any(found == EQUAL):
        ties.get().left_open = True
    return Balls(by_outcome(found, ZERO, UNIT, ONE, UNIT))


def slope_of_absolute(x: Balls) -> Any:
    """1 or -1, and [-1, 1] at 0."""
    return balls(2) * larger(x, balls(0)) - 1


maximum = operation(
    np.frompyfunc(arb.max, 2, 1),
    lambda g, ans, x, y: g * larger(x, y),
    lambda g, ans, x, y: g * larger(y, x),
)
minimum = operation(
    np.frompyfunc(arb.min, 2, 1),
    lambda g, ans, x, y: g * larger(y, x),
    lambda g, ans, x, y: g * larger(x, y),
)
absolute = operation(np.frompyfunc(abs, 1, 1), lambda g, ans, x: g * slope_of_absolute(x))


def clip(x: Any, a_min: Any = None, a_max: Any = None) -> Any:
    above = x if a_min is None else maximum(x, a_min)
    return above if a_max is None else minimum(above, a_max)


def sign(x: Any) -> Balls:
    """A constant for the derivative, like a mask; at 0 it jumps to both sides."""
    found, at_zero = outcomes(x, 0), ZERO
    if isinstance(x, Box) and np.any(found == EQUAL):
        record = ties.get()
        record.taken |= {True, False}
        at_zero = {None: ZERO, True: ONE, False: -ONE}[record.side]
    return Balls(by_outcome(found, -ONE, at_zero, ONE, EITHER_SIGN))
