"""What is known of a case before any mutant is tried: the truth, the cost's kappa, the frameworks'.

None of it depends on the derivation by hand, so it is found once and serves all mutants.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parity import conditioning, per_example
from parity.case import Case
from parity.conditioning import Conditioning
from parity.detect.targets import Target
from parity.kinds import PER_EXAMPLE
from parity.nudges import Nudges
from parity.witnesses import certified, certified_examples
from parity.witnesses.answer import Truth
from reference.arrays import Array


@dataclass(frozen=True)
class Court:
    """A case with its truth and with kappa as its cost says."""

    case: Case
    truth: Truth
    by_cost: Mapping[str, Array]

    def conditioning(self) -> Conditioning:
        """kappa, as the derivation that is planted now and as the cost say."""
        case, nudges = self.case, Nudges(self.case.seed, self.case.dtype)
        if case.kind == PER_EXAMPLE:
            hand_pass = per_example.hand_pass(case, nudges)
        else:
            hand_pass = conditioning.hand_pass(case, nudges)
        by_hand = conditioning.as_far_as_it_runs(lambda: conditioning.measured(hand_pass, nudges))
        return Conditioning(by_hand, self.by_cost)


def courts_of(target: Target) -> tuple[Court, ...]:
    """Where the target is tried; panels share cases."""
    return tuple(map(court_of, target.cases))


@dataclass(frozen=True)
class CaseKey:
    """A case as a key: two with the same name are the same."""

    case: Case

    def __hash__(self) -> int:
        return hash(self.case.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CaseKey) and other.case.name == self.case.name


def court_of(case: Case) -> Court:
    """A case, its truth found once."""
    return court_kept(CaseKey(case))


@functools.cache
def court_kept(key: CaseKey) -> Court:
    """Truth and kappa by the cost."""
    case = key.case
    nudges = Nudges(case.seed + 1, case.dtype)  # as parity.conditioning has it
    if case.kind == PER_EXAMPLE:
        truth: Any = certified_examples.testify_examples(case)
        once = per_example.cost_passes(case, nudges)
    else:
        truth = certified.testify(case)
        once = conditioning.cost_pass(case, nudges)
    return Court(case, truth, conditioning.measured(once, nudges))
