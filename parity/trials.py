"""The catalogue on trial: cases through all witnesses, findings out, whatever happens to them."""

import dataclasses
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from parity.case import Case
from parity.comparison import finite
from parity.conditioning import conditioning, underflows
from parity.environment import environment
from parity.finding import Finding, Verdict
from parity.trial import HAND, findings, hand_answer
from parity.witnesses.answer import Answer, Silence, Truth
from parity.workers import Worker

CERTIFIED = "certified"
WITNESSES = {
    "torch": "parity.witnesses.torch_autograd",
    "jax": "parity.witnesses.jax_grad",
    CERTIFIED: "parity.witnesses.certified",
    "differences": "parity.witnesses.differences",
}
DEFAULT = ("torch", "jax", CERTIFIED)
SECONDS = 60.0
VERDICTS: tuple[Verdict, ...] = ("agrees", "disagrees", "inconclusive", "not run")
EXIT_CODES: dict[Verdict, int] = {"agrees": 0, "disagrees": 1, "inconclusive": 3, "not run": 3}


@dataclass(frozen=True)
class CaseResult:
    """All that was found of a case, and what it took."""

    case: Case
    findings: tuple[Finding, ...]
    seconds: Mapping[str, float]
    apart: Mapping[str, float | None]  # largest |hand - framework| over all quantities

    @property
    def verdict(self) -> Verdict:
        """The worst of its findings."""
        return worst(finding.verdict for finding in self.findings)


@dataclass(frozen=True)
class Report:
    """The result of a run."""

    results: tuple[CaseResult, ...]
    planned: int
    seconds: float = 0.0
    environment: Mapping[str, Any] = field(default_factory=environment)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All rows, in the order of the catalogue."""
        return tuple(finding for result in self.results for finding in result.findings)

    @property
    def verdict(self) -> Verdict:
        """The worst of all findings."""
        return worst(finding.verdict for finding in self.findings)

    @property
    def summary(self) -> dict[str, int]:
        """How many of what."""
        verdicts = [finding.verdict for finding in self.findings]
        counts: dict[str, int] = {verdict: verdicts.count(verdict) for verdict in VERDICTS}
        return {"cases": len(self.results), "findings": len(verdicts), **counts}

    def exit_code(self, allow_missing: Sequence[str] = ()) -> int:
        """0 all agree, 1 something disagrees, 3 something is inconclusive or was not run."""
        counted = [f for f in self.findings if f.verdict != "not run" or f.who not in allow_missing]
        return EXIT_CODES[worst(finding.verdict for finding in counted)]

    def to_json(self) -> str:
        """The object of schema parity-findings/1."""
        return json.dumps(
            {
                "schema": "parity-findings/1",
                "environment": dict(self.environment),
                "findings": [dataclasses.asdict(finding) for finding in self.findings],
                "cases": [case_record(result) for result in self.results],
                "summary": self.summary,
            },
            indent=1,
            allow_nan=False,
        )

    def to_markdown(self) -> str:
        """The report as GitHub renders it."""
        from parity.parity_tables import markdown

        return markdown(self)


def case_record(result: CaseResult) -> dict[str, Any]:
    """A case in the JSON result."""
    case = result.case
    return {
        "case": case.name,
        "sha256": case.sha256,
        "seed": case.seed,
        "dtype": str(case.dtype),
        "shapes": {name: list(value.shape) for name, value in case.arrays.items()},
        "seconds": dict(result.seconds),
    }


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """One verdict for many; nothing at all is not an agreement."""
    found = set(verdicts)
    if not found:
        return "not run"
    order: tuple[Verdict, ...] = ("disagrees", "not run", "inconclusive", "agrees")
    return next(verdict for verdict in order if verdict in found)


def run(
    cases: Sequence[Case],
    witnesses: Sequence[str] | Mapping[str, str] | None = None,
    seconds: float = SECONDS,
    progress: Callable[[CaseResult], None] | None = None,
) -> Report:
    """Put cases on trial before the witnesses.

    Interrupted by Ctrl-C, it returns the rows that are done: fewer results than planned.
    """
    modules = modules_of(witnesses)
    workers = [Worker(name, module) for name, module in modules.items()]
    start = time.perf_counter()
    done: list[CaseResult] = []
    pools = {worker.name: ThreadPoolExecutor(1) for worker in workers}
    try:
        waiting = [submitted(case, workers, pools, seconds) for case in cases]
        for case, futures in zip(cases, waiting, strict=True):
            done.append(result_of(case, futures))
            if progress is not None:
                progress(done[-1])
    except KeyboardInterrupt:
        pass  # fewer results than planned say so; the command line exits with 130
    finally:
        for pool in pools.values():
            pool.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.stop()
    return Report(tuple(done), len(cases), time.perf_counter() - start)


def modules_of(witnesses: Sequence[str] | Mapping[str, str] | None) -> dict[str, str]:
    """Witnesses by name, with the module that each lives in."""
    if isinstance(witnesses, Mapping):
        return dict(witnesses)
    return {name: WITNESSES[name] for name in (DEFAULT if witnesses is None else witnesses)}


def submitted(
    case: Case, workers: Sequence[Worker], pools: Mapping[str, ThreadPoolExecutor], seconds: float
) -> dict[str, "Future[Any]"]:
    """The case in every witness's queue."""
    return {
        worker.name: pools[worker.name].submit(worker.ask, "testify", case, seconds)
        for worker in workers
    }


