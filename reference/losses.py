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

The cost is the mean over the m examples of the sum over the outputs. S1-16 prints L(yhat - y)
in it, without the index, for L(yhat_i, y_i): a loss has two arguments. S4-11 runs dJ/dbeta and
the loss together with an equals sign; the loss behind it is the one above. dZ of a derivation is
the derivative of m J, as in the notes: 1/m enters at dW and db.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reference.activations import Activation, sigmoid
from reference.arrays import Array, Scalar
from reference.door import named


def cross_entropy_from_logit(z: Array, y: Array) -> Array:
    positive = z > 0
    # Both branches are the loss for every z, so the derivative is right at z = 0 as well.
    return (positive - y) * z + np.log1p(np.exp(np.where(positive, -z, z)))


def cross_entropy_dz(a: Array, y: Array) -> Array:
    return a - y


def cross_entropy_da(z: Array, y: Array) -> Array:
    # 1 - a = sigmoid(-z) keeps its digits where 1 - sigmoid(z) is 0. A quotient that would pass
    # 1/tiny (tiny: the smallest normal number of the dtype) is held there.
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


# Functions with a name, so that records can be pickled.


def cross_entropy_of(z: Array, a: Array, y: Array) -> Array:  # noqa: ARG001  # as in Loss
    return cross_entropy_from_logit(z, y)


def cross_entropy_dz_of(a: Array, y: Array, g: Activation) -> Array:  # noqa: ARG001  # as in Loss
    return cross_entropy_dz(a, y)


def half_squared_error_of(z: Array, a: Array, y: Array) -> Array:  # noqa: ARG001  # as in Loss
    return half_squared_error(a, y)


LOSSES = {
    loss.name: loss
    for loss in (
        Loss(
            "cross_entropy",
            of=cross_entropy_of,
            dz=cross_entropy_dz_of,
            domain="in [0, 1]",
        ),
        Loss(
            "half_squared_error",
            of=half_squared_error_of,
            dz=half_squared_error_dz,
            domain="",
        ),
    )
}


def loss_named(chosen: str | Loss, argument: str = "loss") -> Loss:
    """The loss of that name; one that is given as a record is taken as it is."""
    return chosen if isinstance(chosen, Loss) else named(LOSSES, chosen, argument)


def mean_over_examples(losses: Array, m: int) -> Scalar:
    """The cost J: the losses of all outputs and examples, summed, over m."""
    return np.sum(losses) / m
