"""All that a report says, obtained before anything is written: interrupted, it changes no file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.progress import TaskProgressColumn

from parity import breast_cancer, conventions
from parity.audit import Audited, audit
from parity.audit_repair import suggest
from parity.breast_cancer import Agreement, Data, TrainedModel
from parity.result import CaseResult, Report
from parity.screen import Advance, bar
from parity.training import AnyCase
from parity.trials import run
from parity.workers import Worker
from reference.notes import Formula

# Seconds that each part takes here, for a bar that advances evenly.
A_CASE, A_FORMULA, A_PARTY, THE_DATA = 0.3, 0.15, 2.0, 4.0


@dataclass(frozen=True)
class Trained:
    """The reference on real data."""

    data: Data
    runs: list[TrainedModel]
    agreement: list[Agreement]


@dataclass(frozen=True)
class Gathered:
    """What was found."""

    trial: Report
    formulas: list[Audited]
    heard: conventions.Heard
    trained: Trained


def gather(cases: Sequence[AnyCase], formulas: Sequence[Formula]) -> Gathered:
    """All of it, with one bar."""
    data = breast_cancer.load()  # first what may be missing, then what takes long
    total = (
        A_CASE * len(cases)
        + A_FORMULA * len(formulas)
        + A_PARTY * len(conventions.PARTIES)
        + THE_DATA
    )
    with bar(total, "report", TaskProgressColumn()) as advance:
        return Gathered(
            tried(cases, advance),
            list(audited(formulas, advance)),
            dict(heard(advance)),
            trained(data, advance),
        )


def tried(cases: Sequence[AnyCase], advance: Advance) -> Report:
    """The catalogue; a part of it is no report."""

    def step(done: CaseResult) -> None:
        advance(done.case.name, A_CASE)

    trial = run(cases, progress=step)
    if len(trial.results) < trial.planned:
        raise KeyboardInterrupt
    return trial


def audited(formulas: Sequence[Formula], advance: Advance) -> Iterator[Audited]:
    """The printed formulas, with what they should have been."""
    for formula in formulas:
        yield from audit([formula], suggest)
        advance(f"formula {formula.id}", A_FORMULA)


def heard(advance: Advance) -> Iterator[tuple[str, Any]]:
    """What functions say at their edges, each party asked in its own process."""
    for who, (module, verb) in conventions.PARTIES.items():
        worker = Worker(who, module)
        try:
            yield who, worker.ask(verb, conventions.QUESTIONS, seconds=60)
        finally:
            worker.stop()
        advance(f"conventions of {who}", A_PARTY)


def trained(data: Data, advance: Advance) -> Trained:
    """Real data."""
    runs, agreement = breast_cancer.runs(data)
    advance("breast cancer", THE_DATA)
    return Trained(data, runs, agreement)
