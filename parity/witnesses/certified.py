"""The truth: the cost in ball arithmetic, differentiated by autograd's tape.

The derivation's own NumPy cost is run on arrays of balls (see balls.py), so its value and its
derivatives come as intervals that certainly contain the exact ones. The precision is raised
until every component has 30 correct digits, or does not gain from more precision: it sits on a
kink, and its interval holds all subgradients.
"""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from flint import arb, ctx

from parity.case import Case, digest
from parity.derivation import arguments_of, derivation_of, quantities_of
from parity.witnesses import balls
from parity.witnesses.answer import Enclosure, Truth
from parity.witnesses.ball_choices import in_floats, taking
from parity.witnesses.tape import gradients_on_tape
from reference.arrays import Array

BITS = 160
MOST_BITS = 2560
DIGITS = 30
DIGIT_BITS = math.ceil(DIGITS * math.log2(10))
# Below this no float can tell a number from 0: the smallest subnormal is 2^-1074.
NOTHING = -1074 - DIGIT_BITS
SMALL = 2.0**-900  # what floats say of the rounding of anything smaller may have underflowed
CHUNK = 1 << 16  # components at a time, to keep intermediate balls few

Enclosed = tuple[Array, dict[str, Array], bool]  # cost, derivatives, whether a kink was met

radius_of, abs_upper, is_zero, accuracy = (
    np.frompyfunc(method, 1, 1)
    for method in (arb.rad, arb.abs_upper, arb.is_zero, arb.rel_accuracy_bits)
)


@dataclass(frozen=True)
class Sharpened:
    """Balls with as many digits as they can be given, and the precision that it took."""

    cost: Array
    derivatives: dict[str, Array]
    kinks: bool
    bits: int


def testify(case: Case) -> Truth:
    """Enclosures of the cost and of all derivatives."""
    start = time.perf_counter()
    given = in_balls(case)
    found = sharpened(given, case.dtype, enclosed)
    of_cost, *of_derivatives = enclosures([found.cost, *found.derivatives.values()])
    seconds = time.perf_counter() - start
    by_name = dict(zip(found.derivatives, of_derivatives, strict=True))
    return Truth(of_cost, by_name, held(case, given), seconds, found.bits, found.kinks)


def sharpened(
    given: Case, dtype: np.dtype[Any], encloses: Callable[[Case, int], Enclosed]
) -> Sharpened:
    """What encloses a case of balls, at a precision that brings all there is."""
    with in_floats(dtype):
        cost, derivatives, kinks = encloses(given, BITS)
        before, now = None, blur(cost, derivatives, BITS)
        while (bits := next_bits(now, before)) is not None:
            cost, derivatives, kinks = encloses(given, bits)
            before, now = now, blur(cost, derivatives, bits)
    return Sharpened(cost, derivatives, kinks, now.bits)


def in_balls(case: Case) -> Case:
    """The case with balls for its numbers."""
    return replace(
        case,
        parameters={name: balls.balls(value) for name, value in case.parameters.items()},
        data={name: balls.balls(value) for name, value in case.data.items()},
    )


def enclosed(case: Case, bits: int) -> Enclosed:
    """Cost and derivatives as object arrays of balls, and whether a kink or a tie was met.

    At a tie of an explicit comparison both sides are taken as well, and all results enclosed.
    """
    with ctx.workprec(bits):
        with taking(None) as met:
            cost, derivatives = differentiated(case)
        for side in (True, False):
            if met.taken - {side}:
                with taking(side):
                    cost_too, derivatives_too = differentiated(case)
                cost = union(cost, cost_too)
                derivatives = {n: union(v, derivatives_too[n]) for n, v in derivatives.items()}
    return cost, derivatives, met.left_open or bool(met.taken)


def differentiated(case: Case) -> tuple[Array, dict[str, Array]]:
    """One pass over the tape, on balls."""
    arguments = arguments_in_balls(case)
    wanted = quantities_of(case)
    traced = [name for name in wanted if name in arguments]
    cost, derivatives = gradients_on_tape(
        derivation_of(case).cost, balls, arguments, traced, wanted
    )
    return np.asarray(balls.balls(cost)), derivatives


def arguments_in_balls(case: Case) -> dict[str, Any]:
    """What a case of balls hands over; its settings that are no whole numbers are balls, too."""
    return {
        name: balls.balls(value) if name in case.arrays or isinstance(value, float) else value
        for name, value in arguments_of(case).items()
    }


def union(x: Array, y: Array) -> Array:
    """Balls that contain both."""
    hull: Array = np.asarray(np.frompyfunc(arb.union, 2, 1)(x, y))
    return hull


# How sharp the balls are.


@dataclass(frozen=True)
class Blur:
    """What the components of all arrays, one after the other, lack at a precision."""

    bits: int
    width: Array  # log2 of the radius; minus infinity where nothing is lacking
    around_zero: Array  # whether 0 lies inside


def sharp(cost: Array, derivatives: Mapping[str, Array]) -> bool:
    """Whether every component has enough digits (an exact zero has all of them)."""
    return not lacking(blur(cost, derivatives, 0)).any()


