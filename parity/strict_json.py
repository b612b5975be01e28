"""JSON from somebody else's file: read strictly, or refused in one sentence."""

import json
import math
from pathlib import Path
from typing import Any, NoReturn

from parity.errors import InputError
from parity.opening import first_bytes

MOST_BYTES = 64 * 2**20  # ten times the result of the whole catalogue


def read_json(path: Path, remedy: str) -> Any:
    """The value in the file; `remedy` says what to do where there is none."""
    text = decoded(read_bytes(path, remedy), path, remedy)
    try:
        return strict(text)
    except RecursionError:
        refuse(path, "is nested too deeply", remedy)
    except ValueError as error:
        refuse(path, f"is not strict JSON ({error})", remedy)


def strict(text: str) -> Any:
    """The value; ValueError of json, of the hooks below, and of integers without end."""
    return json.loads(text, object_pairs_hook=members, parse_constant=no_number, parse_float=finite)


def read_bytes(path: Path, remedy: str, most: int = MOST_BYTES) -> bytes:
    """All bytes of a file that is not larger than that; pipes and devices are read no further."""
    try:
        content = first_bytes(path, most + 1)
    except OSError as error:
        refuse(path, f"cannot be read: {error.strerror}", remedy)
    except ValueError as error:  # a null character in its name
        refuse(path, f"cannot be read: {error}", remedy)
    if len(content) > most:
        refuse(path, f"has more than {most} bytes", remedy)
    if not content:
        refuse(path, "is empty", remedy)
    return content


def decoded(content: bytes, path: Path, remedy: str) -> str:
    """The bytes as text."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        refuse(path, f"is not UTF-8 at byte {error.start}", remedy)


def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names are all different."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name {twice[:40]!r} occurs twice in one object")
    return found


def no_number(word: str) -> NoReturn:
    """NaN, Infinity and -Infinity, which Python reads and JSON does not know."""
    raise ValueError(f"{word} is no JSON number")


def finite(digits: str) -> float:
    """A float; 1e999 is not one."""
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:40]} is too large for a float")
    return number


def refuse(path: Path, problem: str, remedy: str) -> NoReturn:
    """One sentence: which file, what is wrong, what to do."""
    raise InputError(f"{shown(path)} {problem}; {remedy}")


def shown(path: Path) -> str:
    """A path on one line, whatever it is made of."""
    text = str(path)
    return text if text.isprintable() else repr(text)
