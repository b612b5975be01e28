"""The exact values of sigmoid, tanh and cross-entropy far out, in ball arithmetic."""

from collections.abc import Callable

from flint import arb, ctx

from parity.conventions import (
    LOSS,
    QUESTIONS,
    SIGMOID,
    TANH,
    Call,
    Fact,
    Questions,
    growths,
    number,
)

BITS = 4096  # 1 - tanh(800) is about e^-1600, or 2^-2308
DIGITS = 6


def sigmoid(z: arb) -> arb:
    return 1 / (1 + (-z).exp())


EXACT = (
    Call(SIGMOID, "exact", lambda z: (sigmoid(z), sigmoid(z) * sigmoid(-z))),
    Call(TANH, "exact", lambda z: (z.tanh(), z.sech() ** 2)),
    Call(LOSS, "exact", lambda z: ((-z).exp().log1p(), -sigmoid(-z))),
)


def certified_facts(asked: Questions = QUESTIONS) -> list[Fact]:
    """What is true."""
    return growths("exact", EXACT, in_balls, asked)


def in_balls(pair: Callable[[arb], tuple[arb, arb]], z: float, dtype: str) -> tuple[str, str]:
    """Value and derivative; the exact number is the same in every dtype."""
    del dtype
    with ctx.workprec(BITS):
        value, slope = pair(arb(z))
        return written(value), written(slope)


def written(ball: arb) -> str:
    """Six certain digits, also of what is too small for a float."""
    assert ball.rel_accuracy_bits() > 4 * DIGITS
    if 1e-300 < abs(ball) < 1e300:
        return number(float(ball.mid()))
    return str(ball.str(DIGITS, radius=False))
