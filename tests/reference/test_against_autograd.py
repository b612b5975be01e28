"""PyTorch autograd, directly: the same nets in torch.nn.functional, and what backward() leaves.

Both are float64 and both may be off by rounding, which is measured in balls (closeness.py).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # the name it goes by
from hypothesis import given
from hypothesis import strategies as st

from reference import logistic, rows, shallow
from reference.activations import ACTIVATIONS
from reference.arrays import Array

from . import strategies
from .closeness import around, assert_rounded
from .forms import DEEP, FORMS, Form, outputs_sigmoid
from .nets import Net, draw_net
from .test_costs import nets_for

IN_TORCH = {
    "identity": lambda z: z,
    "step": lambda z: (z > 0).double() + 0 * z,  # autograd has no derivative for heaviside
    "sigmoid": F.sigmoid,
    "tanh": F.tanh,
    "relu": F.relu,
    "leaky_relu": lambda z: F.leaky_relu(z, negative_slope=0.01),
}


def leaf(array: Array) -> torch.Tensor:
    return torch.tensor(np.ascontiguousarray(array), requires_grad=True)


def torch_cost(
    tensors: Mapping[str, torch.Tensor],
    net: Net,
    activations: Sequence[str],
    loss: str = "cross_entropy",
    lam: float = 0.0,
    keep: float = 1.0,
    **masks: Array,
) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    """The mean over examples of the summed loss, examples as rows as torch has them; and the Z."""
    A, Z = torch.tensor(net.X.T.copy()), {}
    for l, name in enumerate(activations, start=1):
        Z[f"Z{l}"] = F.linear(A, tensors[f"W{l}"], tensors[f"b{l}"][:, 0])
        Z[f"Z{l}"].retain_grad()
        A = IN_TORCH[name](Z[f"Z{l}"])
        if f"D{l}" in masks:
            A = A * torch.tensor(masks[f"D{l}"].T.copy()) / keep
    Y = torch.tensor(net.Y.T.copy())
    if loss == "cross_entropy":
        # binary_cross_entropy_with_logits loses digits where the loss is far smaller than z.
        logit = Z[f"Z{len(Z)}"]
        total = -(Y * F.logsigmoid(logit) + (1 - Y) * F.logsigmoid(-logit)).sum()
    else:
        total = F.mse_loss(A, Y, reduction="sum") / 2
    penalty = sum(tensors[f"W{l}"].square().sum() for l in range(1, len(Z) + 1))
    return total / net.m + lam / (2 * net.m) * penalty, Z


def autograd(
    net: Net, activations: Sequence[str], **choices: Any
) -> tuple[float, dict[str, Array]]:
    """The cost, the derivatives of J by parameters, and those of m J by every Z, in columns."""
    tensors = {name: leaf(array) for name, array in net.parameters.items()}
    J, Z = torch_cost(tensors, net, activations, **choices)
    J.backward()
    gradients = {f"d{name}": tensor.grad.numpy() for name, tensor in tensors.items()}
    gradients |= {f"d{name}": net.m * tensor.grad.numpy().T for name, tensor in Z.items()}
    return np.float64(J.item()), gradients


def da_through_a(w: Array, b: Array, x: Array, y: Array) -> Array:
    """What torch computes: it divides by 1 - a, which has its own rounding where a is near 1."""
    a = 1 / (1 + np.exp(-(w @ x + b)))
    return (a - y) / (a * (1 - a))


def assert_autograd_agrees(form: Form, net: Net, hidden: str = "tanh", **choices: Any) -> None:
    """Cost and gradients of a form, and of torch, lie where rounding can have taken them."""
    arguments = form.arguments(net, hidden, **choices)
    formula = form.module.cost_and_gradients.formula
    possible_J, possible = around(formula, arguments, float)
    J, gradients = formula(**arguments)
    activations = choices.pop("activations", outputs_sigmoid(net, hidden))
    torch_J, of_torch = autograd(net, activations, **choices)
    own = [f"d{name}" for name in form.parameters(net.parameters)]
    in_its_layout = form.like_its_own({k: v for k, v in of_torch.items() if k[1] in "Wb"})
    assert_rounded((J, gradients), (possible_J, possible))
    assert_rounded((torch_J, in_its_layout), (possible_J, {name: possible[name] for name in own}))
    intermediates = {name: of_torch[name] for name in possible if name in of_torch and "Z" in name}
    assert_rounded(intermediates, {name: possible[name] for name in intermediates})


@pytest.mark.parametrize("name", FORMS)
@given(data=st.data(), hidden=strategies.hidden_activations)
def test_every_form_agrees_with_autograd(name: str, data: st.DataObject, hidden: str) -> None:
    assert_autograd_agrees(FORMS[name], data.draw(nets_for(FORMS[name])), hidden)


@pytest.mark.parametrize("name", [name for name in FORMS if FORMS[name].accepts("lam")])
@given(data=st.data(), hidden=strategies.hidden_activations, lam=st.floats(1e-3, 10))
def test_l2_agrees_with_autograd(name: str, data: st.DataObject, hidden: str, lam: float) -> None:
    assert_autograd_agrees(FORMS[name], data.draw(nets_for(FORMS[name])), hidden, lam=lam)


@given(
    data=st.data(),
    net=strategies.nets(1, 4),
    loss=st.sampled_from(["cross_entropy", "half_squared_error"]),
    lam=st.just(0.0) | st.floats(1e-3, 10),
    keep=strategies.keeps,
)
def test_a_deep_net_with_anything_agrees_with_autograd(
    data: st.DataObject, net: Net, loss: str, lam: float, keep: float
) -> None:
    activations = [data.draw(strategies.hidden_activations) for _ in range(net.layers)]
    if loss == "cross_entropy":
        activations[-1] = "sigmoid"
    choices = {"activations": activations, "loss": loss, "lam": lam, "keep": keep}
    choices |= data.draw(strategies.masks_for(net))
    assert_autograd_agrees(DEEP["deep"], net, **choices)


@given(strategies.nets(2, 2, one_output=True), strategies.hidden_activations)
def test_intermediates_in_rows_agree_with_autograd(net: Net, hidden: str) -> None:
    form = FORMS["rows.matrix"]
    possible = around(rows.matrix.cost_and_gradients.formula, form.arguments(net, hidden), float)[1]
    of_torch = autograd(net, (hidden, "sigmoid"))[1]
    assert_rounded(
        {"dw": of_torch["dZ2"][0], "dZ": of_torch["dZ1"].T},
        {"dw": possible["dw"], "dZ": possible["dZ"]},
    )


@given(strategies.nets(1, 1, one_output=True, one_example=True))
def test_the_links_of_the_computation_graph_agree_with_autograd(net: Net) -> None:
    form = FORMS["logistic.graph"]
    arguments = form.arguments(net)
    possible = around(logistic.graph.cost_and_gradients.formula, arguments, float)[1]
    w, b, x, y = (torch.tensor(arguments[name]) for name in ("w", "b", "x", "y"))
    z = (w @ x + b).requires_grad_()
    a = F.sigmoid(z)
    a.retain_grad()
    F.binary_cross_entropy(a, y).backward()
    assert_rounded(z.grad.numpy(), possible["dz"])
    through_a = around(da_through_a, arguments, float)
    assert_rounded(a.grad.numpy(), through_a)
    assert_rounded(logistic.graph.cost_and_gradients(**arguments)[1]["da"], through_a)


@given(strategies.nets(2, 2), strategies.hidden_activations)
def test_gradients_of_each_example_agree_with_autograd(net: Net, hidden: str) -> None:
    form = FORMS["shallow.vectorised"]
    arguments = form.arguments(net, hidden)
    arguments.pop("lam", None)
    possible = around(shallow.vectorised.example_gradients.formula, arguments, float)
    for i in range(net.m):
        alone = autograd(net.example(i), (hidden, "sigmoid"))[1]
        assert_rounded(
            {name: alone[name] for name in possible},
            {name: stack[i] for name, stack in possible.items()},
        )


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(logits=st.lists(st.floats(-30, 30).filter(lambda z: abs(z) > 1e-9), min_size=1))
def test_the_derivative_of_every_activation_agrees_with_autograd(
    name: str, logits: list[float]
) -> None:
    g, z = ACTIVATIONS[name], np.array(logits)
    leaf_z = leaf(z)
    IN_TORCH[name](leaf_z).sum().backward()
    slope_z = around(lambda z: g.slope_z(z), {"z": z}, float)
    slope_a = around(lambda z: g.slope_a(g.g(z)), {"z": z}, float)
    through_a = leaf_z.grad.numpy()  # torch goes through a for sigmoid and tanh, as slope_a does
    assert_rounded(through_a, slope_a)
    assert_rounded(g.slope_a(g.g(z)), slope_a)
    assert_rounded(g.slope_z(z), slope_z)


def test_a_tensor_that_wants_its_gradient_is_refused_by_name() -> None:
    arguments = FORMS["rows.matrix"].arguments(draw_net((4, 3, 1), 5))
    tensor = torch.ones(4, dtype=torch.float64, requires_grad=True)
    with pytest.raises(TypeError, match=r"^beta must be an array of numbers, got tensor"):
        rows.matrix.cost(**arguments | {"beta": tensor})
    rows.matrix.cost(**arguments | {"beta": tensor.detach()})
