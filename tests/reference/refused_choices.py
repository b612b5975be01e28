"""Names, sizes and counts that there are none of, and what is said of each."""

import numpy as np

from reference import activations, deep, losses, units
from tests.reference.calls import KNOWN, X, Y, in_deep, in_scheme, in_shallow, in_train

CHOICES = {
    "activation": (
        in_shallow(hidden="softplus"),
        f"hidden must be one of {KNOWN}, got 'softplus'",
    ),
    "activation of a unit": (
        lambda: units.unit(np.ones(2), 0.0, np.ones(2), "ramp"),
        f"fires must be one of {KNOWN}, got 'ramp'",
    ),
    "activation by its name": (
        lambda: activations.activation("ramp"),
        f"activation must be one of {KNOWN}, got 'ramp'",
    ),
    "activation that is no name": (
        lambda: activations.activation(["tanh"]),
        f"activation must be one of {KNOWN}, got ['tanh']",
    ),
    "one of several activations": (
        in_deep(activations=("ramp", "sigmoid")),
        f"activations[0] must be one of {KNOWN}, got 'ramp'",
    ),
    "too few activations": (
        in_deep(activations=["sigmoid"]),
        "activations must name one for each of the 2 layers, got ['sigmoid']",
    ),
    "too many activations": (
        in_deep(activations=["tanh", "tanh", "sigmoid"]),
        "activations must name one for each of the 2 layers, got ['tanh', 'tanh', 'sigmoid']",
    ),
    "activations in one word": (
        in_deep(activations="ab"),
        "activations must name one for each of the 2 layers, got 'ab'",
    ),
    "activations without an order": (
        in_deep(activations={"tanh", "sigmoid"} - {"tanh"}),
        "activations must name one for each of the 2 layers, got {'sigmoid'}",
    ),
    "loss": (
        in_deep(loss="hinge"),
        "loss must be one of cross_entropy, half_squared_error, got 'hinge'",
    ),
    "loss by its name": (
        lambda: losses.loss_named(None, "criterion"),
        "criterion must be one of cross_entropy, half_squared_error, got None",
    ),
    "loss that is no name": (
        lambda: losses.loss_named(["hinge"]),
        "loss must be one of cross_entropy, half_squared_error, got ['hinge']",
    ),
    "cross-entropy of what is no probability": (
        in_deep(activations=("tanh", "tanh")),
        "loss 'cross_entropy' needs 'sigmoid' as the last activation, got 'tanh'; "
        "take it, or loss 'half_squared_error'",
    ),
    "cross-entropy of any number": (
        in_deep(activations=("tanh", "identity")),
        "loss 'cross_entropy' needs 'sigmoid' as the last activation, got 'identity'; "
        "take it, or loss 'half_squared_error'",
    ),
    "scheme": (
        in_scheme((4, 1), "orthogonal", 0),
        "scheme must be one of xavier, he, scaled, zeros, got 'orthogonal'",
    ),
    "scheme that is no name": (
        in_scheme((4, 1), ["he"], 0),
        "scheme must be one of xavier, he, scaled, zeros, got ['he']",
    ),
    "no layers": (
        lambda: deep.cost(X, Y, ()),
        "a net must have at least one layer, got no W1; expected W1, b1, W2, ...",
    ),
    "no gradient": (
        in_train({"dw": np.zeros(2), "db": np.zeros(2)}),
        "gradients must hold 'dx', got dw, db",
    ),
    "no gradients at all": (
        in_train({}),
        "gradients must hold 'dx', got none",
    ),
}
