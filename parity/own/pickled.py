"""Functions of a running program, as data: whoever gets them can run them.

They travel by value, with what they reach in their own package, as it is at this moment: in a
notebook it may have been another a minute ago. All else that can be imported stays a reference.
The lines of their files come along, so that their names can be seen in other processes, too.
"""

import contextlib
import functools
import linecache
import pickle
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType
from typing import Any

import cloudpickle

from parity.errors import InputError
from parity.own.derivation import Function, OwnDerivation
from parity.own.signature import where_of

# By reference wherever they are: every process has them, and they do not change.
EVERYWHERE = ("__main__", "builtins", "parity", "reference")


@dataclass(frozen=True)
class Pickled:
    """Functions, the lines of the files that they come from, and where modules were found."""

    functions: bytes
    files: tuple[tuple[str, tuple[str, ...]], ...]
    places: tuple[str, ...]

    def restored(self) -> tuple[Any, ...]:
        """The functions, unpickled once in each process; other ones may have had their files."""
        for file, lines in self.files:
            linecache.cache[file] = (sum(map(len, lines)), None, list(lines), file)
        return unpickled(self)


@functools.lru_cache(maxsize=32)  # a process may live through thousands of checks
def unpickled(pickled: Pickled) -> tuple[Any, ...]:
    """The functions."""
    sys.path += [place for place in pickled.places if place not in sys.path]
    functions: tuple[Any, ...] = pickle.loads(pickled.functions)
    return functions


@dataclass(frozen=True)
class Functions:
    """A cost and its gradients, two functions of the caller's."""

    label: str
    pickled: Pickled

    def derivation(self) -> OwnDerivation:
        """The derivation."""
        cost, gradients = self.pickled.restored()
        return OwnDerivation(self.label, cost, cost, gradients=gradients)


def program(cost: Function, gradients: Function) -> Functions:
    """A derivation as data."""
    return Functions(label_of(cost), pickle_of(cost, gradients))


def label_of(cost: Function) -> str:
    """As that of a file's: net.py, or net.py:deep for cost_deep."""
    file = Path(cost.__code__.co_filename).name
    suffix = cost.__name__.removeprefix("cost").lstrip("_")
    return f"{file}:{suffix}" if suffix else file


def pickle_of(*functions: Any) -> Pickled:
    """Functions as data, at this moment."""
    packages = {package_of(f) for f in functions} - set(EVERYWHERE)
    reached = list(reachable(functions, packages))
    files = dict.fromkeys(f.__code__.co_filename for f in reached)
    lines = tuple((file, tuple(linecache.getlines(file))) for file in files)
    return Pickled(
        in_bytes(functions, packages),
        tuple((file, found) for file, found in lines if found),
        tuple(sys.path),
    )


def in_bytes(functions: Sequence[Any], packages: Collection[str]) -> bytes:
    """The pickle; by reference where something in their package cannot be pickled."""
    with contextlib.suppress(Exception), by_value(packages):  # then it has to be imported there
        return bytes(cloudpickle.dumps(functions))
    try:
        return bytes(cloudpickle.dumps(functions))
    except Exception as error:  # anything that is reached may raise anything
        raise InputError(
            f"{where_of(functions[0])}: {functions[0].__name__} cannot be sent to the witnesses' "
            f"processes ({type(error).__name__}: {error}); let it use arrays and functions only"
        ) from None


@contextlib.contextmanager
def by_value(packages: Collection[str]) -> Iterator[None]:
    """Inside, what is in these packages is pickled as it is, not as a name."""
    known = cloudpickle.list_registry_pickle_by_value()
    modules = [sys.modules[name] for name in packages if name in sys.modules and name not in known]
    for module in modules:
        cloudpickle.register_pickle_by_value(module)
    try:
        yield
    finally:
        for module in modules:
            cloudpickle.unregister_pickle_by_value(module)


def package_of(function: Any) -> str:
    """The name of a function's top-level package."""
    return (getattr(function, "__module__", None) or "builtins").partition(".")[0]


def reachable(functions: Sequence[Any], packages: Collection[str]) -> Iterator[FunctionType]:
    """The functions and those of their packages that they call by name."""
    own = {*packages, "__main__"}
    waiting, seen = list(functions), set()
    while waiting:
        function = waiting.pop()
        if not isinstance(function, FunctionType) or function in seen:
            continue
        if function in functions or package_of(function) in own:
            seen.add(function)
            waiting += named_in(function)
            yield function


def named_in(function: FunctionType) -> list[Any]:
    """What a function finds under its global names and in its closure."""
    found = [
        function.__globals__[name]
        for name in function.__code__.co_names
        if name in function.__globals__
    ]
    for cell in function.__closure__ or ():
        with contextlib.suppress(ValueError):  # an empty cell
            found.append(cell.cell_contents)
    return found
