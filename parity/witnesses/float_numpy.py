"""autograd's NumPy on floats, for costs that are differentiated in float64 and longdouble."""

from typing import Any

import autograd.numpy as anp
import numpy as np


class FloatNamespace:
    """autograd.numpy, with NumPy itself for what needs no derivative."""

    def __getattr__(self, name: str) -> Any:
        return getattr(anp, name) if hasattr(anp, name) else getattr(np, name)
