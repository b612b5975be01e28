"""The threshold logic unit and a net as stacked units (S1).

A unit multiplies each input by its weight, sums, and activates; in its first form the
activation is a step, so it fires or it does not. S1-04 prints neither bias nor threshold; a
unit that fires when sum_i w_i x_i > t is one with the bias -t and the threshold 0.

Row l of W holds the weights of unit l, so a layer of units is W x + b, then g: stacked units
equal the matrix form. The step is flat on both sides of its jump, so no gradient can train it;
that is why S1 asks for a differentiable function.
"""

import numpy as np

from reference.activations import Activation, activation
from reference.arrays import Array
from reference.deep import Activations, by_layer, contract
from reference.door import Contract, door

SETTINGS = {"fires": activation}


@door(Contract({"w": "p", "b": ""}, {"x": "p"}, SETTINGS))
def unit(w: Array, b: Array, x: Array, fires: str | Activation = "step") -> Array:
    """Multiply, sum, activate."""
    products = [w_i * x_i for w_i, x_i in zip(w, x, strict=True)]
    z = sum(products) + b
    return activation(fires).g(z)


@door(Contract({"W": "n p", "b": "n 1"}, {"x": "p"}, SETTINGS))
def layer(W: Array, b: Array, x: Array, fires: str | Activation = "step") -> Array:
    """Units side by side on the same inputs."""
    return np.stack([unit.formula(w, b_l, x, fires) for w, b_l in zip(W, b[:, 0], strict=True)])


@door(contract)
def net(X: Array, activations: Activations, **arrays: Array) -> Array:
    """Layers of units on top of each other, example by example; the output is (n_L, m)."""
    W, b = by_layer(arrays, "W"), by_layer(arrays, "b")
    outputs = []
    for x in X.T:
        for l in W:
            x = layer.formula(W[l], b[l], x, activations[l - 1])  # (n_l,)
        outputs.append(x)
    return np.stack(outputs, axis=1)