def lacking(blur: Blur) -> Array:
    """Which components have too few digits."""
    which: Array = blur.width > -math.inf
    return which


def blur(cost: Array, derivatives: Mapping[str, Array], bits: int) -> Blur:
    """Which components have less than 30 digits, and how wide those are."""
    flat = np.concatenate([array.reshape(-1) for array in (cost, *derivatives.values())])
    digits: Any = accuracy(flat)
    width, around_zero = np.full(flat.size, -math.inf), np.zeros(flat.size, bool)
    for i in np.flatnonzero(digits.astype(float) < DIGIT_BITS):
        width[i], around_zero[i] = log2_radius(flat[i]), flat[i].contains(0)
    width[around_zero & (width < NOTHING)] = -math.inf
    return Blur(bits, width, around_zero)


def log2_radius(ball: arb) -> float:
    """log2 of the radius, rounded up; infinite where nothing is known."""
    if not ball.is_finite():
        return math.inf
    mantissa, exponent = ball.rad().man_exp()
    return int(exponent) + int(mantissa).bit_length()


def next_bits(now: Blur, before: Blur | None) -> int | None:
    """The precision to try next, None where there is nothing to gain.

    A component that is hardly narrower than before sits on a kink. One that is narrower and
    still around 0 is likely to be 0; the precision that makes it nothing is gone to at once.
    """
    lacks = lacking(now)
    if now.bits >= MOST_BITS or not lacks.any():
        return None
    if before is None:
        return 2 * now.bits
    with np.errstate(invalid="ignore"):  # infinite in both
        narrower = before.width - now.width >= (now.bits - before.bits) / 2
    unknown = np.isinf(now.width)
    gains = lacks & (narrower | unknown)
    if not gains.any():
        return None
    if now.around_zero[gains].all() and not unknown[gains].any():
        jump = now.bits + int(now.width[gains].max()) - NOTHING + 1
        return min(max(jump, 2 * now.bits), MOST_BITS)
    return 2 * now.bits


# What leaves ball arithmetic.


def enclosure(value: Array) -> Enclosure:
    """Balls as three floats and a bound: what is needed to measure distances in NumPy."""
    return enclosures([value])[0]


def enclosures(values: Sequence[Array]) -> list[Enclosure]:
    """The same of several arrays, for which NumPy is called once."""
    flat = np.concatenate([np.asarray(value).reshape(-1) for value in values])
    limbs, radius = np.zeros((3, flat.size)), np.zeros(flat.size)
    with ctx.workprec(MOST_BITS + 64):  # differences to floats are exact, if need be
        for start in range(0, flat.size, CHUNK):
            part = slice(start, start + CHUNK)
            limbs[:, part], radius[part] = limbs_and_radius(flat[part])
    ends = np.cumsum([np.size(value) for value in values])[:-1]
    return [
        Enclosure(some.reshape(3, *np.shape(value)), bound.reshape(np.shape(value)))
        for value, some, bound in zip(
            values, np.split(limbs, ends, axis=1), np.split(radius, ends), strict=True
        )
    ]


def limbs_and_radius(flat: Array) -> tuple[Array, Array]:
    """The midpoints in three floats each, and a bound on what they leave."""
    limbs, rest = np.empty((3, flat.size)), flat
    for k in range(2):
        limbs[k] = rest.astype(float)
        rest = rest - limbs[k].astype(object)
    limbs[2] = rest.astype(float)
    radius = np.where(np.isfinite(limbs[0]), left_of(rest, limbs[2]), np.inf)
    limbs[:, np.isinf(radius)] = np.nan  # beyond all floats, or nothing is known at all
    return limbs, radius


def left_of(balls: Array, floats: Array) -> Array:
    """A bound on the distance of any number in the balls from the float next to their middle.

    To subtract the floats takes as long as all the rest; a unit of their last place will do.
    """
    radii: Any = radius_of(balls)
    bound: Array = (radii.astype(float) + np.abs(floats) * 2.0**-52) * (1 + 2.0**-50)
    small = np.flatnonzero(~(bound > SMALL))
    bound[small] = upper(balls[small] - floats[small].astype(object))
    return bound


def upper(flat: Array) -> Array:
    """Floats that are certainly at least as large as any number in the balls, in size."""
    bounds: Any = abs_upper(flat)
    nothing: Any = is_zero(bounds)
    floats = np.nextafter(bounds.astype(float), np.inf)  # not 0 where a bound underflows
    floats[nothing.astype(bool)] = 0
    return np.where(np.isnan(floats), np.inf, floats)


def held(case: Case, given: Case | None = None) -> str:
    """The digest of the numbers that the balls hold (those given), back in the case's dtypes."""
    numbers = (given or in_balls(case)).arrays
    return digest({name: back(numbers[name], v.dtype) for name, v in case.arrays.items()})


def exact(value: Array) -> Array:
    """Into balls and back; exact, so nothing may change."""
    return back(balls.balls(value), value.dtype)


def back(value: Any, dtype: np.dtype[Any]) -> Array:
    """The numbers that balls hold."""
    return np.asarray(np.asarray(value).astype(float), dtype)
