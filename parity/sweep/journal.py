"""The file that a sweep's lines are appended to, and that it resumes from.

Each line is written whole, by one process, as its case finishes, so whatever ends the sweep costs
the cases in flight. A line that was cut off is dropped when the sweep resumes; nothing else is
repaired: a file in which anything is wrong is refused, untouched.
"""

import contextlib
import fcntl
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, NoReturn

from parity.errors import InputError
from parity.findings_file import UnfitError
from parity.strict_json import refuse
from parity.sweep.draw import architecture, block_of, random_case
from parity.sweep.lines import SCHEMA, Line, read, written

LONGEST_LINE = 1 << 16
DIGESTS_HELD = 100  # a file that another version made shows itself in its first lines
BEGINNING = f'{{"schema":"{SCHEMA}","case":"sweep/'.encode()
REMEDY = "give a file that parity sweep --results wrote, with the same --seed"


class Journal:
    """Which cases are done; where there is a file, lines on their way into it."""

    def __init__(self, there: bytearray, file: IO[bytes] | None = None, path: Path | None = None):
        self.there, self.file, self.path = there, file, path

    @property
    def missing(self) -> Iterator[int]:
        """The numbers of the cases that are not done."""
        return (number for number, done in enumerate(self.there) if not done)

    def append(self, line: Line) -> None:
        """The line, all of it, now."""
        if self.file is None:
            return
        content = written(line).encode()
        try:
            if os.write(self.file.fileno(), content) < len(content):
                raise OSError(0, "only a part of a line could be written")
        except OSError as error:
            raise InputError(
                f"cannot write {self.path}: {error.strerror}; make room and give it to --resume"
            ) from None


@contextlib.contextmanager
def journal(
    results: Path | None, resume: Path | None, cases: int, seed: int, seen: Callable[[Line], None]
) -> Iterator[Journal]:
    """A new file, one that goes on (`seen` is called with every line that is there), or none."""
    if results is not None and resume is not None:
        raise InputError("--results and --resume exclude each other; --resume appends, too")
    if results is not None:
        with opened(results, os.O_CREAT) as file:
            if os.fstat(file.fileno()).st_size:
                raise InputError(
                    f"{results} has something in it; give it to --resume, or --results a new file"
                )
            yield Journal(bytearray(cases), file, results)
    elif resume is not None:
        with opened(resume) as file:
            there = bytearray(cases)
            file.truncate(checked(file, resume, there, seed, seen))
            yield Journal(there, file, resume)
    else:
        yield Journal(bytearray(cases))


@contextlib.contextmanager
def opened(path: Path, flags: int = 0) -> Iterator[IO[bytes]]:
    """The file, for reading and appending, by one sweep at a time."""
    try:
        # O_NONBLOCK: a pipe without a writer must not hang
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_NONBLOCK | flags, 0o644)
    except (OSError, ValueError) as error:  # ValueError: a null character
        raise InputError(f"cannot open {path}: {getattr(error, 'strerror', error)}") from None
    with os.fdopen(handle, "rb+", buffering=0, closefd=True) as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise InputError(f"{path} is no ordinary file; give one")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InputError(f"{path} is being written by another sweep; wait for it") from None
        yield file


def checked(
    file: IO[bytes], path: Path, there: bytearray, seed: int, seen: Callable[[Line], None]
) -> int:
    """How many bytes are whole lines, once all of them have been found right."""
    whole = 0
    with os.fdopen(os.dup(file.fileno()), "rb") as lines:
        for position, content in enumerate(iter(lambda: lines.readline(LONGEST_LINE), b""), 1):
            if not content.endswith(b"\n") and not lines.peek(1):
                cut_off(content, path, position)
                break
            line = line_read(content, path, position)
            fits(line, path, position, there, seed)
            there[line.number] = 1
            seen(line)
            whole += len(content)
    return whole


def line_read(content: bytes, path: Path, position: int) -> Line:
    """The record of a line."""
    try:
        return read(content.decode("utf-8"))
    except UnfitError as problem:
        unfit(path, position, str(problem))
    except RecursionError:
        unfit(path, position, "is nested too deeply")
    except UnicodeDecodeError as error:
        unfit(path, position, f"is not UTF-8 at byte {error.start}")
    except ValueError as error:
        unfit(path, position, f"is not strict JSON ({error})")


def fits(line: Line, path: Path, position: int, there: bytearray, seed: int) -> None:
    """Whether the line belongs to this sweep."""
    if line.seed != seed:
        unfit(path, position, f"is of seed {line.seed}, expected {seed}")
    if line.number >= len(there):
        unfit(path, position, f"is of case {line.number}, expected less than --cases {len(there)}")
    if there[line.number]:
        unfit(path, position, f"is of case {line.number}, which was there before")
    net = architecture(block_of(line.number), seed)
    held = position > DIGESTS_HELD or line.sha256 == random_case(line.number, seed).sha256
    if (line.dtype, line.size) != (net.dtype, net.size) or not held:
        unfit(path, position, f"is of another case {line.number} than this version draws")


def cut_off(content: bytes, path: Path, position: int) -> None:
    """A last line without an end is dropped if it began as a line of a sweep does."""
    length = min(len(content), len(BEGINNING))
    if content[:length] != BEGINNING[:length]:
        unfit(path, position, "is not the beginning of a sweep's line")


def unfit(path: Path, position: int, problem: str) -> NoReturn:
    """One sentence: which file, which line, what is wrong, what to do."""
    refuse(path, f"line {position} {problem}", REMEDY)
