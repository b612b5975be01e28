"""Differences of the cost in float64, for people who want the classic.

The derivation's own NumPy cost is evaluated at shifted parameters, one component at a time.
Every derivative comes with an estimate of its own error, which the verdict allows it.

Complex steps where the cost allows complex numbers: f(x + ih) = f(x) + ih f'(x) + O(h^2) for an
analytic f, so f'(x) = Im f(x + ih) / h, without a difference that would cancel, and h = 2^-664
makes the rest nothing. What remains is rounding, of everything the derivative is computed from.

Central differences elsewhere (a comparison, a maximum, an absolute value is not analytic). With

    D(h) = (f(x + h) - f(x - h)) / 2h = f'(x) + c2 h^2 + c4 h^4 + ...
    R(h) = (16 D(h/4) - D(h)) / 15    = f'(x) +          O(h^4)

the truncation error of R(h/4) is about 1/256 of what R(h/4) and R(h) differ by, and rounding
that moves f by N moves R(h/4) by about N / (h/16). A large h truncates, a small one rounds; how
large depends on the component. So h runs from a quarter of the size of x (at least of 1) down by
factors of 4, and the h is taken where the sum of both is smallest. At a kink the slopes to both
sides differ by

    G(h) = (f(x + h) - f(x)) / h - (f(x) - f(x - h)) / h = jump + c1 h + c3 h^3 + ...

whatever h is; two extrapolations like the one above leave the jump, and it is added to the error.
"""

import math
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.exceptions import ComplexWarning

from parity.case import Case, digest
from parity.derivation import arguments_of, derivation_of
from parity.rewriting import again
from parity.witnesses.answer import Answer
from parity.witnesses.watched_arrays import (
    NUDGE,
    Keeping,
    NotAnalyticError,
    Watch,
    as_it_is,
    plain,
    rounding,
    watched,
)
from reference.arrays import Array

UNIT = 2.0**-53
STEP = 2.0**-664  # about 1e-200
OTHER_STEP = 2.0**-600  # a cost that is not analytic gives other derivatives with it
DRAWS = 4
SAFETY = 8.0  # roundings are seldom more than 8 sqrt(n) times what DRAWS of them show
SMALLEST = 2.0**-45  # the smallest step, in parts of the largest

Components = dict[str, Array]
Estimates = dict[str, tuple[Array, Array]]  # derivatives and their errors


class Estimate(NamedTuple):
    """A derivative and how far off it may be."""

    value: float
    error: float


@dataclass(frozen=True)
class CostFunction:
    """The cost as a function of its arrays, in float64."""

    case: Case
    formula: Callable[..., Any]

    def at(self, arrays: Components) -> Any:
        """J."""
        return plain(self.formula(**{**arguments_of(self.case), **arrays}))

    def given(self) -> Components:
        """The arrays of the case, in float64 and in memory of their own."""
        return {name: np.array(value, float, order="C") for name, value in self.case.arrays.items()}


def testify(case: Case) -> Answer:
    """The cost and its derivatives by the parameters, with estimates of their errors."""
    start = time.perf_counter()
    cost = CostFunction(case, again(derivation_of(case).cost, Keeping()))
    with np.errstate(all="ignore"):  # a step may leave the domain of the cost
        J, noise = cost_and_noise(cost)
        estimates = complex_steps(cost, J, noise) or central_differences(cost, J, noise)
    values = {"J": np.array(J)} | {name: value for name, (value, _) in estimates.items()}
    errors = {"J": np.array(noise)} | {name: error for name, (_, error) in estimates.items()}
    rounded = {name: value.astype(case.dtype) for name, value in values.items()}
    return Answer(
        rounded.pop("J"),
        rounded,
        held(case, cost),
        time.perf_counter() - start,
        {name: errors[name] + lost(values[name], case.dtype) for name in errors},
    )


def lost(values: Array, dtype: np.dtype[Any]) -> Array:
    """What rounding to the case's dtype takes away."""
    with np.errstate(all="ignore"):  # infinite values lose nothing that could be measured
        gap: Array = np.nan_to_num(np.abs(values - values.astype(dtype)), posinf=0.0)
    return gap


def held(case: Case, cost: CostFunction) -> str:
    """The digest of the float64 copies, back in the case's dtypes."""
    return digest(
        {name: value.astype(case.arrays[name].dtype) for name, value in cost.given().items()}
    )


def allowance(case: Case) -> float:
    """How many roundoffs rounding may cause, n being the length of the longest sum."""
    return SAFETY * math.sqrt(case.longest_sum)


def under(watch: Watch, arrays: Components) -> Components:
    """The arrays under watch; what is given is not rounded, what is computed from it is."""
    return {name: watched(value, watch) for name, value in arrays.items()}


def size_of_rounding(values: list[Any], middle: Any, case: Case) -> Any:
    """What rounding may do to a number that moved to these values by nudges."""
    square = sum(((value - middle) / NUDGE) ** 2 for value in values) / len(values)
    return allowance(case) * UNIT * (np.sqrt(square) + np.abs(middle))


def cost_and_noise(cost: CostFunction) -> Estimate:
    """J, and how far rounding may move it."""
    J = float(cost.at(cost.given()))
    watch = rounding(np.random.default_rng(cost.case.seed))
    moved = [float(cost.at(under(watch, cost.given()))) for _ in range(DRAWS)]
    return Estimate(J, float(size_of_rounding(moved, J, cost.case)))


