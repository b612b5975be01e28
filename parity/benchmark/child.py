"""The life of one contender, in a process that nobody else is in.

It makes the arrays itself from the case's description, so that its memory is the contender's own.
"""

import gc
import importlib
import os
import resource
import sys
import timeit
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time

from parity.benchmark.cases import BenchCase
from parity.benchmark.contenders import Contender
from parity.benchmark.threads import libraries
from parity.witnesses.answer import Answer

MODULE = __name__


@dataclass(frozen=True)
class Request:
    """A contender's maker, as "module:function", and what it is to compute."""

    maker: str
    case: BenchCase


@dataclass(frozen=True)
class Entry:
    """A contender that has been called twice: what it said, and with what."""

    pid: int
    threads: int | None  # read back
    libraries: str
    version: str
    answer: Answer | None
    first_call: float
    memory_before: int | None  # bytes, just before the first call
    memory_peak: int | None  # and at most, up to the end of the second


@dataclass(frozen=True)
class Sample:
    """Seconds for one call, and how many cores worked."""

    seconds: float
    cores: float


@dataclass
class Stall:
    """Where the contender stands between requests."""

    contenders: list[Contender] = field(default_factory=list)


STALL = Stall()


def ready(maker: str) -> bool:
    """Import what the contender needs."""
    importlib.import_module(maker.partition(":")[0])
    return True


def enter(request: Request) -> Entry:
    """Make the contender and call it for the first time, and once more."""
    STALL.contenders.clear()
    module, _, function = request.maker.partition(":")
    make = getattr(importlib.import_module(module), function)
    case = request.case.drawn()
    contender: Contender = make(case, request.case.threads)
    before = memory("VmRSS")
    start = perf_counter()
    contender.call()
    first_call = perf_counter() - start
    result = contender.call()
    peak = memory("VmHWM")
    STALL.contenders.append(contender)
    return Entry(
        os.getpid(), contender.threads, libraries(), contender.version,
        contender.answer(result), first_call, before, peak,
    )  # fmt: skip


def calibrate(least: float) -> int:
    """How many calls last at least so long; one, if one does."""
    (contender,) = STALL.contenders
    timer, loops = timeit.Timer(contender.call), 1
    while (seconds := timer.timeit(loops)) < least:
        loops = max(2 * loops, int(1.1 * loops * least / max(seconds, 1e-9)))
    return loops


def sample(loops: int) -> Sample:
    """One sample; timeit keeps the garbage collector away. The caches are warmed again before."""
    (contender,) = STALL.contenders
    gc.collect()
    contender.call()
    start, work = perf_counter(), process_time()
    seconds = timeit.Timer(contender.call).timeit(loops)
    return Sample(seconds / loops, (process_time() - work) / (perf_counter() - start))


def memory(key: str) -> int | None:
    """Bytes of this process. On Linux ru_maxrss begins with what the parent had: not used there."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith(key))
        return int(line.split()[1]) * 1024
    if key == "VmRSS":
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
