"""A witness that only says which process it is."""

import os

from parity.case import Case
from parity.witnesses.answer import Answer


def testify(case: Case) -> Answer:
    """Its process, for the cost."""
    return Answer(os.getpid(), {}, case.sha256)
