"""Ctrl-C and SIGTERM end long work: what is done is kept, what is put away is put away whole."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

EXIT_CODE = 130
BEFORE: dict[signal.Signals, Any] = {
    signal.SIGINT: signal.default_int_handler,
    signal.SIGTERM: signal.SIG_DFL,
}


@dataclass
class Disturbance:
    """Whether one has to wait, and whether one does."""

    held: bool = False
    waiting: bool = False


DISTURBANCE = Disturbance()


@contextlib.contextmanager
def terminable() -> Iterator[None]:
    """Inside, both raise KeyboardInterrupt, where nobody has chosen otherwise (nohup, say)."""
    ours = [each for each, handler in BEFORE.items() if signal.getsignal(each) == handler]
    for each in ours:
        signal.signal(each, interrupted)
    try:
        yield
    finally:
        for each in ours:
            signal.signal(each, BEFORE[each])


def interrupted(_signal: int, _frame: FrameType | None) -> None:
    """What the signals do."""
    if not DISTURBANCE.held:
        raise KeyboardInterrupt
    DISTURBANCE.waiting = True


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Inside, signals wait: half of a set of processes put away is worse than a moment more."""
    if DISTURBANCE.held or threading.current_thread() is not threading.main_thread():
        yield
        return
    DISTURBANCE.held = True
    try:
        yield
    finally:
        waiting = DISTURBANCE.waiting
        DISTURBANCE.held = DISTURBANCE.waiting = False
    if waiting:
        raise KeyboardInterrupt


def missing(count: int, what: str = "cases") -> str:
    """What an interrupted command says last."""
    return f"parity: interrupted, {count} {what} are missing"
