"""PyTorch's own gradcheck on the same nets, for the table of what a check costs."""

import time

import torch

from parity.case import Case
from parity.derivation import derivation_of
from parity.witnesses.torch_autograd import NATIVE, tensor


def slow(case: Case) -> float:
    """Seconds of gradcheck, every component."""
    return seconds_of(case, fast=False)


def fast(case: Case) -> float:
    """Seconds of gradcheck's fast mode, one random projection."""
    return seconds_of(case, fast=True)


def seconds_of(case: Case, fast: bool) -> float:
    """One check of the native cost in float64, with gradcheck's own tolerances."""
    data = {name: tensor(value) for name, value in case.data.items()}
    parameters = [tensor(value).requires_grad_() for value in case.parameters.values()]

    def cost(*values: torch.Tensor) -> torch.Tensor:
        q = {**data, **dict(zip(case.parameters, values, strict=True))}
        return NATIVE[derivation_of(case).native](q, case.settings, lambda _, value: value)

    start = time.perf_counter()
    torch.autograd.gradcheck(cost, parameters, fast_mode=fast)
    return time.perf_counter() - start
