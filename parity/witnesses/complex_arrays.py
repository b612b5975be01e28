"""Complex arrays that refuse what is not analytic.

NumPy compares complex numbers by their real parts first and takes their absolute values, which
would drop a derivative without a word. Here only what is analytic is let through, by name.
"""

from typing import Any, NoReturn

import numpy as np

from reference.arrays import Array

UFUNCS = frozenset((
    "add", "subtract", "multiply", "divide", "negative", "positive", "power", "square", "sqrt",
    "reciprocal", "matmul", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin",
    "cos", "tan", "sinh", "cosh", "tanh", "arctan",
))  # fmt: skip
FUNCTIONS = frozenset((
    "sum", "mean", "prod", "dot", "inner", "outer", "einsum", "tensordot", "trace", "diag",
    "where", "cumsum", "reshape", "ravel", "transpose", "concatenate", "stack", "hstack",
    "vstack", "tile", "repeat", "broadcast_to", "expand_dims", "squeeze", "swapaxes",
    "moveaxis", "flip", "roll", "take", "copy", "zeros_like", "ones_like", "full_like", "shape",
    "ndim", "size",
))  # fmt: skip


class NotAnalyticError(ArithmeticError):
    """The cost has no complex derivative."""


class ComplexArray(np.ndarray[Any, Any]):
    """An array with small imaginary parts."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *args: Any, **kwargs: Any) -> Any:
        if ufunc.__name__ not in UFUNCS or "out" in kwargs:
            raise NotAnalyticError(f"np.{ufunc.__name__} is not analytic")
        return wrapped(getattr(ufunc, method)(*map(plain, args), **kwargs))

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        del types
        if function.__name__ not in FUNCTIONS:
            raise NotAnalyticError(f"np.{function.__name__} is not analytic")
        return wrapped(function(*map(plain, args), **{k: plain(v) for k, v in kwargs.items()}))

    def __getitem__(self, index: Any) -> Any:
        return wrapped(plain(self)[index])

    def __iter__(self) -> Any:
        return iter([self[i] for i in range(len(self))])

    def refuse(self) -> NoReturn:
        """Its parts are not analytic, nor is what comes first."""
        raise NotAnalyticError("the parts of a complex number are not analytic")

    real = imag = property(refuse)  # an ndarray would give views
    __bool__ = __float__ = __int__ = __complex__ = refuse
    conj = conjugate = argmax = argmin = argsort = sort = item = tolist = refuse  # type: ignore[assignment]


def plain(value: Any) -> Any:
    """The ordinary array beneath, also in lists."""
    if isinstance(value, ComplexArray):
        return value.view(np.ndarray)
    if isinstance(value, (list, tuple)):
        return type(value)(map(plain, value))
    return value


def wrapped(value: Any) -> Any:
    """Complex results stay guarded, also single numbers."""
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind == "c":
        return np.asarray(value).view(ComplexArray)
    return value


def complex_array(real: Array, i: int, h: float) -> ComplexArray:
    """A real array with ih added to component i."""
    out = real.astype(complex)
    out.reshape(-1)[i] += 1j * h
    guarded: ComplexArray = out.view(ComplexArray)
    return guarded


def imaginary(value: Any) -> float:
    """The imaginary part of a result; a real one has none."""
    return float(np.imag(plain(value)))
