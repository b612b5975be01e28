"""Where every contender's training must end: compared before any time counts.

A rounding error of an early step is carried along by all that follow. So what rounding may cause
at the end is measured on whole runs, as in `parity.training`: everything that every step computes
is perturbed, and the end is looked at. First by two such runs, counted as if the other six had
moved nothing; what agrees by that ruler agrees.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from parity.benchmark.agreement import deciding
from parity.benchmark.training_by_numpy import descent
from parity.comparison import Held, compare
from parity.conditioning import measured
from parity.finding import COST, Finding
from parity.nudges import DRAWS, Nudges
from parity.training import TrainingCase, perturbed
from parity.witnesses.answer import Answer, as_it_is
from reference.arrays import Array


@dataclass(frozen=True)
class End:
    """The end of the run by hand, which stands in for the truth."""

    training: TrainingCase

    @cached_property
    def answer(self) -> Answer:
        """The last cost and the parameters."""
        by_hand = descent(self.training, 1)
        answer = by_hand.answer(by_hand.call())
        assert answer is not None
        return answer

    @cached_property
    def short_ruler(self) -> dict[str, Array]:
        """At most kappa."""
        return self.kappa(2)

    @cached_property
    def full_ruler(self) -> dict[str, Array]:
        """Asked for only where the short one leaves something open."""
        return self.kappa(DRAWS)

    def kappa(self, draws: int) -> dict[str, Array]:
        """How far the end moves when all steps are perturbed."""
        nudges = Nudges(self.training.case.seed, self.training.case.dtype)
        run = perturbed(self.training, nudges)
        return measured(lambda: {k: path[-1] for k, path in run().items()}, nudges, draws, DRAWS)

    def worst(self, who: str, answer: Answer) -> Finding:
        """The row that decides."""
        found = self.findings(who, answer, self.short_ruler)
        if any(row.verdict != "agrees" for row in found):
            found = self.findings(who, answer, self.full_ruler)
        return deciding(found)

    def findings(self, who: str, answer: Answer, kappa: dict[str, Array]) -> list[Finding]:
        """The cost, and every parameter."""
        of_hand = {COST: self.answer.cost, **self.answer.derivatives}
        given = {COST: answer.cost, **answer.derivatives}
        return [
            compare(Held(
                self.training.name, name, who, given.get(name), as_it_is(np.asarray(value)),
                np.where(np.isnan(kappa[name]), np.inf, kappa[name]),
                self.training.case.dtype, self.training.longest_sum,
            ))
            for name, value in of_hand.items()
        ]  # fmt: skip
