"""One case with all its witnesses in one process.

`parity run` gives every witness a process of its own; its judge waits for the slowest. In a sweep
there is always a next case, so a core is best used by a process that does everything for a case
itself: nothing waits, no array travels. What a witness breaks costs the case that broke it, because
the process is started again.
"""

import functools
import sys
import time

from parity.hearing import attempt, faithful, heard
from parity.kinds import KINDS, TESTIFY
from parity.sweep.draw import architecture, block_of, random_case
from parity.sweep.lines import Line, Party, line_of
from parity.result import VERDICTS
from parity.trials import DEFAULT, WITNESSES
from parity.witnesses.answer import Silence
from parity.workers import Worker, answered

MODULE = "parity.sweep.trying"
SECONDS = 600.0  # for one case, which takes 0.06 s: only what hangs takes longer
RECYCLED_AFTER = 5000  # cases; what libraries leak goes with the process
ATTEMPTS = 2

Number = tuple[int, int]  # of the case, and the seed


class Trier:
    """A process that tries cases, and is started again when it dies or has grown old."""

    def __init__(self) -> None:
        self.worker = Worker("the sweep", MODULE)
        self.tried = 0

    def line(self, number: int, seed: int) -> Line:
        """The case's line; a case that ends its process twice is not run, and says why."""
        self.tried += 1
        if self.tried % RECYCLED_AFTER == 0:
            self.worker.stop()
        for _ in range(ATTEMPTS):
            line = self.worker.ask("tried", (number, seed), SECONDS)
            if isinstance(line, Line):
                return line
        return not_run(number, seed, line)

    def stop(self) -> None:
        """End the process."""
        self.worker.stop()


def tried(request: Number) -> Line:
    """What a process does with a request."""
    number, seed = request
    start = time.perf_counter()
    new_architecture(block_of(number), seed)
    case = random_case(number, seed)
    kind = KINDS[case.kind]
    hand = attempt("the derivation", kind.by_hand, case)
    spoken = {
        name: faithful(case, name, answered(name, WITNESSES[name], TESTIFY, case))
        for name in DEFAULT
    }
    result = heard(case, hand, spoken, 0.0)
    net = architecture(block_of(number), seed)
    return line_of(result, number, seed, net.size, time.perf_counter() - start)


@functools.lru_cache(maxsize=1)
def new_architecture(block: int, seed: int) -> None:
    """What was compiled for the last one is of no use any more; it would fill the memory."""
    del block, seed
    if "jax" in sys.modules:
        from parity.witnesses import jax_grad

        jax_grad.compiled.cache_clear()
        sys.modules["jax"].clear_caches()


def not_run(number: int, seed: int, why: Silence) -> Line:
    """A line without numbers."""
    case, net = random_case(number, seed), architecture(block_of(number), seed)
    verdicts = {verdict: 0 for verdict in VERDICTS}
    parties = {
        who: Party({**verdicts, "not run": len(KINDS[case.kind].labels(case))}, (), None, None,
                   "J", why.reason)
        for who in ("hand", *DEFAULT)
    }  # fmt: skip
    return Line(seed, number, net.dtype, net.size, case.sha256, 0.0, parties)
