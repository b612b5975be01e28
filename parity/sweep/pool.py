"""A pool of processes on this machine.

Each process takes a block of cases, so that what XLA compiles for an architecture is compiled
once, and tries them one by one. When no blocks are left, a process without work takes half of what
the longest block still has: the last one would keep a single core busy for up to a minute.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from parity.interruption import results, undisturbed
from parity.sweep.trying import Trier

Block = Sequence[int]  # numbers of cases that share an architecture
Keep = Callable[[Any], None]  # what is done with a line

# Cases left in a block: who takes half of fewer compiles for longer than it helps.
WORTH_SHARING = 20


def try_here(
    blocks: Iterable[Block], seed: int, workers: int, keep: Keep, kind: type[Trier] = Trier
) -> None:
    """Try all cases with that many processes; `keep` is called with one line at a time."""
    triers = [kind() for _ in range(workers)]
    work, lock, ended = SharedWork(blocks, workers), threading.Lock(), threading.Event()

    def tried_by(worker: int) -> None:
        while (number := work.following(worker)) is not None:
            line = triers[worker].line(number, seed)
            with lock:
                if ended.is_set():  # this line was lost with its process
                    return
                keep(line)

    threads = ThreadPoolExecutor(workers)
    try:
        with undisturbed():
            futures = [threads.submit(tried_by, worker) for worker in range(workers)]
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


class SharedWork:
    """Every case once, whoever asks."""

    def __init__(self, blocks: Iterable[Block], workers: int) -> None:
        self.source = filter(None, blocks)
        self.left: list[deque[int]] = [deque() for _ in range(workers)]
        self.lock = threading.Lock()

    def following(self, worker: int) -> int | None:
        """The number of the worker's next case, or None when there is nothing for it to do."""
        with self.lock:
            mine = self.left[worker]
            if not mine:
                mine.extend(next(self.source, ()) or self.half_of_the_longest())
            return mine.popleft() if mine else None

    def half_of_the_longest(self) -> list[int]:
        """The later half of what a worker has left, taken from it."""
        longest = max(self.left, key=len)
        if len(longest) < WORTH_SHARING:
            return []
        taken = [longest.pop() for _ in range(len(longest) // 2)]
        return taken[::-1]
