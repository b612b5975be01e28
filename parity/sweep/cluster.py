"""The same work on an existing dask.distributed cluster.

Dask does all the scheduling: a block of cases is a task, and a task whose worker dies is given to
another one. Inside a Dask worker, cases are tried in a process of their own, as on one machine:
its threads and its environment are those of the other processes, and a witness that crashes costs
a case and no worker.
"""

import logging
import threading
from collections.abc import Iterable, Sequence
from itertools import islice
from queue import SimpleQueue
from typing import Any

from parity.errors import InputError
from parity.interruption import undisturbed
from parity.sweep.lines import Line
from parity.sweep.pool import Block, Keep
from parity.sweep.trying import Trier

TASKS_PER_THREAD = 4  # enough to keep every thread busy, few enough for the scheduler's memory
CONNECTING = 10  # seconds
HOW_TO_GET = "distributed is not installed; get it with pip install 'gradient-parity[cluster]'"

mine = threading.local()  # a process for each thread of a Dask worker


def block_tried(block: Sequence[int], seed: int) -> list[Line]:
    """What a Dask worker does with a task."""
    if not hasattr(mine, "trier"):
        mine.trier = Trier()
    return [mine.trier.line(number, seed) for number in block]


def try_there(blocks: Iterable[Block], seed: int, address: str, keep: Keep) -> None:
    """Try all cases on the cluster with that scheduler."""
    client = connected(address)
    try:
        spread(client, blocks, seed, keep)
    finally:
        with undisturbed():
            client.close()


def spread(client: Any, blocks: Iterable[Block], seed: int, keep: Keep) -> None:
    """Some tasks at a time, a new one for each that is finished.

    A signal is let in only where the next one is waited for: Dask's locks are Python's, which a
    signal can leave locked (see interruption.py), a `SimpleQueue` has none.
    """
    finished: SimpleQueue[Any] = SimpleQueue()
    source = iter(blocks)
    running = 0

    def submitted(block: Block) -> int:
        client.submit(block_tried, block, seed, pure=False).add_done_callback(finished.put)
        return 1

    with undisturbed():
        running += sum(map(submitted, islice(source, TASKS_PER_THREAD * threads_of(client))))
    while running:
        future = finished.get()
        with undisturbed():
            for line in result_of(future):
                keep(line)
            running += sum(map(submitted, islice(source, 1))) - 1


def threads_of(client: Any) -> int:
    """How many tasks the cluster can do at once."""
    try:
        client.wait_for_workers(1, timeout=CONNECTING)
    except TimeoutError:
        raise InputError("the cluster of --scheduler has no workers; start some") from None
    return sum(client.nthreads().values())


def result_of(future: Any) -> list[Line]:
    """The lines of a task; one that fails has met a cluster that is not fit for it."""
    if future.cancelled():
        raise InputError(
            "the cluster of --scheduler is gone; start it again, and give the file of --results "
            "to --resume"
        )
    if (error := future.exception()) is not None:
        text = " ".join(str(error).split())
        raise InputError(
            "the cluster of --scheduler could not try a case "
            f"({type(error).__name__}: {text:.160}); its workers need gradient-parity as it is here"
        )
    lines: list[Line] = future.result()
    return lines


def connected(address: str) -> Any:
    """A client of the scheduler at that address."""
    try:
        from distributed import Client
    except ImportError:
        raise InputError(HOW_TO_GET) from None
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # we say it in a sentence
    try:
        return Client(address, timeout=CONNECTING)
    except (OSError, ValueError) as error:
        raise InputError(
            f"--scheduler {address} does not answer ({' '.join(str(error).split()):.80}); give the "
            "address that dask scheduler prints, such as tcp://10.0.0.1:8786"
        ) from None
