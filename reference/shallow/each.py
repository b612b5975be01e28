"""One hidden layer, example by example: the loop over (i) and its mean (S1).

    J = (1/m) sum_i L_i    so    dJ/dW = (1/m) sum_i dL_i/dW,  and the same for every parameter

Only z, a, x and y carry the index (i). S1-22 and S1-24 print it on the biases too, but all
examples share one b1 and one b2, or there would be nothing to take the mean of. There are m
predictions; S3-04 counts them from 0 to m, which is one more.
"""

import numpy as np

from reference.activations import Activation
from reference.arrays import Array, Gradients, Scalar
from reference.door import Contract, door
from reference.shallow import one
from reference.shallow.vectorised import BATCH, PARAMETERS

SETTINGS = one.SETTINGS


@door(Contract(PARAMETERS, BATCH, SETTINGS))
def cost(
    W1: Array,
    b1: Array,
    W2: Array,
    b2: Array,
    X: Array,
    Y: Array,
    hidden: str | Activation = "tanh",
) -> Scalar:
    """The mean of the losses of all examples."""
    m = X.shape[1]
    J: Scalar = 0
    for i in range(m):
        J = J + one.cost.formula(W1, b1, W2, b2, X[:, i : i + 1], Y[:, i : i + 1], hidden)
    return J / m


@door(Contract(PARAMETERS, BATCH, SETTINGS))
def example_gradients(
    W1: Array,
    b1: Array,
    W2: Array,
    b2: Array,
    X: Array,
    Y: Array,
    hidden: str | Activation = "tanh",
) -> Gradients:
    """The gradients of every L_i, before the mean; examples along the first axis."""
    of_examples = [
        one.cost_and_gradients.formula(W1, b1, W2, b2, X[:, i : i + 1], Y[:, i : i + 1], hidden)[1]
        for i in range(X.shape[1])
    ]
    names = ("dW1", "db1", "dW2", "db2")
    return {name: np.stack([gradients[name] for gradients in of_examples]) for name in names}


@door(Contract(PARAMETERS, BATCH, SETTINGS))
def cost_and_gradients(
    W1: Array,
    b1: Array,
    W2: Array,
    b2: Array,
    X: Array,
    Y: Array,
    hidden: str | Activation = "tanh",
) -> tuple[Scalar, Gradients]:
    """J and the means of the examples' gradients."""
    m = X.shape[1]
    of_examples = example_gradients.formula(W1, b1, W2, b2, X, Y, hidden)
    means = {name: np.sum(stack, axis=0) / m for name, stack in of_examples.items()}
    return cost.formula(W1, b1, W2, b2, X, Y, hidden), means
