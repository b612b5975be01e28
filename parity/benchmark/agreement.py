"""Gradients compared before any time counts, by the ruler that tries them elsewhere.

The hand-derived gradient, through its door, stands in for the truth. First the quick ruler (two
perturbed passes by hand), which is never longer than the full one: what agrees by it agrees. Only
what it leaves open is measured with the full one (eight, by hand and by the cost).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from parity.case import Case
from parity.conditioning import Conditioning, conditioning, quick
from parity.finding import COST, Finding
from parity.trial import found, hand_answer, held, stand_in
from parity.witnesses.answer import Answer, Truth


def deciding(found: Sequence[Finding]) -> Finding:
    """One that does not agree, or the one with the largest roundoffs; max_rel is of all."""
    order = ("agrees", "inconclusive", "disagrees")
    worst = max(found, key=lambda row: (order.index(row.verdict), row.roundoffs or 0.0))
    return replace(worst, max_rel=max((row.max_rel or 0.0 for row in found), default=None))


@dataclass(frozen=True)
class Standard:
    """What every contender's cost and gradients must agree with."""

    case: Case

    @cached_property
    def answer(self) -> Answer:
        """By hand: the cost and the derivatives by the parameters."""
        answer = hand_answer(self.case)
        parameters = {name: answer.derivatives[name] for name in self.case.parameters}
        return Answer(answer.cost, parameters, answer.sha256)

    @cached_property
    def truth(self) -> Truth:
        """It stands in."""
        return stand_in(self.answer)

    @cached_property
    def short_ruler(self) -> Conditioning | None:
        """Cheap, and never longer than the full one."""
        return quick(self.case, self.answer)

    @cached_property
    def full_ruler(self) -> Conditioning:
        """Asked for only where the short one leaves something open."""
        return conditioning(self.case)

    def worst(self, who: str, answer: Answer) -> Finding:
        """The row that decides: one that does not agree, or the one with the largest roundoffs."""
        found = self.findings(who, answer, self.short_ruler or self.full_ruler)
        if any(row.verdict != "agrees" for row in found) and self.short_ruler is not None:
            found = self.findings(who, answer, self.full_ruler)
        return deciding(found)

    def findings(self, who: str, answer: Answer, ruler: Conditioning) -> list[Finding]:
        """The cost, and every parameter."""
        return found(
            held(self.case, who, quantity, answer, self.truth, ruler, 1)
            for quantity in (COST, *self.case.parameters)
        )
