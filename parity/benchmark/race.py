"""One case: every contender in its process, called in turn, one at a time, round by round.

A drift of the machine hits all contenders of a round alike, so ratios are taken round by round.
Who begins a round is the next one every time, so that nobody always follows the same neighbour.
"""

import math
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory
from typing import Any

from parity.benchmark import child, threads
from parity.benchmark.agreement import Standard
from parity.benchmark.agreement_training import End
from parity.benchmark.cases import BenchCase
from parity.benchmark.child import Entry, Request, Sample
from parity.benchmark.timing import Measured, Timing, not_timed, timing
from parity.finding import Finding
from parity.interruption import undisturbed
from parity.witnesses.silence import Silence
from parity.workers import START_SECONDS, Worker

ROUNDS = 12  # the interval of a median is then from the third to the tenth, 96 %
FEWEST = 6  # rounds that an interval takes
BRISK = 0.5  # seconds: rounds that are over so soon are all made, whatever the time
LEAST = 0.02  # seconds a sample takes, or one call if that is longer
ENTER, SAMPLE = 120.0, 120.0  # seconds until a contender is given up: with compilation, without

Workers = Mapping[str, Worker]


@contextmanager
def stalls(
    makers: Mapping[str, str], granted: int, keep_steering: bool = False
) -> Iterator[dict[str, Worker]]:
    """A fresh process for everybody, frameworks imported."""
    with TemporaryDirectory(prefix="parity-bench-", ignore_cleanup_errors=True) as scratch:
        variables = threads.variables(granted, scratch, keep_steering)
        workers = {name: Worker(name, child.MODULE, variables) for name in makers}
        try:
            for name, worker in workers.items():  # all import at once: nothing is timed here
                worker.tell("ready", makers[name])
            for worker in workers.values():
                worker.hear(START_SECONDS)  # whoever could not start says so when it is to enter
            yield workers
        finally:
            with undisturbed():
                for worker in workers.values():
                    worker.stop()


@dataclass
class Race:
    """The state of one case: who is in it still, and why others are not."""

    case: BenchCase
    makers: Mapping[str, str]
    workers: Workers
    entries: dict[str, Entry] = field(default_factory=dict)
    found: dict[str, Finding | None] = field(default_factory=dict)
    out: dict[str, Timing] = field(default_factory=dict)

    def run(self, rounds: int, until: float = math.inf) -> list[Timing]:
        """Everybody's row, in the order of the contenders; after `until`, few rounds if long."""
        self.enter()
        measured = self.rounds(self.loops(), rounds, until)
        return [
            self.out.get(name)
            or timing(self.case, name, self.entries[name], self.found[name], measured)
            for name in self.makers
        ]

    def still_in(self) -> list[str]:
        """Who has not dropped out."""
        return [name for name in self.makers if name not in self.out]

    def ask(self, name: str, verb: str, request: Any, limit: float) -> Any:
        """The answer; None from a contender that thereby drops out."""
        answer = self.workers[name].ask(verb, request, limit)
        if isinstance(answer, Silence):
            self.out[name] = not_timed(self.case, name, "not run", answer.reason)
            return None
        return answer

    def enter(self) -> None:
        """First calls, one contender after the other; whose gradients do not agree is out."""
        standard = End(self.case.run()) if self.case.steps else Standard(self.case.drawn())
        for name in self.still_in():
            entry = self.ask(name, "enter", Request(self.makers[name], self.case), ENTER)
            if entry is not None:
                self.entries[name] = entry
                self.admit(name, entry, standard)

    def admit(self, name: str, entry: Entry, standard: Standard | End) -> None:
        """Compare before any time counts."""
        self.found[name] = None
        if entry.answer is None:
            return
        if entry.answer.sha256 != standard.answer.sha256:
            note = f"held other values than the case (digest {entry.answer.sha256[:12]})"
            self.out[name] = not_timed(self.case, name, "not run", note)
            return
        worst = self.found[name] = standard.worst(name, entry.answer)
        if worst.verdict != "agrees":
            self.out[name] = not_timed(self.case, name, worst.verdict, in_words(worst))

    def loops(self) -> dict[str, int]:
        """How many calls make a sample of each."""
        return {
            name: loops
            for name in self.still_in()
            if (loops := self.ask(name, "calibrate", LEAST, SAMPLE)) is not None
        }

    def rounds(self, loops: Mapping[str, int], count: int, until: float) -> dict[str, Measured]:
        """Samples of all contenders in turn."""
        samples: dict[str, list[Sample]] = {name: [] for name in loops}
        start = time.perf_counter()
        for number in range(count):
            now = time.perf_counter()
            if number >= FEWEST and now > until and now - start > BRISK * number:
                break
            order = list(loops)
            first = number % max(1, len(order))
            for name in order[first:] + order[:first]:
                if name in self.out:
                    continue
                sample = self.ask(name, "sample", loops[name], SAMPLE)
                if sample is not None:
                    samples[name].append(sample)
        return {
            name: Measured(
                loops[name],
                tuple(sample.seconds for sample in samples[name]),
                tuple(sample.cores for sample in samples[name]),
                tuple(sample.parked for sample in samples[name]),
            )
            for name in self.still_in()
        }


def in_words(worst: Finding) -> str:
    """Why a contender's times do not count."""
    if worst.note:
        return f"{worst.quantity} {worst.note}"
    size = (
        "is not finite" if worst.roundoffs is None else f"is off by {worst.roundoffs:.3g} roundoffs"
    )
    where = f"{worst.quantity}{list(worst.worst.index)}" if worst.worst else worst.quantity
    return f"{where} {size}, limit {worst.limit:.3g}"
