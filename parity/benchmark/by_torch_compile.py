"""PyTorch: the matrix form through torch.compile."""

import torch
import torch._inductor.compile_fx  # the first call would import it, and be timed for it

from parity.benchmark.by_torch import cost_of, granted, of_cost
from parity.benchmark.contenders import Contender
from parity.case import Case


def compiled(case: Case, threads: int) -> Contender:
    """The same cost as of by_torch.matrix."""
    torch.compiler.reset()  # sweeps: another net is another program, not a more general one
    return of_cost(torch.compile(cost_of(case), dynamic=False), case, granted(threads))
