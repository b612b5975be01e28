"""The formulas of a derivation, apart from all rounding: it is run in ball arithmetic itself.

Where floats have no power, its balls and those of the truth still have: what does not overlap is
certainly different, and what overlaps is the same to twelve digits of the largest component. The
verdict is about the formulas; what floats make of them is lost in their rounding either way.

For derivations whose every number is an array or a setting: what Python rounds by itself (1 / m)
is not exact in balls either. One that writes into arrays does not run here.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
from flint import arb, ctx

from parity.case import Case
from parity.copies import copied_again, untouched
from parity.derivation import derivation_of, quantities_of
from parity.finding import COST, Verdict
from parity.witnesses import balls
from parity.witnesses.ball_choices import taking
from parity.witnesses.certified import (
    MOST_BITS,
    Enclosed,
    Sharpened,
    arguments_in_balls,
    enclosed,
    in_balls,
    sharpened,
)
from reference.arrays import Array

SHARP = arb(2) ** -40  # of the largest component: how wide balls may be that decide


def verdicts(case: Case) -> dict[str, Verdict]:
    """Of the cost and all derivatives, by their labels; the intermediates are of J or of m J."""
    given = in_balls(case)
    truth, found = (sharpened(given, case.dtype, way) for way in (enclosed, derived))
    with ctx.workprec(MOST_BITS):
        of_J, of_mJ = (held_against(case, found, truth, scale) for scale in (1, case.examples))
    return max(of_J, of_mJ, key=standing)


def standing(said: Mapping[str, Verdict]) -> tuple[int, int]:
    """How well a scale fits: on kinks the right one leaves open what another contradicts."""
    counts = Counter(said.values())
    return -counts["disagrees"], counts["agrees"]


def derived(case: Case, bits: int) -> Enclosed:
    """The derivation's own pass, on balls."""
    run = copied_again(derivation_of(case).cost_and_gradients, balls, untouched)
    with ctx.workprec(bits), taking(None) as met:
        cost, gradients = run(**arguments_in_balls(case))
    derivatives = {
        name: in_objects(gradients[f"d{name}"])
        for name in quantities_of(case)
        if f"d{name}" in gradients
    }
    return in_objects(cost), derivatives, met.left_open


def in_objects(value: Any) -> Array:
    """An array of balls as NumPy has it."""
    return np.asarray(balls.balls(value))


def held_against(case: Case, found: Sharpened, truth: Sharpened, scale: int) -> dict[str, Verdict]:
    """All quantities; `scale` times J is what the intermediates are derivatives of."""
    return {COST: verdict(found.cost, truth.cost)} | {
        f"d{name}": verdict(
            found.derivatives.get(name),
            np.asarray(exact * (1 if name in case.parameters else scale)),
        )
        for name, exact in truth.derivatives.items()
    }


def verdict(found: Array | None, exact: Array) -> Verdict:
    """Whether these balls are of the same numbers."""
    if found is None or found.shape != exact.shape:
        return "disagrees"
    pairs = list(zip(found.flat, exact.flat, strict=True))
    if not all(ball.is_finite() for pair in pairs for ball in pair):
        return "inconclusive"
    if not all(ours.overlaps(true) for ours, true in pairs):
        return "disagrees"
    widest = max(ours.rad() + true.rad() for ours, true in pairs)
    largest = max(true.abs_upper() for _, true in pairs)
    return "agrees" if widest <= SHARP * largest else "inconclusive"
