"""How far each component moves when everything it is computed from is rounded.

Every input and every named intermediate, forward and backward, is multiplied by 1 + d with d
random of the order 2^-26 (see nudges.py), and the gradient is taken again in float64; kappa is
the root mean square of (change / 2^-26) over eight draws, plus the component's own size. Both the
derivation and its cost (differentiated by autograd) are perturbed, and the larger kappa counts.

Perturbing the inputs alone is not enough: A - Y cancels in a saturated net, and then it is the
rounding of A that moves dZ. Where float64 itself underflows (`wide`), the passes are made in
longdouble.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from autograd.extend import defvjp, primitive
from autograd.tracer import isbox

from parity.case import Case
from parity.derivation import arguments_of, derivation_of, quantities_of
from parity.nudges import DRAWS, NUDGE, Nudges, is_floating
from parity.stacked import Stacked, as_array
from parity.witnesses.answer import Answer, Truth
from parity.witnesses.float_numpy import FLOATS
from parity.witnesses.tape import Tape
from reference.arrays import Array

MOST_STACKED = 1 << 16  # elements: larger stacks leave the cache
FEWEST_AT_ONCE = 6  # draws, to be worth it
SAME = 2.0**-40  # of a move / 2^-26: sums may be taken in another order

Float = type[np.floating[Any]]
Pass = Callable[[], dict[str, Array]]


@dataclass(frozen=True)
class Conditioning:
    """kappa of "J" and of every derivative, as the derivation and as the cost say."""

    by_hand: Mapping[str, Array]
    by_cost: Mapping[str, Array]
    slack: float = 1.0  # how many times as large kappa may be

    def kappa(self, name: str, scale: float, of_hand: bool) -> Array:
        """The larger of the two; `scale` times J is what the derivation's own number is of."""
        cost, hand = self.by_cost[name], self.by_hand.get(name)
        if hand is None or hand.shape != cost.shape:
            hand = scale * cost  # a derivation of the wrong shape has no say
        kappa = np.fmax(hand, scale * cost) if of_hand else np.fmax(hand / scale, cost)
        return np.where(np.isnan(kappa), np.inf, kappa)  # unknown: the check has no power


def conditioning(
    case: Case, draws: int = DRAWS, wide: bool = False, truth: Truth | None = None
) -> Conditioning:
    """kappa, measured twice; with the truth at hand, the exact passes need not be made."""
    dtype = np.longdouble if wide else np.float64
    by_hand, by_cost = (Nudges(case.seed + i, case.dtype) for i in range(2))
    of_hand, of_cost = ([], []) if truth is None else (likely_passes(case, truth), [middles(truth)])
    return Conditioning(
        as_far_as_it_runs(
            lambda: measured(hand_pass(case, by_hand, dtype), by_hand, draws, likely=of_hand)
        ),
        measured(cost_pass(case, by_cost, dtype), by_cost, draws, likely=of_cost),
    )


def middles(truth: Truth) -> dict[str, Array]:
    """What an exact pass of the cost gives, but for the rounding of float64."""
    return {"J": truth.cost.nearest} | {
        name: enclosure.nearest for name, enclosure in truth.derivatives.items()
    }


def likely_passes(case: Case, truth: Truth) -> list[dict[str, Array]]:
    """What one of a right derivation gives: its intermediates may be of J or of m J."""
    of_J = middles(truth)
    of_mJ = {
        name: value if name == "J" or name in case.parameters else case.examples * value
        for name, value in of_J.items()
    }
    return [of_J, of_mJ]


def as_far_as_it_runs(of_derivation: Pass) -> dict[str, Array]:
    """kappa by the derivation; one that raises is not asked, for the frameworks' sake."""
    try:
        return of_derivation()
    except Exception:  # what it raises is told where its own answer is asked for
        return {}


