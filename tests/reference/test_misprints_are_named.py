"""Every formula that the notes print wrongly is named where a reader would stumble over it."""

import re
from pathlib import Path

import reference

# Those that the inventory of the notes calls wrong or ill-typed, by note.
MISPRINTS = {
    "S0": "12 15 30 31 32 34 37 43 44 49 58 60 63",
    "S1": "09 16 22 24 31 34",
    "S2": "28",
    "S3": "02 04 15 16 18 20 22 30",
    "S4": "01 05 08 11 12 14 16 21 22 26 30 34 36 38 40 41 46 47 49 50 57",
}


def test_every_misprint_is_named_in_the_reference() -> None:
    files = Path(reference.__path__[0]).rglob("*.py")
    named = set(re.findall(r"\bS\d-\d\d\b", "".join(file.read_text() for file in files)))
    misprints = {f"{note}-{number}" for note in MISPRINTS for number in MISPRINTS[note].split()}
    assert len(misprints) == 49
    assert misprints - named == set()
