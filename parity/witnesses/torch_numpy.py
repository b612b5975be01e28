"""A plain NumPy cost on PyTorch autograd: the names of NumPy that a cost may use, over tensors.

torch has a NumPy layer of its own, and it does not serve here: `torch._numpy` is private, knows
no np.errstate, and loses what meets an ndarray or an np.float64; `torch.compiler.wrap_numpy` is
public, but differentiates inside torch.compile only, whose first call takes half a minute.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import numpy as np
import torch

from parity.rewriting import again
from parity.witnesses import torch_numpy_functions as functions
from parity.witnesses.running import Names, running
from parity.witnesses.torch_numpy_arrays import (
    FloatType,
    TorchArray,
    array,
    astype,
    operation,
    real_dtype,
    taken,
)
from reference.arrays import Array

# The names of NumPy.

REAL: dict[str, Callable[..., Any]] = {
    "exp": torch.exp, "exp2": torch.exp2, "expm1": torch.expm1, "log": torch.log,
    "log2": torch.log2, "log10": torch.log10, "log1p": torch.log1p, "sqrt": torch.sqrt,
    "sin": torch.sin, "cos": torch.cos, "tan": torch.tan, "arctan": torch.arctan,
    "sinh": torch.sinh, "cosh": torch.cosh, "tanh": torch.tanh,
    "divide": torch.true_divide, "true_divide": torch.true_divide,
    "logaddexp": torch.logaddexp,
}  # fmt: skip
OTHERS: dict[str, Callable[..., Any]] = {
    "add": torch.add, "subtract": torch.sub, "multiply": torch.mul, "negative": torch.neg,
    "positive": torch.positive, "square": torch.square, "reciprocal": torch.reciprocal,
    "abs": torch.abs, "absolute": torch.abs, "fabs": torch.abs, "sign": torch.sign,
    "maximum": torch.maximum, "minimum": torch.minimum, "matmul": torch.matmul,
    "greater": torch.gt, "greater_equal": torch.ge, "less": torch.lt, "less_equal": torch.le,
    "equal": torch.eq, "not_equal": torch.ne, "isnan": torch.isnan, "isinf": torch.isinf,
    "isfinite": torch.isfinite, "logical_and": torch.logical_and,
    "logical_or": torch.logical_or, "logical_not": torch.logical_not,
    "logical_xor": torch.logical_xor, "bitwise_and": torch.bitwise_and,
    "bitwise_or": torch.bitwise_or, "bitwise_xor": torch.bitwise_xor,
    "invert": torch.bitwise_not,
}  # fmt: skip
ELEMENTWISE = {
    **{name: operation(function, floats=True) for name, function in REAL.items()},
    **{name: operation(function) for name, function in OTHERS.items()},
    "power": functions.power,
}
ARRAY_FUNCTIONS = {
    name: getattr(functions, name)
    for name in (
        "clip", "where", "heaviside", "sum", "mean", "prod", "max", "min", "amax", "amin", "var",
        "std", "cumsum", "trace", "dot", "inner", "outer", "einsum", "transpose", "reshape",
        "ravel", "swapaxes", "expand_dims", "squeeze", "atleast_2d", "broadcast_to", "tile",
        "repeat", "diag", "concatenate", "stack", "hstack", "vstack",
        "column_stack", "atleast_1d", "flip", "roll", "moveaxis", "tril", "triu",
        "tensordot", "vdot",
    )
}  # fmt: skip


def made(name: str) -> Callable[..., Any]:
    """np.zeros, np.eye and their like: NumPy makes it, and it becomes a tensor."""

    def make(*args: Any, dtype: Any = None, **kwargs: Any) -> Any:
        x = array(getattr(np, name)(*args, **kwargs))
        return x if dtype is None else astype(x, dtype)

    return make


def full(shape: Any, fill_value: Any, dtype: Any = None) -> TorchArray:
    x = functions.broadcast_to(array(fill_value, dtype), shape)
    return TorchArray(x.tensor.clone())


def full_like(x: Any, fill_value: Any, dtype: Any = None) -> Any:
    x = array(x)
    return full(x.shape, fill_value, x.dtype if dtype is None else dtype)


MADE = {
    **{name: made(name) for name in ("zeros", "ones", "eye")},
    "zeros_like": lambda x, dtype=None: full_like(x, 0, dtype),
    "ones_like": lambda x, dtype=None: full_like(x, 1, dtype), "full_like": full_like, "full": full,
    "array": array, "asarray": array, "copy": array,
    # Places and counts, which Python's own use of them goes on with.
    "arange": np.arange, "linspace": np.linspace,
    "ndim": lambda x: array(x).ndim, "shape": lambda x: array(x).shape,
    "size": lambda x, axis=None: array(x).size if axis is None else array(x).shape[axis],
}  # fmt: skip
DTYPES = {
    **{name: FloatType(name) for name in ("float16", "float32", "float64")},
    "bool_": np.bool_, "int32": np.int32, "int64": np.int64, "ndarray": TorchArray,
    "finfo": lambda dtype: np.finfo(real_dtype(dtype)), "errstate": np.errstate,
    "newaxis": None, "pi": np.pi, "e": np.e, "inf": np.inf, "nan": np.nan,
}  # fmt: skip
LINALG = Names({"norm": functions.norm}, "torch", "np.linalg")
NAMESPACE = Names({**ELEMENTWISE, **ARRAY_FUNCTIONS, **MADE, **DTYPES, "linalg": LINALG}, "torch")

# Operators and methods.

BINARY = {
    "add": "add", "sub": "subtract", "mul": "multiply", "truediv": "divide", "pow": "power",
    "matmul": "matmul", "and": "bitwise_and", "or": "bitwise_or", "xor": "bitwise_xor",
}  # fmt: skip
COMPARISONS = {
    "gt": "greater", "ge": "greater_equal", "lt": "less", "le": "less_equal", "eq": "equal",
    "ne": "not_equal",
}  # fmt: skip
UNARY = {"neg": "negative", "pos": "positive", "abs": "absolute", "invert": "invert"}
SAME_METHODS = (
    "sum", "mean", "prod", "max", "min", "var", "std", "cumsum", "trace", "dot", "ravel",
    "swapaxes", "squeeze", "clip", "repeat",
)  # fmt: skip


def elements(x: TorchArray) -> Iterator[TorchArray]:
    """The elements along the first axis."""
    return iter([taken(x, i) for i in range(len(x))])


def reshaped(x: TorchArray, *shape: Any) -> TorchArray:
    """x.reshape(2, 3) or x.reshape((2, 3))."""
    return functions.reshape(x, shape[0] if len(shape) == 1 else shape)


def transposed(x: TorchArray, *axes: Any) -> TorchArray:
    """x.transpose(), x.transpose(1, 0) or x.transpose((1, 0))."""
    return functions.transpose(x, axes[0] if len(axes) == 1 else (axes or None))


METHODS = {
    **{name: getattr(functions, name) for name in SAME_METHODS},
    "__getitem__": taken, "__iter__": elements, "reshape": reshaped, "transpose": transposed,
    "flatten": functions.ravel, "astype": astype, "copy": lambda x: x,
    "item": lambda x: functions.reshape(x, ()), "T": property(functions.transpose),
}  # fmt: skip


def equip() -> None:
    """Give tensors the operators and methods of the tables above."""
    for operator, name in {**BINARY, **COMPARISONS, **UNARY}.items():
        function = ELEMENTWISE[name]
        setattr(TorchArray, f"__{operator}__", lambda *xs, function=function: function(*xs))
        if operator in BINARY:
            reflected = f"__r{operator}__"
            setattr(TorchArray, reflected, lambda x, y, function=function: function(y, x))
    for name, method in METHODS.items():
        setattr(TorchArray, name, method)


equip()

# The derivatives of a cost.


def derivatives(
    cost: Callable[..., Any],
    arguments: Mapping[str, Any],
    traced: Collection[str],
    wanted: Collection[str],
) -> tuple[Array, dict[str, Array]]:
    """The cost, and its derivatives by the wanted arguments and intermediates.

    An intermediate that is assigned more than once has no single derivative and is left out.
    """
    with running("torch", cost):
        places = Places(wanted)
        inputs = {
            name: places.beginning(value) if name in traced else in_tensors(value)
            for name, value in arguments.items()
        }
        J = array(again(cost, NAMESPACE, places)(**inputs)).tensor
        known = {**places.assigned_once(), **inputs}
        sought = {name: known[name].tensor for name in wanted if has_place(known.get(name))}
        return J.detach().numpy(), sent_back(J, sought)


def in_tensors(value: Any) -> Any:
    """Arrays, also those inside lists and tables; Python's own numbers stay weak."""
    if isinstance(value, dict):
        return {key: in_tensors(item) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(map(in_tensors, value))
    return array(value) if isinstance(value, (np.ndarray, np.generic)) else value


def has_place(value: Any) -> bool:
    """Whether the derivative by it is known to torch."""
    return isinstance(value, TorchArray) and value.tensor.requires_grad


class Places:
    """A probe that gives every assigned value a place of its own in torch's graph.

    `A = Z` makes two quantities of one value: each is sent what was used under its name.
    """

    def __init__(self, wanted: Collection[str]) -> None:
        self.wanted = wanted
        self.seen: dict[str, list[TorchArray]] = {}

    def __call__(self, name: str, value: Any) -> Any:
        if name not in self.wanted or not isinstance(value, TorchArray):
            return value
        own = self.place(value)
        self.seen.setdefault(name, []).append(own)
        return own

    def place(self, value: TorchArray) -> TorchArray:
        """What no parameter went into is a beginning."""
        tensor = value.tensor
        return TorchArray(tensor.view_as(tensor)) if tensor.requires_grad else self.beginning(value)

    def beginning(self, value: Any) -> TorchArray:
        """A leaf of the graph; whole numbers and masks have no derivative."""
        tensor = array(value).tensor.detach()
        return TorchArray(tensor.clone().requires_grad_(tensor.is_floating_point()))

    def assigned_once(self) -> dict[str, TorchArray]:
        """The intermediates that have one value only."""
        return {name: arrays[0] for name, arrays in self.seen.items() if len(arrays) == 1}


def sent_back(J: torch.Tensor, places: Mapping[str, torch.Tensor]) -> dict[str, Array]:
    """What arrives at each of the places; 0 where the cost does not depend on it."""
    if not J.requires_grad:
        return {name: np.zeros(x.shape, array(TorchArray(x)).dtype) for name, x in places.items()}
    # Of the sum, for ones at each of J: where torch is given those, it imports sympy, for 0.3 s.
    found = torch.autograd.grad(J.sum(), list(places.values()), materialize_grads=True)
    return {name: grad.numpy() for name, grad in zip(places, found, strict=True)}
