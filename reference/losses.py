"""Losses of one prediction, the cost J over a batch, and what each sends back to Z.

Cross-entropy, with p = a = sigmoid(z) and a label y in [0, 1]:

    L(a, y)  = -y log a - (1 - y) log(1 - a)
    da = dL/da = -y/a + (1 - y)/(1 - a)             (S3-16 prints this without y, and calls it dz)
    dz = da * g'(z) = da * a (1 - a) = -y (1 - a) + (1 - y) a = a - y

From the logit: log a = -log(1 + e^-z) and log(1 - a) = -log(1 + e^z), so

    L = log(1 + e^z) - y z = ([z > 0] - y) z + log(1 + e^-|z|)

whose two terms are never negative: nothing overflows and nothing cancels.

Half the squared error, with any output activation g:

    L(a, y) = (a - y)^2 / 2,   da = a - y,   dz = (a - y) * g'(z)

The cost is the mean over the m examples of the sum over the outputs. dZ of a derivation is
the derivative of m J, as in the notes: 1/m enters at dW and db.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reference.activations import Activation, sigmoid
from reference.arrays import Array, Scalar


def cross_entropy_from_logit(z: Array, y: Array) -> Array:
    positive = z > 0
    # Both branches are the loss for every z, so the derivative is right at z = 0 as well.
    return (positive - y) * z + np.log1p(np.exp(np.where(positive, -z, z)))


def cross_entropy_dz(a: Array, y: Array) -> Array:
    return a - y


def cross_entropy_da(z: Array, y: Array) -> Array:
    # 1 - a = sigmoid(-z) keeps its digits where 1 - sigmoid(z) is 0. Past the largest float
    # (|z| > 709) the quotient is held at that float's size.
    return (1 - y) / not_zero(sigmoid(-z)) - y / not_zero(sigmoid(z))


def not_zero(p: Array) -> Array:
    """Probabilities that underflowed, lifted to the smallest normal number."""
    dtype = np.asarray(p).dtype
    return p if dtype.kind == "O" else np.maximum(p, np.finfo(dtype).tiny)


def half_squared_error(a: Array, y: Array) -> Array:
    L: Array = (a - y) ** 2 / 2
    return L


def half_squared_error_dz(a: Array, y: Array, g: Activation) -> Array:
    dz: Array = (a - y) * g.slope_a(a)
    return dz


# The formulas as the notes print them: log 0 at a saturated unit.


def cross_entropy_as_printed(a: Array, y: Array) -> Array:
    L: Array = -y * np.log(a) - (1 - y) * np.log(1 - a)
    return L


def cross_entropy_by_cases_as_printed(a: Array, y: Array) -> Array:
    return -np.log(np.where(y == 1, a, 1 - a))  # y is 0 or 1


@dataclass(frozen=True)
class Loss:
    """A loss of the output layer: of (Z, A, Y), and dZ of (A, Y, g)."""

    name: str
    of: Callable[[Array, Array, Array], Array]
    dz: Callable[[Array, Array, Activation], Array]
    domain: str  # of the labels


LOSSES = {
    loss.name: loss
    for loss in (
        Loss(
            "cross_entropy",
            of=lambda z, _, y: cross_entropy_from_logit(z, y),
            dz=lambda a, y, _: cross_entropy_dz(a, y),
            domain="in [0, 1]",
        ),
        Loss(
            "half_squared_error",
            of=lambda _, a, y: half_squared_error(a, y),
            dz=half_squared_error_dz,
            domain="",
        ),
    )
}


def loss_named(name: str | Loss, argument: str = "loss") -> Loss:
    """The loss of that name; one that is given as a record is taken as it is."""
    if isinstance(name, Loss):
        return name
    if not isinstance(name, str) or name not in LOSSES:
        raise ValueError(f"{argument} must be one of {', '.join(LOSSES)}, got {name!r:.60}")
    return LOSSES[name]


def mean_over_examples(losses: Array, m: int) -> Scalar:
    """The cost J: the losses of all outputs and examples, summed, over m."""
    return np.sum(losses) / m
