"""The witnesses' processes, each with a queue of its own, working ahead of whoever judges.

JAX compiles for most of a run, and one compilation has one thread: two processes share that. What
compiles alike is asked of the same one.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from parity.case import Case
from parity.interruption import undisturbed
from parity.training import AnyCase
from parity.workers import Worker

PROCESSES = {"jax": 2}  # others have one
TRACED = ("lam", "keep")  # settings that do not change what is compiled


class Queues:
    """All witnesses of a run."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        self.queues = {
            name: [Queue(Worker(name, module)) for _ in range(PROCESSES.get(name, 1))]
            for name, module in modules.items()
        }
        self.places: dict[tuple[str, object], int] = {}

    def ask(self, name: str, verb: str, case: AnyCase, seconds: float) -> "Future[Any]":
        """What a witness says to a verb, when it is its turn."""
        queues = self.queues[name]
        place = self.places.setdefault((name, make_of(case)), len(self.places))
        return queues[place % len(queues)].ask(verb, case, seconds)

    def close(self) -> None:
        """Drop what waits, interrupt what runs, and end all processes."""
        with undisturbed():
            self.end()

    def end(self) -> None:
        """Process after process."""
        end([queue for each in self.queues.values() for queue in each])


class Queue:
    """One process, asked by one thread."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.pool = ThreadPoolExecutor(1)
        self.last: Future[Any] | None = None

    def ask(self, verb: str, case: AnyCase, seconds: float) -> "Future[Any]":
        """The answer, or the reason why there is none, later."""
        self.last = self.pool.submit(self.worker.ask, verb, case, seconds)
        return self.last

    @property
    def idle(self) -> bool:
        """Whether all that was asked is answered."""
        return self.last is None or self.last.done()


def end(queues: Sequence[Queue]) -> None:
    """Process after process."""
    for queue in queues:
        queue.pool.shutdown(wait=False, cancel_futures=True)
    for queue in queues:
        queue.worker.interrupt()
    for queue in queues:
        queue.pool.shutdown()  # a pipe is closed by its reader's thread, never under its hands
    for queue in queues:
        queue.worker.stop()


def make_of(case: AnyCase) -> object:
    """What two cases have in common that compile alike."""
    if not isinstance(case, Case):
        return case.name
    settings = tuple(sorted((k, v) for k, v in case.settings.items() if k not in TRACED))
    shapes = tuple((name, value.shape) for name, value in case.arrays.items())
    return (case.kind, case.derivation, repr(settings), shapes, str(case.dtype))
