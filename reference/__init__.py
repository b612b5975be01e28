"""Hand-derived backpropagation in NumPy, in the notation of the notes it was derived in.

activations     each activation beside its derivative
losses          cross-entropy as printed and from the logit, half squared error, the cost J
regularization  L2, weight decay, dropout
initialization  parameters from sizes, scheme and seed
units           the threshold logic unit, and nets as stacked units
logistic        logistic regression: one example, the loop, vectorised
shallow         one hidden layer: one example, example by example, vectorised
rows            one hidden layer, examples as rows, biases absorbed, in five forms
deep            L layers, any activations, L2, dropout
prepared        the same made fast: a batch prepared once, for gradients at many parameters
descent         gradient descent, stopping rules, early stopping
door            what every derivation demands of its arguments
notes           every formula that the notes print, as data (import reference.notes)

Nothing here is the truth: it is what stands on trial. NumPy is all it needs.
"""

from reference import (
    activations,
    deep,
    descent,
    door,
    initialization,
    logistic,
    losses,
    prepared,
    regularization,
    rows,
    shallow,
    units,
)

__all__ = [
    "activations",
    "deep",
    "descent",
    "door",
    "initialization",
    "logistic",
    "losses",
    "prepared",
    "regularization",
    "rows",
    "shallow",
    "units",
]
