"""Hand-derived gradients are the numerical derivatives of the cost.

The difference quotient along a random direction, with a step h = 2^-200 in balls of 600 bits,
has an error of h^2 and so some 100 digits: a second opinion that no tolerance has to blur.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from reference.activations import ACTIVATIONS
from reference.arrays import Array, Scalar
from reference.door import Door
from reference.regularization import draw_mask

from . import strategies
from .closeness import ball, balls
from .forms import DEEP, FORMS
from .nets import Net, draw_net
from .test_costs import nets_for

BITS = 600
H = arb(2) ** -200
NOISE = arb(2) ** -300  # far above h^2 times a third derivative, far below any mistake


def quotient(
    cost: Door[..., Scalar], arguments: Mapping[str, Any], name: str, direction: Array
) -> arb:
    """(J(p + h v) - J(p - h v)) / 2h for the parameter of that name."""
    ahead, behind = (
        cost.formula(**arguments | {name: arguments[name] + sign * H * direction})
        for sign in (1, -1)
    )
    return (ahead - behind) / (2 * H)


def assert_derivatives(
    cost: Door[..., Scalar], arguments: Mapping[str, Any], gradients: Mapping[str, Array], seed: int
) -> None:
    """Each gradient, along a random direction, is the slope of the cost along it."""
    rng = np.random.default_rng(seed)
    for name, gradient in gradients.items():
        direction = balls(rng.standard_normal(np.shape(gradient)))
        slope = np.sum(gradient * direction)
        off = abs(slope - quotient(cost, arguments, name[1:], direction))
        assert off < NOISE, f"{name} is off by {off.str(5)} along a random direction"


@pytest.mark.parametrize("name", FORMS)
@given(
    data=st.data(),
    hidden=strategies.hidden_activations,
    lam=strategies.lams,
    seed=strategies.seeds,
)
def test_every_gradient_is_the_slope_of_the_cost(
    name: str, data: st.DataObject, hidden: str, lam: arb, seed: int
) -> None:
    form = FORMS[name]
    net = data.draw(nets_for(form)).each(balls)
    settings = {"lam": lam} if form.accepts("lam") else {}
    with ctx.workprec(BITS):
        arguments = form.arguments(net, hidden, **settings)
        gradients = form.gradients(net, hidden, **settings)
        assert_derivatives(form.module.cost, arguments, gradients, seed)


@pytest.mark.parametrize("hidden", ACTIVATIONS)
@pytest.mark.parametrize("loss", ["cross_entropy", "half_squared_error"])
def test_gradients_of_a_deep_net_with_masks_on_every_hidden_layer(hidden: str, loss: str) -> None:
    net, form = draw_net((4, 3, 5, 2), 7).each(balls), DEEP["deep"]
    masks = {"D1": balls(draw_mask((3, 7), 0.5, 1)), "D2": balls(draw_mask((5, 7), 0.5, 2))}
    settings = {"loss": loss, "lam": ball(1.5), "keep": 0.75} | masks
    with ctx.workprec(BITS):
        gradients = form.gradients(net, hidden, **settings)
        assert_derivatives(form.module.cost, form.arguments(net, hidden, **settings), gradients, 0)


@given(
    data=st.data(),
    net=strategies.nets(1, 4),
    loss=st.sampled_from(["cross_entropy", "half_squared_error"]),
    lam=strategies.lams,
    keep=strategies.keeps,
    seed=strategies.seeds,
)
def test_gradients_of_a_deep_net_with_any_activations_loss_and_masks(
    data: st.DataObject, net: Net, loss: str, lam: arb, keep: float, seed: int
) -> None:
    activations = [data.draw(strategies.hidden_activations) for _ in range(net.layers)]
    if loss == "cross_entropy":
        activations[-1] = "sigmoid"
    masks = {name: balls(D) for name, D in data.draw(strategies.masks_for(net)).items()}
    settings = {"activations": activations, "loss": loss, "lam": lam, "keep": keep} | masks
    net, form = net.each(balls), DEEP["deep"]
    with ctx.workprec(BITS):
        gradients = form.gradients(net, **settings)
        assert_derivatives(form.module.cost, form.arguments(net, **settings), gradients, seed)
