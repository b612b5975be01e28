"""The same function, run again on other arrays, with its intermediates in view.

`again(function, namespace, probe)` is the function with `np` (and what else comes from numpy)
standing for the namespace, in it and in all functions that it calls, and with every assignment
probed (see probing.py). Nothing is ported: it is the function itself.

A function without source (typed into an interpreter, or a lambda) is run again without probes.
`x += y` makes a new x; a program that counts on other names of the same array to change with it
is not followed there.
"""

import contextlib
import dataclasses
import functools
import inspect
import operator
import types
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from parity.errors import Missing
from parity.in_place import changed
from parity.probing import probed_code

Probe = Callable[[str, Any], Any]

# Elementwise building blocks: their local names are no intermediates of a derivation.
BLOCKS = frozenset(
    f"reference.{name}" for name in ("activations", "losses", "regularization", "per_example")
)


def again(
    function: Callable[..., Any],
    namespace: Any = np,
    probe: Probe | None = None,
    everywhere: bool = False,
) -> Callable[..., Any]:
    """The function in that namespace, probed; `everywhere`: parts of expressions, too, as UNNAMED.

    Who writes 1 - np.tanh(Z)**2 rounds tanh(Z) without giving it a name.
    """
    formula = getattr(function, "formula", function)
    package = package_of(formula.__module__)
    return Rebinding(namespace, probe, package, everywhere).function(formula)


