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
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NoReturn

from parity.errors import InputError
from parity.findings_file import UnfitError
from parity.strict_json import refuse
from parity.sweep.draw import architecture, block_of, random_case
from parity.sweep.lines import SCHEMA, Line, read, written

LONGEST_LINE = 1 << 16
# Whether a line is of the case that this version draws is tried for the first ones, and later for
# every so many: versions have differed in which architecture late cases have.
DIGESTS_HELD, DIGEST_EVERY = 100, 100


@dataclass(frozen=True)
class Form:
    """How the lines of a kind of work are written and read, and what is wrong with one of them."""

    work: str
    beginning: bytes
    written: Callable[[Any], str]
    read: Callable[[str], Any]
    problem: Callable[[Any, int], str]
    one: str  # what a number counts
    bound: Callable[[int, int], str]  # how many of them, of which seed, and who says so

    @property
    def remedy(self) -> str:
        """What to do about a file that does not fit."""
        return f"give a file that parity {self.work} --results wrote, with the same --seed"


def problem_of_case(line: Line, position: int) -> str:
    """Whether a sweep of this version would have drawn that case."""
    net = architecture(block_of(line.number), line.seed)
    other = (line.dtype, line.size) != (net.dtype, net.size)
    if not other and (position <= DIGESTS_HELD or line.number % DIGEST_EVERY == 0):
        other = line.sha256 != random_case(line.number, line.seed).sha256
    return f"is of another case {line.number} than this version draws" if other else ""


SWEEP = Form(
    "sweep",
    f'{{"schema":"{SCHEMA}","case":"sweep/'.encode(),
    written,
    read,
    problem_of_case,
    "case",
    lambda cases, _: f"--cases {cases}",
)


class Journal:
    """Which cases are done; where there is a file, lines on their way into it."""

    def __init__(
        self,
        there: bytearray,
        file: IO[bytes] | None = None,
        path: Path | None = None,
        form: Form = SWEEP,
    ):
        self.there, self.file, self.path, self.form = there, file, path, form

    @property
    def missing(self) -> Iterator[int]:
        """The numbers of the cases that are not done."""
        return (number for number, done in enumerate(self.there) if not done)

    def append(self, line: Any) -> None:
        """The line, all of it, now."""
        if self.file is None:
            return
        content = self.form.written(line).encode()
        try:
            if os.write(self.file.fileno(), content) < len(content):
                raise OSError(0, "only a part of a line could be written")
        except OSError as error:
            raise InputError(
                f"cannot write {self.path}: {error.strerror}; make room and give it to --resume"
            ) from None


@contextlib.contextmanager
def journal(
    results: Path | None,
    resume: Path | None,
    cases: int,
    seed: int,
    seen: Callable[[Any], None],
    form: Form = SWEEP,
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
            yield Journal(bytearray(cases), file, results, form)
    elif resume is not None:
        with opened(resume) as file:
            there = bytearray(cases)
            reading = Reading(resume, form, there, seed)
            file.truncate(reading.checked(file, seen))
            yield Journal(there, file, resume, form)
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


@dataclass(frozen=True)
class Reading:
    """A file that is resumed, and what its lines have to be."""

    path: Path
    form: Form
    there: bytearray
    seed: int

    def checked(self, file: IO[bytes], seen: Callable[[Any], None]) -> int:
        """How many bytes are whole lines, once all of them have been found right."""
        whole = 0
        with os.fdopen(os.dup(file.fileno()), "rb") as lines:
            for position, content in enumerate(iter(lambda: lines.readline(LONGEST_LINE), b""), 1):
                if not content.endswith(b"\n") and not lines.peek(1):
                    self.cut_off(content, position)
                    break
                line = self.line_read(content, position)
                self.fits(line, position)
                self.there[line.number] = 1
                seen(line)
                whole += len(content)
        return whole

    def line_read(self, content: bytes, position: int) -> Any:
        """The record of a line."""
        try:
            return self.form.read(content.decode("utf-8"))
        except UnfitError as problem:
            self.unfit(position, str(problem))
        except RecursionError:
            self.unfit(position, "is nested too deeply")
        except UnicodeDecodeError as error:
            self.unfit(position, f"is not UTF-8 at byte {error.start}")
        except ValueError as error:
            self.unfit(position, f"is not strict JSON ({error})")

    def fits(self, line: Any, position: int) -> None:
        """Whether the line belongs to this work."""
        number, cases = line.number, len(self.there)
        if line.seed != self.seed:
            self.unfit(position, f"is of seed {line.seed}, expected {self.seed}")
        if number >= cases:
            bound = self.form.bound(cases, self.seed)
            self.unfit(position, f"is of {self.form.one} {number}, expected less than {bound}")
        if self.there[number]:
            self.unfit(position, f"is of {self.form.one} {number}, which was there before")
        if problem := self.form.problem(line, position):
            self.unfit(position, problem)

    def cut_off(self, content: bytes, position: int) -> None:
        """A last line without an end is dropped if it began as a line of this work does."""
        length = min(len(content), len(self.form.beginning))
        if content[:length] != self.form.beginning[:length]:
            self.unfit(position, f"is not the beginning of a {self.form.work}'s line")

    def unfit(self, position: int, problem: str) -> NoReturn:
        """One sentence: which file, which line, what is wrong, what to do."""
        refuse(self.path, f"line {position} {problem}", self.form.remedy)
