"""Several threads at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextvars import copy_context
from typing import TypeVar

Result = TypeVar("Result")


def at_once(
    others: Executor, mine: Callable[[], Result], theirs: Sequence[Callable[[], Result]]
) -> list[Result]:
    """All results, mine first; whatever one of them raises, none of them runs any more.

    What this thread says about floating-point errors holds in all of them.
    """
    waiting = [others.submit(copy_context().run, each) for each in theirs]
    try:
        first = mine()
    finally:
        for one in waiting:
            one.exception()  # waits
    return [first, *(one.result() for one in waiting)]