def quick(case: Case, answer: Answer) -> Conditioning | None:
    """At most kappa: two draws of the derivation alone, as if the other six had moved nothing.

    None where the derivation does not give all that a framework's answer gives. Which convention
    it has is not known yet: J, for that makes the smaller kappa.
    """
    nudges = Nudges(case.seed, case.dtype)
    known = measured(hand_pass(case, nudges), nudges, 2, DRAWS)
    for name, value in answer.derivatives.items():
        if name not in known or known[name].shape != np.shape(value):
            return None
        if name not in case.parameters:
            known[name] = known[name] / case.examples
    return Conditioning({}, known, slack=16.0)


def underflows(truth: Truth) -> bool:
    """Whether a derivative is so small that float64 may have lost what it is made of."""
    floor = float(np.finfo(float).tiny) / (float(np.finfo(float).eps) / 2)
    return any(
        bool(np.any((enclosure.nearest != 0) & (np.abs(enclosure.nearest) < floor)))
        or bool(np.any((enclosure.nearest == 0) & (enclosure.radius > 0)))
        for enclosure in truth.derivatives.values()
    )


def measured(
    once: Pass,
    nudges: Nudges,
    draws: int = DRAWS,
    counted: int | None = None,
    likely: Sequence[Mapping[str, Array]] = (),
) -> dict[str, Array]:
    """kappa, from one exact pass and some perturbed ones; NaN where a pass overflowed.

    Each stack of draws begins with an exact one. Where that gives what is `likely`, it is the
    exact pass.
    """
    with np.errstate(all="ignore"):  # autograd's floats may overflow: then it has no say
        moves = moves_by_guess(once, nudges, likely, draws) or moves_from_exact(once, nudges, draws)
    return {
        name: np.where(np.isfinite(kappa), kappa, np.nan).astype(float)
        for name, move in moves.items()
        for kappa in [move.norm / np.sqrt(counted or draws) + np.abs(move.exact)]
    }


@dataclass(frozen=True)
class Move:
    """A quantity, and the norm over all draws of its change / 2^-26."""

    exact: Array
    norm: Array


def moves_by_guess(
    once: Pass, nudges: Nudges, likely: Sequence[Mapping[str, Array]], draws: int
) -> dict[str, Move] | None:
    """All moves from stacks alone; None where that is not how it turned out."""
    if not likely:
        return None
    with nudges.guessing():
        moves = moves_in_stacks(once, nudges, likely, draws)
    return moves if nudges.are_far else None


def moves_from_exact(once: Pass, nudges: Nudges, draws: int) -> dict[str, Move]:
    """All moves, from what an exact pass gives."""
    base = {name: np.array(value) for name, value in once().items()}
    with nudges.drawing():
        return moves_in_stacks(once, nudges, [base], draws) or moves_one_by_one(
            once, nudges, base, draws
        )


def moves_one_by_one(
    once: Pass, nudges: Nudges, base: Mapping[str, Array], draws: int
) -> dict[str, Move]:
    """A pass for each draw."""
    norms = {name: np.zeros(value.shape) for name, value in base.items()}
    for draw in range(draws):
        nudges.begin(draw)
        for name, value in once().items():
            change = (value - base[name]) / NUDGE
            norms[name] = np.hypot(norms[name], change)  # squares of 1e-200 would vanish
    return {name: Move(base[name], norm) for name, norm in norms.items()}


def moves_in_stacks(
    once: Pass, nudges: Nudges, likely: Sequence[Mapping[str, Array]], draws: int
) -> dict[str, Move] | None:
    """Several draws in a pass; None where that cannot be done, or is no faster."""
    at_once = MOST_STACKED // max(value.size for value in likely[0].values())
    if at_once < FEWEST_AT_ONCE:
        return None
    moves: dict[str, Move] = {}
    for first in range(0, draws, at_once):
        stack = range(first, min(first + at_once, draws))
        found = moves_at_once(once, nudges, likely, stack)
        if found is None:
            return None
        moves = {name: joined(move, moves.get(name)) for name, move in found.items()}
    return moves


