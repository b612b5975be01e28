"""What parity's arithmetic needs around it, whatever a user has set; gone afterwards."""

import contextlib
import os
from collections.abc import Iterator

import numpy as np

LEFT_BEHIND = "KMP_DUPLICATE_LIB_OK"  # by importing threadpoolctl, for the user's children as well


@contextlib.contextmanager
def ours() -> Iterator[None]:
    """One BLAS thread, and NumPy's own way with overflow and its like: np.seterr is the user's.

    A second thread waits for a core that a witness is using (conditioning took 20 times as long).
    """
    there = LEFT_BEHIND in os.environ
    from threadpoolctl import threadpool_limits

    if not there:
        os.environ.pop(LEFT_BEHIND, None)
    errors = np.errstate(divide="warn", over="warn", under="ignore", invalid="warn")
    with threadpool_limits(limits=1, user_api="blas"), errors:
        yield
