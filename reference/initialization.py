"""Initial parameters from layer sizes, a scheme and a seed. The notes print no initialisation.

W[l] is normal with a standard deviation that keeps the signal's size from layer to layer:

    xavier  sqrt(2 / (n_in + n_out))    for tanh and sigmoid units
    he      sqrt(2 / n_in)              for ReLU, which halves the mean square
    scaled  0.01                        small, the same for every layer
    zeros   0                           for a single layer only, see below

Biases start at 0. With zeros a hidden layer never learns more than one unit could: all units of
a layer are alike and stay so. With tanh (g(0) = 0) it learns nothing: A[1] = 0 makes dW[2] = 0
while W[2] = 0 makes dZ[1] = 0, so W[1] and W[2] stay exactly 0 for ever and only the last bias
moves.

The same sizes, scheme and seed give the same bits on every run (NumPy's PCG64 generator, drawn
in float64 and then rounded to the dtype).
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from reference.door import floating_dtype, named, whole

SCHEMES: dict[str, Callable[[int, int], float]] = {
    "xavier": lambda n_in, n_out: float(np.sqrt(2 / (n_in + n_out))),
    "he": lambda n_in, _: float(np.sqrt(2 / n_in)),
    "scaled": lambda *_: 0.01,
    "zeros": lambda *_: 0.0,
}


def initial_parameters(
    sizes: Sequence[int], scheme: str, seed: int, dtype: type | np.dtype[Any] = float
) -> dict[str, Any]:
    """{"W1": (n1, n0), "b1": (n1, 1), ..., "WL", "bL"} for sizes (n0, n1, ..., nL)."""
    check_request(sizes, scheme, dtype)
    rng = np.random.default_rng(whole(seed, "seed", 0))
    parameters: dict[str, Any] = {}
    for l, (n_in, n_out) in enumerate(pairwise(sizes), start=1):
        W = rng.normal(0, SCHEMES[scheme](n_in, n_out), (n_out, n_in))
        parameters[f"W{l}"] = W.astype(dtype)  # (n_l, n_{l-1})
        parameters[f"b{l}"] = np.zeros((n_out, 1), dtype)  # (n_l, 1)
    return parameters


def check_request(sizes: Sequence[int], scheme: str, dtype: type | np.dtype[Any]) -> None:
    """Refuse in one sentence what no network can be made of."""
    named(SCHEMES, scheme, "scheme")
    listed = isinstance(sizes, (Sequence, np.ndarray)) and np.iterable(sizes)
    if not listed or len(sizes) < 2 or any(map(np.iterable, sizes)):
        raise ValueError(
            f"sizes must name at least an input and one layer, such as (4, 3, 1), got {sizes!r}"
        )
    for l, size in enumerate(sizes):
        whole(size, f"sizes[{l}]", 1)
    floating_dtype(dtype, "dtype")
