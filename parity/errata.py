"""errata.md, .json and .tex: what the audit of the notes found."""

from collections.abc import Sequence
from pathlib import Path

from parity.audit import Audited
from parity.audit_repair import repaired
from parity.audit_tables import (
    CORRECTED,
    COUNTS,
    DIFFERENCE,
    FORMULAS,
    ID,
    MISTAKE,
    PRINTED,
    READING,
    SUGGESTION,
    VERDICT,
    as_json,
    counted,
    sentence,
)
from parity.environment import environment
from parity.files import write_whole
from parity.tables import Column, pairs, table
from reference.notes import NOTES

MISTAKES = (ID, PRINTED, VERDICT, DIFFERENCE, CORRECTED, MISTAKE, SUGGESTION)
AMBIGUITIES = (ID, PRINTED, CORRECTED, MISTAKE, READING)
NOISE = (ID, PRINTED, READING)
RIGHT = (ID, PRINTED, Column("claims", lambda found: found.formula.claims), DIFFERENCE)


def write_errata(found: Sequence[Audited], folder: Path, command: str) -> list[Path]:
    """The three files."""
    texts = {
        "errata.md": markdown(found, command),
        "errata.json": as_json(found) + "\n",
        "errata.tex": table(troubled(found), FORMULAS, "latex") + "\n",
    }
    for name, text in texts.items():
        write_whole(folder / name, text)
    return [folder / name for name in texts]


def troubled(found: Sequence[Audited]) -> list[Audited]:
    """What does not hold."""
    return [one for one in found if one.verdict != "holds"]


def markdown(found: Sequence[Audited], command: str) -> str:
    """The report as GitHub renders it."""
    notes = ", ".join(f"{note.name} ({note.title})" for note in NOTES.values())
    claimed, with_idea = repaired(found)
    return f"""# Errata of the notes

**{sentence(found)}**

The notes are {notes}. They were read by character recognition: a misprint may be the author's or
the reader's. Every formula is tried as it stands, at several points, each statement alone with true
values on its right-hand side, against certified arithmetic; *difference* is the largest
max |printed - true| / max |true|. The corrected forms agree with the truth at every point.

{table(counted(found), COUNTS, "github")}

*Wrong*: it can be evaluated, and is false. *Ill-typed*: it fits at no point; NumPy refuses it, or
it has another shape than what it is said to be. *Ambiguous*: it has several readings, or uses
symbols that nothing defines; one reading holds. *Unreadable*: nothing can be made of it. dZ is the
derivative of m J, dW and db are derivatives of J, as in the notes.

## What is wrong

{table(of(found, "wrong", "ill-typed"), MISTAKES, "github")}

*Repair suggests* what `parity.repair` finds by itself, from the printed form and the truth at drawn
points, without the corrected form: something for {with_idea} of the {claimed} gradients and
updates among them.

## What has no single reading

*corrected* is the reading that holds.

{table(of(found, "ambiguous"), AMBIGUITIES, "github")}

## What cannot be read

{table(of(found, "unreadable"), NOISE, "github")}

## What holds

{table(of(found, "holds"), RIGHT, "github")}

## With what

Command `{command}`.

{pairs(environment())}
"""


def of(found: Sequence[Audited], *verdicts: str) -> list[Audited]:
    """Those with one of these verdicts."""
    return [one for one in found if one.verdict in verdicts]
