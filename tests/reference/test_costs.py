"""The cost of every form is J as the notes define it, worked out number by number on balls."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from reference import deep
from reference.arrays import Array

from . import strategies
from .closeness import assert_overlap, balls
from .forms import FORMS, Form, outputs_sigmoid
from .nets import Net

# The definitions, for one number each.
DEFINITIONS = {
    "identity": lambda z: z,
    "step": lambda z: arb(1) if z > 0 else arb(0),
    "sigmoid": lambda z: 1 / (1 + (-z).exp()),
    "tanh": lambda z: (z.exp() - (-z).exp()) / (z.exp() + (-z).exp()),
    "relu": lambda z: z if z > 0 else arb(0),
    "leaky_relu": lambda z: z if z > 0 else z * 0.01,
}
LOSSES = {
    "cross_entropy": lambda a, y: -y * a.log() - (1 - y) * (1 - a).log(),
    "half_squared_error": lambda a, y: (a - y) * (a - y) / 2,
}


def prediction(
    net: Net, i: int, activations: Sequence[str], masks: Mapping[str, Array], keep: float
) -> list[arb]:
    """The outputs for example i, unit by unit."""
    a = list(net.X[:, i])
    for l, name in enumerate(activations, start=1):
        W, b = net.parameters[f"W{l}"], net.parameters[f"b{l}"]
        z = [sum(w * x for w, x in zip(W[k], a, strict=True)) + b[k, 0] for k in range(len(W))]
        a = [DEFINITIONS[name](z_k) for z_k in z]
        if f"D{l}" in masks:
            a = [a_k * d / keep for a_k, d in zip(a, masks[f"D{l}"][:, i], strict=True)]
    return a


def defined_cost(
    net: Net,
    activations: Sequence[str],
    loss: str = "cross_entropy",
    lam: float | arb = 0.0,
    keep: float = 1.0,
    **masks: Array,
) -> arb:
    """The mean loss, plus lam / 2m times the sum of the squares of all weights, not of biases."""
    J = arb(0)
    for i in range(net.m):
        outputs = prediction(net, i, activations, masks, keep)
        J += sum(LOSSES[loss](a, y) for a, y in zip(outputs, net.Y[:, i], strict=True)) / net.m
    weights = [w for name, W in net.parameters.items() if name[0] == "W" for w in W.flat]
    return J + lam * sum(w * w for w in weights) / (2 * net.m)


def nets_for(form: Form) -> st.SearchStrategy[Net]:
    fewest, most = (form.layers, form.layers) if form.layers else (1, 4)
    return strategies.nets(fewest, most, form.one_output, form.one_example)


@pytest.mark.parametrize("name", FORMS)
@given(data=st.data(), hidden=strategies.hidden_activations, lam=strategies.lams)
def test_every_cost_is_the_mean_loss_and_the_penalty(
    name: str, data: st.DataObject, hidden: str, lam: arb
) -> None:
    form = FORMS[name]
    net = data.draw(nets_for(form)).each(balls)
    settings: dict[str, Any] = {"lam": lam} if form.accepts("lam") else {}
    expected = defined_cost(net, outputs_sigmoid(net, hidden), **settings)
    assert_overlap(form.module.cost.formula(**form.arguments(net, hidden, **settings)), expected)
    assert_overlap(form.run(net, hidden, **settings)[0], expected)


@given(
    data=st.data(),
    net=strategies.nets(1, 4),
    loss=st.sampled_from(sorted(LOSSES)),
    lam=strategies.lams,
    keep=strategies.keeps,
)
def test_the_cost_of_a_deep_net_with_any_activations_loss_and_masks(
    data: st.DataObject, net: Net, loss: str, lam: arb, keep: float
) -> None:
    activations = [data.draw(strategies.hidden_activations) for _ in range(net.layers)]
    if loss == "cross_entropy":
        activations[-1] = "sigmoid"
    masks = {name: balls(D) for name, D in data.draw(strategies.masks_for(net)).items()}
    net, form = net.each(balls), FORMS["deep"]
    settings = {"activations": activations, "loss": loss, "lam": lam, "keep": keep} | masks
    got = form.module.cost.formula(**form.arguments(net, **settings))
    assert_overlap(got, defined_cost(net, **settings))
    assert_overlap(form.run(net, **settings)[0], got)


def test_the_definitions_are_those_of_every_activation_and_loss_there_is() -> None:
    from reference.activations import ACTIVATIONS
    from reference.losses import LOSSES as KNOWN

    assert DEFINITIONS.keys() == ACTIVATIONS.keys()
    assert LOSSES.keys() == KNOWN.keys()
    z = np.array([arb(-3), arb(-0.5), arb(0.25), arb(2)])
    for name, definition in DEFINITIONS.items():
        assert_overlap(ACTIVATIONS[name].g(z), np.array([definition(z_i) for z_i in z]))


@pytest.mark.parametrize("last", sorted(DEFINITIONS))
def test_half_squared_error_is_let_in_behind_any_activation(last: str) -> None:
    net = {"W1": np.ones((2, 3)), "b1": np.ones((2, 1))}
    batch = {"X": np.ones((3, 4)), "Y": np.zeros((2, 4))}
    settings = {"activations": [last], "loss": "half_squared_error"}
    J = deep.cost(**net, **batch, **settings)
    assert np.array_equal(J, deep.cost.formula(**net, **batch, **settings))
