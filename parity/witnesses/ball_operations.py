"""Arithmetic and elementary functions of balls, each beside its derivative.

A rule gets what arrives (g), the answer and the arguments, and gives what goes back.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from flint import arb

from parity.witnesses.ball_arrays import ONE, ZERO, Balls, as_array, operation

add = operation(
    lambda x, y: x + y,
    lambda g, ans, x, y: g,
    lambda g, ans, x, y: g,
)
subtract = operation(
    lambda x, y: x - y,
    lambda g, ans, x, y: g,
    lambda g, ans, x, y: -g,
)
multiply = operation(
    lambda x, y: x * y,
    lambda g, ans, x, y: g * y,
    lambda g, ans, x, y: g * x,
)
divide = operation(
    lambda x, y: x / y,
    lambda g, ans, x, y: g / y,
    lambda g, ans, x, y: -g * ans / y,
)
negative = operation(lambda x: -x, lambda g, ans, x: -g)
square = operation(lambda x: x * x, lambda g, ans, x: g * (2 * x))


def each(function: Callable[..., arb], *arrays: Balls) -> Balls:
    """A function of balls, element by element; nothing is recorded."""
    objects = (array.objects for array in arrays)
    return Balls(as_array(np.frompyfunc(function, len(arrays), 1)(*objects)))


def power_of(base: arb, exponent: arb) -> arb:
    """A whole power by multiplication, which has no trouble with signs."""
    if not exponent.is_integer():
        return base**exponent
    n, power, result = whole(exponent), base, ONE
    left = abs(n)
    while left:
        if left & 1:
            result = result * power
        power, left = power * power, left >> 1
    return result if n >= 0 else ONE / result


def whole(ball: arb) -> int:
    """An exact whole number."""
    number = ball.unique_fmpz()
    if number is None or not ball.is_integer():
        raise ValueError(f"{ball} is not one whole number")
    return int(number)


def power_slope(base: arb, exponent: arb) -> arb:
    """The derivative by the base."""
    return ZERO if exponent == 0 else exponent * power_of(base, exponent - 1)


power = operation(
    np.frompyfunc(power_of, 2, 1),
    lambda g, ans, x, y: g * each(power_slope, x, y),
    lambda g, ans, x, y: g * ans * each(arb.log, x),
)


def elementary(function: Callable[[arb], arb], rule: Callable[..., Any]) -> Callable[..., Any]:
    """A function of one number, with its derivative."""
    return operation(np.frompyfunc(function, 1, 1), rule)


exp = elementary(arb.exp, lambda g, ans, x: g * ans)
expm1 = elementary(arb.expm1, lambda g, ans, x: g * (ans + 1))
log = elementary(arb.log, lambda g, ans, x: g / x)
log1p = elementary(arb.log1p, lambda g, ans, x: g / (x + 1))
sqrt = elementary(arb.sqrt, lambda g, ans, x: g / (2 * ans))
sin = elementary(arb.sin, lambda g, ans, x: g * each(arb.cos, x))
cos = elementary(arb.cos, lambda g, ans, x: -g * each(arb.sin, x))
sinh = elementary(arb.sinh, lambda g, ans, x: g * each(arb.cosh, x))
cosh = elementary(arb.cosh, lambda g, ans, x: g * each(arb.sinh, x))
# 1 - tanh^2 would cancel where the unit saturates.
tanh = elementary(arb.tanh, lambda g, ans, x: g * each(lambda v: arb.sech(v) ** 2, x))

tan = elementary(arb.tan, lambda g, ans, x: g * (1 + ans * ans))
arctan = elementary(arb.atan, lambda g, ans, x: g / (1 + x * x))
reciprocal = elementary(lambda v: ONE / v, lambda g, ans, x: -g * ans * ans)


def log_to(base: int) -> Callable[..., Any]:
    """The logarithm to a base, whose own logarithm is as sharp as the balls are."""
    return lambda x: divide(log(x), Balls(as_array(arb(base).log())))


log2, log10 = log_to(2), log_to(10)

# Written with the difference, so that neither derivative is one minus nearly one.
logaddexp = operation(
    lambda x, y: y + np.frompyfunc(lambda d: arb.log1p(arb.exp(d)), 1, 1)(x - y),
    lambda g, ans, x, y: g * each(logistic, x - y),
    lambda g, ans, x, y: g * each(logistic, y - x),
)


def logistic(z: arb) -> arb:
    """The sigmoid."""
    return ONE / (ONE + arb.exp(-z))
