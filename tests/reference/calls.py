"""Calls that are right but for what a test changes: through the doors of the reference."""

from collections.abc import Callable
from typing import Any

import numpy as np

from reference import deep, descent, initialization, rows, shallow
from reference.door import Contract, door

W1, b1, W2, b2 = np.ones((3, 4)), np.ones((3, 1)), np.ones((2, 3)), np.ones((2, 1))
X, Y = np.ones((4, 5)), np.ones((2, 5))
NET = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
SIGMOIDS = ("tanh", "sigmoid")
THREE_SIGMOIDS = ("tanh", "tanh", "sigmoid")
KNOWN = "identity, step, sigmoid, tanh, relu, leaky_relu"


def in_shallow(**changes: Any) -> Callable[[], Any]:
    return lambda: shallow.vectorised.cost(**{**NET, "X": X, "Y": Y, **changes})


def in_deep(**changes: Any) -> Callable[[], Any]:
    arguments = {**NET, "X": X, "Y": Y, "activations": SIGMOIDS, **changes}
    return lambda: deep.cost(**{k: v for k, v in arguments.items() if v is not None})


def in_rows(**changes: Any) -> Callable[[], Any]:
    arguments = {"Theta": np.ones((3, 5)), "beta": np.ones(4), "X": X.T, "y": np.ones(5)}
    return lambda: rows.matrix.cost(**{**arguments, **changes})


def in_backward(**changes: Any) -> Callable[[], Any]:
    kept = deep.forward(X, SIGMOIDS, **NET)
    arguments = {**NET, "Y": Y, "kept": kept, "activations": SIGMOIDS, **changes}
    return lambda: deep.backward(**arguments)


def in_train(gradients: Any = None, **rules: Any) -> Callable[[], Any]:
    gradients = {"dx": np.zeros(2)} if gradients is None else gradients
    start = {"x": np.zeros(2)}
    return lambda: descent.train(lambda x: (x[0], gradients), start, **{"alpha": 1, **rules})


def in_scheme(*request: Any) -> Callable[[], Any]:
    return lambda: initialization.initial_parameters(*request)


def early(patience: Any) -> descent.EarlyStopping:
    return descent.EarlyStopping(lambda _: 0.0, patience)


@door(Contract(parameters={"t": "> 0"}, data={"u": "", "v": "2"}))
def small(t: Any, u: Any, v: Any) -> Any:
    return t, u, v


class Tensor:
    """What torch does with one that wants its gradient, without torch."""

    def __array__(self, *_: Any, **__: Any) -> np.ndarray:
        raise RuntimeError("Can't call numpy() on Tensor that requires grad.")

    def __repr__(self) -> str:
        return "a tensor"


def changed(array: np.ndarray, index: tuple[int, ...], value: float) -> np.ndarray:
    array = array.copy()
    array[index] = value
    return array
