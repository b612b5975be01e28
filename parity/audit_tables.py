"""What the audit found, as tables, as the account of one formula, and as JSON."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from parity.audit import VERDICTS, Audited, Reading, Trial, summary
from parity.documents import document
from parity.environment import environment
from parity.latex import Math
from parity.parity_tables import brief
from parity.tables import Column, pairs, table
from reference.notes import NOTES


def formula(latex: str) -> Math | None:
    """A formula's cell; empty where there is none."""
    return Math(latex) if latex else None


def corrected(found: Audited) -> str:
    """The formula that is offered in place of the printed one, if another one is."""
    return found.formula.right_latex


def difference(found: Audited | Trial) -> str:
    """The measured difference, or why there is none."""
    if found.difference is not None:
        return size(found.difference)
    trial = found if isinstance(found, Trial) else found.shown
    return "-" if trial is None else trial.note.partition(": ")[0] or "-"


def size(number: float) -> str:
    """Rounding by its order, anything larger with two digits."""
    return "0" if number == 0 else f"{number:.0e}" if number < 1e-3 else f"{number:.2g}"


ID = Column("id", lambda found: found.formula.id)
PRINTED = Column("printed", lambda found: Math(found.formula.printed))
VERDICT = Column("verdict", lambda found: found.verdict)
DIFFERENCE = Column("difference", difference)
CORRECTED = Column("corrected", lambda found: formula(corrected(found)))
MISTAKE = Column("mistake", lambda found: found.formula.mistake)
SUGGESTION = Column("repair suggests", lambda found: found.suggestion)
READING = Column("reading", lambda found: found.formula.reading)

FORMULAS = (ID, PRINTED, VERDICT, DIFFERENCE, CORRECTED, MISTAKE, SUGGESTION)
ON_SCREEN = (
    ID,
    VERDICT,
    Column("in NumPy", lambda found: " or ".join(found.formula.readings)),
    DIFFERENCE,
    Column("corrected", lambda found: found.formula.right),
    MISTAKE,
    SUGGESTION,
)
POINTS = (
    Column("point", lambda trial: trial.place.sizes),
    Column("statement", lambda trial: trial.statement.source),
    Column("outcome", lambda trial: trial.outcome),
    Column("difference", difference),
    Column("roundoffs", lambda trial: brief(trial.finding.roundoffs) if trial.finding else "-"),
    Column("limit", lambda trial: brief(trial.finding.limit) if trial.finding else "-"),
)


WORDS = {
    "holds": ("holds", "hold"),
    **{verdict: (f"is {verdict}", f"are {verdict}") for verdict in VERDICTS[1:]},
}  # of one formula, of many


@dataclass(frozen=True)
class Count:
    """How many formulas of a note have which verdict."""

    note: str
    verdicts: dict[str, int]


def verdict_count(verdict: str) -> Column:
    return Column(verdict, lambda count: count.verdicts[verdict])


COUNTS = (
    Column("note", lambda count: count.note),
    *(verdict_count(verdict) for verdict in ("formulas", *VERDICTS)),
)


def counted(found: Sequence[Audited]) -> list[Count]:
    """One row a note, and one for all of them."""
    each = [Count(note, verdicts) for note, verdicts in summary(found).items()]
    return each[:-1] if len(each) == 2 else each  # of one note alone, "all" says nothing more


def sentence(found: Sequence[Audited]) -> str:
    """What a person wants to read."""
    verdicts = summary(found)["all"]
    parts = [
        f"{count} {WORDS[verdict][count != 1]}"
        for verdict in VERDICTS
        if (count := verdicts[verdict])
    ]
    return f"Of {len(found)} printed formulas, {', '.join(parts)}."


# One formula in full.


def account(found: Audited, form: str) -> str:
    """Where it stands, what it claims, what was found, and what it should be."""
    facts = pairs({name: value for name, value in account_of(found).items() if value}, form)
    trials = [trial for reading in found.readings for trial in reading.trials]
    return f"{facts}\n\n{table(trials, POINTS, form)}" if trials else facts


def account_of(found: Audited) -> dict[str, object]:
    """The facts, by name."""
    it, note = found.formula, NOTES[found.formula.note]
    measured = size(found.difference) if found.difference is not None else ""
    return {
        "formula": it.id,
        "where": f"{it.place}; line {it.lines} of {note.name}, {note.title}",
        "claims": f"{it.claims}, of {it.setting}",
        "printed": Math(it.printed),
        "in NumPy": " or ".join(it.readings),
        "verdict": found.verdict,
        "max |printed - true| / max |true|": measured,
        "worst": worst(found.shown),
        "corrected": formula(corrected(found)),
        "corrected, in NumPy": it.right,
        "the corrected form": outcome(found.offered) if it.right else "",
        "mistake": it.mistake,
        "repair suggests": found.suggestion,
        "reading": it.reading,
    }


def outcome(offered: Reading | None) -> str:
    """What was found of the corrected form."""
    if offered is None:
        return ""
    points = len({trial.place.sizes for trial in offered.trials})
    return f"{offered.verdict} at {points} point{'s' if points != 1 else ''}"


def worst(trial: Trial | None) -> str:
    """The component that is furthest off, with both values, or why there is none."""
    if trial is None or trial.outcome == "agrees":
        return ""
    at = f", at {trial.place.sizes}" if trial.place.sizes else ""
    if trial.finding is None or trial.finding.worst is None:
        return f"{trial.note}{at}"
    component = trial.finding.worst
    index = list(component.index) or ""
    return f"{trial.statement.target}{index} is {component.value}, truth {component.truth}{at}"


# JSON.


def as_json(found: Sequence[Audited]) -> str:
    """The object of schema parity-audit/1."""
    return document(
        "audit",
        environment=environment(),
        formulas=[record(one) for one in found],
        summary=summary(found),
    )


def record(found: Audited) -> dict[str, Any]:
    """A formula and what was found of it."""
    it = found.formula
    return {
        "id": it.id,
        "note": it.note,
        "lines": it.lines,
        "place": it.place,
        "setting": it.setting,
        "claims": it.claims,
        "printed": it.printed,
        "verdict": found.verdict,
        "difference": found.difference,
        "readings": [form(reading) for reading in found.readings],
        "worst": component(found.shown),
        "right": None if found.offered is None else form(found.offered),
        "right_latex": it.offered_latex if found.offered else "",
        "mistake": it.mistake,
        "suggestion": found.suggestion,
        "reading": it.reading,
    }


def form(reading: Reading) -> dict[str, Any]:
    """A form in NumPy."""
    return {
        "source": reading.source,
        "verdict": reading.verdict,
        "difference": reading.difference,
        "points": len({trial.place.sizes for trial in reading.trials}),
    }


def component(trial: Trial | None) -> dict[str, Any] | None:
    """The trial that explains the verdict."""
    if trial is None:
        return None
    finding = trial.finding
    return {
        "statement": trial.statement.source,
        "point": trial.place.sizes,
        "outcome": trial.outcome,
        "note": trial.note,
        "roundoffs": finding.roundoffs if finding else None,
        "limit": finding.limit if finding else None,
        "component": asdict(finding.worst) if finding and finding.worst else None,
    }
