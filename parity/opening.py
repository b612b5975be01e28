"""The beginning of a file that somebody gave, whatever it is, without waiting for ever.

`<(command)` and /dev/stdin are pipes, and are read. A pipe that nobody has open for writing would
keep a reader waiting until somebody does, so it is refused.
"""

import errno
import os
import stat
from pathlib import Path


def first_bytes(path: Path, most: int) -> bytes:
    """At most so many bytes; OSError or ValueError (a null character in the name) if not."""
    with open(path, "rb", opener=without_waiting) as file:
        handle = file.fileno()
        is_pipe = stat.S_ISFIFO(os.fstat(handle).st_mode)
        head = first_byte(handle) if is_pipe else b""
        os.set_blocking(handle, True)
        return head + file.read(most - len(head))


def without_waiting(path: str, flags: int) -> int:
    """As os.open, which else waits for the writer of a pipe."""
    return os.open(path, flags | os.O_NONBLOCK)


def first_byte(pipe: int) -> bytes:
    """Of a pipe that somebody writes to; nothing where that is still to come."""
    try:
        byte = os.read(pipe, 1)
    except BlockingIOError:
        return b""
    if not byte:
        raise OSError(errno.ENXIO, "it is a pipe that nothing comes from: who writes to it?")
    return byte
