"""One bench for the whole process, kept between calls: to start torch and JAX takes seconds."""

import atexit
import contextlib
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from parity.errors import InputError
from parity.interruption import interruptible, undisturbed
from parity.own.check import Bench, bench_of
from parity.own.parties import TRYING, Parties
from parity.surroundings import ours
from parity.workers import Worker


class Kept:
    """Witnesses that wait for the next call, each in its process. One call at a time."""

    def __init__(self) -> None:
        self.workers: dict[tuple[str, str], Worker] = {}
        self.lock = threading.Lock()

    @contextlib.contextmanager
    def bench(self, modules: Mapping[str, str], seconds: float) -> Iterator[Bench]:
        """These witnesses, by name and module."""
        with self.lock, ours(), interruptible():
            workers = {name: self.worker(name, module) for name, module in modules.items()}
            bench = bench_of(Parties(self.worker("hand", TRYING), workers), seconds)
            answered = False
            try:
                yield bench
                answered = True
            except InputError:
                answered = all(queue.idle for queue in bench.queues.values())
                raise
            finally:
                with undisturbed():
                    self.put_away([queue.pool for queue in bench.queues.values()], answered)

    def worker(self, name: str, module: str) -> Worker:
        """The one that there is, or a new one."""
        return self.workers.setdefault((name, module), Worker(name, module))

    def put_away(self, pools: Sequence[ThreadPoolExecutor], answered: bool) -> None:
        """The threads; the processes too where an answer may be on its way that nobody awaits."""
        for pool in pools:
            pool.shutdown(wait=False, cancel_futures=True)
        if not answered:  # Ctrl-C, say
            self.interrupt()
        for pool in pools:
            pool.shutdown()
        if not answered:
            self.close()

    def interrupt(self) -> None:
        """Let every thread that waits see the end of its pipe."""
        for worker in self.workers.values():
            worker.interrupt()

    def close(self) -> None:
        """End them; the next call starts new ones."""
        for worker in self.workers.values():
            worker.stop()
        self.workers.clear()

    def forget(self) -> None:
        """In a fork: they are the parent's, and so is whoever held the lock."""
        for worker in self.workers.values():
            worker.let_go()
        self.workers.clear()
        self.lock = threading.Lock()


KEPT = Kept()
atexit.register(KEPT.close)
os.register_at_fork(after_in_child=KEPT.forget)
