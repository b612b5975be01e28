"""The backward pass of a framework's function against the certified truth of its statement."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from parity.case import Case
from parity.comparison import Held, compare
from parity.finding import Finding
from parity.hearing import attempt
from parity.own.check import Check, said
from parity.own.custom import COTANGENT, FunctionRequest, cases_of
from parity.own.frameworks import Backward, backward_of
from parity.own.kept import KEPT
from parity.own.quantity_report import measured
from parity.repair import relation
from parity.result import CaseResult, Report
from parity.trial import HAND
from parity.witnesses.modules import CERTIFIED, modules_of
from parity.witnesses.silence import Silence

RULER = "parity.own.custom:ruler"
ANOTHER_SHAPE = Silence("the value has another shape than the statement's")


@dataclass(frozen=True)
class Heard:
    """A case, what f gave, the truth and the ruler; each may be a Silence."""

    case: Case
    answer: Any
    truth: Any
    kappa: Any

    def given(self, name: str) -> Any:
        """What f gave of a quantity."""
        if isinstance(self.answer, Silence):
            return self.answer
        value, derivatives = self.answer
        return value if name == COTANGENT else derivatives.get(name, ANOTHER_SHAPE)

    def true(self, name: str) -> Any:
        """The floats nearest to what it should be."""
        return self.truth.derivatives[name].nearest


def check_function(function: Any, request: FunctionRequest) -> Check:
    """Value and derivatives at the point, for several cotangents, in both dtypes."""
    start = time.perf_counter()
    backward, framework = backward_of(function)
    cases = cases_of(request)
    answers = [answer_of(backward, case, request) for case in cases]  # f may do anything
    with KEPT.bench(modules_of([CERTIFIED]), request.seconds) as bench:
        heard = [
            Heard(
                case,
                answer,
                said(case, asked)[CERTIFIED],
                bench.parties.hand.ask(RULER, case, request.seconds),
            )
            for case, answer, asked in zip(cases, answers, bench.asked(cases), strict=True)
        ]
    results = tuple(CaseResult(one.case, tuple(findings_of(one)), {}, {}) for one in heard)
    report = Report(results, len(cases), time.perf_counter() - start)
    label = getattr(function, "__name__", type(function).__name__)
    title = f"the backward pass in {framework}, against {request.name} in NumPy."
    return Check("", label, title, report, (), tuple(notes_of(heard, report.findings)))


def answer_of(backward: Backward, case: Case, request: FunctionRequest) -> Any:
    """What f says; one that raises says nothing."""
    given = {**request.settings, **case.arrays}
    arguments = {name: given[name] for name in request.names}
    return attempt("f", backward, arguments, request.inputs, case.arrays[COTANGENT])


def findings_of(heard: Heard) -> list[Finding]:
    """The value's row, then one for each derivative."""
    return [finding_of(heard, name) for name in heard.case.asked]


def finding_of(heard: Heard, name: str) -> Finding:
    """One row."""
    case, label, value = heard.case, label_of(name), heard.given(name)
    for silent in (value, heard.truth, heard.kappa):
        if isinstance(silent, Silence):
            return Finding(case.name, label, HAND, "not run", note=silent.reason)
    return compare(
        Held(
            case.name,
            label,
            HAND,
            value,
            heard.truth.derivatives[name],
            heard.kappa.kappa(name, 1, of_hand=True),
            case.dtype,
            case.longest_sum,
        )
    )


def label_of(name: str) -> str:
    """How rows call it: the derivative by the cotangent is the value."""
    return "value" if name == COTANGENT else f"d{name}"


def notes_of(heard: Sequence[Heard], findings: Sequence[Finding]) -> list[str]:
    """Of each quantity that disagrees, the worst component and what is odd, in words."""
    notes = []
    for name in heard[0].case.asked:
        label = label_of(name)
        off = [f for f in findings if f.quantity == label and f.verdict == "disagrees"]
        if off:
            odd = oddity([one for one in heard if one.case.dtype == np.float64], name)
            notes.append(f"{label}{measured(off[0])}{f'; {odd}' if odd else ''}")
    return notes


def oddity(heard: Sequence[Heard], name: str) -> str:
    """What a wrong derivative has in common at all cotangents."""
    pairs = [(one.given(name), one.true(name)) for one in heard]
    if any(isinstance(value, Silence) for value, _ in pairs):
        return ""
    values = [value for value, _ in pairs]
    if name != COTANGENT and len(values) > 1 and all(np.array_equal(values[0], v) for v in values):
        return "it is the same for every cotangent, by which it should be multiplied"
    words = relation(pairs, [{} for _ in pairs])
    return words if words.startswith("this") or not words else f"this is {words}"
