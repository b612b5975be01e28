"""PyTorch: the matrix form through torch.compile."""

import os
import tempfile

import torch
import torch._inductor.compile_fx  # the first call would import it, and be timed for it

from parity.benchmark.by_torch import cost_of, granted, of_cost
from parity.benchmark.contenders import Contender
from parity.case import Case

CACHE = "TORCHINDUCTOR_CACHE_DIR"
SCRATCH = os.environ.get(CACHE)


def compiled(case: Case, threads: int) -> Contender:
    """The same cost as of by_torch.matrix."""
    torch.compiler.reset()  # another net is another program, not a more general one
    os.environ[CACHE] = tempfile.mkdtemp(dir=SCRATCH)  # and finds nothing compiled
    return of_cost(torch.compile(cost_of(case), dynamic=False), case, granted(threads))
