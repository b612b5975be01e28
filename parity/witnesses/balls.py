"""A NumPy-named namespace over arrays of balls, differentiable by autograd.

The front page: every name that a cost may use of NumPy stands here, and the operators and
methods of arrays. What stands for `np` when the certified witness runs a cost again is this
module (ball_arrays.py says what a ball is).

What Python computes before balls come in (1/m with m from a shape) is as Python computes it.
"""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from parity.witnesses.ball_arrays import BallArray, Balls, Mask, balls, has_balls, unboxed
from parity.witnesses.ball_choices import (
    absolute,
    as_mask,
    clip,
    equal,
    greater,
    greater_equal,
    heaviside,
    isfinite,
    isnan,
    less,
    less_equal,
    logical_and,
    logical_not,
    logical_or,
    logical_xor,
    maximum,
    minimum,
    not_equal,
    sign,
    where,
)
from parity.witnesses.ball_operations import add as plus
from parity.witnesses.ball_operations import (
    arctan,
    cos,
    cosh,
    divide,
    exp,
    expm1,
    log,
    log1p,
    log2,
    log10,
    logaddexp,
    multiply,
    power,
    reciprocal,
    sin,
    sinh,
    sqrt,
    square,
    tan,
    tanh,
)
from parity.witnesses.ball_operations import negative as opposite
from parity.witnesses.ball_operations import subtract as minus
from parity.witnesses.ball_products import dot, einsum, inner, matmul, outer
from parity.witnesses.ball_shapes import (
    atleast_2d,
    broadcast_to,
    concatenate,
    diag,
    expand_dims,
    hstack,
    ndim,
    ravel,
    repeat,
    reshape,
    shape,
    size,
    squeeze,
    stack,
    swapaxes,
    take,
    tile,
    transpose,
    vstack,
)
from parity.witnesses.ball_sums import (  # the names are NumPy's
    cumsum,
    max,
    mean,
    min,
    norm,
    prod,
    std,
    sum,
    trace,
    var,
)
from parity.witnesses.running import missing

# What a cost may use of NumPy, and what makes balls of numbers.
__all__ = [
    "abs",
    "absolute",
    "add",
    "amax",
    "amin",
    "arange",
    "arctan",
    "array",
    "asarray",
    "atleast_2d",
    "balls",
    "bitwise_and",
    "bitwise_or",
    "bitwise_xor",
    "bool_",
    "broadcast_to",
    "clip",
    "concatenate",
    "copy",
    "cos",
    "cosh",
    "cumsum",
    "diag",
    "divide",
    "dot",
    "e",
    "einsum",
    "equal",
    "errstate",
    "exp",
    "expand_dims",
    "expm1",
    "eye",
    "fabs",
    "finfo",
    "float16",
    "float32",
    "float64",
    "full",
    "full_like",
    "greater",
    "greater_equal",
    "heaviside",
    "hstack",
    "inf",
    "inner",
    "int32",
    "int64",
    "invert",
    "isfinite",
    "isnan",
    "less",
    "less_equal",
    "linalg",
    "log",
    "log1p",
    "log2",
    "log10",
    "logaddexp",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "longdouble",
    "matmul",
    "max",
    "maximum",
    "mean",
    "min",
    "minimum",
    "multiply",
    "nan",
    "ndarray",
    "ndim",
    "negative",
    "newaxis",
    "not_equal",
    "ones",
    "ones_like",
    "outer",
    "pi",
    "power",
    "prod",
    "ravel",
    "reciprocal",
    "repeat",
    "reshape",
    "shape",
    "sign",
    "sin",
    "sinh",
    "size",
    "sqrt",
    "square",
    "squeeze",
    "stack",
    "std",
    "subtract",
    "sum",
    "swapaxes",
    "tan",
    "tanh",
    "tile",
    "trace",
    "transpose",
    "true_divide",
    "var",
    "vstack",
    "where",
    "zeros",
    "zeros_like",
]  # fmt: skip

# Names that need no balls.

WITNESS = "certified"
newaxis, pi, e, inf, nan = None, np.pi, np.e, np.inf, np.nan
errstate = np.errstate  # balls raise no floating-point flags
finfo, arange = np.finfo, np.arange
ndarray = BallArray  # for isinstance
bool_, int32, int64 = np.bool_, np.int32, np.int64


class Floats:
    """A floating dtype: plain numbers are rounded to it, balls have no precision of their own."""

    def __init__(self, name: str) -> None:
        self.dtype = np.dtype(name)

    def __call__(self, value: Any) -> Any:
        return value if isinstance(value, BallArray) else self.dtype.type(value)


float16, float32, float64, longdouble = map(Floats, ("f2", "f4", "f8", "g"))


def real_dtype(dtype: Any) -> np.dtype[Any]:
    """What NumPy knows the dtype as."""
    return dtype.dtype if isinstance(dtype, Floats) else np.dtype(dtype)


def astype(x: Any, dtype: Any, copy: bool = True) -> Any:
    """The numbers of an array in that dtype, where that leaves them as they are."""
    del copy  # nothing is changed in place
    kind = "f" if dtype is None else real_dtype(dtype).kind
    if kind == "b":
        return as_mask(x)
    if kind in "iu" and not all(v.is_integer() for v in unboxed(x).objects.flat):
        raise TypeError(f"astype({dtype}) would round, which cannot be differentiated")
    return Balls(x.objects) if isinstance(x, Mask) else x


