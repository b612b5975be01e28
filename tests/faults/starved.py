"""Witnesses that need more memory than there is, each in its framework's own way."""

import resource
import sys

from parity.case import Case
from parity.witnesses.answer import Answer

NAME = sys.argv[2] if len(sys.argv) > 2 else ""  # as parity.workers starts a witness
ALLOWED, WANTED = 2**36, 2**40  # bytes, numbers


def testify(case: Case) -> Answer:
    """The honest answer, but to the cases that need too much."""
    if "labels-0" in case.name:
        resource.setrlimit(resource.RLIMIT_AS, (ALLOWED, ALLOWED))
        eat()
    if NAME == "jax":
        from parity.witnesses import jax_grad as honest
    else:
        from parity.witnesses import torch_autograd as honest
    return honest.testify(case)


def eat() -> None:
    """Ask for it."""
    if NAME == "jax":
        import jax

        jax.block_until_ready(jax.numpy.zeros(WANTED))
    else:
        import torch

        torch.zeros(WANTED)
