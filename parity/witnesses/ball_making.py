"""Arrays of balls from numbers, and NumPy's floating dtypes for them."""

from typing import Any

import numpy as np

from parity.witnesses.ball_arrays import BallArray, Balls, Mask, balls, has_balls, unboxed
from parity.witnesses.ball_choices import as_mask
from parity.witnesses.ball_shapes import broadcast_to, shape


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