def result_of(case: Case, futures: Mapping[str, "Future[Any]"]) -> CaseResult:
    """The case judged, as soon as every witness has spoken or fallen silent."""
    start = time.perf_counter()
    hand = spoken_by_hand(case)
    hand_seconds = time.perf_counter() - start
    heard = {name: faithful(case, name, future.result()) for name, future in futures.items()}
    truth = heard.pop(CERTIFIED, Silence("the certified witness was not asked"))
    answers = {HAND: hand, **heard}
    start = time.perf_counter()
    measured = conditioning(case, wide=isinstance(truth, Truth) and underflows(truth))
    seconds = {HAND: hand_seconds, "conditioning": time.perf_counter() - start}
    spoken = {
        name: a for name, a in {**heard, CERTIFIED: truth}.items() if not isinstance(a, Silence)
    }
    seconds |= {name: answer.seconds for name, answer in spoken.items()}
    rows = tuple(findings(case, answers, truth, measured))
    return CaseResult(case, rows, seconds, apart(case, answers))


def apart(case: Case, answers: Mapping[str, Answer | Silence]) -> dict[str, float | None]:
    """The largest |hand - framework| over the derivatives of all parameters."""
    hand = answers[HAND]
    largest: dict[str, float | None] = {}
    for who, answer in answers.items():
        if isinstance(hand, Answer) and isinstance(answer, Answer) and who != HAND:
            gaps = [
                np.max(np.abs(ours - theirs))
                for name in case.parameters
                if (ours := np.asarray(hand.derivatives.get(name))).shape
                == (theirs := np.asarray(answer.derivatives.get(name))).shape
                and ours.dtype.kind == theirs.dtype.kind == "f"
            ]
            largest[who] = finite(float(np.max(gaps))) if gaps else None
    return largest


def spoken_by_hand(case: Case) -> Answer | Silence:
    """The derivation's own numbers; one that raises has none."""
    try:
        return hand_answer(case)
    except Exception as error:  # a derivation on trial may do anything
        return Silence(f"the derivation raised {type(error).__name__}: {error}")


def faithful(case: Case, name: str, answer: Any) -> Any:
    """An answer about other numbers than the case's is an error, not a row."""
    if not isinstance(answer, Silence) and answer.sha256 != case.sha256:
        return Silence(f"{name} held other values than the case (digest {answer.sha256[:12]})")
    return answer
