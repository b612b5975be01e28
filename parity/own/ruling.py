"""How far the value of each line moves when all that it is computed from is rounded.

The whole pass cannot tell: a wrong line would widen or silence the ruler of those below it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from parity.conditioning import doubled, measured
from parity.derivation import derivation_of
from parity.nudges import Nudges
from parity.own.derivation import OwnDerivation, as_number, with_locals
from parity.own.lines import SourceLine
from parity.own.sheet import Outcome, Page, keep, last_lines, line_value
from parity.probing import probed_everywhere
from parity.rewriting import again, globals_of
from reference.arrays import Array


def ruled(page: Page, lines: Sequence[SourceLine], summed: bool) -> Page:
    """The page with a ruler for each line alone."""
    derivation = derivation_of(page.case)
    assert isinstance(derivation, OwnDerivation)
    noisy = Noisy(page, summed, Nudges(page.case.seed, page.case.dtype))
    cost, gradients = (
        again(f, np, noisy.probe, everywhere=True)
        for f in (derivation.cost, derivation.given_gradients)
    )
    probed = [with_probes(line) for line in lines]

    def once() -> dict[str, Array]:
        arguments = doubled(page.case, noisy.nudges)
        _, left = with_locals(cost, arguments)
        return noisy.values(
            probed, {**globals_of(gradients), **page.case.sizes, **arguments, **left}
        )

    return replace(page, kappa=replace(page.kappa, by_hand=measured(once, noisy.nudges)))


def with_probes(line: SourceLine) -> SourceLine:
    """A line with the parts of its expression probed."""
    return (
        line
        if line.expression is None
        else replace(line, expression=probed_everywhere(line.expression))
    )


class Noisy:
    """The lines of a page, everything in them nudged."""

    def __init__(self, page: Page, summed: bool, nudges: Nudges) -> None:
        self.page, self.summed, self.nudges = page, summed, nudges

    def probe(self, _: str, value: Any) -> Any:
        """A value as rounding might have it."""
        return self.nudges(value)

    def values(self, lines: Sequence[SourceLine], scope: dict[str, Any]) -> dict[str, Array]:
        """What each line with a truth gives; each sees the truth of the others, rounded."""
        found: dict[str, Array] = {}
        last = last_lines(lines)
        for line in lines:
            quantity = self.page.quantity(line.target) if last.get(line.target) is line else None
            outcome = self.tried(line, dict(scope))
            value = self.nudges(outcome.value)
            if quantity:
                true = self.page.true(quantity, self.summed)
                given = as_number(outcome.value, true.dtype)
                fits = given.shape == true.shape and given.dtype.kind == "f"
                found[quantity], value = (given if fits else true), self.nudges(true)
            keep(scope, line, value, outcome)
        return found

    def tried(self, line: SourceLine, scope: dict[str, Any]) -> Outcome:
        """One line; what it raises is told where it is judged."""
        try:
            return Outcome(scope, value=line_value(line, scope))
        except Exception as error:
            return Outcome(scope, error=type(error).__name__)
