"""The truth of every example alone: certified gradients of cases with m = 1."""

from parity.case import Case
from parity.per_example import alone, together
from parity.witnesses import certified
from parity.witnesses.answer import Truth


def testify_examples(case: Case) -> Truth:
    """Enclosures of every example's loss and of its derivatives, examples first."""
    truths = [certified.testify(example) for example in alone(case)]
    return together(case, truths, certified.held(case))
