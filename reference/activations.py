"""Activations, each beside its derivative, written through a = g(z) and through z.

    sigmoid     a = 1 / (1 + e^-z)                  da/dz = a (1 - a)
    tanh        a = (e^z - e^-z) / (e^z + e^-z)     da/dz = 1 - a^2
    relu        a = max(0, z)                       da/dz = [z > 0]
    leaky relu  a = max(0.01 z, z)                  da/dz = 1 where z > 0, else 0.01
    identity    a = z                               da/dz = 1
    step        a = [z > 0]                         da/dz = 0

For the sigmoid: da/dz = e^-z / (1 + e^-z)^2 = 1/(1 + e^-z) * e^-z/(1 + e^-z) = a (1 - a).
For tanh, the quotient rule gives 1 - (e^z - e^-z)^2 / (e^z + e^-z)^2 = 1 - a^2.
The notes print both derivatives without the prime, the former beside tanh (S0-30), the latter
as -alpha^2, which has lost its 1 as well (S0-34). Of the functions themselves they print the
sigmoid once as 1/(+e^-z) = e^z (S0-31), and tanh once with the same numerator and denominator,
which is 1 wherever it is defined (S0-32).

Through a is what the derivations use: it costs one product. Through z loses no digit where
the unit saturates: 1 - a is 0 in floats from z = 37 on, sigmoid(-z) is not.

At exactly 0 relu and leaky relu have a kink and the step has a jump; the notes leave the point
out (S0-35).

    |            | here g(0), g'(0) | torch g'(0)                    | JAX g'(0)                  |
    | relu       | 0, 0             | relu 0, maximum 0.5, clamp 1   | nn.relu 0, maximum 0.5     |
    | leaky relu | 0, 0.01          | leaky_relu 0.01, maximum 0.505 | nn.leaky_relu 1, max 0.505 |
    | step       | 0, 0             | heaviside: no derivative       | heaviside 0                |
    | abs        | not used here    | abs 0                          | abs 1                      |

Any number between the slopes on the two sides is a valid choice (a subgradient).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reference.arrays import Array
from reference.door import named

LEAK = 0.01


def identity(z: Array) -> Array:
    return z


def identity_slope_z(z: Array) -> Array:
    return np.ones_like(z)


def identity_slope_a(a: Array) -> Array:
    return np.ones_like(a)


def step(z: Array) -> Array:
    # Of a NumPy scalar, np.where makes an array with no axes; so do the slopes of leaky relu.
    return np.where(z > 0, np.ones_like(z), np.zeros_like(z))


def step_slope_z(z: Array) -> Array:
    return np.zeros_like(z)


def step_slope_a(a: Array) -> Array:
    return np.zeros_like(a)


def sigmoid(z: Array) -> Array:
    # e^-z overflows to infinity for large negative z, and 1/(1 + infinity) = 0 is the right limit.
    with np.errstate(over="ignore", under="ignore"):
        a: Array = 1 / (1 + np.exp(-z))
        return a


def sigmoid_slope_z(z: Array) -> Array:
    return sigmoid(z) * sigmoid(-z)  # 1 - sigmoid(z) = sigmoid(-z), without the cancellation


def sigmoid_slope_a(a: Array) -> Array:
    slope: Array = a * (1 - a)
    return slope


def tanh(z: Array) -> Array:
    return np.tanh(z)


def tanh_slope_z(z: Array) -> Array:
    with np.errstate(over="ignore", under="ignore"):  # 2z may be infinite: then the slope is 0
        return 4 * sigmoid(2 * z) * sigmoid(-2 * z)  # tanh z = 2 sigmoid(2z) - 1


def tanh_slope_a(a: Array) -> Array:
    return 1 - a * a


def relu(z: Array) -> Array:
    return np.maximum(0, z)


def relu_slope_z(z: Array) -> Array:
    return step(z)


def relu_slope_a(a: Array) -> Array:
    return step(a)  # a > 0 exactly where z > 0


def leaky_relu(z: Array) -> Array:
    return np.maximum(LEAK * z, z)


def leaky_relu_slope_z(z: Array) -> Array:
    return np.where(z > 0, np.ones_like(z), LEAK * np.ones_like(z))


def leaky_relu_slope_a(a: Array) -> Array:
    return leaky_relu_slope_z(a)  # a > 0 exactly where z > 0


# The formulas as the notes print them, kept because reports show where they break.


def sigmoid_as_printed(z: Array) -> Array:
    a: Array = 1 / (1 + np.exp(-z))  # overflow warning for z below -709
    return a


def sigmoid_of_growing_exponential_as_printed(z: Array) -> Array:
    a: Array = np.exp(z) / (1 + np.exp(z))  # nan for z above 709 (S4-06)
    return a


def tanh_as_printed(z: Array) -> Array:
    a: Array = (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))  # nan for |z| above 709
    return a


@dataclass(frozen=True)
class Activation:
    """An activation a = g(z) and its derivative, as a function of z and as one of a."""

    name: str
    g: Callable[[Array], Array]
    slope_z: Callable[[Array], Array]
    slope_a: Callable[[Array], Array]


ACTIVATIONS = {
    activation.name: activation
    for activation in (
        Activation("identity", identity, identity_slope_z, identity_slope_a),
        Activation("step", step, step_slope_z, step_slope_a),
        Activation("sigmoid", sigmoid, sigmoid_slope_z, sigmoid_slope_a),
        Activation("tanh", tanh, tanh_slope_z, tanh_slope_a),
        Activation("relu", relu, relu_slope_z, relu_slope_a),
        Activation("leaky_relu", leaky_relu, leaky_relu_slope_z, leaky_relu_slope_a),
    )
}


def activation(chosen: str | Activation, argument: str = "activation") -> Activation:
    """The activation of that name; one that is given as a record is taken as it is."""
    return chosen if isinstance(chosen, Activation) else named(ACTIVATIONS, chosen, argument)
