"""The operators and methods of arrays of balls."""

from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import numpy as np
from autograd.extend import Box

from parity.witnesses.ball_arrays import BallArray, Mask, unboxed
from parity.witnesses.ball_choices import (
    absolute,
    clip,
    equal,
    greater,
    greater_equal,
    less,
    less_equal,
    logical_and,
    logical_not,
    logical_or,
    logical_xor,
    not_equal,
)
from parity.witnesses.ball_making import astype
from parity.witnesses.ball_operations import add as plus
from parity.witnesses.ball_operations import divide, multiply, power, whole
from parity.witnesses.ball_operations import negative as opposite
from parity.witnesses.ball_operations import subtract as minus
from parity.witnesses.ball_products import dot, matmul
from parity.witnesses.ball_shapes import (
    ravel,
    repeat,
    reshape,
    squeeze,
    swapaxes,
    take,
    transpose,
)
from parity.witnesses.ball_sums import cumsum, max, mean, min, prod, std, sum, trace, var

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


def counted(x: Any) -> int:
    """int() of an exact whole number, such as how many elements a mask has."""
    if isinstance(x, Box) or unboxed(x).objects.size != 1:
        raise TypeError("only one exact whole number without a derivative is an int")
    return whole(unboxed(x).objects.item())


def rounded(x: Any) -> NoReturn:
    raise TypeError("float() would round what balls enclose, and lose the derivative")


METHODS = {
    "__int__": counted, "__index__": counted, "__float__": rounded,
    "__getitem__": take, "__iter__": elements, "sum": sum, "mean": mean, "max": max, "min": min,
    "dot": dot, "reshape": reshaped, "transpose": transposed, "ravel": ravel, "flatten": ravel,
    "squeeze": squeeze, "clip": clip, "var": var, "std": std, "prod": prod, "cumsum": cumsum,
    "trace": trace, "swapaxes": swapaxes, "repeat": repeat, "astype": astype,
    "item": lambda x: reshape(x, ()), "copy": lambda x: x, "T": property(transpose),
}  # fmt: skip


def equip() -> None:
    """Give arrays of balls the operators and methods of the tables above."""
    for name, function in {**BINARY, **COMPARISONS, **UNARY}.items():
        setattr(BallArray, f"__{name}__", function)
    for name, function in BINARY.items():
        setattr(BallArray, f"__r{name}__", lambda x, y, function=function: function(y, x))
    for name, method in METHODS.items():
        setattr(BallArray, name, method)
