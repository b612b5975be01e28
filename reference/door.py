"""The door: what a derivation demands of its arguments, said as data and checked once.

A contract gives every argument its shape in named dimensions and, behind it, its domain:

    Contract(
        parameters={"W1": "n1 n0", "b1": "n1 1"},
        data={"X": "n0 m", "Y": "n1 m in [0, 1]"},
        settings={"lam": ">= 0"},
    )

Parameters share one floating dtype, and data are converted to it, so float32 stays float32. A
plain Python number among the parameters takes their dtype too. Settings are Python floats:
a longdouble alpha is rounded to one. Arrays are laid out in C order, so that the order in
which they came changes no bit of a result.

A result may share memory with an argument or with another result (db1 is dz1 in shallow.one,
A[0] is X in deep.forward, and the identity returns what it is given), so copy an array before
you change it.

Behind the door stands the bare formula, `function.formula`: no checks, nothing but the
mathematics. Loops call that one, and whoever runs it on other things than numbers
(object arrays, traced arrays). Objects in an array need the methods exp, log1p and tanh, which
python-flint's balls have.
"""

import functools
import inspect
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, ParamSpec, Protocol, TypeVar, cast, runtime_checkable

import numpy as np

from reference.arrays import Array

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

# What turns a setting into a record or refuses it, given the value and the argument's name.
Lookup = Callable[[Any, str], Any]
Settings = Mapping[str, str | Lookup]

DOMAINS: dict[str, Callable[[Any], Any]] = {
    "in [0, 1]": lambda v: (v >= 0) & (v <= 1),
    "in {0, 1}": lambda v: (v == 0) | (v == 1),
    "in (0, 1]": lambda v: (v > 0) & (v <= 1),
    ">= 0": lambda v: v >= 0,
    "> 0": lambda v: v > 0,
}


@dataclass(frozen=True)
class Contract:
    """What each argument must be: name -> "dimensions domain"; for settings, domain or look-up."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    settings: Settings = field(default_factory=dict)


@runtime_checkable
class Door(Protocol[P, R]):
    """A checked function; `formula` is the same function without the checks."""

    __name__: str
    formula: Callable[P, R]
    admit: Callable[..., dict[str, Any]]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R: ...


def door(
    contract: Contract | Callable[[Mapping[str, Any], Collection[str]], Contract],
) -> Callable[[Callable[P, R]], Door[P, R]]:
    """Put a contract before a formula; a callable makes the contract from the arguments.

    It also gets the names of the formula's own arguments, the others having come by `**arrays`.
    """

    def hang(formula: Callable[P, R]) -> Door[P, R]:
        signature = inspect.signature(formula)
        own = [name for name, p in signature.parameters.items() if p.kind is not p.VAR_KEYWORD]

        def admit(*args: Any, **kwargs: Any) -> dict[str, Any]:
            arguments = flat_arguments(signature, formula.__name__, args, kwargs)
            terms = contract(arguments, own) if callable(contract) else contract
            return arguments | admitted(terms, arguments)

        @functools.wraps(formula)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            arguments = admit(*args, **kwargs)
            with np.errstate(under="ignore"):  # e^-|z| becomes 0, which is what is meant
                return formula(**arguments)  # type: ignore[call-arg]  # same names, checked

        guarded = cast(Door[P, R], checked)
        guarded.formula, guarded.admit = formula, admit
        return guarded

    return hang


def flat_arguments(
    signature: inspect.Signature, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> dict[str, Any]:
    """The arguments by name, defaults filled in, `**arrays` spread out."""
    try:
        bound = signature.bind(*args, **kwargs)
    except TypeError as error:
        expected = ", ".join(map(bare, signature.parameters.values()))
        raise TypeError(f"{name}(): {error}, expected {name}({expected})") from None
    bound.apply_defaults()
    flat: dict[str, Any] = {}
    for key, value in bound.arguments.items():
        spread = signature.parameters[key].kind is inspect.Parameter.VAR_KEYWORD
        flat.update(value if spread else {key: value})
    return flat


def bare(parameter: inspect.Parameter) -> str:
    """`X`, or `**arrays`: without default and type."""
    return f"{'**' * (parameter.kind is parameter.VAR_KEYWORD)}{parameter.name}"


def admitted(contract: Contract, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of the contract: converted, and refused in one sentence when they break it."""
    sizes: dict[str, tuple[int, str]] = {}
    dtype: np.dtype[Any] | None = None
    out: dict[str, Any] = {}
    for name, terms in (*contract.parameters.items(), *contract.data.items()):
        to_array = floating if name in contract.parameters else converted
        array = to_array(name, arguments[name], dtype)
        dtype = dtype or array.dtype
        shape, domain = parse(terms)
        check_shape(name, array, shape, sizes)
        check_values(name, array, domain)
        out[name] = array
    for name, demand in contract.settings.items():
        look_up = demand if callable(demand) else functools.partial(number, domain=demand)
        out[name] = look_up(arguments[name], name)
    return out


def parse(terms: str) -> tuple[tuple[str, ...], str]:
    """ "n2 m in [0, 1]" as (("n2", "m"), "in [0, 1]")."""
    dimensions, domain = re.fullmatch(r"([\w+ ]*?) ?((?:in [\[({]|>).*)?", terms).groups()  # type: ignore[union-attr]  # every contract is ours
    return tuple(dimensions.split()), domain or ""


