"""The notes on trial: every printed formula, tried at several points against the truth.

Each statement of a formula is evaluated alone, with true values on its right-hand side, and
compared with what is certainly true of its target (see settings.py) by the ruler of the whole
project (see comparison.py). The verdict is found here, and nowhere written down.

    holds       every statement agrees with the truth at every point
    wrong       it fits somewhere, and differs there (or an index runs out of its range)
    ill-typed   a statement that fits nowhere: NumPy refuses it, or it has another shape than its
                target at every point (a single number fits any shape)
    ambiguous   it has several readings of which not all share a verdict, or uses symbols that
                nothing defines, or is cut off; one reading holds
    unreadable  nothing can be made of it
"""

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from parity import settings_logistic, settings_nets, settings_rows
from parity.comparison import Held, compare
from parity.errors import InputError
from parity.finding import Finding
from parity.settings import Place, places
from parity.statements import Neighbourhood, Statement, kappa, neighbourhood, statements
from parity.witnesses.answer import Enclosure
from reference.arrays import Array
from reference.notes import FORMULAS, NOTES, Formula

Verdict = Literal["holds", "wrong", "ill-typed", "ambiguous", "unreadable"]
Outcome = Literal["agrees", "disagrees", "does not fit", "out of range", "undefined", "no power"]
VERDICTS: tuple[Verdict, ...] = ("holds", "wrong", "ill-typed", "ambiguous", "unreadable")
OUTCOMES: dict[str, Outcome] = {
    "agrees": "agrees", "disagrees": "disagrees", "inconclusive": "no power",
}  # fmt: skip
SEED = 0

SETTINGS = {
    setting.name: setting
    for setting in (
        *settings_logistic.SETTINGS,
        *settings_nets.SETTINGS,
        *settings_rows.SETTINGS,
    )
}


@dataclass(frozen=True)
class Trial:
    """One statement at one point."""

    statement: Statement
    place: Place
    truth: Enclosure
    outcome: Outcome
    note: str = ""
    value: Array | None = None
    kappa: Array | None = None
    finding: Finding | None = None

    @property
    def difference(self) -> float | None:
        """max |value - truth| / max |truth|."""
        if self.finding is None or self.finding.max_abs is None:
            return None
        largest = float(np.max(np.abs(self.truth.nearest)))
        if largest == 0:
            return 0.0 if self.finding.max_abs == 0 else None
        return self.finding.max_abs / largest


@dataclass(frozen=True)
class Reading:
    """A form in NumPy, tried."""

    source: str
    verdict: Literal["holds", "wrong", "ill-typed", "undefined"]
    trials: tuple[Trial, ...]

    @property
    def difference(self) -> float | None:
        """The largest of the trials that decide: of a form that fails, those that disagree."""
        deciding = (t for t in self.trials if self.verdict == "holds" or t.outcome != "agrees")
        known = [d for trial in deciding if (d := trial.difference) is not None]
        return max(known, default=None)

    @property
    def worst(self) -> Trial | None:
        """The trial that shows best what is wrong."""
        return max(self.trials, key=severity, default=None)


@dataclass(frozen=True)
class Audited:
    """A formula, what was found of it, and of the form that is offered in its place.

    The trials keep what a repair starts from: statement, numbers, truth and kappa at every point.
    """

    formula: Formula
    verdict: Verdict
    readings: tuple[Reading, ...]
    offered: Reading | None
    suggestion: str = ""

    @property
    def difference(self) -> float | None:
        """The largest of the readings that decide: of an ambiguous one, those that fail."""
        deciding = (r for r in self.readings if self.verdict == "holds" or r.verdict != "holds")
        known = [d for reading in deciding if (d := reading.difference) is not None]
        return max(known, default=None)

    @property
    def shown(self) -> Trial | None:
        """The trial that explains the verdict."""
        found = [trial for reading in self.readings if (trial := reading.worst) is not None]
        return max(found, key=severity, default=None)


Suggest = Callable[[Audited], str]


def audit(
    formulas: Iterable[Formula],
    suggest: Suggest | None = None,
    keep: Callable[[Audited], None] = lambda _: None,
) -> list[Audited]:
    """Try them all; `suggest` may say what each should have been, `keep` gets each that is done."""
    found = []
    for formula in formulas:
        one = audited(formula)
        found.append(one if suggest is None else replace(one, suggestion=suggest(one)))
        keep(found[-1])
    return found


def select(names: Sequence[str]) -> list[Formula]:
    """The formulas of these notes or ids, in the notes' order; all of them for no name."""
    for name in names:
        if name not in NOTES and name not in FORMULAS:
            raise InputError(unknown(name))
    return [f for f in FORMULAS.values() if not names or {f.id, f.note} & set(names)]


