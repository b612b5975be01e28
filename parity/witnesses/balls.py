"""A NumPy-named namespace over arrays of balls, differentiable by autograd.

The front page: every name that a cost may use of NumPy stands here. What stands for `np` when
the certified witness runs a cost again is this module (ball_arrays.py says what a ball is,
ball_operators.py has the operators and methods).

What Python computes before balls come in (1/m with m from a shape) is as Python computes it.
"""

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from parity.witnesses.ball_arrays import BallArray, balls
from parity.witnesses.ball_choices import (
    absolute,
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
from parity.witnesses.ball_making import (
    array,
    asarray,
    eye,
    float16,
    float32,
    float64,
    full,
    full_like,
    longdouble,
    ones,
    ones_like,
    zeros,
    zeros_like,
)
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
from parity.witnesses.ball_operators import (
    add,
    bitwise_and,
    bitwise_or,
    bitwise_xor,
    equip,
    invert,
    negative,
    subtract,
)
from parity.witnesses.ball_products import dot, einsum, inner, matmul, outer, tensordot, vdot
from parity.witnesses.ball_shapes import (
    atleast_1d,
    atleast_2d,
    broadcast_to,
    column_stack,
    concatenate,
    diag,
    expand_dims,
    flip,
    hstack,
    moveaxis,
    ndim,
    ravel,
    repeat,
    reshape,
    roll,
    shape,
    size,
    squeeze,
    stack,
    swapaxes,
    tile,
    transpose,
    tril,
    triu,
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
from parity.witnesses.running import Names, missing

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
    "atleast_1d",
    "atleast_2d",
    "balls",
    "bitwise_and",
    "bitwise_or",
    "bitwise_xor",
    "bool_",
    "broadcast_to",
    "clip",
    "column_stack",
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
    "flip",
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
    "linspace",
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
    "moveaxis",
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
    "roll",
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
    "tensordot",
    "tile",
    "trace",
    "transpose",
    "tril",
    "triu",
    "true_divide",
    "var",
    "vdot",
    "vstack",
    "where",
    "zeros",
    "zeros_like",
]

# Names that need no balls.

WITNESS = "certified"
newaxis, pi, e, inf, nan = None, np.pi, np.e, np.inf, np.nan
errstate = np.errstate  # balls raise no floating-point flags
finfo, arange, linspace = np.finfo, np.arange, np.linspace
ndarray = BallArray  # for isinstance
bool_, int32, int64 = np.bool_, np.int32, np.int64


linalg = Names({"norm": norm}, "ball arithmetic", "np.linalg")
true_divide, abs, fabs, amax, amin = divide, absolute, absolute, max, min
copy = array


def named(name: str) -> Callable[..., Any]:
    """The function of that NumPy name."""
    home = linalg if hasattr(linalg, name) else sys.modules[__name__]
    function: Callable[..., Any] = getattr(home, name)
    return function


def __getattr__(name: str) -> Any:
    return missing(name, "ball arithmetic")


equip()
BallArray.named = staticmethod(named)
