"""L2 with its weight-decay form, and inverted dropout.

L2 adds to the cost (lam / 2m) * sum over layers of ||W||_F^2, where ||W||_F^2 is the sum of
W_ij^2 over all rows and columns (S0-60 prints both bounds as m, and forgets the subscripts).
Biases are not penalised. Since d(W_ij^2)/dW_ij = 2 W_ij,

    dW = (from backprop) + (lam / m) W                                                  (S0-61)

and a step of gradient descent shrinks the weights before it moves them, hence "weight decay":

    W := W - alpha [(from backprop) + (lam / m) W]
       = (1 - alpha lam / m) W - alpha (from backprop)            (S0-63 lost the leading 1)

Dropout multiplies the activations by a mask of zeros and ones, kept with probability `keep`,
and divides by `keep`, so that the expected activation is unchanged ("inverted": nothing needs
doing at prediction, where there is no mask). It is linear in A, hence its derivative is the
same product. The mask is an input, so that every implementation can be given the same.

These are pieces of derivations: what comes in was checked at the derivation's door.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

import numpy as np

from reference.arrays import Array, Scalar
from reference.door import Contract, door, floating_dtype, whole


def l2_penalty(weights: Iterable[Array], lam: float, m: int) -> Scalar:
    """(lam / 2m) times the sum of squares of all weights."""
    # lam goes inside the square: W * W may be infinite, and lam = 0 times that is no number.
    return sum(np.sum(lam / (2 * m) * W * W) for W in weights)


def l2_gradient(W: Array, lam: float, m: int) -> Array:
    """What the penalty adds to dW."""
    return (lam / m) * W


@door(
    Contract(
        parameters={"W": "n1 n0", "dW": "n1 n0"},
        settings={"alpha": "> 0", "lam": ">= 0", "m": partial(whole, least=1)},
    )
)
def weight_decay_step(W: Array, dW: Array, alpha: float, lam: float, m: int) -> Array:
    """One step of gradient descent under L2; dW is the gradient from backprop alone."""
    return (1 - alpha * lam / m) * W - alpha * dW


def dropout(A: Array, D: Array, keep: float) -> Array:
    """The activations that the mask D lets through, scaled up to the same expectation."""
    return A * D / keep


def dropout_backward(dA: Array, D: Array, keep: float) -> Array:
    """The derivative with respect to the activations before the mask."""
    return dA * D / keep


def mask_shape(shape: Any, name: str) -> tuple[int, ...]:
    """A shape as NumPy takes it."""
    if not isinstance(shape, (tuple, list)):
        raise TypeError(f"{name} must be a tuple of sizes, such as (3, 5), got {shape!r:.60}")
    return tuple(whole(size, f"{name}[{axis}]", 1) for axis, size in enumerate(shape))


@door(
    Contract(
        settings={
            "shape": mask_shape,
            "keep": "in (0, 1]",
            "seed": partial(whole, least=0),
            "dtype": floating_dtype,
        }
    )
)
def draw_mask(
    shape: tuple[int, ...], keep: float, seed: int, dtype: type | np.dtype[np.floating] = float
) -> Array:
    """A mask of ones with probability `keep`, else zeros; the same seed gives the same mask."""
    return (np.random.default_rng(seed).random(shape) < keep).astype(dtype)
