"""Witnesses that fail, for real: each verb does what its name says, to certain cases only.

To others they answer by differences, for which no framework has to be imported.
"""

import os
import signal
import time

from parity.case import Case
from parity.witnesses import differences
from parity.witnesses.answer import Answer

TROUBLE = "labels-0"  # in the names of the cases that it strikes


def testify(case: Case) -> Answer:
    if TROUBLE in case.name:
        FAULTS[os.environ["FAULT"]]()
    return differences.testify(case)


def crash() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hang() -> None:
    time.sleep(600)


def fail() -> None:
    raise ArithmeticError("no idea")


def exhaust() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (2**32, 2**32))
    bytearray(2**33)


def leave() -> None:
    os._exit(7)


FAULTS = {"crash": crash, "hang": hang, "fail": fail, "exhaust": exhaust, "leave": leave}