def floating(name: str, value: Any, dtype: np.dtype[Any] | None) -> Array:
    """A parameter as an array; its dtype is kept, so it has to be a floating one."""
    if dtype is not None and type(value) in (int, float):
        return converted(name, value, dtype)
    array = as_array(name, value)
    if array.dtype.kind not in "fO":
        raise TypeError(
            f"{name} must hold floating-point numbers, got dtype {array.dtype}; "
            f"convert it first, for example with np.asarray({name}, float)"
        )
    if dtype is not None and array.dtype != dtype:
        raise TypeError(
            f"{name} has dtype {array.dtype}, expected {dtype} like the parameters before it"
        )
    return array


def converted(name: str, value: Any, dtype: np.dtype[Any] | None) -> Array:
    """Data in the dtype of the parameters (or their own floating dtype, where there are none)."""
    array = as_array(name, value)
    kinds = "fiubO" if dtype is None or dtype.kind == "O" else "fiub"
    if array.dtype.kind not in kinds:
        raise TypeError(f"{name} must hold real numbers, got dtype {array.dtype}")
    if dtype is None:
        dtype = array.dtype if array.dtype.kind in "fO" else np.dtype(float)
    with np.errstate(over="ignore"):  # what does not fit becomes infinite and is refused below
        return array.astype(dtype, copy=False)


def as_array(name: str, value: Any) -> Array:
    """Anything array-like as a plain array, in C order and the machine's byte order."""
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError(
            f"{name} must be an array without a mask, got a masked one; fill or drop what is masked"
        )
    try:
        if value is None:
            raise TypeError
        array = np.asarray(value, order="C")
    except (TypeError, ValueError, RuntimeError):  # RuntimeError: a tensor that wants its gradient
        raise TypeError(f"{name} must be an array of numbers, got {value!r:.60}") from None
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def check_shape(
    name: str, array: Array, shape: tuple[str, ...], sizes: dict[str, tuple[int, str]]
) -> None:
    """Every named dimension has one size, the one that the first argument gave it."""
    expected = f"({', '.join(shape)}{',' * (len(shape) == 1)})"
    if array.ndim != len(shape):
        raise ValueError(f"{name} has shape {array.shape}, expected {expected}")
    for size, dimension in zip(array.shape, shape, strict=True):
        letter, _, more = dimension.partition("+")
        if letter.isdigit():
            known, source = int(letter), "always"
        else:
            known, source = sizes.setdefault(letter, (size - int(more or 0), f"from {name}"))
        if known < 1:
            what = "at least one example" if letter == "m" else "no empty dimension"
            raise ValueError(
                f"{name} has shape {array.shape}, expected {expected} with {what} ({letter} >= 1)"
            )
        if size != known + int(more or 0):
            because = "" if letter.isdigit() else f" with {letter} = {known} ({source})"
            raise ValueError(f"{name} has shape {array.shape}, expected {expected}{because}")


def check_values(name: str, array: Array, domain: str) -> None:
    """Every value is finite and lies in the domain; only numbers can be asked."""
    if array.dtype.kind == "O":
        return
    refuse_where(name, array, ~np.isfinite(array), "must be finite")
    if domain:
        refuse_where(name, array, ~DOMAINS[domain](array), f"must be {domain}")


def refuse_where(name: str, array: Array, bad: Array, demand: str) -> None:
    """Name the first value that is bad, and its index."""
    if bad.any():
        index = tuple(int(i) for i in np.argwhere(bad)[0])
        where = f" at index {index}" if index else ""
        raise ValueError(f"{name} {demand}, got {array[index]}{where}")


def number(value: Any, name: str, domain: str) -> float:
    """A scalar setting as a Python float, which leaves the dtype of arrays alone."""
    scalar = plain_float(value, name, f"a number {domain}")
    if not np.isfinite(scalar) or not DOMAINS[domain](scalar):
        raise ValueError(f"{name} must be a finite number {domain}, got {value!r:.60}")
    return scalar


def plain_float(value: Any, name: str, expected: str = "a number") -> float:
    """A float of anything that is one number: no truth, no word, no array with axes."""
    try:
        scalar = np.asarray(value)
        if scalar.ndim or scalar.dtype.kind not in "fiuO":
            raise TypeError
        return float(value)
    except (TypeError, ValueError, OverflowError, RuntimeError):
        raise TypeError(f"{name} must be {expected}, got {value!r:.60}") from None


def whole(value: Any, name: str, least: int) -> int:
    """A count: a whole number of at least that."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        raise ValueError(f"{name} must be a whole number of at least {least}, got {value!r:.60}")
    return int(value)


def floating_dtype(value: Any, name: str) -> np.dtype[Any]:
    """A dtype to make arrays in."""
    try:
        if value is None:
            raise TypeError
        dtype: np.dtype[Any] = np.dtype(value)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be a floating dtype, got {value!r:.60}") from None
    if dtype.kind != "f":
        raise TypeError(f"{name} must be a floating dtype, got {dtype}")
    return dtype


def named(table: Mapping[str, T], name: Any, argument: str) -> T:
    """The entry of that name in a table."""
    if not isinstance(name, str) or name not in table:
        raise ValueError(f"{argument} must be one of {', '.join(table)}, got {name!r:.60}")
    return table[name]
