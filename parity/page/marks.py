"""What sign and colour a verdict has; the sign says it to those who do not see the colour."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """A class of the style sheet, and a sign that stands before the word."""

    style: str
    sign: str


GOOD, BAD = Mark("good", "✓"), Mark("bad", "✗")
DOUBT, NONE = Mark("doubt", "?"), Mark("none", "·")

MARKS = {
    "agrees": GOOD,
    "holds": GOOD,
    "disagrees": BAD,
    "wrong": BAD,
    "ill-typed": BAD,
    "inconclusive": DOUBT,
    "inherits": DOUBT,
    "ambiguous": DOUBT,
    "not run": NONE,
    "not isolated": NONE,
    "unreadable": NONE,
}


def mark_of(verdict: str) -> Mark:
    """Its mark; a word that is no verdict has none to show."""
    return MARKS.get(verdict, NONE)