# Central differences.


class Stencil(NamedTuple):
    """Differences at one step: central, and between the slopes to both sides."""

    step: float
    central: float
    gap: float
    shift: float  # what the middle of the shifted points is off, times the second derivative


def central_differences(cost: CostFunction, J: float, noise: float) -> Estimates:
    """Derivatives and errors, component by component."""
    arrays, found = cost.given(), {}
    for name in cost.case.parameters:
        flat = arrays[name].reshape(-1)
        estimates = np.empty((flat.size, 2))
        for i, x in enumerate(flat.tolist()):

            def f(shifted: float, flat: Array = flat, i: int = i) -> float:
                flat[i] = shifted
                return float(cost.at(arrays))

            estimates[i] = best_difference(f, x, J, noise)
            flat[i] = x
        shape = arrays[name].shape
        found[name] = (estimates[:, 0].reshape(shape), estimates[:, 1].reshape(shape))
    return found


def best_difference(f: Callable[[float], float], x: float, at_x: float, noise: float) -> Estimate:
    """The extrapolation with the smallest error, over all steps."""
    h = largest = 2.0 ** math.ceil(math.log2(max(abs(x), 1.0))) / 4
    best = Estimate(math.nan, math.inf)
    samples: list[Stencil] = []
    while h > SMALLEST * largest and not rounding_error(noise, h) > best.error:
        samples.append(sample(f, x, at_x, h))
        if len(samples) >= 3:
            here = extrapolated(samples[-3], samples[-2], samples[-1], noise)
            best = here if here.error < best.error else best  # never where that is NaN
        h /= 4
    return best


def sample(f: Callable[[float], float], x: float, at_x: float, h: float) -> Stencil:
    """Both differences at a step, with the steps that floats really take."""
    up, down = x + h, x - h
    above, below = f(up), f(down)
    gap = (above - at_x) / (up - x) - (at_x - below) / (x - down)
    shift = 2 * UNIT * max(abs(x), h) * abs(gap) / h
    return Stencil(h, (above - below) / (up - down), gap, shift)


def rounding_error(noise: float, h: float) -> float:
    """How far rounding may move the extrapolations: 1.1 N/h the slope, 5.8 N/h the jump."""
    return 7 * noise / h


def extrapolated(wide: Stencil, middle: Stencil, narrow: Stencil, noise: float) -> Estimate:
    """f'(x) from three steps, each a quarter of the one before."""
    coarse = (16 * middle.central - wide.central) / 15
    fine = (16 * narrow.central - middle.central) / 15
    without_h = ((4 * middle.gap - wide.gap) / 3, (4 * narrow.gap - middle.gap) / 3)
    jump = abs((64 * without_h[1] - without_h[0]) / 63)
    rounding = rounding_error(noise, narrow.step)
    kink = jump if not jump <= rounding else 0.0
    return Estimate(fine, abs(fine - coarse) + rounding + kink + narrow.shift)


# Complex steps.


def complex_steps(cost: CostFunction, J: float, noise: float) -> Estimates:
    """Derivatives and errors of an analytic cost; none where it is not, or takes no complex."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", ComplexWarning)  # where an imaginary part is dropped
        try:
            derivatives = by_complex_step(cost, STEP)
            others = by_complex_step(cost, OTHER_STEP)
            check_along_a_line(cost, derivatives, J, noise)
        except (NotAnalyticError, ComplexWarning, TypeError, ValueError):
            return {}
    watch = rounding(np.random.default_rng(cost.case.seed))
    draws = [by_complex_step(cost, STEP, watch) for _ in range(DRAWS)]
    return {
        name: (
            value,
            np.abs(value - others[name])
            + size_of_rounding([draw[name] for draw in draws], value, cost.case),
        )
        for name, value in derivatives.items()
    }


def by_complex_step(cost: CostFunction, h: float, watch: Watch = as_it_is) -> Components:
    """Im f(x + ih) / h for every component."""
    arrays, found = cost.given(), {}
    for name in cost.case.parameters:
        shifted = arrays[name].astype(complex)
        slopes = np.empty(shifted.size)
        for i in range(shifted.size):
            shifted.reshape(-1)[i] += 1j * h
            J = cost.at(under(watch, {**arrays, name: shifted}))
            slopes[i] = np.imag(J) / h
            shifted.reshape(-1)[i] = arrays[name].reshape(-1)[i]
        if not np.all(np.isfinite(slopes)):
            raise NotAnalyticError("the complex step overflows")
        found[name] = slopes.reshape(shifted.shape)
    return found


def check_along_a_line(cost: CostFunction, derivatives: Components, J: float, noise: float) -> None:
    """A cost that drops the imaginary part somewhere does not fit to its own differences."""
    rng = np.random.default_rng(cost.case.seed)
    start = cost.given()
    line = {name: rng.choice([-1.0, 1.0], value.shape) for name, value in derivatives.items()}

    def f(t: float) -> float:
        moved = {name: start[name] + t * direction for name, direction in line.items()}
        return float(cost.at({**start, **moved}))

    slope = sum(float(np.sum(derivatives[name] * line[name])) for name in line)
    measured = best_difference(f, 0.0, J, noise)
    if not abs(slope - measured.value) <= measured.error:
        raise NotAnalyticError("the complex step contradicts a real one")
