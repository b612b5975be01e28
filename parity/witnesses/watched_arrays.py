"""Arrays that have everything watched that is computed from them.

`rounding` changes every result a little, to see how far rounding moves what comes out.
`analytic` refuses what has no complex derivative. NumPy compares complex numbers by their real
parts first and takes their absolute values, which would drop a derivative without a word; here
only what is analytic is let through, by name.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from reference.arrays import Array

Watch = Callable[[str, Array], Array]  # the name of what was done, and its result

NUDGE = 2.0**-26
ANALYTIC = frozenset((
    "add", "subtract", "multiply", "divide", "negative", "positive", "power", "square", "sqrt",
    "reciprocal", "matmul", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos",
    "tan", "sinh", "cosh", "tanh", "arctan", "sum", "mean", "prod", "dot", "inner", "outer",
    "einsum", "tensordot", "trace", "diag", "where", "cumsum", "reshape", "ravel", "transpose",
    "concatenate", "stack", "hstack", "vstack", "tile", "repeat", "broadcast_to", "expand_dims",
    "squeeze", "swapaxes", "moveaxis", "flip", "roll", "take", "copy", "zeros_like", "ones_like",
    "full_like", "shape", "ndim", "size",
))  # fmt: skip


class NotAnalyticError(ArithmeticError):
    """The cost has no complex derivative."""


class WatchedArray(np.ndarray[Any, Any]):
    """An array whose results are watched, and so are theirs."""

    watch: Watch

    def __array_finalize__(self, parent: Any) -> None:
        self.watch = getattr(parent, "watch", as_it_is)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *args: Any, **kwargs: Any) -> Any:
        out = kwargs.pop("out", (None,))[0]
        result = self.seen(ufunc.__name__, getattr(ufunc, method), args, kwargs)
        if out is None:
            return result
        plain(out)[...] = plain(result)
        return out

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        del types
        return self.seen(function.__name__, function, args, kwargs)

    def seen(self, name: str, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """The result, once the watch let it pass; numbers stay watched, one alone as well."""
        if name not in ANALYTIC and is_complex(args):
            raise NotAnalyticError(f"np.{name} is not analytic")
        result = function(*plain(args), **plain(kwargs))
        if not isinstance(result, (np.ndarray, np.generic)) or result.dtype.kind not in "fc":
            return result
        return watched(self.watch(name, np.asarray(result)), self.watch)

    def __getitem__(self, index: Any) -> Any:
        return watched(plain(self)[plain(index)], self.watch)

    def __iter__(self) -> Iterator[Any]:
        return iter([self[i] for i in range(len(self))])


def refusing(name: str) -> Callable[..., Any]:
    """A method that complex numbers do not have here: a part of one, or an order."""
    method = getattr(np.ndarray, name)

    def refused_or_called(self: WatchedArray, *args: Any, **kwargs: Any) -> Any:
        if self.dtype.kind == "c":
            raise NotAnalyticError(f"{name} is not analytic")
        return method.__get__(self) if not callable(method) else method(self, *args, **kwargs)

    return refused_or_called


for name in ("conj", "conjugate", "argmax", "argmin", "argsort", "sort", "item", "tolist",
             "__bool__", "__float__", "__int__", "__complex__"):  # fmt: skip
    setattr(WatchedArray, name, refusing(name))
for name in ("real", "imag"):
    setattr(WatchedArray, name, property(refusing(name)))


def is_complex(value: Any) -> bool:
    """Whether there is a complex number in it, however deep."""
    if isinstance(value, (list, tuple)):
        return any(map(is_complex, value))
    return isinstance(value, complex) or getattr(getattr(value, "dtype", None), "kind", "") == "c"


def plain(value: Any) -> Any:
    """The ordinary array beneath, also in lists and keywords."""
    if isinstance(value, WatchedArray):
        return value.view(np.ndarray)
    if isinstance(value, (list, tuple)):
        return type(value)(map(plain, value))
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def watched(value: Any, watch: Watch) -> WatchedArray:
    """An array under watch."""
    out: WatchedArray = np.asarray(value).view(WatchedArray)
    out.watch = watch
    return out


class Keeping:
    """NumPy, where array and asarray keep what is watched under watch."""

    def __getattr__(self, name: str) -> Any:
        return getattr(np, name)

    def array(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        """np.array, which makes an ordinary one of any array."""
        result = np.array(plain(value), *args, **kwargs)
        watch = watch_of(value)
        return result if watch is None or result.dtype.kind not in "fc" else watched(result, watch)

    asarray = array


def watch_of(value: Any) -> Watch | None:
    """The watch over an array, or over one in a list."""
    if isinstance(value, (list, tuple)):
        return next(filter(None, map(watch_of, value)), None)
    return value.watch if isinstance(value, WatchedArray) else None


def as_it_is(_: str, result: Array) -> Array:
    """The watch that changes nothing."""
    return result


def rounding(rng: np.random.Generator) -> Watch:
    """The watch that multiplies everything by 1 + or - 2^-26, signs at random."""

    def nudge(_: str, result: Array) -> Array:
        return result * (1 + NUDGE * rng.choice([-1.0, 1.0], result.shape))

    return nudge
