"""Tensors under NumPy's names and rules: what an array is, its dtype, its elements.

Dtypes are promoted as NumPy 2 does it: Python's own numbers are weak, arrays and NumPy's scalars
are not. torch's rule is another one (its 0-d tensors are weak), so operands are converted first.
"""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NoReturn

import numpy as np
import torch

from parity.witnesses.running import ELEMENT_ASSIGNED
from reference.arrays import Array

DTYPES = {
    np.dtype(name): kind
    for name, kind in {
        "f8": torch.float64, "f4": torch.float32, "f2": torch.float16, "i8": torch.int64,
        "i4": torch.int32, "i2": torch.int16, "i1": torch.int8, "u1": torch.uint8,
        "?": torch.bool,
    }.items()
}  # fmt: skip
NUMPYS = {kind: dtype for dtype, kind in DTYPES.items()}


class TorchArray:
    """A tensor with NumPy's attributes; torch_numpy.py gives it the operators and methods.

    No subclass of torch.Tensor, whose methods of the same names do other things. NumPy's own
    functions refuse it, since they would lose its derivative.
    """

    __slots__ = ("tensor",)
    __hash__: ClassVar[None] = None  # type: ignore[assignment]  # compared element by element
    __array_ufunc__ = None  # so that ndarray + TorchArray comes to TorchArray.__radd__

    def __init__(self, tensor: torch.Tensor) -> None:
        self.tensor = tensor

    @property
    def shape(self) -> tuple[int, ...]:
        """As of any array."""
        return tuple(self.tensor.shape)

    @property
    def ndim(self) -> int:
        """As of any array."""
        return self.tensor.ndim

    @property
    def size(self) -> int:
        """As of any array."""
        return self.tensor.numel()

    @property
    def dtype(self) -> np.dtype[Any]:
        """NumPy's name for it."""
        return NUMPYS[self.tensor.dtype]

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of an array without dimensions")
        return self.shape[0]

    def __setitem__(self, index: Any, value: Any) -> NoReturn:
        raise TypeError(ELEMENT_ASSIGNED)

    def __bool__(self) -> bool:
        return bool(self.tensor)

    def __float__(self) -> float:
        return float(self.number("float()"))

    def __int__(self) -> int:
        return int(self.number("int()"))

    def __index__(self) -> int:
        return self.number("an index").__index__()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.array(self.number("NumPy itself"), dtype, copy=copy)

    def number(self, for_whom: str) -> Array:
        """The numbers alone, where no derivative goes through them."""
        if self.tensor.requires_grad:
            raise TypeError(f"{for_whom} of what is differentiated would lose the derivative")
        return self.tensor.numpy()


class FloatType:
    """np.float64 and its like: a dtype, and a function that converts to it."""

    def __init__(self, name: str) -> None:
        self.dtype = np.dtype(name)

    def __call__(self, value: Any = 0.0) -> Any:
        return astype(value, self) if has_tensors(value) else self.dtype.type(value)


def real_dtype(dtype: Any) -> np.dtype[Any]:
    """What NumPy knows the dtype as."""
    return dtype.dtype if isinstance(dtype, FloatType) else np.dtype(dtype)


def has_tensors(value: Any) -> bool:
    """Whether a tensor is among nested lists."""
    if isinstance(value, (list, tuple)):
        return any(map(has_tensors, value))
    return isinstance(value, TorchArray)


def array(value: Any, dtype: Any = None, copy: bool = True) -> Any:
    """Numbers, tensors, or lists of both."""
    del copy  # nothing is changed in place
    x = TorchArray(tensor_of(value))
    return x if dtype is None else astype(x, dtype)


def astype(x: Any, dtype: Any, copy: bool = True) -> Any:
    """The same numbers in that dtype."""
    del copy  # nothing is changed in place
    return TorchArray(tensor_of(x, real_dtype(dtype)))


def tensor_of(value: Any, dtype: np.dtype[Any] | None = None) -> torch.Tensor:
    """Anything that is an array to NumPy as a tensor, in its own dtype or in that one."""
    if isinstance(value, TorchArray):
        tensor = value.tensor
    elif has_tensors(value):
        whole = dtype_of_list(value)
        tensor = torch.stack([tensor_of(item, whole) for item in value])
    else:
        tensor = from_numbers(np.asarray(value))
    return tensor if dtype is None else tensor.to(DTYPES[dtype])


def from_numbers(numbers: Array) -> torch.Tensor:
    """A tensor of its own memory: torch knows neither read-only arrays nor negative strides."""
    if numbers.dtype not in DTYPES:
        raise TypeError(f"no tensor can be made of dtype {numbers.dtype}")
    return torch.from_numpy(np.array(numbers, order="C"))


def common_dtype(*values: Any) -> np.dtype[Any]:
    """The dtype of what NumPy would compute from all of them."""
    return np.result_type(*map(strength, values))


def strength(value: Any) -> Any:
    """What NumPy's promotion asks of an operand: Python's own numbers as they are."""
    if type(value) in (bool, int, float):
        return value
    if isinstance(value, (list, tuple)) and has_tensors(value):
        return dtype_of_list(value)
    return value.dtype if isinstance(value, TorchArray) else np.asarray(value).dtype


def dtype_of_list(values: Sequence[Any]) -> np.dtype[Any]:
    """In a list Python's own numbers are not weak: np.array([np.float32(1), 1.0]) is float64."""
    own = (np.asarray(v) if type(v) in (bool, int, float) else v for v in values)
    return common_dtype(*own)


def operands(*values: Any, floats: bool = False) -> list[torch.Tensor]:
    """The values in their common dtype; whole numbers as float64 where floats are asked for."""
    dtype = common_dtype(*values)
    if floats and dtype.kind != "f":
        dtype = np.dtype(float)
    return [tensor_of(value, dtype) for value in values]


def operation(of_tensors: Callable[..., Any], floats: bool = False) -> Callable[..., TorchArray]:
    """A function of arrays, from one of tensors of the same dtype."""

    def on_arrays(*values: Any) -> TorchArray:
        return TorchArray(of_tensors(*operands(*values, floats=floats)))

    return on_arrays


def taken(x: TorchArray, index: Any) -> TorchArray:
    """x[index]: NumPy itself says which elements an index takes."""
    parts = tuple(map(plain, index)) if isinstance(index, tuple) else plain(index)
    places = np.asarray(np.arange(x.size).reshape(x.shape)[parts])
    flat = x.tensor.reshape(-1)[torch.from_numpy(np.array(places).reshape(-1))]
    return TorchArray(flat.reshape(places.shape))


def plain(index: Any) -> Any:
    """A part of an index, without tensors."""
    if isinstance(index, TorchArray):
        return index.number("an index")
    return [plain(item) for item in index] if isinstance(index, list) else index
