"""A line of JSON for every row while a benchmark runs: what ends it costs the case in flight."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parity.errors import InputError


@dataclass
class Journal:
    """Where the lines go; without a handle, nowhere."""

    handle: int | None = None

    def keep(self, row: Mapping[str, Any]) -> None:
        """The line, now. On a full disk the benchmark goes on: its rows are in memory as well."""
        if self.handle is None:
            return
        try:
            os.write(self.handle, (json.dumps(row, allow_nan=False) + "\n").encode())
        except OSError:
            self.handle = None


@contextlib.contextmanager
def opened(path: Path | None) -> Iterator[Journal]:
    """An empty file, written by one benchmark at a time."""
    if path is None:
        yield Journal()
        return
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NONBLOCK, 0o644)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}; choose another folder") from None
    try:
        locked(handle, path)
        os.ftruncate(handle, 0)
        yield Journal(handle)
    finally:
        os.close(handle)


def locked(handle: int, path: Path) -> None:
    """Two benchmarks at once would time each other."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise InputError(f"{path} is being written by another parity bench; wait for it") from None