class Rebinding:
    """One walk over a function and all that its names reach, inside its own package."""

    def __init__(
        self, namespace: Any, probe: Probe | None, package: str, everywhere: bool = False
    ) -> None:
        self.namespace, self.everywhere = namespace, everywhere
        self.probe = probe if probe is None or isinstance(probe, Once) else Once(probe)
        self.package = package
        self.done: dict[int, Any] = {}
        self.keep: list[Any] = []  # ids stay unique while the originals live
        self.codes: list[tuple[types.FunctionType, types.CodeType]] = []
        self.found: list[tuple[dict[str, Any], str, Any]] = []
        self.tables: list[tuple[Any, list[Any]]] = []

    def function(self, function: types.FunctionType | Callable[..., Any]) -> Callable[..., Any]:
        """A copy of the function in rebound globals, rewritten where its names are probed."""
        if id(function) in self.done:
            return self.done[id(function)]  # type: ignore[no-any-return]  # a function was put in
        assert isinstance(function, types.FunctionType)
        names = Globals(self, function.__globals__)
        code = function.__code__
        self.codes.append((function, code))
        if self.probe is not None and function.__module__ not in BLOCKS:
            code = probed_code(code, self.everywhere)
        cells = {
            name: types.CellType()
            for name in code.co_freevars  # filled below: a function may close over itself
        }
        again = types.FunctionType(
            code, names, function.__name__, function.__defaults__, tuple(cells.values())
        )
        again.__kwdefaults__ = function.__kwdefaults__
        again.formula = again  # type: ignore[attr-defined]  # a door's formula, without the door
        self.remember(function, again)
        names.find(names_in_classes(code))
        closure = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
        for name, cell in closure:
            with contextlib.suppress(ValueError):  # an empty cell stays one
                cells[name].cell_contents = self.value(cell.cell_contents)
        return again

    def is_current(self) -> bool:
        """Whether what was copied is still what the names stand for.

        Defaults, cells of closures and fields of records are not looked at: ours do not change.
        """
        return (
            all(function.__code__ is code for function, code in self.codes)
            and all(names.get(name) is value for names, name, value in self.found)
            and all(
                len(now := contents(table)) == len(copied) and all(map(operator.is_, now, copied))
                for table, copied in self.tables
            )
        )

    def remember(self, original: object, copy: object) -> None:
        """Each original has one copy, so that recursion ends."""
        self.done[id(original)] = copy
        self.keep.append(original)

    def value(self, value: Any) -> Any:
        """What a global stands for in the other namespace."""
        if (path := numpy_path(value)) is not None:
            try:
                return functools.reduce(getattr, path, self.namespace)
            except AttributeError as error:
                return Missing(error)
        if id(value) in self.done:
            return self.done[id(value)]
        if isinstance(value, types.FunctionType) and self.is_ours(value.__module__):
            return self.function(getattr(value, "formula", value))
        if isinstance(value, types.ModuleType) and self.is_ours(value.__name__):
            return Module(self, value)
        if type(value) in (dict, list, tuple):
            return self.collection(value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self.record(value)
        return value

    def collection(self, value: Any) -> Any:
        """A table of functions, such as that of the activations."""
        items = items_of(value)
        self.tables.append((value, contents(value)))
        copies = [self.value(item) for item in items]
        if all(copy is item for copy, item in zip(copies, items, strict=True)):
            copy = value
        else:
            copy = type(value)(zip(value, copies, strict=True) if type(value) is dict else copies)
        self.remember(value, copy)
        return copy

    def record(self, value: Any) -> Any:
        """A frozen record of functions, such as an activation."""
        fields = {
            f.name: new
            for f in dataclasses.fields(value)
            if f.init and (new := self.value(old := getattr(value, f.name))) is not old
        }
        copy = dataclasses.replace(value, **fields) if fields else value
        self.remember(value, copy)
        return copy

    def is_ours(self, module: str | None) -> bool:
        """Whether it belongs to the package of the function that is run again, or is a formula."""
        return package_of(module) in (self.package, "reference")


def items_of(table: Any) -> list[Any]:
    """What a dict, a list or a tuple holds."""
    return list(table.values() if type(table) is dict else table)


def contents(table: Any) -> list[Any]:
    """The same, with the keys of a dict."""
    return [*table, *table.values()] if type(table) is dict else list(table)


def package_of(module: str | None) -> str:
    """The top-level package; none of what was executed as a text."""
    return (module or "").partition(".")[0]


class Globals(dict[str, Any]):
    """A function's globals in the other namespace, each found when its code first uses it."""

    def __init__(self, rebinding: Rebinding, original: dict[str, Any]) -> None:
        kept = ("__builtins__", "__name__")  # executed text may have no name
        super().__init__((name, original[name]) for name in kept if name in original)
        self["__probe__"], self["__again__"] = rebinding.probe, rebinding.value
        self["__changed__"] = changed
        self.rebinding, self.original = rebinding, original

    def __missing__(self, name: str) -> Any:
        original = self.original[name]
        self.rebinding.found.append((self.original, name, original))
        self[name] = value = self.rebinding.value(original)
        return value

    def find(self, names: Iterable[str]) -> None:
        """Find these now, if they are there at all."""
        for name in names:
            if name not in self and name in self.original:
                self.__missing__(name)


def globals_of(function: Callable[..., Any]) -> dict[str, Any]:
    """What a function that is run again finds by its global names, for lines out of it."""
    names = function.__globals__
    assert isinstance(names, Globals)
    return {
        name: names[name]
        for name in (*names, *names_used(function.__code__))
        if name in names or name in names.original
    }


def names_used(code: types.CodeType) -> Iterator[str]:
    """The names of the code, and of the functions that it defines inside."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from names_used(constant)


def names_in_classes(code: types.CodeType) -> Iterator[str]:
    """What the bodies of classes use, which do not ask the globals for what is missing."""
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            if not constant.co_flags & inspect.CO_OPTIMIZED:
                yield from constant.co_names
            yield from names_in_classes(constant)


def is_rewritten(names: dict[str, Any]) -> bool:
    """Whether these are the globals of a function that is run again."""
    return isinstance(names, Globals)


class Module:
    """A module whose functions are run again when they are asked for."""

    def __init__(self, rebinding: Rebinding, module: types.ModuleType) -> None:
        self._rebinding, self._module = rebinding, module

    def __getattr__(self, name: str) -> Any:
        return self._rebinding.value(getattr(self._module, name))


def numpy_path(value: Any) -> list[str] | None:
    """Where NumPy keeps a thing: [] is NumPy itself, ["linalg", "norm"]; None is not NumPy's."""
    if isinstance(value, types.ModuleType):
        home, own = value.__name__, []
    elif callable(value) and hasattr(value, "__name__"):
        home = "numpy" if isinstance(value, np.ufunc) else getattr(value, "__module__", None) or ""
        own = [value.__name__]
    else:
        return None
    if home != "numpy" and not home.startswith("numpy."):
        return None
    return [part for part in home.split(".")[1:] if not part.startswith("_")] + own


class Once:
    """A probe that leaves alone what it gave out under the same name: that is handed on only."""

    def __init__(self, probe: Probe) -> None:
        self.begin(probe)

    def begin(self, probe: Probe) -> None:
        """From now on, with this probe."""
        self.probe = probe
        self.last: dict[str, Any] = {}

    def __call__(self, name: str, value: Any) -> Any:
        if name not in self.last or self.last[name] is not value:
            self.last[name] = self.probe(name, value)
        return self.last[name]
