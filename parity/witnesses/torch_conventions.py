"""What torch's own functions say at kinks, at edges and far out."""

from collections.abc import Callable

import torch
from torch.nn import functional as F

from parity.conventions import (
    LOSS,
    NO_SLOPE,
    QUESTIONS,
    SIGMOID,
    TANH,
    Call,
    Fact,
    Questions,
    edges,
    growths,
    number,
    slopes,
)

Function = Callable[[torch.Tensor], torch.Tensor]


def like(x: torch.Tensor, value: float) -> torch.Tensor:
    """A constant in the dtype of x."""
    return torch.full_like(x.detach(), value)


SLOPES = (
    Call("relu", "F.relu(z)", F.relu),
    Call("leaky relu", "F.leaky_relu(z, 0.01)", lambda z: F.leaky_relu(z, 0.01)),
    Call("max(0, z)", "torch.maximum(0, z)", lambda z: torch.maximum(like(z, 0), z)),
    Call("max(0.01 z, z)", "torch.maximum(0.01 * z, z)", lambda z: torch.maximum(0.01 * z, z)),
    Call("clamp", "torch.clamp(z, min=0)", lambda z: torch.clamp(z, min=0)),
    Call("abs", "torch.abs(z)", torch.abs),
    Call("step", "torch.heaviside(z, 0)", lambda z: torch.heaviside(z, like(z, 0))),
    Call("step", "(z > 0).to(z.dtype)", lambda z: (z > 0).to(z.dtype)),
    Call("sign", "torch.sign(z)", torch.sign),
)
EDGES = (
    Call("p", "F.binary_cross_entropy(p, y)", lambda p, y: F.binary_cross_entropy(p, like(p, y))),
    Call(
        "z",
        "F.binary_cross_entropy_with_logits(z, y)",
        lambda z, y: F.binary_cross_entropy_with_logits(z, like(z, y)),
    ),
)
GROWTHS = (
    Call(SIGMOID, "torch.sigmoid", torch.sigmoid),
    Call(TANH, "torch.tanh", torch.tanh),
    Call(
        LOSS,
        "torch, from the logit",
        lambda z: F.binary_cross_entropy_with_logits(z, like(z, 1)),
    ),
    Call(
        LOSS,
        "torch, of sigmoid(z)",
        lambda z: F.binary_cross_entropy(torch.sigmoid(z), like(z, 1)),
    ),
)


def torch_facts(asked: Questions = QUESTIONS) -> list[Fact]:
    """What torch says."""
    return [
        *slopes("torch", SLOPES, in_torch, asked),
        *edges("torch", EDGES, in_torch, asked),
        *growths("torch", GROWTHS, in_torch, asked),
    ]


def in_torch(function: Function, x: float, dtype: str) -> tuple[str, str]:
    """Value and derivative by autograd, if there is one."""
    at = torch.tensor(x, dtype=getattr(torch, dtype), requires_grad=True)
    value = function(at)
    try:
        (slope,) = torch.autograd.grad(value, at)
    except RuntimeError:  # torch's word for "not differentiable"
        return number(value.detach()), NO_SLOPE
    return number(value.detach()), number(slope)
