"""PyTorch: the matrix form through torch.compile."""

import os
import tempfile

import torch
from torch._inductor.utils import clear_caches

from parity.benchmark.by_torch import cost_of, granted, of_cost
from parity.benchmark.contenders import Contender
from parity.case import Case

CACHE = "TORCHINDUCTOR_CACHE_DIR"
SCRATCH = os.environ.get(CACHE)

# What torch imports and looks up for the first of all programs is no case's own time.
torch.compile(torch.tanh)(torch.ones(3))


def compiled(case: Case, threads: int) -> Contender:
    """The same cost as of by_torch.matrix."""
    torch.compiler.reset()  # another net is another program, not a more general one
    clear_caches()
    os.environ[CACHE] = tempfile.mkdtemp(dir=SCRATCH)  # nothing compiled is found again
    return of_cost(torch.compile(cost_of(case), dynamic=False), case, granted(threads))
