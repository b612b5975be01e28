"""Several draws of an array, computed with at once.

To the formulas that it goes through, a `Stacked` is one array with the shape of each draw; the
draws lie along a hidden first axis. So a pass in Python is made once for all draws, and what it
costs beyond arithmetic is paid once. What is not known here raises TypeError, and whoever asked
makes a pass for each draw instead.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from autograd.extend import VSpace
from autograd.numpy.numpy_boxes import ArrayBox
from numpy.lib.mixins import NDArrayOperatorsMixin

from reference.arrays import Array


class Stacked(NDArrayOperatorsMixin):
    """Draws of one array."""

    __slots__ = ("draws",)

    def __init__(self, draws: Array) -> None:
        self.draws = draws  # (draws, *shape)

    @property
    def shape(self) -> tuple[int, ...]:
        """Of each draw."""
        return self.draws.shape[1:]

    @property
    def ndim(self) -> int:
        """Of each draw."""
        return self.draws.ndim - 1

    @property
    def size(self) -> int:
        """Of each draw."""
        return int(self.draws[0].size)

    @property
    def dtype(self) -> np.dtype[Any]:
        """As of any array."""
        return self.draws.dtype

    @property
    def T(self) -> "Stacked":
        """Each draw transposed."""
        return transpose(self)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, index: Any) -> "Stacked":
        plain = index if isinstance(index, tuple) else (index,)
        if not all(isinstance(i, (int, np.integer, slice, type(None), type(...))) for i in plain):
            raise TypeError("an index that is an array is not known of stacked draws")
        return Stacked(self.draws[(slice(None), *plain)])

    def __bool__(self) -> bool:
        raise TypeError("stacked draws may take different branches")

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        raise TypeError("stacked draws are more than one array")

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if any(not isinstance(x, KNOWN) and hasattr(x, "__array_ufunc__") for x in inputs):
            return NotImplemented  # boxes of a tape come first
        if method != "__call__" or kwargs:
            raise TypeError(f"np.{ufunc.__name__}.{method} is not known of stacked draws")
        result = matmul(*inputs) if ufunc is np.matmul else ufunc(*aligned(inputs))
        return Stacked(result) if isinstance(result, np.ndarray) else result

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        del types
        if function not in FUNCTIONS:
            raise TypeError(f"np.{function.__name__} is not known of stacked draws")
        return FUNCTIONS[function](*args, **kwargs)


def as_array(value: Any) -> Any:
    """What is no stack as an array."""
    return value if isinstance(value, Stacked) else np.asarray(value)


KNOWN = (Stacked, np.ndarray, np.generic)


def aligned(arrays: Sequence[Any], least: int = 0) -> list[Any]:
    """The arrays as NumPy broadcasts them: the axis of the draws stays the first."""
    ndim = max(least, *[x.ndim if isinstance(x, KNOWN) else np.ndim(x) for x in arrays])
    return [with_axes(x.draws, ndim + 1) if isinstance(x, Stacked) else x for x in arrays]


def with_axes(draws: Array, ndim: int) -> Array:
    """Axes of length 1 after the first, until there are so many."""
    missing = ndim - draws.ndim
    return draws.reshape(len(draws), *(1,) * missing, *draws.shape[1:]) if missing else draws


def matmul(x: Any, y: Any) -> Array:
    """x @ y: a vector is a row on the left, a column on the right."""
    row, column = np.ndim(x) == 1, np.ndim(y) == 1
    left, right = aligned(
        [x[np.newaxis, :] if row else x, y[:, np.newaxis] if column else y], least=2
    )
    product: Array = (wide if np.longdouble in (left.dtype, right.dtype) else np.matmul)(
        left, right
    )
    if column:
        product = product[..., 0]
    return product[..., 0, :] if row and not column else product[..., 0] if row else product


def wide(left: Array, right: Array) -> Array:
    """np.matmul in longdouble, where NumPy has no BLAS and walks down columns: half the time."""
    columns = np.ascontiguousarray(np.swapaxes(right, -1, -2))
    product: Array = np.einsum("...ij,...kj->...ik", left, columns)
    return product


def shifted(axis: Any, ndim: int) -> Any:
    """Axes of each draw as axes of the stack."""
    if axis is None:
        return tuple(range(1, ndim + 1))
    if isinstance(axis, (tuple, list)):
        return tuple(shifted(one, ndim) for one in axis)
    return int(axis) % ndim + 1


def reduction(function: Callable[..., Any]) -> Callable[..., Stacked]:
    """np.sum and its like, along axes of each draw."""

    def reduced(x: Stacked, axis: Any = None, *, keepdims: Any = False) -> Stacked:
        return Stacked(function(x.draws, axis=shifted(axis, x.ndim), keepdims=bool(keepdims)))

    return reduced


def transpose(x: Stacked, axes: Any = None) -> Stacked:
    order = range(x.ndim)[::-1] if axes is None else axes
    return Stacked(np.transpose(x.draws, (0, *(shifted(axis, x.ndim) for axis in order))))


def swapaxes(x: Stacked, axis1: int, axis2: int) -> Stacked:
    return Stacked(np.swapaxes(x.draws, shifted(axis1, x.ndim), shifted(axis2, x.ndim)))


def reshape(x: Stacked, shape: Any) -> Stacked:
    return Stacked(np.reshape(x.draws, (len(x.draws), *np.atleast_1d(shape))))


def expand_dims(x: Stacked, axis: Any) -> Stacked:
    return Stacked(np.expand_dims(x.draws, shifted(axis, x.ndim + 1)))


def where(condition: Any, x: Any, y: Any) -> Stacked:
    return Stacked(np.where(*aligned([condition, x, y])))


def like(function: Callable[..., Any]) -> Callable[..., Stacked]:
    """np.ones_like and its like."""
    return lambda x: Stacked(function(x.draws))


FUNCTIONS: dict[Any, Callable[..., Any]] = {
    **{function: reduction(function) for function in (np.sum, np.mean, np.max, np.min, np.prod)},
    **{function: like(function) for function in (np.ones_like, np.zeros_like, np.real)},
    np.transpose: transpose,
    np.swapaxes: swapaxes,
    np.reshape: reshape,
    np.expand_dims: expand_dims,
    np.where: where,
    np.shape: lambda x: x.shape,
    np.ndim: lambda x: x.ndim,
    np.size: lambda x: x.size,
    np.iscomplexobj: lambda x: x.dtype.kind == "c",
    np.result_type: lambda *xs: np.result_type(*(getattr(x, "dtype", x) for x in xs)),
}


class StackedSpace(VSpace):  # type: ignore[misc]  # autograd has no types
    """Where derivatives of stacked draws live: autograd adds them up here."""

    def __init__(self, value: Stacked) -> None:
        self.shape, self.dtype, self.draws = value.shape, value.dtype, value.draws

    def zeros(self) -> Stacked:
        return Stacked(np.zeros_like(self.draws))

    def ones(self) -> Stacked:
        return Stacked(np.ones_like(self.draws))

    def _add(self, x: Any, y: Any) -> Any:
        return x + y

    _mut_add = _add


ArrayBox.register(Stacked)
StackedSpace.register(Stacked)
