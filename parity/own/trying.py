"""A user's program in a process of its own: whatever it does, it does it there.

The verbs are asked through parity.workers, with a time limit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parity.case import Case
from parity.conditioning import conditioning
from parity.derivation import derivation_of
from parity.hearing import attempt, heard
from parity.own.derivation import OwnDerivation
from parity.own.lines import straight_lines
from parity.own.preparing import Prepared
from parity.own.preparing import prepare as prepared
from parity.own.request import Request
from parity.own.sheet import Page
from parity.own.verdicts import LineFinding, line_findings, wrong_findings
from parity.result import CaseResult
from parity.trial import hand_answer
from parity.witnesses.answer import Truth
from parity.witnesses.silence import Silence


def ready(_: None) -> None:
    """The process is there, and has imported what it needs."""


def prepare(request: Request) -> Prepared:
    """Cases of a program."""
    return prepared(request)


@dataclass(frozen=True)
class Hearing:
    """A case, and what the witnesses said of it."""

    case: Case
    spoken: Mapping[str, Any]


def hear(hearing: Hearing) -> CaseResult:
    """The case judged."""
    hand = attempt("the derivation", hand_answer, hearing.case)
    return heard(hearing.case, hand, hearing.spoken, 0.0)


@dataclass(frozen=True)
class Evidence:
    """Points with their truths, for the lines of a program; `off` is what the whole has wrong."""

    file: str
    pages: Sequence[tuple[Case, Truth]]
    fresh: Sequence[tuple[Case, Truth]]
    off: frozenset[str]


def read_lines(evidence: Evidence) -> tuple[LineFinding, ...] | Silence:
    """A verdict for every line, or why there is none."""
    derivation = derivation_of(evidence.pages[0][0])
    assert isinstance(derivation, OwnDerivation)
    lines = straight_lines(derivation.given_gradients)
    if lines is None:
        return Silence("gradients is no straight-line code, so its lines are not isolated")
    pages, fresh = (
        [Page(case, truth, conditioning(case)) for case, truth in some]
        for some in (evidence.pages, evidence.fresh)
    )
    return line_findings(evidence.file, lines, pages, fresh, evidence.off)


__all__ = ["Evidence", "Hearing", "hear", "prepare", "read_lines", "ready", "wrong_findings"]
