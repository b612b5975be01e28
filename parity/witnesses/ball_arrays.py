"""Arrays of balls (python-flint's arb), and how an operation on them goes onto autograd's tape.

A ball is a midpoint and a radius that certainly contain the exact value; every operation on
balls returns balls that certainly contain the exact results. `operation` makes one of a function
of object arrays, with the derivative by each argument beside it.
"""

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
from autograd.extend import Box, VSpace, defvjp, primitive
from flint import arb

from parity.witnesses.running import ELEMENT_ASSIGNED
from reference.arrays import Array

ZERO, ONE = arb(0), arb(1)


class BallArray:
    """What a bare and a traced array of balls have in common; ball_operators.py gives operators.

    It is no ndarray: NumPy's own functions would compare balls one by one and take "cannot
    tell" for "no". Through `named` they arrive at the functions of balls.py instead.
    """

    __slots__ = ()
    __hash__: ClassVar[None] = None  # type: ignore[assignment]  # compared element by element
    named: ClassVar[Callable[[str], Callable[..., Any]]]

    @property
    def shape(self) -> tuple[int, ...]:
        """As of any array."""
        return unboxed(self).objects.shape  # type: ignore[no-any-return]  # an ndarray's

    @property
    def ndim(self) -> int:
        """As of any array."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """As of any array."""
        return int(np.prod(self.shape))

    @property
    def dtype(self) -> np.dtype[Any]:
        """Objects: balls have no precision of their own."""
        return np.dtype(object)

    def __len__(self) -> int:
        return len(unboxed(self).objects)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *args: Any, **kwargs: Any) -> Any:
        if method != "__call__":
            raise TypeError(f"np.{ufunc.__name__}.{method} is not known in ball arithmetic")
        return BallArray.named(ufunc.__name__)(*args, **kwargs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        del types
        return BallArray.named(function.__name__)(*args, **kwargs)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        del copy
        if isinstance(self, Box) or np.dtype(dtype or object).kind != "O":
            raise TypeError("balls on the tape, or as floats, would lose what they stand for")
        return unboxed(self).objects  # type: ignore[no-any-return]  # an ndarray

    def __setitem__(self, index: Any, value: Any) -> None:
        raise TypeError(ELEMENT_ASSIGNED)

    def __bool__(self) -> bool:
        value = unboxed(self).objects
        if value.size != 1 or not (value.item() == 0 or value.item() != 0):
            raise ValueError("balls cannot tell whether this is true; use np.where for a choice")
        return bool(value.item() != 0)


class Balls(BallArray):
    """An array of balls."""

    __slots__ = ("objects",)

    def __init__(self, objects: Array) -> None:
        self.objects = objects


class Mask(Balls):
    """What a comparison gives: 1 where it holds, 0 where not, [0, 1] where balls cannot tell."""

    __slots__ = ()


class BallBox(BallArray, Box):  # type: ignore[misc]  # autograd has no types
    """An array of balls on the tape."""

    __slots__ = ()


class BallSpace(VSpace):  # type: ignore[misc]  # autograd has no types
    """Where derivatives of balls live: autograd adds them up here."""

    def __init__(self, value: Balls) -> None:
        self.shape, self.dtype = value.shape, value.dtype

    def zeros(self) -> Balls:
        return Balls(np.full(self.shape, ZERO, object))

    def ones(self) -> Balls:
        return Balls(np.full(self.shape, ONE, object))

    def _add(self, x: Balls, y: Balls) -> Balls:
        return Balls(as_array(x.objects + y.objects))

    _mut_add = _add  # nothing is changed in place: balls are shared


BallBox.register(Balls)
BallSpace.register(Balls)


def unboxed(value: Any) -> Any:
    """The value that a box of the tape holds."""
    while isinstance(value, Box):
        value = value._value
    return value


def as_array(value: Any) -> Array:
    """An object array: NumPy takes a 0-d one out of its array."""
    if isinstance(value, np.ndarray):
        return value
    out = np.empty((), object)
    out[()] = value
    return out


def balls(value: Any) -> Any:
    """Numbers as an array of balls, exactly; what is one already stays as it is."""
    if isinstance(value, BallArray):
        return value
    if isinstance(value, (list, tuple)) and has_balls(value):
        return BallArray.named("stack")([balls(item) for item in value])
    numbers = np.asarray(value)
    kind = Mask if numbers.dtype.kind == "b" else Balls
    return kind(as_array(to_balls(numbers)))


def has_balls(value: Any) -> bool:
    """Whether an array of balls is among nested lists."""
    if isinstance(value, (list, tuple)):
        return any(map(has_balls, value))
    return isinstance(value, BallArray)


def of_object(value: Any) -> arb:
    """One ball for a number; flint would take None for 0."""
    if value is None:
        raise TypeError("no ball can be made of None")
    return arb(value)


def to_balls(numbers: Array) -> Any:
    """One ball for each number. A float64 holds all of the smaller floats and masks exactly."""
    kind, exact = numbers.dtype.kind, numbers.dtype.itemsize <= 8
    if kind == "b" or (kind == "f" and exact):
        return of_number(numbers.astype(float))
    if kind in "iu":
        return of_number(numbers.astype(object))
    if kind == "O":
        return of_any(numbers)
    if kind == "f":
        return of_ratio(numbers)
    raise TypeError(f"no balls can be made of dtype {numbers.dtype}")


of_number = np.frompyfunc(arb, 1, 1)
of_any = np.frompyfunc(lambda v: v if isinstance(v, arb) else of_object(v), 1, 1)
of_ratio = np.frompyfunc(lambda v: arb(v.as_integer_ratio()[0]) / v.as_integer_ratio()[1], 1, 1)

Rule = Callable[..., Any]  # (g, answer, *arguments) -> what goes back to one of them


def operation(of_objects: Callable[..., Any], *rules: Rule) -> Callable[..., Any]:
    """A differentiable operation on arrays: a function of object arrays, then its derivatives.

    rules[i] says what goes back to argument i when g arrives; broadcasting is undone for it.
    """

    def on_balls(*args: Balls) -> Balls:
        return Balls(as_array(of_objects(*(arg.objects for arg in args))))

    recorded = differentiable(on_balls, *map(broadcasting, range(len(rules)), rules))
    return lambda *args: recorded(*map(balls, args))


def rearrangement(of_objects: Callable[..., Any], rule: Rule) -> Callable[..., Any]:
    """A differentiable rearrangement of the first argument; a mask stays one."""

    def on_balls(x: Balls, *args: Any) -> Balls:
        return type(x)(as_array(of_objects(x.objects, *args)))

    recorded = differentiable(on_balls, rule)
    return lambda x, *args: recorded(balls(x), *args)


def differentiable(on_balls: Callable[..., Balls], *rules: Rule) -> Callable[..., Any]:
    """The function on the tape, with its rules in autograd's table."""
    recorded: Callable[..., Any] = primitive(on_balls)
    defvjp(recorded, *map(vjp_maker, rules))
    return recorded


def vjp_maker(rule: Rule) -> Callable[..., Any]:
    """The rule as autograd wants it: first the arguments, then g."""
    return lambda ans, *args, **kwargs: lambda g: rule(g, ans, *args, **kwargs)


def broadcasting(argument: int, rule: Rule) -> Rule:
    """The rule, with its result summed over what broadcasting repeated."""
    return lambda g, ans, *args: summed_to(args[argument].shape, rule(g, ans, *args))


def summed_to(shape: tuple[int, ...], g: Balls) -> Balls:
    """Sums over the axes that broadcasting added or stretched."""
    objects = g.objects
    added = objects.ndim - len(shape)
    stretched = [
        added + axis for axis, n in enumerate(shape) if n == 1 and objects.shape[added + axis] != 1
    ]
    if added or stretched:
        axes = (*range(added), *stretched)
        objects = sum_of(objects, axes, keepdims=True).reshape(shape)
    return Balls(objects)


def sum_of(objects: Array, axis: Any, keepdims: bool) -> Array:
    """A sum of balls, 0 where there are none."""
    zero: Any = ZERO  # NumPy's types know of numbers only
    return as_array(np.sum(objects, axis=axis, keepdims=keepdims, initial=zero))
