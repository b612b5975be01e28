"""How close is close enough, without a tolerance typed in by hand.

Two correct computations of one number differ by rounding alone. In ball arithmetic every number
carries a radius that certainly covers all of it, so the formulas under test are run on balls:

- at 400 bits two forms agree where their balls overlap, to some 100 digits;
- at the precision of a float, from inputs that may have been rounded once (which makes the
  radius of a sum grow with the sizes of its terms, in whatever order they are added), the radius
  is what rounding can do to the result in that float. NumPy rounds its functions (exp, tanh,
  log1p) worse than the arithmetic of balls does, by up to 4 units in the last place, which are
  8 roundoffs; so floats may be as far as 8 radii from the centre.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from flint import arb, ctx

from reference.arrays import Array

BITS = 400
RADII = 8


def ball(number: Any) -> arb:
    """The exact value of any number; a longdouble takes more than one float."""
    if isinstance(number, arb):
        return number
    exact = arb(0)
    with ctx.workprec(BITS):
        while number:
            exact += float(number)
            number = number - float(number)
    return exact


def balls(array: Any, bits: int | None = None) -> Array:
    """An object array of exact balls; or of balls rounded to bits, except 0 and 1, which are exact.

    Labels, masks and columns of ones are 0 and 1 by nature.
    """
    array = np.asarray(array)
    out = np.empty(array.shape, object)
    out.flat = [ball(number) for number in array.flat]
    if bits is not None:
        out.flat = [x if x in (0, 1) else arb(x, abs(x) * arb(2) ** -bits) for x in out.flat]
    return out


def in_balls(value: Any, bits: int | None = None) -> Any:
    """Arguments with every array turned into balls, however deep they lie; the rest as it is."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(in_balls(part, bits) for part in value))
    if isinstance(value, Mapping):
        return {name: in_balls(part, bits) for name, part in value.items()}
    return balls(value, bits) if isinstance(value, (np.ndarray, np.generic)) else value


def leaves(result: Any, name: str = "J") -> Iterator[tuple[str, Any]]:
    """The arrays and numbers in a result of any form with their names, in one order."""
    if isinstance(result, tuple) and hasattr(result, "_fields"):
        result = result._asdict()
    if isinstance(result, Mapping):
        for key in sorted(result):
            yield from leaves(result[key], str(key))
    elif isinstance(result, (tuple, list)):
        for part in result:
            yield from leaves(part, name)
    else:
        yield name, result


def around(function: Callable[..., Any], arguments: Mapping[str, Any], dtype: Any) -> Any:
    """Where the result can be when it is computed in that dtype, in balls."""
    bits = bits_of(dtype)
    with ctx.workprec(bits):
        return function(**in_balls(arguments, bits))


def bits_of(dtype: Any) -> int:
    """The precision of a float: 24, 53, or what a longdouble has here."""
    return 1 - int(np.log2(np.finfo(dtype).eps))


def assert_overlap(got: Any, expected: Any) -> None:
    """Results in balls agree: same names, same shapes, and no ball beside its counterpart."""
    for (name, a), (other, b) in zip(leaves(got), leaves(expected), strict=True):
        assert name == other
        assert np.shape(a) == np.shape(b), name
        for index in np.ndindex(np.shape(a)):
            one, two = at(a, index), at(b, index)
            assert is_sharp(one, BITS), f"{name}{list(index)}: {one}"
            assert is_sharp(two, BITS), f"{name}{list(index)}: {two}"
            assert one.overlaps(two), f"{name}{list(index)}: {one} and {two}"


def assert_rounded(got: Any, possible: Any) -> None:
    """Floats lie where rounding alone can have taken them."""
    for (name, floats), (other, region) in zip(leaves(got), leaves(possible), strict=True):
        assert name == other
        assert np.shape(floats) == np.shape(region), name
        for index in np.ndindex(np.shape(floats)):
            value, ball_around = at(floats, index), at(region, index)
            assert is_sharp(ball_around, bits_of(value.dtype)), (
                f"{name}{list(index)}: {ball_around}"
            )
            assert is_rounded(value, ball_around), f"{name}{list(index)}: {value} for {ball_around}"


def is_sharp(region: arb, bits: int) -> bool:
    """Whether a ball says anything: its radius leaves at least half of the digits."""
    with ctx.workprec(BITS):
        return region.is_finite() and bool(
            region.rad() < (1 + abs(region.mid())) * arb(2) ** -(bits // 2)
        )


def is_rounded(value: Any, region: arb) -> bool:
    """Whether a float is within 8 radii of the centre, or so close to 0 that it underflowed."""
    with ctx.workprec(BITS):
        smallest = arb(2) ** int(np.finfo(value.dtype).minexp)
        last_rounding = abs(region.mid()) * arb(2) ** -bits_of(value.dtype)
        far = abs(ball(value) - region.mid())
        return bool(far <= RADII * (region.rad() + last_rounding) + smallest)


def at(array: Any, index: tuple[int, ...]) -> Any:
    """One element; results in balls may hold a plain 0 or 1 where nothing was computed."""
    element = array[index] if isinstance(array, (np.ndarray, np.generic)) else array
    return element if isinstance(element, (arb, np.inexact)) else arb(float(element))
