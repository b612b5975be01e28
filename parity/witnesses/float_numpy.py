"""NumPy's floats on autograd's tape: autograd.numpy, and what it lacks."""

import types
from typing import Any

import autograd.numpy as anp
import numpy as np
from autograd.numpy.numpy_boxes import ArrayBox
from autograd.tracer import isbox

from parity.witnesses.running import missing


class FloatType:
    """np.float64 and its like: a dtype, and a function that converts to it."""

    def __init__(self, name: str) -> None:
        self.dtype = np.dtype(name)

    def __call__(self, value: Any = 0.0) -> Any:
        return value.astype(self.dtype) if isbox(value) else self.dtype.type(value)


def asarray(value: Any, dtype: Any = None) -> Any:
    """An array, on the tape if one of its elements is."""
    x = anp.array(value)
    return x if dtype is None else x.astype(dtype)


def outer(x: Any, y: Any) -> Any:
    """autograd's own gives derivatives of another shape where x is not a vector."""
    return anp.reshape(x, (-1, 1)) * anp.reshape(y, (1, -1))


def flip(x: Any, axis: Any = None) -> Any:
    axes = range(anp.ndim(x)) if axis is None else np.atleast_1d(axis) % anp.ndim(x)
    return x[tuple(slice(None, None, -1 if i in axes else 1) for i in range(anp.ndim(x)))]


def vdot(x: Any, y: Any) -> Any:
    return anp.dot(anp.ravel(x), anp.ravel(y))


def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """autograd's own gives derivatives of another shape where an axis is kept."""
    vector = anp.ndim(x) == 1 or isinstance(axis, int)
    if ord == 1 and vector:
        return anp.sum(anp.abs(x), axis=axis, keepdims=keepdims)
    if ord is None or (ord == 2 and vector) or (ord == "fro" and not vector):
        return anp.sqrt(anp.sum(x * x, axis=axis, keepdims=keepdims))
    return anp.linalg.norm(x, ord, axis)


def heaviside(x: Any, at_zero: Any) -> Any:
    step = anp.where(x > 0, 1.0, anp.where(x == 0, at_zero, 0.0))
    return anp.where(anp.isnan(x), x, step)


class Linalg:
    """numpy.linalg."""

    norm = staticmethod(norm)

    def __getattr__(self, name: str) -> Any:
        return getattr(anp.linalg, name)


TABLE = {
    **{name: FloatType(name) for name in ("float16", "float32", "float64")},
    "asarray": asarray,
    "copy": anp.array,
    "heaviside": heaviside,
    "linalg": Linalg(),
    "flip": flip,
    "outer": outer,
    "vdot": vdot,
    "ndarray": (np.ndarray, ArrayBox),  # for isinstance
}
HOMES = (types.SimpleNamespace(**TABLE), anp, np)


class FloatNamespace:
    """autograd.numpy, with NumPy itself for what needs no derivative."""

    WITNESS = "autograd"

    def __getattr__(self, name: str) -> Any:
        for home in HOMES:
            if hasattr(home, name):
                value = getattr(home, name)
                setattr(self, name, value)  # found at once the next time
                return value
        return missing(name, "autograd")


FLOATS = FloatNamespace()


def transposed(x: Any, *axes: Any) -> Any:
    """x.transpose(), x.transpose(1, 0) or x.transpose((1, 0))."""
    return anp.transpose(x, axes[0] if len(axes) == 1 else (axes or None))


# Methods of arrays that autograd's boxes lack, or have for fewer arguments.
METHODS = {
    "__pos__": lambda x: x,
    "copy": lambda x: x,
    "dot": anp.dot,
    "item": lambda x: anp.reshape(x, ()),
    "transpose": transposed,
}
for name, method in METHODS.items():
    setattr(ArrayBox, name, method)
