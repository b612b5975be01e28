"""A pool of processes on this machine.

Each process takes a block of cases, so that what XLA compiles for an architecture is compiled
once, and tries them one by one.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from parity.interruption import results, undisturbed
from parity.sweep.trying import Trier

Block = Sequence[int]  # numbers of cases that share an architecture
Keep = Callable[[Any], None]  # what is done with a line


def try_here(
    blocks: Iterable[Block], seed: int, workers: int, keep: Keep, kind: type[Trier] = Trier
) -> None:
    """Try all cases with that many processes; `keep` is called with one line at a time."""
    triers = [kind() for _ in range(workers)]
    shared, lock, ended = one_by_one(blocks), threading.Lock(), threading.Event()

    def work(trier: Trier) -> None:
        for block in shared:
            for number in block:
                line = trier.line(number, seed)
                with lock:
                    if ended.is_set():  # this line was lost with its process
                        return
                    keep(line)

    threads = ThreadPoolExecutor(workers)
    try:
        with undisturbed():
            futures = [threads.submit(work, trier) for trier in triers]
        results(futures)
    finally:
        with undisturbed():
            with lock:
                ended.set()
            for trier in triers:
                trier.worker.interrupt()
            threads.shutdown()
            for trier in triers:
                trier.stop()


def one_by_one(blocks: Iterable[Block]) -> Iterator[Block]:
    """An iterator that several threads may share."""
    lock, source = threading.Lock(), iter(blocks)

    def following() -> Block | None:
        with lock:
            return next(source, None)

    return iter(following, None)
