"""A net and its batch as columns, and the same numbers in the layout of every other form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reference.arrays import Array

Arrays = dict[str, Array]


@dataclass(frozen=True)
class Net:
    """W1 (n1, n0), b1 (n1, 1), ..., WL, bL and the batch X (n0, m), Y (nL, m)."""

    parameters: Arrays
    X: Array
    Y: Array

    @property
    def layers(self) -> int:
        return len(self.parameters) // 2

    @property
    def m(self) -> int:
        return self.X.shape[1]

    def example(self, i: int) -> "Net":
        """The same net with example i alone."""
        return Net(self.parameters, self.X[:, i : i + 1], self.Y[:, i : i + 1])

    def each(self, change: Callable[[Array], Array]) -> "Net":
        """The same net with every array changed."""
        parameters = {name: change(array) for name, array in self.parameters.items()}
        return Net(parameters, change(self.X), change(self.Y))


def draw_net(sizes: Sequence[int], m: int, seed: int = 0, soft: bool = False) -> Net:
    """Normal weights and biases, none of them zero; labels 0 and 1, or soft ones between them."""
    rng = np.random.default_rng(seed)
    parameters = {}
    for l in range(1, len(sizes)):
        scale = 1 / np.sqrt(sizes[l - 1])  # keeps Z near 1 for any size, so that no unit saturates
        parameters[f"W{l}"] = scale * rng.standard_normal((sizes[l], sizes[l - 1]))
        parameters[f"b{l}"] = rng.standard_normal((sizes[l], 1))
    X = rng.standard_normal((sizes[0], m))
    Y = rng.random((sizes[-1], m))
    if not soft:
        Y = np.round(Y)
        Y[-1, :2] = [0, 1][:m]  # both labels, as long as there are two examples
    return Net(parameters, X, Y)


# Parameters of a net in the layout of a form. Gradients have the layout of their parameters, so
# the same function rearranges both.


def columns(parameters: Mapping[str, Array]) -> Arrays:
    return dict(parameters)


def logistic_column(parameters: Mapping[str, Array]) -> Arrays:
    return {"w": parameters["W1"].T, "b": parameters["b1"].reshape(())}


def logistic_vector(parameters: Mapping[str, Array]) -> Arrays:
    return {"w": parameters["W1"][0], "b": parameters["b1"].reshape(())}


def absorbed(parameters: Mapping[str, Array]) -> Arrays:
    """The biases as column 0 of Theta and as beta_0."""
    Theta = np.concatenate([parameters["b1"], parameters["W1"]], axis=1)
    beta = np.concatenate([parameters["b2"][0], parameters["W2"][0]])
    return {"Theta": Theta, "beta": beta}


# The batch in the layout of a form.


def batch_of_columns(net: Net) -> Arrays:
    return {"X": net.X, "Y": net.Y}


def batch_of_rows(net: Net) -> Arrays:
    return {"X": net.X.T, "y": net.Y[0]}


def one_column(net: Net) -> Arrays:
    return {"x": net.X[:, :1], "y": net.Y[:, :1]}


def one_vector(net: Net) -> Arrays:
    return {"x": net.X[:, 0], "y": net.Y[0, :1].reshape(())}