def unknown(name: str) -> str:
    """What there is instead."""
    note = NOTES.get(name.partition("-")[0])
    if note is None:
        return f"NOTES: {name!r:.80} is unknown; the notes are {', '.join(NOTES)}"
    ids = [formula.id for formula in note.formulas]
    return f"NOTES: {name!r:.80} is unknown; the formulas of {note.name} are {', '.join(ids)}"


def audited(formula: Formula) -> Audited:
    """A formula, tried in all its readings, and the form that is offered in its place."""
    around = surroundings(formula.setting)
    readings = tuple(tried(reading, around) for reading in formula.readings)
    offered = tried(formula.offered, around) if formula.offered else None
    return Audited(formula, verdict_of(readings, offered), readings, offered)


def verdict_of(readings: Sequence[Reading], offered: Reading | None) -> Verdict:
    """One verdict for all the ways to read a formula."""
    verdicts = {reading.verdict for reading in readings}
    if len(verdicts) == 1 and (verdict := verdicts.pop()) != "undefined":
        return verdict
    return "unreadable" if offered is None else "ambiguous"


@functools.cache
def surroundings(setting: str) -> tuple[Neighbourhood, ...]:
    """Where the formulas of a setting are tried."""
    return tuple(
        neighbourhood(place, SEED + k) for k, place in enumerate(places(SETTINGS[setting], SEED))
    )


def tried(form: str, around: Sequence[Neighbourhood]) -> Reading:
    """A form at all points."""
    trials = {one: [trial(one, there) for there in around] for one in statements(form)}
    flat = tuple(trial for each in trials.values() for trial in each)
    outcomes = [{trial.outcome for trial in each} for each in trials.values()]
    if {"undefined"} in outcomes:
        return Reading(form, "undefined", flat)
    if {"does not fit"} in outcomes:
        return Reading(form, "ill-typed", flat)
    return Reading(form, "holds" if all(o == {"agrees"} for o in outcomes) else "wrong", flat)


def trial(statement: Statement, there: Neighbourhood) -> Trial:
    """A statement at one point."""
    place = there.place
    truth = place.truth[statement.target]
    try:
        value = np.asarray(statement.value(there.scope), float)
    except NameError as error:
        return Trial(statement, place, truth, "undefined", f"nothing defines {error.name}")
    except IndexError as error:
        return Trial(statement, place, truth, "out of range", str(error))
    except (TypeError, ValueError) as error:
        return Trial(statement, place, truth, "does not fit", refusal(error, statement, there))
    shape = truth.radius.shape
    if value.size != 1 and value.shape != shape:
        note = f"{statement.target} would have shape {value.shape}, expected {shape}"
        return Trial(statement, place, truth, "does not fit", note, value)
    return judged(Trial(statement, place, truth, "agrees", "", value), there)


def judged(trial: Trial, there: Neighbourhood) -> Trial:
    """A trial whose value fits, measured. One number stands for every component."""
    assert trial.value is not None
    moved = kappa(trial.statement, trial.value, there, SEED)
    shape = trial.truth.radius.shape
    finding = compare(
        Held(
            case=trial.place.sizes,
            quantity=trial.statement.target,
            who="printed",
            value=filling(shape, trial.value),
            truth=trial.truth,
            kappa=filling(shape, moved),
            dtype=np.dtype(float),
            longest_sum=longest(there),
        )
    )
    return replace(trial, outcome=OUTCOMES[finding.verdict], kappa=moved, finding=finding)


def filling(shape: tuple[int, ...], value: Array) -> Array:
    """A single number in place of every component."""
    return np.full(shape, value.item()) if value.size == 1 else value


def longest(there: Neighbourhood) -> int:
    """The longest sum that there can be."""
    return max(max(np.shape(value), default=1) for value in there.place.numbers.values())


def refusal(error: Exception, statement: Statement, there: Neighbourhood) -> str:
    """What NumPy says, and the shapes of the operands."""
    shapes = ", ".join(
        f"{name} {np.shape(there.scope[name])}"
        for name in statement.names
        if isinstance(there.scope.get(name), np.ndarray)
    )
    return f"{shapes} do not fit: {error}" if shapes else str(error)


def severity(trial: Trial) -> tuple[bool, bool, float]:
    """What shows a mistake best: a refusal, then the largest difference."""
    refused = trial.outcome in ("does not fit", "out of range", "undefined")
    return trial.outcome != "agrees", refused, trial.difference or 0.0


def counts(found: Sequence[Audited]) -> dict[str, int]:
    """How many formulas have which verdict."""
    return {
        "formulas": len(found),
        **{verdict: sum(a.verdict == verdict for a in found) for verdict in VERDICTS},
    }


def summary(found: Sequence[Audited]) -> dict[str, dict[str, Any]]:
    """The counts for each note, and for all."""
    notes = dict.fromkeys(audited.formula.note for audited in found)
    each = {note: counts([a for a in found if a.formula.note == note]) for note in notes}
    return {**each, "all": counts(found)}
