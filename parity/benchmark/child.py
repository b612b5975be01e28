"""The life of one contender, in a process that nobody else is in.

It makes the arrays itself from the case's description, so that its memory is the contender's own.
"""

import gc
import importlib
import os
import timeit
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time, sleep

from parity.benchmark.cases import BenchCase
from parity.benchmark.contenders import Contender
from parity.benchmark.threads import libraries
from parity.witnesses.answer import Answer

MODULE = __name__
LONG = 0.1  # seconds
NAP, STILL = 0.004, 0.0004  # who uses less processor time than that in a nap is at rest
NAPS = 50


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
    memory_peak: int | None  # and at most, from then to the end of the second


@dataclass(frozen=True)
class Sample:
    """Seconds for one call, how many cores worked, and how many when others had their turns."""

    seconds: float
    cores: float
    parked: float


@dataclass
class Stall:
    """Where the contender stands between requests."""

    contenders: list[Contender] = field(default_factory=list)
    is_long: bool = False  # whether one call takes so long that no cache need be warmed for it
    parked_at: float = 0.0  # when it last answered
    work_then: float = 0.0  # processor seconds that it had used by then


STALL = Stall()


def ready(maker: str) -> bool:
    """Import what the contender needs."""
    importlib.import_module(maker.partition(":")[0])
    gc.collect()
    gc.freeze()  # imports stay: no later collection goes through all of torch (0.1 to 0.3 s)
    return True


def enter(request: Request) -> Entry:
    """Make the contender and call it for the first time, and once more."""
    STALL.contenders.clear()
    gc.collect()
    module, _, function = request.maker.partition(":")
    make = getattr(importlib.import_module(module), function)
    case = request.case.run() if request.case.steps else request.case.drawn()
    contender: Contender = make(case, request.case.threads)
    forgotten = forget_peak()
    before = memory("VmRSS")
    start = perf_counter()
    contender.call()
    first_call = perf_counter() - start
    result = contender.call()
    peak = memory("VmHWM") if forgotten else None
    STALL.contenders.append(contender)
    gc.collect()
    settle()
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
    STALL.is_long = seconds / loops > LONG
    park()
    return loops


def sample(loops: int) -> Sample:
    """One sample; timeit keeps the garbage collector away. The caches are warmed again before."""
    (contender,) = STALL.contenders
    parked = (process_time() - STALL.work_then) / (perf_counter() - STALL.parked_at)
    gc.collect(1)  # what calls leave behind is young
    if not STALL.is_long:
        contender.call()
    start, work = perf_counter(), process_time()
    seconds = timeit.Timer(contender.call).timeit(loops)
    cores = (process_time() - work) / (perf_counter() - start)
    park()
    return Sample(seconds / loops, cores, parked)


def park() -> None:
    """At rest, from here on others have their turns."""
    settle()
    STALL.parked_at, STALL.work_then = perf_counter(), process_time()


def settle() -> None:
    """Wait until nothing works here: threads of OpenBLAS and OpenMP spin on after a call."""
    for _ in range(NAPS):
        work = process_time()
        sleep(NAP)
        if process_time() - work < STILL:
            return


def forget_peak() -> bool:
    """Let the peak of memory begin anew; whether that could be done (Linux)."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return False
    return True


def memory(key: str) -> int | None:
    """Bytes of this process, where the system tells them."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    line = next(line for line in status.read_text().splitlines() if line.startswith(key))
    return int(line.split()[1]) * 1024
