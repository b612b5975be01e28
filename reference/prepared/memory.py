"""Arrays that begin where a line of the cache begins.

NumPy's begin 16 bytes after one, so that every second load of a vector of 64 bytes meets two lines.
Of a matrix whose rows are a power of two long, all that stands in a column falls into a few places
of the cache, and a tile of it is thrown out again while it is used. So rows can lie apart.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike

from reference.arrays import Array

LINE = 64  # bytes


def room(shape: Sequence[int], dtype: DTypeLike) -> Array:
    """An array of nothing yet."""
    size = math.prod(shape) * np.dtype(dtype).itemsize
    raw = np.empty(size + LINE, np.uint8)
    start = -raw.ctypes.data % LINE
    return raw[start : start + size].view(dtype).reshape(shape)


def apart(columns: int, dtype: DTypeLike) -> int:
    """From so many columns on: rows that are an odd number of lines long."""
    in_line = LINE // np.dtype(dtype).itemsize
    return (-(-columns // in_line) | 1) * in_line
