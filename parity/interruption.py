"""Ctrl-C and SIGTERM end long work: what is done is kept, what is put away is put away whole."""

import contextlib
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, wait
from dataclasses import dataclass
from types import FrameType
from typing import Any, TypeVar

T = TypeVar("T")

EXIT_CODE = 130
LOOK_SECONDS = 0.1  # so long a signal waits at most while others work
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
    with taken(*BEFORE):
        yield


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Inside, Ctrl-C can be made to wait; SIGTERM is for whoever owns this process."""
    with taken(signal.SIGINT):
        yield


@contextlib.contextmanager
def taken(*signals: signal.Signals) -> Iterator[None]:
    """These signals, where nobody has chosen otherwise; only the main thread may take them."""
    main = threading.current_thread() is threading.main_thread()
    ours = [each for each in signals if main and signal.getsignal(each) == BEFORE[each]]
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
    DISTURBANCE.held, DISTURBANCE.waiting = True, False
    try:
        yield
    finally:
        DISTURBANCE.held = False
        if DISTURBANCE.waiting:  # also where what was done inside has failed
            DISTURBANCE.waiting = False
            raise KeyboardInterrupt


def results(futures: Sequence[Future[T]]) -> list[T]:
    """What all of them return, or what one that failed raises.

    A signal is let in between two looks: raised while a lock is taken that other threads need,
    it would leave it locked, and them waiting for ever.
    """
    while True:
        with undisturbed():
            done, running = wait(futures, LOOK_SECONDS, FIRST_EXCEPTION)
            if not running or any(future.exception() for future in done):
                return [future.result() for future in futures if future in done]


def missing(count: int, what: str = "cases") -> str:
    """What an interrupted command says last."""
    return f"parity: interrupted, {count} {what} are missing"
