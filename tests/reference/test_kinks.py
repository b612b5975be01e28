"""What each activation says at exactly 0, and what torch and JAX say there.

The table in the docstring of reference/activations.py, as a test.
"""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import torch

from reference import activations, losses
from reference.activations import ACTIVATIONS

HERE = {"relu": (0, 0), "leaky_relu": (0, 0.01), "step": (0, 0)}
TORCH = {
    "relu": (torch.relu, 0),
    "maximum(z, 0)": (lambda z: torch.maximum(z, torch.zeros_like(z)), 0.5),
    "clamp": (lambda z: torch.clamp(z, min=0), 1),
    "leaky_relu": (lambda z: torch.nn.functional.leaky_relu(z, 0.01), 0.01),
    "maximum(0.01 z, z)": (lambda z: torch.maximum(0.01 * z, z), 0.505),
    "abs": (torch.abs, 0),
}
JAX = {
    "relu": (jax.nn.relu, 0),
    "maximum(z, 0)": (lambda z: jnp.maximum(z, 0), 0.5),
    "leaky_relu": (lambda z: jax.nn.leaky_relu(z, 0.01), 1),
    "maximum(0.01 z, z)": (lambda z: jnp.maximum(0.01 * z, z), 0.505),
    "heaviside": (lambda z: jnp.heaviside(z, 0.0), 0),
    "abs": (jnp.abs, 1),
}


@pytest.mark.parametrize("name", HERE)
def test_here(name: str) -> None:
    g, zero = ACTIVATIONS[name], np.zeros(1)
    assert (g.g(zero), g.slope_z(zero)) == HERE[name]
    assert g.slope_a(g.g(zero)) == HERE[name][1]


@pytest.mark.parametrize(("function", "slope"), TORCH.values(), ids=TORCH)
def test_torch(function: Callable[[Any], Any], slope: float) -> None:
    z = torch.zeros((), dtype=torch.float64, requires_grad=True)
    function(z).backward()
    assert z.grad.item() == slope


def test_torch_has_no_derivative_for_the_step() -> None:
    z = torch.zeros((), dtype=torch.float64, requires_grad=True)
    with pytest.raises(RuntimeError, match="derivative"):
        torch.heaviside(z, torch.zeros_like(z)).backward()


@pytest.mark.parametrize(("function", "slope"), JAX.values(), ids=JAX)
def test_jax(function: Callable[[Any], Any], slope: float) -> None:
    assert jax.grad(function)(0.0) == jnp.float32(slope)


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
def test_any_of_them_lies_between_the_slopes_on_the_two_sides(name: str) -> None:
    left, right = ACTIVATIONS[name].slope_z(np.array([-1.0, 1.0]))
    for table in (TORCH, JAX):
        kin = (
            ("relu", "maximum(z, 0)", "clamp")
            if name == "relu"
            else ("leaky_relu", "maximum(0.01 z, z)")
        )
        assert all(left <= table[key][1] <= right for key in kin if key in table)


@pytest.mark.parametrize("label", [0.0, 0.25, 1.0])
def test_both_branches_of_the_loss_have_the_right_slope_at_zero(
    label: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loss itself, run with JAX in place of NumPy: a logit of 0 is no kink of it."""
    monkeypatch.setattr(losses, "np", jnp)
    slope = jax.grad(losses.cross_entropy_from_logit)(0.0, label)
    assert slope == losses.cross_entropy_dz(activations.sigmoid(np.float32(0)), label)


def test_the_table_is_the_one_in_the_docstring() -> None:
    printed = " ".join((activations.__doc__ or "").split())
    assert "| relu | 0, 0 | relu 0, maximum 0.5, clamp 1 | nn.relu 0, maximum 0.5 |" in printed
    assert "| leaky relu | 0, 0.01 | leaky_relu 0.01, maximum 0.505 | nn.leaky_relu 1" in printed
    assert "| step | 0, 0 | heaviside: no derivative | heaviside 0 |" in printed
    assert "| abs | not used here | abs 0 | abs 1 |" in printed