def moves_at_once(
    once: Pass, nudges: Nudges, likely: Sequence[Mapping[str, Array]], draws: range
) -> dict[str, Move] | None:
    """From one pass, these draws behind an exact one; None where formulas do not go through.

    Where the exact one is what is likely, the formulas did to each draw what they do to an array.
    """
    try:
        with nudges.stacking(draws):
            stacks: Mapping[str, Any] = once()
    except Exception:  # a formula may do anything with what is no array
        return None
    moves = {
        name: move_of(stack.draws) for name, stack in stacks.items() if isinstance(stack, Stacked)
    }
    return moves if any(are_near(moves, exact) for exact in likely) else None


def move_of(draws: Array) -> Move:
    """How far the others are from the first; their largest is taken out before squares vanish."""
    changes = (draws[1:] - draws[0]) / NUDGE
    largest = np.abs(changes).max(axis=0)
    shares = changes / np.where(largest > 0, largest, 1)
    return Move(draws[0], largest * np.sqrt(np.einsum("d...,d...->...", shares, shares)))


def joined(move: Move, earlier: Move | None) -> Move:
    """Over the draws of both."""
    return move if earlier is None else replace(move, norm=np.hypot(move.norm, earlier.norm))


def are_near(moves: Mapping[str, Move], exact: Mapping[str, Array]) -> bool:
    """Whether the exact ones are off from these by next to nothing, beside how far they move."""
    return set(moves) == set(exact) and all(
        move.exact.shape == exact[name].shape
        and np.all(np.abs(move.exact - exact[name]) <= SAME * (move.norm + np.abs(exact[name])))
        for name, move in moves.items()
    )


def doubled(case: Case, nudges: Nudges, dtype: Float = np.float64) -> dict[str, Any]:
    """The arguments in the wider dtype, nudged."""
    return {
        name: nudges(np.asarray(value, dtype) if name in case.arrays else value)
        for name, value in arguments_of(case).items()
    }


def hand_pass(case: Case, nudges: Nudges, dtype: Float = np.float64) -> Pass:
    """The derivation's own gradients, with all that it assigns nudged."""
    run = derivation_of(case).again_by_hand(case, lambda _, value: nudges(value))
    wanted = quantities_of(case)

    def once() -> dict[str, Array]:
        cost, gradients = run(**doubled(case, nudges, dtype))
        return {"J": as_array(cost)} | {
            name: as_array(gradients[f"d{name}"]) for name in wanted if f"d{name}" in gradients
        }

    return once


def cost_pass(case: Case, nudges: Nudges, dtype: Float = np.float64) -> Pass:
    """The cost's gradients by autograd in float64, with all that it assigns nudged, both ways."""

    def probe(_: str, value: Any) -> Any:
        if not isbox(value):
            return nudges(value)
        if not is_floating(value._value):
            return value
        nudges.noted(value._value)
        if not nudges.on:
            return nudged(value, nudges, None, None)  # what goes back is to be noted, too
        shape = np.shape(value._value)
        return nudged(value, nudges, nudges.noise(shape), nudges.noise(shape))

    tape = Tape(derivation_of(case).cost, FLOATS, quantities_of(case), probe)

    def once() -> dict[str, Array]:
        cost, derivatives = tape.gradients(doubled(case, nudges, dtype), case.parameters)
        return {"J": as_array(cost), **derivatives}

    return once


@primitive  # type: ignore[untyped-decorator]  # autograd has no types
def nudged(value: Any, nudges: Nudges, forward: Array | None, back: Array | None) -> Any:
    """A value rounded on its way forward, whose derivative is rounded on its way back."""
    del back
    return value if forward is None else nudges.nudged(value, forward)


defvjp(
    nudged,
    lambda _ans, _value, nudges, _forward, back: lambda g: nudges.sent_back(g, back),
    argnums=(0,),
)
