"""NumPy's floats on autograd's tape: autograd.numpy, and what it lacks."""

from typing import Any

import autograd.numpy as anp
import numpy as np

from parity.witnesses.running import missing


class FloatNamespace:
    """autograd.numpy, with NumPy itself for what needs no derivative."""

    WITNESS = "autograd"

    def __getattr__(self, name: str) -> Any:
        if hasattr(anp, name):
            return getattr(anp, name)
        return getattr(np, name) if hasattr(np, name) else missing(name, "autograd")
