"""One case heard: all parties' answers in, all rows out, whoever is silent.

The ruler is the certified truth. Where it is silent, or was not asked, the first framework that
answered stands in for it. It rounds as the others do, so twice the limit lies between two that are
right. Every such row says so.
"""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from parity.finding import COST, STANDS_IN, Finding
from parity.kinds import KINDS, Kind
from parity.result import CaseResult
from parity.training import AnyCase
from parity.trial import HAND
from parity.witnesses.modules import CERTIFIED
from parity.witnesses.silence import Silence

STAND_INS = ("torch", "jax", "differences")
NO_TRUTH = Silence("there is no certified truth, and no framework that could stand in for it")


def heard(case: AnyCase, hand: Any, spoken: Mapping[str, Any], hand_seconds: float) -> CaseResult:
    """The case judged. `spoken` holds what each witness said, the certified one among them."""
    kind, witnesses = KINDS[case.kind], dict(spoken)
    truth = witnesses.pop(CERTIFIED, None)
    answers = {HAND: hand, **witnesses}
    start = time.perf_counter()
    if truth is None or isinstance(truth, Silence):
        rows = without_truth(case, kind, answers)
        rows += [] if truth is None else not_run(case, kind, CERTIFIED, truth)
    else:
        rows = judged(case, kind, answers, truth)
    seconds = {HAND: hand_seconds, "judging": time.perf_counter() - start}
    for name, answer in spoken.items():
        if not isinstance(answer, Silence):
            seconds[name] = answer.seconds
    return CaseResult(case, tuple(rows), seconds, kind.apart(case, answers))


def judged(case: AnyCase, kind: Kind, answers: Mapping[str, Any], truth: Any) -> list[Finding]:
    """All rows against the truth: party by party, the cost first."""
    kappa = attempt("conditioning", kind.conditioning, case, truth)
    if isinstance(kappa, Silence):  # without kappa there is no ruler, so nothing can agree
        return [row for who in answers for row in unjudged(case, kind, answers, who, kappa)]
    return rows_of(case, kind, answers, truth, kappa)


def without_truth(case: AnyCase, kind: Kind, answers: Mapping[str, Any]) -> list[Finding]:
    """All rows against a stand-in, first with a quick ruler; what that leaves open, with the full.

    The quick one is never larger than the full one, so what agrees by it agrees.
    """
    name = next((n for n in STAND_INS if not isinstance(answers.get(n, NO_TRUTH), Silence)), None)
    rows: list[Finding] = []
    if name is None:
        return [row for who in answers for row in unjudged(case, kind, answers, who, NO_TRUTH)]
    others = {who: answer for who, answer in answers.items() if who != name}
    truth = kind.stand_in(answers[name])
    rulers = (kind.quick_conditioning, lambda case, _: kind.conditioning(case, None))
    for ruler in rulers:
        kappa = attempt("conditioning", ruler, case, answers[name])
        if isinstance(kappa, Silence):
            return [row for who in others for row in unjudged(case, kind, others, who, kappa)]
        if kappa is not None:
            rows = rows_of(case, kind, others, truth, kappa)
            if all(row.verdict == "agrees" for row in rows):
                break
    note = f"{name} {STANDS_IN}"
    return [row if row.note else replace(row, note=note) for row in rows]


def rows_of(
    case: AnyCase, kind: Kind, answers: Mapping[str, Any], truth: Any, kappa: Any
) -> list[Finding]:
    """Party by party; who is silent has rows that say why."""
    speaking = {who: a for who, a in answers.items() if not isinstance(a, Silence)}
    found = kind.findings(case, speaking, truth, kappa)
    return [
        row
        for who, answer in answers.items()
        for row in (
            silent(case, kind, who, answer)
            if isinstance(answer, Silence)
            else [row for row in found if row.who == who]
        )
    ]


def unjudged(
    case: AnyCase, kind: Kind, answers: Mapping[str, Any], who: str, why: Silence
) -> list[Finding]:
    """A party's rows where there is nothing to hold it against; its own silence comes first."""
    answer = answers[who]
    if isinstance(answer, Silence):
        return silent(case, kind, who, answer)
    return not_run(case, kind, who, why)


def silent(case: AnyCase, kind: Kind, who: str, why: Silence) -> list[Finding]:
    """The rows of a party that gave nothing: a derivation that raises has derived nothing right.

    Its cost may be right; nobody knows.
    """
    rows = not_run(case, kind, who, why)
    if who != HAND:
        return rows
    return [row if row.quantity == COST else replace(row, verdict="disagrees") for row in rows]


def not_run(case: AnyCase, kind: Kind, who: str, why: Silence) -> list[Finding]:
    """A party's rows where nothing can be compared."""
    return [
        Finding(case.name, label, who, "not run", note=why.reason) for label in kind.labels(case)
    ]


def attempt(what: str, function: Any, *arguments: Any) -> Any:
    """What the function says, or why it cannot; a derivation on trial may do anything."""
    try:
        return function(*arguments)
    except Exception as error:
        return Silence(f"{what} raised {type(error).__name__}: {' '.join(str(error).split())}")


def faithful(case: AnyCase, name: str, answer: Any) -> Any:
    """An answer about other numbers than the case's is an error, not a row."""
    if not isinstance(answer, Silence) and answer.sha256 != case.sha256:
        return Silence(f"{name} held other values than the case (digest {answer.sha256[:12]})")
    return answer
