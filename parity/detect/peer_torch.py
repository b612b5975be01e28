"""PyTorch's gradcheck on a backward pass in NumPy, and torch's own gradients."""

import functools
import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch

from parity.case import Case
from parity.derivation import derivation_of, example_axis
from parity.detect.cotangents import cotangents
from parity.detect.court import CaseKey
from parity.kinds import PER_EXAMPLE
from parity.rewriting import again
from parity.witnesses import torch_numpy, torch_numpy_arrays
from parity.witnesses.torch_autograd import NATIVE, tensor, testify, testify_examples
from reference.arrays import Array

Cost = Callable[..., torch.Tensor]


class Backward(torch.autograd.Function):
    """The cost of a case with the derivatives of what is planted."""

    @staticmethod
    def forward(ctx: Any, case: Case, cost: Cost, *values: torch.Tensor) -> torch.Tensor:
        ctx.case, ctx.values = case, values
        return cost(*values)

    @staticmethod
    def backward(ctx: Any, *weights: torch.Tensor) -> Any:
        case = at_values(ctx.case, ctx.values)
        slopes = cotangents(case, weights[0].numpy())
        return None, None, *(torch.from_numpy(slopes[name]) for name in case.parameters)


def at_values(case: Case, values: tuple[torch.Tensor, ...]) -> Case:
    """The case at other parameters."""
    arrays = [value.detach().numpy() for value in values]
    return replace(case, parameters=dict(zip(case.parameters, arrays, strict=True)))


def gradcheck(case: Case, fast: bool) -> bool:
    """gradcheck with its own tolerances; in float32 it warns, and goes on."""
    cost = cost_of(CaseKey(case))
    parameters = [tensor(value).requires_grad_() for value in case.parameters.values()]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.manual_seed(0)
        return torch.autograd.gradcheck(
            lambda *values: Backward.apply(case, cost, *values),  # type: ignore[no-untyped-call]  # torch's
            parameters,
            fast_mode=fast,
            raise_exception=False,
        )


@functools.cache
def cost_of(key: CaseKey) -> Cost:
    """The cost of the parameters, or the losses of all examples."""
    case = key.case
    data = {name: tensor(value) for name, value in case.data.items()}
    if case.kind == PER_EXAMPLE:
        return losses_of(case, data)
    derivation = derivation_of(case)
    if derivation.native:
        native = NATIVE[derivation.native]
        return lambda *values: native(
            {**data, **named(case, values)}, case.settings, lambda _, value: value
        )
    on_torch = again(derivation.cost, torch_numpy.NAMESPACE)

    def cost(*values: torch.Tensor) -> torch.Tensor:
        q = {
            name: torch_numpy_arrays.array(x) for name, x in {**data, **named(case, values)}.items()
        }
        J: torch.Tensor = torch_numpy_arrays.array(on_torch(**case.settings, **q)).tensor
        return J

    return cost


def losses_of(case: Case, data: dict[str, torch.Tensor]) -> Cost:
    """The loss of every example."""
    native, axis = NATIVE[derivation_of(case).native], example_axis(case)

    def loss(parameters: Any, example: Any) -> torch.Tensor:
        batch = {name: value.unsqueeze(axis) for name, value in example.items()}
        return native({**parameters, **batch}, case.settings, lambda _, value: value)

    together = torch.func.vmap(loss, in_dims=(None, axis))
    return lambda *values: together(named(case, values), data)


def named(case: Case, values: tuple[torch.Tensor, ...]) -> dict[str, torch.Tensor]:
    """The parameters by name."""
    return dict(zip(case.parameters, values, strict=True))


def gradients(case: Case) -> dict[str, Array]:
    """Torch's own."""
    return gradients_of(CaseKey(case))


@functools.cache
def gradients_of(key: CaseKey) -> dict[str, Array]:
    """Once for each case."""
    case = key.case
    answer = testify_examples(case) if case.kind == PER_EXAMPLE else testify(case)
    return {name: answer.derivatives[name] for name in case.parameters}
