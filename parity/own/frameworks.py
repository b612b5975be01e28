"""A function of a framework, as a function of NumPy arrays: its value and its backward pass.

It runs in the caller's process: its framework is imported there already.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from parity.errors import InputError
from reference.arrays import Array

Given = Mapping[str, Any]  # arguments by name, in their order
Answer = tuple[Any, dict[str, Any]]  # the value, and what is sent back to each input
Backward = Callable[[Given, Sequence[str], Array], Answer]


def backward_of(function: Any) -> tuple[Backward, str]:
    """How a function is differentiated, and by which framework."""
    if is_of_torch(function):
        return by_torch(function.apply), "torch"
    if callable(function) and is_of_jax(function):
        return by_jax(function), "jax"
    if callable(function) and "torch" in sys.modules and not isinstance(function, type):
        return by_torch(function), "torch"
    raise InputError(
        f"f is {function!r:.80}, expected a torch.autograd.Function, a function of torch tensors, "
        "or a jax.custom_vjp; wrap a function that calls one in jax.jit"
    )


def is_of_torch(function: Any) -> bool:
    """Whether it is a torch.autograd.Function."""
    if "torch" not in sys.modules or not isinstance(function, type):
        return False
    import torch

    return issubclass(function, torch.autograd.Function)


def is_of_jax(function: Any) -> bool:
    """Whether it is a custom_vjp, or compiled; without torch there is only JAX."""
    home = type(function).__module__.partition(".")[0]
    return home in ("jax", "jaxlib") or ("jax" in sys.modules and "torch" not in sys.modules)


def by_torch(function: Callable[..., Any]) -> Backward:
    """torch.autograd.grad with the cotangent."""
    import torch

    def backward(given: Given, wrt: Sequence[str], cotangent: Array) -> Answer:
        tensors = {
            name: torch.from_numpy(value.copy()) if isinstance(value, np.ndarray) else value
            for name, value in given.items()
        }
        for name in wrt:
            tensors[name].requires_grad_()
        value = one_array(function(*tensors.values()), torch.Tensor, "torch.Tensor")
        if tuple(value.shape) != cotangent.shape:
            return value.detach().numpy(), {}
        grads = torch.autograd.grad(
            value,
            [tensors[name] for name in wrt],
            torch.from_numpy(cotangent.copy()).to(value.dtype),
            materialize_grads=True,
        )
        return value.detach().numpy(), {
            name: grad.detach().numpy() for name, grad in zip(wrt, grads, strict=True)
        }

    return backward


def by_jax(function: Callable[..., Any]) -> Backward:
    """jax.vjp with the cotangent."""
    import jax
    import jax.numpy as jnp

    def backward(given: Given, wrt: Sequence[str], cotangent: Array) -> Answer:
        with jax.enable_x64(cotangent.dtype.itemsize == 8):
            arrays = {
                name: jnp.asarray(value) if isinstance(value, np.ndarray) else value
                for name, value in given.items()
            }

            def of_inputs(*inputs: Any) -> Any:
                return function(*{**arrays, **dict(zip(wrt, inputs, strict=True))}.values())

            found, send_back = jax.vjp(of_inputs, *[arrays[name] for name in wrt])
            value = one_array(found, jax.Array, "jax.Array")
            if value.shape != cotangent.shape:
                return np.asarray(value), {}
            grads = send_back(jnp.asarray(cotangent, value.dtype))
            return np.asarray(value), {
                name: np.asarray(grad) for name, grad in zip(wrt, grads, strict=True)
            }

    return backward


def one_array(value: Any, kind: Any, expected: str) -> Any:
    """What f gives."""
    if not isinstance(value, kind):
        raise TypeError(f"it gives {value!r:.60}, expected one {expected}; choose one output")
    return value
