"""One case with all its witnesses in one process.

`parity run` gives every witness a process of its own; its judge waits for the slowest. In a sweep
there is always a next case, so a core is best used by a process that does everything for a case
itself: nothing waits, no array travels. What a witness breaks costs the case that broke it, because
the process is started again.
"""

import contextlib
import functools
import gc
import importlib
import itertools
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from parity import hearing
from parity.case import Case
from parity.finding import Finding
from parity.hearing import attempt, faithful, heard
from parity.kinds import KINDS, TESTIFY
from parity.sweep.draw import architecture, block_of, random_case
from parity.sweep.lines import Line, Party, parties_of
from parity.sweep.second import second_look
from parity.trial import HAND
from parity.witnesses.modules import DEFAULT, WITNESSES
from parity.witnesses.silence import Silence
from parity.workers import Worker, answered

MODULE = "parity.sweep.trying"
SECONDS = 600.0  # for one case, which takes 0.04 s: only what hangs takes longer
RECYCLED_AFTER = 5000  # cases; what libraries leak goes with the process
ATTEMPTS = 2
YOUNG = 20_000  # objects before the garbage collector looks at them; a case makes about as many

ages = itertools.count(1)  # of this process, in cases

Number = tuple[int, int]  # of the case, and the seed


class Trier:
    """A process that tries cases, and is started again when it dies or has grown old."""

    name, module = "the sweep", MODULE

    def __init__(self) -> None:
        self.worker = Worker(self.name, self.module)
        self.tried = 0

    def line(self, number: int, seed: int) -> Any:
        """The case's line; a case that ends its process twice is not run, and says why."""
        self.tried += 1
        if self.tried % RECYCLED_AFTER == 0:
            self.worker.stop()
        for _ in range(ATTEMPTS):
            answer = self.worker.ask("tried", (number, seed), SECONDS)
            if not isinstance(answer, Silence):
                return answer
        return self.not_run(number, seed, answer)

    def not_run(self, number: int, seed: int, why: Silence) -> Any:
        """The line of a case that ends its process."""
        return not_run(number, seed, why)

    def stop(self) -> None:
        """End the process."""
        self.worker.stop()


def tried(request: Number) -> Line:
    """What a process does with a request."""
    import_witnesses()
    number, seed = request
    start = time.perf_counter()
    new_architecture(block_of(number), seed)
    case = random_case(number, seed)
    parties = parties_of(second_look(case, findings_of(case), findings_of))
    return line_of(case, number, seed, time.perf_counter() - start, parties)


def findings_of(case: Case) -> Sequence[Finding]:
    """All parties asked, one after the other, and judged."""
    hand = attempt("the derivation", KINDS[case.kind].by_hand, case)
    spoken = {
        name: faithful(case, name, answered(name, WITNESSES[name], TESTIFY, case))
        for name in DEFAULT
    }
    return heard(case, hand, spoken, 0.0).findings


def line_of(case: Case, number: int, seed: int, seconds: float, parties: dict[str, Party]) -> Line:
    """The line of a case."""
    net = architecture(block_of(number), seed)
    return Line(
        seed,
        number,
        net.dtype,
        net.size,
        case.sha256,
        round(seconds, 4),
        next(ages) if seconds else 0,
        megabytes(),
        parties,
    )


def megabytes() -> int:
    """What this process holds in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 2**20


@functools.cache
def import_witnesses() -> None:
    """Once, before any case is timed; what is missing says so where it is asked.

    What is imported stays, so the garbage collector need not go through it, neither meanwhile (a
    quarter of the time) nor again and again (2 ms of 26 a case).
    """
    gc.disable()
    try:
        for name in DEFAULT:
            with contextlib.suppress(ImportError):
                importlib.import_module(WITNESSES[name])
        gc.freeze()
    finally:
        gc.enable()
    gc.set_threshold(YOUNG)


@functools.lru_cache(maxsize=1)
def new_architecture(block: int, seed: int) -> None:
    """What was compiled for the last one is of no use any more.

    After 20, 40 and 60 architectures a process had 621, 633 and 635 MB; with what had been
    compiled kept, 892, 1163 and 1428 MB.
    """
    del block, seed
    if "jax" in sys.modules:
        from parity.witnesses import jax_grad

        jax_grad.compiled.cache_clear()
        sys.modules["jax"].clear_caches()
    gc.collect()


def not_run(number: int, seed: int, why: Silence) -> Line:
    """A line without numbers."""
    case = random_case(number, seed)
    kind, parties = KINDS[case.kind], (HAND, *DEFAULT)
    rows = [row for who in parties for row in hearing.not_run(case, kind, who, why)]
    return line_of(case, number, seed, 0.0, parties_of(rows))