def array(value: Any, dtype: Any = None, copy: bool = True) -> Any:
    """Numbers, balls, or lists of both."""
    del copy  # nothing is changed in place
    if not has_balls(value):
        value = np.asarray(value, None if dtype is None else real_dtype(dtype))
    x = balls(value)
    return x if dtype is None else astype(x, dtype)


asarray = array


def zeros(shape: Any, dtype: Any = float) -> Any:
    return full(shape, 0, dtype)


def ones(shape: Any, dtype: Any = float) -> Any:
    return full(shape, 1, dtype)


def full(shape: Any, fill_value: Any, dtype: Any = None) -> Any:
    return broadcast_to(array(fill_value, dtype), shape)


def zeros_like(x: Any, dtype: Any = None) -> Any:
    return full(shape(x), 0, dtype)


def ones_like(x: Any, dtype: Any = None) -> Any:
    return full(shape(x), 1, dtype)


def full_like(x: Any, fill_value: Any, dtype: Any = None) -> Any:
    return full(shape(x), fill_value, dtype)


def eye(rows: int, columns: int | None = None, dtype: Any = float) -> Any:
    return array(np.eye(rows, columns), dtype)


class linalg:  # noqa: N801  # as in NumPy
    """The part of numpy.linalg that is known."""

    norm = staticmethod(norm)


# Arithmetic of masks: NumPy adds booleans by "or", and refuses to subtract them.


def are_masks(*values: Any) -> bool:
    """Whether NumPy would have booleans here."""
    return all(
        isinstance(v, (Mask, bool, np.bool_)) or (isinstance(v, np.ndarray) and v.dtype.kind == "b")
        for v in values
    )


def add(x: Any, y: Any) -> Any:
    return logical_or(x, y) if are_masks(x, y) else plus(x, y)


def subtract(x: Any, y: Any) -> Any:
    if are_masks(x, y):
        raise TypeError("NumPy does not subtract booleans; use ^ or logical_xor")
    return minus(x, y)


def negative(x: Any) -> Any:
    if are_masks(x):
        raise TypeError("NumPy does not negate booleans; use ~ or logical_not")
    return opposite(x)


def of_masks(function: Callable[..., Mask]) -> Callable[..., Mask]:
    """An operation on bits: on masks only."""

    def on_masks(*values: Any) -> Mask:
        if not are_masks(*values):
            raise TypeError("&, |, ^ and ~ combine comparisons only")
        return function(*values)

    return on_masks


bitwise_and, bitwise_or = of_masks(logical_and), of_masks(logical_or)
bitwise_xor, invert = of_masks(logical_xor), of_masks(logical_not)
true_divide, abs, fabs, amax, amin = divide, absolute, absolute, max, min
copy = array


# Operators and methods.

BINARY = {
    "add": add, "sub": subtract, "mul": multiply, "truediv": divide, "matmul": matmul,
    "pow": power, "and": bitwise_and, "or": bitwise_or, "xor": bitwise_xor,
}  # fmt: skip
COMPARISONS = {
    "gt": greater, "ge": greater_equal, "lt": less, "le": less_equal,
    "eq": equal, "ne": not_equal,
}  # fmt: skip
UNARY = {"neg": negative, "pos": lambda x: x, "abs": absolute, "invert": invert}


def elements(x: Any) -> Iterator[Any]:
    """The elements along the first axis."""
    return iter([x[i] for i in range(len(x))])


def reshaped(x: Any, *shape: Any) -> Any:
    """x.reshape(2, 3) or x.reshape((2, 3))."""
    return reshape(x, shape[0] if len(shape) == 1 else shape)


def transposed(x: Any, *axes: Any) -> Any:
    """x.transpose(), x.transpose(1, 0) or x.transpose((1, 0))."""
    return transpose(x, axes[0] if len(axes) == 1 else (axes or None))


METHODS = {
    "__getitem__": take, "__iter__": elements, "sum": sum, "mean": mean, "max": max, "min": min,
    "dot": dot, "reshape": reshaped, "transpose": transposed, "ravel": ravel, "flatten": ravel,
    "squeeze": squeeze, "clip": clip, "var": var, "std": std, "prod": prod, "cumsum": cumsum,
    "trace": trace, "swapaxes": swapaxes, "repeat": repeat, "astype": astype, "item": lambda x: reshape(x, ()),
    "copy": lambda x: x, "T": property(transpose),
}  # fmt: skip


def equip() -> None:
    """Give arrays of balls the operators and methods of the tables above."""
    for name, function in {**BINARY, **COMPARISONS, **UNARY}.items():
        setattr(BallArray, f"__{name}__", function)
    for name, function in BINARY.items():
        setattr(BallArray, f"__r{name}__", lambda x, y, function=function: function(y, x))
    for name, method in METHODS.items():
        setattr(BallArray, name, method)
    BallArray.named = staticmethod(named)


def named(name: str) -> Callable[..., Any]:
    """The function of that NumPy name."""
    home = linalg if hasattr(linalg, name) else sys.modules[__name__]
    function: Callable[..., Any] = getattr(home, name)
    return function


def __getattr__(name: str) -> Any:
    return missing(name, "ball arithmetic")


equip()
