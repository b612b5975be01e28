"""Logistic regression for one example, as a computation graph (S2, S3).

    x, w, b  ->  z = w^T x + b  ->  a = sigmoid(z)  ->  L(a, y) = -y log a - (1 - y) log(1 - a)

Backwards along the same arrows, where "d" + a name is the derivative of L by that name:

    da = dL/da            = -y/a + (1 - y)/(1 - a)
    dz = da * da/dz       = da * a (1 - a) = a - y
    dw = dz * dz/dw       = dz x
    db = dz * dz/db       = dz

S3-16 prints the expression of da (without its y) as dz; S3-15 gives db a factor a' too many.
"""

from typing import NamedTuple

from reference.activations import sigmoid
from reference.arrays import Array, Gradients, Scalar
from reference.door import Contract, door
from reference.losses import cross_entropy_da, cross_entropy_dz, cross_entropy_from_logit

PARAMETERS = {"w": "p", "b": ""}
EXAMPLE = {"x": "p", "y": "in [0, 1]"}


class Forward(NamedTuple):
    """What the forward pass makes."""

    z: Array
    a: Array


@door(Contract(PARAMETERS, {"x": "p"}))
def forward(w: Array, b: Array, x: Array) -> Forward:
    """Logit and prediction."""
    z = w.T @ x + b  # ()
    a = sigmoid(z)  # ()
    return Forward(z, a)


@door(Contract({"z": ""}, EXAMPLE | {"a": "in [0, 1]"}))
def backward(x: Array, y: Array, z: Array, a: Array) -> Gradients:
    """The derivatives of L, in the order in which the chain rule meets them."""
    da = cross_entropy_da(z, y)  # ()
    dz = cross_entropy_dz(a, y)  # () equal to da * a (1 - a), without its 0/0 at a = 0 or 1
    dw = dz * x  # (p,)
    db = dz  # ()
    return {"da": da, "dz": dz, "dw": dw, "db": db}


@door(Contract(PARAMETERS, EXAMPLE))
def cost(w: Array, b: Array, x: Array, y: Array) -> Scalar:
    """The loss of the example."""
    z, _ = forward.formula(w, b, x)
    return cross_entropy_from_logit(z, y)


@door(Contract(PARAMETERS, EXAMPLE))
def cost_and_gradients(w: Array, b: Array, x: Array, y: Array) -> tuple[Scalar, Gradients]:
    """Forward, then backward."""
    z, a = forward.formula(w, b, x)
    return cross_entropy_from_logit(z, y), backward.formula(x, y, z, a)
