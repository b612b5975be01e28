"""How far each component moves when everything it is computed from is rounded.

Every input and every named intermediate, forward and backward, is multiplied by 1 + d with d
random of the order 2^-26, and the gradient is taken again in float64; kappa is the root mean
square of (change / 2^-26) over eight draws, plus the component's own size. Both the derivation
and its cost (differentiated by autograd) are perturbed, and the larger kappa counts.

- Perturbing the inputs alone is not enough: A - Y cancels in a saturated net, and then it is the
  rounding of A that moves dZ.
- d is uniform and not 2^-26 with a random sign: a value that passes through two names would see
  two signs cancel each other, in all eight draws at once with probability 1/256, and kappa would
  miss it altogether.
- What underflows is off by up to the smallest normal number of the case's dtype, whatever its
  size. So d times (that number / u) is added as well, which makes u kappa cover it; exact zeros
  stay exact. Where float64 itself underflows (`wide`), the passes are made in longdouble.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import autograd.numpy as anp
import numpy as np
from autograd.extend import defvjp, primitive
from autograd.tracer import isbox

from parity.case import Case
from parity.derivation import arguments_of, derivation_of, quantities_of
from parity.rewriting import again
from parity.witnesses.answer import Truth
from parity.witnesses.tape import gradients_on_tape
from reference.arrays import Array

NUDGE = 2.0**-26
SPREAD = NUDGE * 3.0**0.5
DRAWS = 8
SCALARS = ("lam", "keep")

Float = type[np.floating[Any]]
Pass = Callable[[np.random.Generator | None], dict[str, Array]]


@dataclass(frozen=True)
class Conditioning:
    """kappa of "J" and of every derivative, as the derivation and as the cost say."""

    by_hand: Mapping[str, Array]
    by_cost: Mapping[str, Array]

    def kappa(self, name: str, scale: float, of_hand: bool) -> Array:
        """The larger of the two; `scale` times J is what the derivation's own number is of."""
        cost = self.by_cost[name]
        hand = self.by_hand.get(name)
        if hand is None or hand.shape != cost.shape:
            hand = scale * cost  # a derivation of the wrong shape has no say
        kappa = np.fmax(hand, scale * cost) if of_hand else np.fmax(hand / scale, cost)
        return np.where(np.isnan(kappa), np.inf, kappa)  # unknown: the check has no power


def conditioning(case: Case, draws: int = DRAWS, wide: bool = False) -> Conditioning:
    """kappa, measured twice."""
    dtype = np.longdouble if wide else np.float64
    return Conditioning(
        measured(lambda rng: hand_pass(case, rng, dtype), case.seed, draws),
        measured(lambda rng: cost_pass(case, rng, dtype), case.seed + 1, draws),
    )


def underflows(truth: Truth) -> bool:
    """Whether a derivative is so small that float64 may have lost what it is made of."""
    floor = float(np.finfo(float).tiny) / (float(np.finfo(float).eps) / 2)
    return any(
        bool(np.any((enclosure.nearest != 0) & (np.abs(enclosure.nearest) < floor)))
        or bool(np.any((enclosure.nearest == 0) & (enclosure.radius > 0)))
        for enclosure in truth.derivatives.values()
    )


def measured(once: Pass, seed: int, draws: int) -> dict[str, Array]:
    """kappa, from one exact pass and some perturbed ones; NaN where a pass overflowed."""
    rng = np.random.default_rng(seed)
    with np.errstate(all="ignore"):  # autograd's floats may overflow: then it has no say
        base = once(None)
        norms = {name: np.zeros(np.shape(value)) for name, value in base.items()}
        for _ in range(draws):
            for name, value in once(rng).items():
                change = (value - base[name]) / NUDGE
                norms[name] = np.hypot(norms[name], change)  # squares of 1e-200 would vanish
        kappa = {name: norm / np.sqrt(draws) + np.abs(base[name]) for name, norm in norms.items()}
    return {
        name: np.where(np.isfinite(value), value, np.nan).astype(float)
        for name, value in kappa.items()
    }


def nudge(value: Any, rng: np.random.Generator | None, floor: float = 0.0) -> Any:
    """The value as rounding might have it; what is no floating array stays as it is."""
    if rng is None or not is_floating(value):
        return value
    return value + noise(np.shape(value), rng) * (value + floor * (value != 0))


def is_floating(value: Any) -> bool:
    """Whether it is rounded at all: floats are, shapes, counts and functions are not."""
    return isinstance(value, float) or (
        isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind == "f"
    )


def noise(shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Uniform, with mean 0 and root mean square 2^-26."""
    return rng.uniform(-SPREAD, SPREAD, shape)


def floor_of(case: Case) -> float:
    """The smallest normal number of the case's dtype, in units of its roundoff."""
    kind = np.finfo(case.dtype)
    return float(kind.tiny) / (float(kind.eps) / 2)


def doubled(
    case: Case, rng: np.random.Generator | None, dtype: Float = np.float64
) -> dict[str, Any]:
    """The arguments in the wider dtype, nudged."""
    floor = floor_of(case)
    return {
        name: nudge(np.asarray(value, dtype), rng, floor)
        if name in case.arrays
        else (nudge(value, rng, floor) if name in SCALARS else value)
        for name, value in arguments_of(case).items()
    }


def hand_pass(
    case: Case, rng: np.random.Generator | None, dtype: Float = np.float64
) -> dict[str, Array]:
    """The derivation's own gradients, with all that it assigns nudged."""
    function = derivation_of(case).cost_and_gradients
    floor = floor_of(case)
    run = again(function, np, lambda _, value: nudge(value, rng, floor))
    cost, gradients = run(**doubled(case, rng, dtype))
    wanted = quantities_of(case)
    return {"J": np.asarray(cost)} | {
        name: np.asarray(gradients[f"d{name}"]) for name in wanted if f"d{name}" in gradients
    }


def cost_pass(
    case: Case, rng: np.random.Generator | None, dtype: Float = np.float64
) -> dict[str, Array]:
    """The cost's gradients by autograd in float64, with all that it assigns nudged, both ways."""

    floor = floor_of(case)

    def probe(_: str, value: Any) -> Any:
        if rng is None or not isbox(value):
            return nudge(value, rng, floor)
        if not is_floating(value._value):
            return value
        shape = np.shape(value._value)
        return nudged(value, noise(shape, rng), 1 + noise(shape, rng), floor)

    cost, derivatives = gradients_on_tape(
        derivation_of(case).cost,
        FloatNamespace(),
        doubled(case, rng, dtype),
        case.parameters,
        quantities_of(case),
        probe,
    )
    return {"J": np.asarray(cost), **derivatives}


@primitive  # type: ignore[untyped-decorator]  # autograd has no types
def nudged(value: Array, forward: Array, back: Array, floor: float) -> Array:
    """A value rounded on its way forward, whose derivative is rounded on its way back."""
    del back
    nearby: Array = value + forward * (value + floor * (value != 0))
    return nearby


defvjp(nudged, lambda *arguments: lambda g: g * arguments[-2], argnums=(0,))


class FloatNamespace:
    """autograd.numpy, with NumPy itself for what needs no derivative."""

    def __getattr__(self, name: str) -> Any:
        return getattr(anp, name) if hasattr(anp, name) else getattr(np, name)
