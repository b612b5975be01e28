"""What other checkers say of the same mutants, with the tolerances that they come with.

Each is given the cost (per example: the losses) as its framework computes it, natively restated
where `parity run` has that, and the derivatives by what is planted. They look at the derivatives of
parameters; of intermediates they have no notion.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from parity.case import Case
from parity.detect.judging import answer_of

PEERS = ("gradcheck slow", "gradcheck fast", "jax check_grads", "numpy against torch")
RELATIVE = 1e-10  # what people type


def verdicts(cases: Sequence[Case]) -> dict[str, str]:
    """Whether each peer finds something wrong with what is planted now, at one point at least."""
    from parity.detect import peer_jax, peer_torch

    checks: Mapping[str, Callable[[Case], bool]] = {
        "gradcheck slow": lambda case: peer_torch.gradcheck(case, fast=False),
        "gradcheck fast": lambda case: peer_torch.gradcheck(case, fast=True),
        "jax check_grads": peer_jax.check_grads,
        "numpy against torch": against_torch,
    }
    return {
        name: "right" if all(passes(check, case) for case in cases) else "wrong"
        for name, check in checks.items()
    }


def passes(check: Callable[[Case], bool], case: Case) -> bool:
    """Whether a checker lets the mutant pass; one that raises has noticed something."""
    try:
        with np.errstate(all="ignore"):
            return check(case)
    except Exception:  # every framework has its own way to refuse a wrong shape
        return False


def against_torch(case: Case) -> bool:
    """assert_allclose at a relative 1e-10, as tests by hand do it."""
    from parity.detect import peer_torch

    answer = answer_of(case)
    if answer is None:
        return False
    for name, expected in peer_torch.gradients(case).items():
        np.testing.assert_allclose(answer[name], expected, rtol=RELATIVE)
    return True
