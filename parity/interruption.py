"""SIGTERM ends long work as Ctrl-C does: what is done is kept."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn

EXIT_CODE = 130


@contextlib.contextmanager
def terminable() -> Iterator[None]:
    """Inside, SIGTERM raises KeyboardInterrupt; afterwards it does what it did before."""
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
    raise KeyboardInterrupt


def missing(count: int, what: str = "cases") -> str:
    """What an interrupted command says last."""
    return f"parity: interrupted, {count} {what} are missing"
