"""A net of L layers, each with its own width and activation, L2 and dropout (S0).

    A[0] = X
    Z[l] = W[l] A[l-1] + b[l],   H[l] = g_l(Z[l]),   A[l] = H[l] * D[l] / keep
    J = (1/m) sum_i loss(A[L]_i, Y_i) + (lam / 2m) sum_l ||W[l]||^2

D[l] is the dropout mask of a hidden layer; without one A[l] = H[l]. (S0-49 prints the last
layer as [2], S0-37 and S0-58 start the parameters of J at layer 2.) Backwards, with dZ the
derivative of m J, one column for each example:

    dZ[L]   = A[L] - Y                                       sigmoid with cross-entropy
    dZ[L]   = (A[L] - Y) * g_L'(Z[L])                        any output with half squared error
    dW[l]   = (1/m) dZ[l] A[l-1]^T + (lam/m) W[l]            Z[l] is linear in W[l] and b[l];
    db[l]   = (1/m) np.sum(dZ[l], axis=1, keepdims=True)     the product sums over examples
    dA[l-1] = W[l]^T dZ[l]                                   each unit feeds all of the next layer
    dH[l-1] = dA[l-1] * D[l-1] / keep                        the mask is linear
    dZ[l-1] = dH[l-1] * g_{l-1}'(Z[l-1])                     element by element

The arguments W1, b1, ..., WL, bL and D1, ... go by name: cost(**parameters, X=X, Y=Y, ...).
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from reference.activations import Activation, activation
from reference.arrays import Array, Gradients, Scalar
from reference.door import Contract, Settings, door
from reference.losses import Loss, loss_named, mean_over_examples
from reference.per_example import columns, outer_of_columns
from reference.regularization import dropout, dropout_backward, l2_gradient, l2_penalty

Activations = Sequence[str | Activation]


class Forward(NamedTuple):
    """What the forward pass makes, by layer: A includes A[0] = X and the masks."""

    Z: dict[int, Array]
    H: dict[int, Array]
    A: dict[int, Array]


def contract(arguments: Mapping[str, Any], own: Collection[str]) -> Contract:
    """What the arrays must be, for as many layers as there are."""
    L = count_layers(arguments, own)
    parameters: dict[str, str] = {}
    for l in range(1, L + 1):
        parameters |= {f"W{l}": f"n{l} n{l - 1}", f"b{l}": f"n{l} 1"}
    data = {"X": "n0 m"} if "X" in arguments else {}
    check_activations(arguments["activations"], L)
    if "Y" in arguments:
        data["Y"] = f"n{L} m {output_loss(arguments).domain}".strip()
    masks = [name for name in arguments if re.fullmatch(r"D\d+", name)]
    data |= {name: f"n{name[1:]} m in {{0, 1}}" for name in masks}
    demands: Settings = {
        "lam": ">= 0",
        "keep": "in (0, 1]",
        "kept": lambda kept, _: checked_pass(kept, arguments, L),
    }
    return Contract(parameters, data, {k: v for k, v in demands.items() if k in arguments})


def count_layers(arguments: Mapping[str, Any], own: Collection[str]) -> int:
    """L, once W1, b1, ..., WL, bL are all there, and nothing that would be ignored."""
    L = sum(re.fullmatch(r"W\d+", name) is not None for name in arguments)
    if L == 0:
        raise ValueError("a net must have at least one layer, got no W1; expected W1, b1, W2, ...")
    wanted = [f"{letter}{l}" for l in range(1, L + 1) for letter in "Wb"]
    masks = [f"D{l}" for l in range(1, L)] if "keep" in own else []
    for name in arguments:
        if name not in (*wanted, *masks, *own):
            known = ", ".join((*wanted, *masks, *own))
            raise TypeError(f"{name!r} is no argument for {layers(L)}, expected {known}")
    for name in wanted:
        if name not in arguments:
            raise TypeError(f"{name} is missing: {layers(L)} takes {', '.join(wanted)}")
    return L


def layers(L: int) -> str:
    """How a message calls a net."""
    return f"a net of {L} layer{'s' * (L > 1)}"


def check_activations(activations: Any, L: int) -> None:
    """One known activation for each layer."""
    if (
        not isinstance(activations, Sequence)
        or isinstance(activations, str)
        or len(activations) != L
    ):
        raise ValueError(
            f"activations must name one for each of the {L} layers, got {activations!r:.60}"
        )
    for l, chosen in enumerate(activations):
        activation(chosen, f"activations[{l}]")


def output_loss(arguments: Mapping[str, Any]) -> Loss:
    """The loss; cross-entropy needs probabilities, and its dZ = A - Y needs the sigmoid."""
    loss = loss_named(arguments["loss"])
    last = activation(arguments["activations"][-1])
    if loss.name == "cross_entropy" and last.name != "sigmoid":
        raise ValueError(
            f"loss 'cross_entropy' needs 'sigmoid' as the last activation, got {last.name!r}; "
            "take it, or loss 'half_squared_error'"
        )
    return loss


def checked_pass(kept: Any, arguments: Mapping[str, Any], L: int) -> Forward:
    """A forward pass through this net, of as many examples as there are labels."""
    if not isinstance(kept, Forward) or len(kept.Z) != L:
        came = f"one for {layers(len(kept.Z))}" if isinstance(kept, Forward) else f"{kept!r:.60}"
        raise TypeError(f"kept must be what forward returns for {layers(L)}, got {came}")
    sizes = [np.shape(arguments["W1"])[1], *(len(arguments[f"b{l}"]) for l in range(1, L + 1))]
    for l, size in enumerate(sizes):
        got, expected = np.shape(kept.A[l]), (size, np.shape(arguments["Y"])[1])
        if got != expected:
            raise ValueError(f"kept.A[{l}] has shape {got}, expected {expected}")
    return kept


def by_layer(arrays: Mapping[str, Array], letter: str) -> dict[int, Array]:
    """{1: W1, 2: W2, ...}: the arrays of that letter by layer, in order."""
    layers = sorted(int(name[1:]) for name in arrays if name[0] == letter)
    return {l: arrays[f"{letter}{l}"] for l in layers}


@door(contract)
def forward(X: Array, activations: Activations, keep: float = 1.0, **arrays: Array) -> Forward:
    """Layer by layer to the predictions A[L]; without masks, this is prediction."""
    W, b, D = (by_layer(arrays, letter) for letter in "WbD")
    Z: dict[int, Array] = {}
    H: dict[int, Array] = {}
    A = {0: X}  # (n_0, m)
    for l in W:
        Z[l] = W[l] @ A[l - 1] + b[l]  # (n_l, m)
        H[l] = activation(activations[l - 1]).g(Z[l])  # (n_l, m)
        A[l] = dropout(H[l], D[l], keep) if l in D else H[l]  # (n_l, m)
    return Forward(Z, H, A)


def recursion(
    Y: Array,
    kept: Forward,
    activations: Activations,
    loss: str | Loss,
    keep: float,
    W: Mapping[int, Array],
    D: Mapping[int, Array],
) -> dict[int, Array]:
    """dZ[L], then dZ[L-1] from dZ[L], down to dZ[1]."""
    g = {l: activation(activations[l - 1]) for l in W}
    L = len(W)
    dZ: dict[int, Array] = {}
    dZ[L] = loss_named(loss).dz(kept.A[L], Y, g[L])  # (n_L, m)
    for l in range(L, 1, -1):
        dA = W[l].T @ dZ[l]  # (n_{l-1}, m)
        dH = dropout_backward(dA, D[l - 1], keep) if l - 1 in D else dA  # (n_{l-1}, m)
        dZ[l - 1] = dH * g[l - 1].slope_a(kept.H[l - 1])  # (n_{l-1}, m)
    return dZ


@door(contract)
def backward(
    Y: Array,
    kept: Forward,
    activations: Activations,
    loss: str | Loss = "cross_entropy",
    lam: float = 0.0,
    keep: float = 1.0,
    **arrays: Array,
) -> Gradients:
    """dZ of m J, then dW and db of J, from the last layer to the first."""
    W, D, m = by_layer(arrays, "W"), by_layer(arrays, "D"), Y.shape[1]
    gradients: Gradients = {}
    for l, dZ in recursion(Y, kept, activations, loss, keep, W, D).items():
        gradients[f"dZ{l}"] = dZ  # (n_l, m)
        gradients[f"dW{l}"] = dZ @ kept.A[l - 1].T / m + l2_gradient(W[l], lam, m)  # like W[l]
        gradients[f"db{l}"] = np.sum(dZ, axis=1, keepdims=True) / m  # (n_l, 1)
    return gradients


@door(contract)
def cost(
    X: Array,
    Y: Array,
    activations: Activations,
    loss: str | Loss = "cross_entropy",
    lam: float = 0.0,
    keep: float = 1.0,
    **arrays: Array,
) -> Scalar:
    """J with its penalty."""
    kept = forward.formula(X, activations, keep, **arrays)
    return cost_at(kept, Y, loss, lam, arrays)


@door(contract)
def cost_and_gradients(
    X: Array,
    Y: Array,
    activations: Activations,
    loss: str | Loss = "cross_entropy",
    lam: float = 0.0,
    keep: float = 1.0,
    **arrays: Array,
) -> tuple[Scalar, Gradients]:
    """Forward, then backward."""
    kept = forward.formula(X, activations, keep, **arrays)
    gradients = backward.formula(Y, kept, activations, loss, lam, keep, **arrays)
    return cost_at(kept, Y, loss, lam, arrays), gradients


@door(contract)
def example_gradients(
    X: Array,
    Y: Array,
    activations: Activations,
    loss: str | Loss = "cross_entropy",
    keep: float = 1.0,
    **arrays: Array,
) -> Gradients:
    """The gradients of every example's loss, before the mean; examples along the first axis."""
    kept = forward.formula(X, activations, keep, **arrays)
    W, D = by_layer(arrays, "W"), by_layer(arrays, "D")
    gradients: Gradients = {}
    for l, dZ in recursion(Y, kept, activations, loss, keep, W, D).items():
        gradients[f"dW{l}"] = outer_of_columns(dZ, kept.A[l - 1])  # (m, n_l, n_{l-1})
        gradients[f"db{l}"] = columns(dZ)  # (m, n_l, 1)
    return gradients


def cost_at(
    kept: Forward, Y: Array, loss: str | Loss, lam: float, arrays: Mapping[str, Array]
) -> Scalar:
    """J from what the forward pass made."""
    m, L = Y.shape[1], len(kept.Z)
    losses = loss_named(loss).of(kept.Z[L], kept.A[L], Y)  # (n_L, m)
    penalty = l2_penalty(by_layer(arrays, "W").values(), lam, m)
    return mean_over_examples(losses, m) + penalty
