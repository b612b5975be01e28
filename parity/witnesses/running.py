"""Whose fault it was: what a witness cannot run of a cost, with the user's file and line."""

import linecache
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import numpy as np

from parity.errors import CannotRunError, InputError, UnknownNameError
from parity.rewriting import is_rewritten

LONGEST_REASON = 200
ELEMENT_ASSIGNED = (
    "an element cannot be assigned where derivatives are taken; "
    "build the array with np.stack, np.concatenate or np.where"
)


@contextmanager
def running(witness: str, cost: Callable[..., Any]) -> Iterator[None]:
    """Whatever a cost raises in a witness, as one sentence."""
    try:
        yield
    except (CannotRunError, InputError):
        raise
    except Exception as error:
        raise CannotRunError(sentence(witness, cost, error)) from error


def sentence(witness: str, cost: Callable[..., Any], error: Exception) -> str:
    """ "torch cannot run np.fft.fft (line 12 of net.py)"."""
    where = users_line(error)
    if where is None:  # it came on the way back, where no line of the cost is being run
        code = getattr(cost, "formula", cost).__code__
        return f"{witness} cannot run {cost.__name__} of {named(code.co_filename)}: {reason(error)}"
    file, line = where
    place = f"(line {line} of {named(file)})"
    if isinstance(error, UnknownNameError):
        return f"{witness} cannot run {error.path} {place}"
    source = linecache.getline(file, line).strip() or "the cost"
    return f"{witness} cannot run `{source}` {place}: {reason(error)}"


def users_line(error: Exception) -> tuple[str, int] | None:
    """File and line of the innermost call of what is run again: the cost, or what it calls."""
    lines = [
        (frame.f_code.co_filename, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if is_users(frame)
    ]
    return lines[-1] if lines else None


def is_users(frame: FrameType) -> bool:
    """Whether the frame runs a function of the user's again."""
    return is_rewritten(frame.f_globals)


def named(file: str) -> str:
    """A file by its name alone; what was typed into an interpreter has <stdin>."""
    return Path(file).name


def reason(error: Exception) -> str:
    """The first line of what a framework says, not too much of it."""
    if "item assignment" in str(error):  # as Python, autograd and JAX say it
        return ELEMENT_ASSIGNED
    words = str(error).strip().partition("\n")[0] or type(error).__name__
    return words if len(words) <= LONGEST_REASON else words[:LONGEST_REASON] + " ..."


class Names:
    """What stands for NumPy or a part of it: a table; a name that is not in it is refused."""

    def __init__(self, table: dict[str, Any], where: str, path: str = "np") -> None:
        self._table, self._where, self._path = table, where, path

    def __getattr__(self, name: str) -> Any:
        if name in self._table:
            return self._table[name]
        return missing(name, self._where, self._path)


def missing(name: str, where: str, path: str = "np") -> Names:
    """A part of NumPy of which nothing is known; anything else is refused at once."""
    if path == "np" and isinstance(getattr(np, name, None), ModuleType):
        return Names({}, where, f"{path}.{name}")
    raise UnknownNameError(f"{path}.{name}", where)
