"""Derivations of users' own on trial: cases drawn, witnesses asked, a verdict for every line."""

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from parity.case import Case
from parity.errors import InputError
from parity.hearing import faithful
from parity.interruption import interruptible, results, undisturbed
from parity.own.checked import Checked
from parity.own.parties import Parties
from parity.own.preparing import Prepared
from parity.own.request import Request
from parity.own.verdicts import LineFinding, wrong_findings
from parity.queues import Queue, end
from parity.result import CaseResult, Report
from parity.surroundings import ours
from parity.witnesses.answer import Truth
from parity.witnesses.modules import CERTIFIED
from parity.witnesses.silence import Silence

SECONDS = 60.0
Asked = Mapping[str, "Future[Any]"]  # by witness
NO_LINES = "lines are not judged without the certified truth"


@dataclass(frozen=True, repr=False)
class Check(Checked):
    """What was checked, which is text wherever text is wanted."""

    def __repr__(self) -> str:
        return f"<Check of {self.label}: {self.verdict}>"

    def __str__(self) -> str:
        """What `parity check` prints."""
        from parity.own.check_report import as_text

        return as_text(self)

    def to_json(self) -> str:
        """The object of schema parity-check/1."""
        from parity.own.check_report import as_json

        return as_json([self])

    def to_markdown(self) -> str:
        """The report as GitHub renders it."""
        from parity.own.check_report import as_markdown

        return as_markdown(self)


def check(
    requests: Sequence[Request],
    parties: Parties,
    seconds: float = SECONDS,
    progress: Callable[[CaseResult], None] | None = None,
) -> list[Check]:
    """One derivation after the other. The program itself runs in a process of its own, too.

    Interrupted by Ctrl-C, it returns the derivations that are done.
    """
    bench, done = bench_of(parties, seconds), list[Check]()
    with contextlib.suppress(KeyboardInterrupt):  # fewer than requested say so
        try:
            with ours(), interruptible():
                for request in requests:
                    done.append(bench.check(request, progress))
        finally:  # also at Ctrl-C: nobody waits for a witness that is busy
            with undisturbed():
                end(list(bench.queues.values()))
    return done


def bench_of(parties: Parties, seconds: float) -> "Bench":
    """A queue for each witness."""
    queues = {name: Queue(worker) for name, worker in parties.witnesses.items()}
    return Bench(parties, queues, seconds)


@dataclass(frozen=True)
class Bench:
    """Who is asked, and how long they may take."""

    parties: Parties
    queues: Mapping[str, Queue]
    seconds: float

    def check(
        self, request: Request, progress: Callable[[CaseResult], None] | None = None
    ) -> Check:
        """One derivation."""
        from parity.own.trying import Hearing

        start = time.perf_counter()
        self.parties.start()
        where = getattr(request.program, "where", request.file)
        prepared: Prepared = self.of_hand("prepare", request, where)
        spoken, judged = dict[str, dict[str, Any]](), list[CaseResult]()
        for case, asked in zip(prepared.cases, self.asked(prepared.cases), strict=True):
            spoken[case.name] = said(case, asked)
            judged.append(self.of_hand("hear", Hearing(case, spoken[case.name]), where))
            if progress is not None:
                progress(judged[-1])
        report = Report(tuple(judged), len(prepared.cases), time.perf_counter() - start)
        lines, notes = self.lines(request, prepared, spoken, report)
        return Check(
            request.file, request.label, prepared.title, report, lines, (*prepared.notes, *notes)
        )

    def of_hand(self, verb: str, what: Any, where: str) -> Any:
        """What the program's own process says; where it fails, the input is to blame."""
        hand = self.parties.hand
        if hand.starting:  # which has a limit of its own, and is no program's
            hand.ask("ready", None, self.seconds)
        answer = hand.ask(verb, what, self.seconds)
        if isinstance(answer, Silence):
            raise InputError(answer.reason if answer.refused else f"{where}: {in_words(answer)}")
        return answer

    def asked(self, cases: Sequence[Case]) -> list[Asked]:
        """Every witness is asked of every case: they work side by side, ahead of the judge."""
        with undisturbed():
            return [
                {
                    name: queue.ask("testify", case, self.seconds)
                    for name, queue in self.queues.items()
                }
                for case in cases
            ]

    def lines(
        self,
        request: Request,
        prepared: Prepared,
        spoken: Mapping[str, Mapping[str, Any]],
        report: Report,
    ) -> tuple[tuple[LineFinding, ...], tuple[str, ...]]:
        """The verdicts of lines, or a note why there are none."""
        from parity.own.trying import Evidence

        doubles = [case for case in prepared.cases if case.dtype == "float64"]
        pages = with_truth((case, spoken[case.name].get(CERTIFIED)) for case in doubles)
        if not pages:
            return (), (NO_LINES,)
        off = wrong_findings(report.findings)
        fresh = []
        if off:  # only repair needs them
            queue = self.queues[CERTIFIED]
            with undisturbed():
                truths = [queue.ask("testify", case, self.seconds) for case in prepared.fresh]
            fresh = with_truth(zip(prepared.fresh, results(truths), strict=True))
        evidence = Evidence(request.file, pages, fresh, off)
        answer = self.parties.hand.ask("read_lines", evidence, self.seconds)
        return ((), (answer.reason,)) if isinstance(answer, Silence) else (answer, ())


def said(case: Case, asked: Asked) -> dict[str, Any]:
    """What every witness says of a case, as soon as the last has spoken."""
    answers = zip(asked, results(list(asked.values())), strict=True)
    return {name: faithful(case, name, answer) for name, answer in answers}


def with_truth(pairs: Any) -> list[tuple[Case, Truth]]:
    """The points whose truth is known."""
    return [(case, truth) for case, truth in pairs if isinstance(truth, Truth)]


def in_words(answer: Silence) -> str:
    """Why a program gave nothing."""
    if "gave no answer" in answer.reason:
        limit = answer.reason.partition("within ")[2].partition(" and")[0]
        return f"the derivation did not end within {limit}; mend it, or give it more --seconds"
    return f"the derivation {answer.reason.removeprefix('hand ')}; mend it"
