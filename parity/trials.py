"""Many cases on trial: through all witnesses, findings out, whatever happens to them."""

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any

from parity.errors import InputError
from parity.hearing import attempt, faithful, heard
from parity.interruption import interruptible, results, undisturbed
from parity.kinds import GRADIENTS, KINDS, TESTIFY
from parity.queues import Queues
from parity.result import CaseResult, Report
from parity.surroundings import ours
from parity.training import AnyCase
from parity.witnesses.modules import Witnesses, modules_of

SECONDS = 60.0
LONGEST = 1e6  # eleven days


def run(
    cases: Sequence[AnyCase],
    witnesses: Witnesses = None,
    seconds: float = SECONDS,
    progress: Callable[[CaseResult], None] | None = None,
) -> Report:
    """Put cases on trial before the witnesses.

    Interrupted by Ctrl-C, it returns the rows that are done: fewer results than planned.
    """
    check_seconds(seconds)
    with ours(), interruptible():
        return one_by_one(cases, Queues(modules_of(witnesses)), seconds, progress)


def one_by_one(
    cases: Sequence[AnyCase],
    queues: Queues,
    seconds: float,
    progress: Callable[[CaseResult], None] | None,
) -> Report:
    """Case after case, while the witnesses work ahead."""
    start = time.perf_counter()
    done: list[CaseResult] = []
    # Interrupted, there are fewer results than planned, and the command line exits with 130.
    with contextlib.suppress(KeyboardInterrupt), contextlib.closing(queues):
        with undisturbed():
            waiting = [submitted(case, queues, seconds) for case in cases]
        for case, futures in zip(cases, waiting, strict=True):
            done.append(result_of(case, futures))
            if progress is not None:
                progress(done[-1])
    return Report(tuple(done), len(cases), time.perf_counter() - start)


def check_seconds(seconds: float) -> None:
    """A time limit that a pipe can wait for."""
    if not isinstance(seconds, (int, float)) or not 0 < seconds <= LONGEST:
        raise InputError(
            f"seconds must be a number above 0 and at most {LONGEST:,.0f}, got {seconds!r:.60}"
        )


def submitted(case: AnyCase, queues: Queues, seconds: float) -> dict[str, "Future[Any]"]:
    """The case in the queue of every witness that has something to say about its kind."""
    verbs = KINDS[case.kind].verbs
    return {
        name: queues.ask(name, verbs.get(name, TESTIFY), case, seconds)
        for name in queues.queues
        if name in verbs or case.kind == GRADIENTS
    }


def result_of(case: AnyCase, futures: Mapping[str, "Future[Any]"]) -> CaseResult:
    """The case judged, as soon as every witness has spoken or fallen silent."""
    start = time.perf_counter()
    hand = attempt("the derivation", KINDS[case.kind].by_hand, case)
    seconds = time.perf_counter() - start
    said = zip(futures, results(list(futures.values())), strict=True)
    spoken = {name: faithful(case, name, answer) for name, answer in said}
    return heard(case, hand, spoken, seconds)
