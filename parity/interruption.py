"""SIGTERM ends long work as Ctrl-C does: what is done is kept."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn

EXIT_CODES = {signal.SIGINT: 130, signal.SIGTERM: 143}  # as shells have it


class Terminated(KeyboardInterrupt):
    """SIGTERM has come."""

    exit_code = EXIT_CODES[signal.SIGTERM]


@contextlib.contextmanager
def terminable() -> Iterator[None]:
    """Inside, SIGTERM raises Terminated; afterwards it does what it did before."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set handlers
        return
    before = signal.signal(signal.SIGTERM, terminated)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def terminated(_signal: int, _frame: FrameType | None) -> NoReturn:
    """What SIGTERM does."""
    raise Terminated


def exit_code_of(interruption: KeyboardInterrupt) -> int:
    """130 for Ctrl-C, 143 for SIGTERM."""
    return getattr(interruption, "exit_code", EXIT_CODES[signal.SIGINT])
