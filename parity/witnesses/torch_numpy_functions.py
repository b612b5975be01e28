"""NumPy's functions on tensors: products, sums, extremes, rearrangements."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from parity.witnesses.torch_numpy_arrays import (
    TorchArray,
    array,
    common_dtype,
    operands,
    operation,
    real_dtype,
    taken,
    tensor_of,
)

# Arithmetic.


def power(x: Any, y: Any) -> TorchArray:
    dtype = common_dtype(x, y)
    exponent = y if type(y) in (int, float) else tensor_of(y, dtype)  # x**2 is x * x
    return TorchArray(torch.pow(tensor_of(x, dtype), exponent))


def clip(
    x: Any, a_min: Any = None, a_max: Any = None, *, min: Any = None, max: Any = None
) -> TorchArray:
    low, high = (a_min if min is None else min), (a_max if max is None else max)
    above = array(x) if low is None else operation(torch.maximum)(x, low)
    return above if high is None else operation(torch.minimum)(above, high)


def where(condition: Any, x: Any, y: Any) -> TorchArray:
    left, right = operands(x, y)
    return TorchArray(torch.where(tensor_of(condition, np.dtype(bool)), left, right))


def heaviside(x: Any, at_zero: Any) -> TorchArray:
    tensor, zero = operands(x, at_zero, floats=True)
    step = torch.where(tensor == 0, zero, (tensor > 0).to(tensor.dtype))
    return TorchArray(torch.where(tensor.isnan(), tensor, step))


# Sums and extremes.


def axes_of(x: torch.Tensor, axis: Any) -> tuple[int, ...]:
    """The axes that a reduction goes over."""
    if axis is None:
        return tuple(range(x.ndim))
    axes = axis if isinstance(axis, (tuple, list)) else (axis,)
    if any(not -x.ndim <= a < x.ndim for a in axes):
        raise ValueError(f"axis {axis} is out of bounds for an array of {x.ndim} dimensions")
    return tuple(a % x.ndim for a in axes)


def reduction(
    over: Callable[[torch.Tensor, tuple[int, ...], bool], torch.Tensor], floats: bool = False
) -> Callable[..., TorchArray]:
    """A reduction over one axis, some axes, or all."""

    def reduced(
        x: Any, axis: Any = None, dtype: Any = None, out: None = None, keepdims: Any = False
    ) -> TorchArray:
        if out is not None:
            raise TypeError("out= writes into an array; leave it away")
        (tensor,) = operands(array(x), floats=floats)
        if dtype is not None:
            tensor = tensor_of(TorchArray(tensor), real_dtype(dtype))
        axes = axes_of(tensor, axis)
        return TorchArray(over(tensor, axes, bool(keepdims)) if axes else tensor)

    return reduced


def product(x: torch.Tensor, axes: tuple[int, ...], keepdims: bool) -> torch.Tensor:
    for axis in sorted(axes, reverse=True):
        x = torch.prod(x, axis, keepdim=keepdims)
    return x


sum = reduction(lambda x, axes, keep: torch.sum(x, axes, keepdim=keep))
mean = reduction(lambda x, axes, keep: torch.mean(x, axes, keepdim=keep), floats=True)
prod = reduction(product)
amax = reduction(lambda x, axes, keep: torch.amax(x, axes, keepdim=keep))
amin = reduction(lambda x, axes, keep: torch.amin(x, axes, keepdim=keep))


def max(x: Any, axis: Any = None, out: None = None, keepdims: Any = False) -> TorchArray:
    return amax(x, axis, None, out, keepdims)


def min(x: Any, axis: Any = None, out: None = None, keepdims: Any = False) -> TorchArray:
    return amin(x, axis, None, out, keepdims)


def var(
    x: Any, axis: Any = None, dtype: Any = None, out: None = None, ddof: Any = 0,
    keepdims: Any = False,
) -> TorchArray:  # fmt: skip
    """The mean square of what is off the mean."""
    x = array(x, dtype)
    (off,) = operands(x, floats=True)
    off = off - mean(x, axis, keepdims=True).tensor
    total = sum(TorchArray(off * off), axis, None, out, keepdims)
    terms = x.size // total.size if total.size else 1
    return TorchArray(total.tensor / (terms - ddof))


def std(*args: Any, **kwargs: Any) -> TorchArray:
    return TorchArray(torch.sqrt(var(*args, **kwargs).tensor))


def cumsum(x: Any, axis: int | None = None) -> TorchArray:
    tensor = tensor_of(x)
    return TorchArray(tensor.reshape(-1).cumsum(0) if axis is None else tensor.cumsum(axis))


def trace(x: Any) -> TorchArray:
    return TorchArray(tensor_of(x).diagonal(0, 0, 1).sum(-1))


def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> TorchArray:
    """Of a vector or of a matrix; of anything else the root of the sum of squares."""
    (tensor,) = operands(x, floats=True)
    if ord is None:
        axes = axes_of(tensor, axis)
        return TorchArray(torch.linalg.vector_norm(tensor, dim=axes, keepdim=keepdims))
    return TorchArray(torch.linalg.norm(tensor, ord, axis, keepdims))


# Products.

matmul = operation(torch.matmul)
multiply = operation(torch.mul)


def dot(x: Any, y: Any) -> TorchArray:
    x, y = array(x), array(y)
    if x.ndim == 0 or y.ndim == 0:
        return multiply(x, y)
    if x.ndim <= 2 and y.ndim <= 2:
        return matmul(x, y)
    axes = ([-1], [summed_axis(y)])
    return operation(lambda a, b: torch.tensordot(a, b, axes))(x, y)


def summed_axis(y: TorchArray) -> int:
    """The axis that np.dot sums over in its second argument."""
    return -2 if y.ndim > 1 else -1


def inner(x: Any, y: Any) -> TorchArray:
    x, y = array(x), array(y)
    if x.ndim == 0 or y.ndim == 0:
        return multiply(x, y)
    return operation(lambda a, b: torch.tensordot(a, b, ([-1], [-1])))(x, y)


def tensordot(x: Any, y: Any, axes: Any = 2) -> TorchArray:
    return operation(lambda a, b: torch.tensordot(a, b, axes))(x, y)


def vdot(x: Any, y: Any) -> TorchArray:
    return matmul(ravel(x), ravel(y))


def outer(x: Any, y: Any) -> TorchArray:
    return operation(lambda a, b: torch.outer(a.reshape(-1), b.reshape(-1)))(x, y)


def einsum(subscripts: str, *values: Any) -> TorchArray:
    return TorchArray(torch.einsum(subscripts, *operands(*values)))


# Rearrangements.


def transpose(x: Any, axes: Any = None) -> TorchArray:
    tensor = tensor_of(x)
    order = tuple(range(tensor.ndim))[::-1] if axes is None else tuple(axes)
    return TorchArray(tensor.permute(order))


def reshape(x: Any, shape: Any) -> TorchArray:
    sizes = shape if isinstance(shape, (tuple, list)) else (shape,)
    return TorchArray(tensor_of(x).reshape([int(n) for n in sizes]))


def ravel(x: Any) -> TorchArray:
    return reshape(x, -1)


def swapaxes(x: Any, axis1: int, axis2: int) -> TorchArray:
    return TorchArray(tensor_of(x).swapaxes(axis1, axis2))


def expand_dims(x: Any, axis: Any) -> TorchArray:
    x = array(x)
    return reshape(x, np.expand_dims(np.empty(x.shape), axis).shape)


def squeeze(x: Any, axis: Any = None) -> TorchArray:
    x = array(x)
    return reshape(x, np.squeeze(np.empty(x.shape), axis).shape)


def atleast_2d(x: Any) -> TorchArray:
    x = array(x)
    return x if x.ndim > 1 else reshape(x, (1, -1))


def atleast_1d(x: Any) -> TorchArray:
    return array(x) if array(x).ndim else reshape(x, 1)


def tril(x: Any, k: int = 0) -> TorchArray:
    return TorchArray(torch.tril(tensor_of(x), k))


def triu(x: Any, k: int = 0) -> TorchArray:
    return TorchArray(torch.triu(tensor_of(x), k))


def broadcast_to(x: Any, shape: Any) -> TorchArray:
    return TorchArray(tensor_of(x).broadcast_to(shape))


def rearranged(places_of: Callable[..., Any]) -> Callable[..., TorchArray]:
    """What NumPy does to the places of the elements, done to the elements."""

    def of(x: Any, *args: Any, **kwargs: Any) -> TorchArray:
        x = array(x)
        places = places_of(np.arange(x.size).reshape(x.shape), *args, **kwargs)
        return taken(ravel(x), places)

    return of


tile, repeat, flip = rearranged(np.tile), rearranged(np.repeat), rearranged(np.flip)
roll, moveaxis = rearranged(np.roll), rearranged(np.moveaxis)


def diag(x: Any, k: int = 0) -> TorchArray:
    return TorchArray(torch.diag(tensor_of(x), k))


def concatenate(parts: Sequence[Any], axis: int | None = 0) -> TorchArray:
    if axis is None:
        parts, axis = [ravel(part) for part in parts], 0
    return TorchArray(torch.cat(operands(*parts), axis))


def stack(parts: Sequence[Any], axis: int = 0) -> TorchArray:
    return TorchArray(torch.stack(operands(*parts), axis))


def hstack(parts: Sequence[Any]) -> TorchArray:
    return TorchArray(torch.hstack(operands(*parts)))


def vstack(parts: Sequence[Any]) -> TorchArray:
    return TorchArray(torch.vstack(operands(*parts)))


def column_stack(parts: Sequence[Any]) -> TorchArray:
    return TorchArray(torch.column_stack(operands(*parts)))
