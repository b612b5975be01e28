"""What is known of a printed formula, as data."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Claim = Literal["definition", "forward", "loss", "gradient", "update", "regularization"]


@dataclass(frozen=True)
class Formula:
    """A formula as it stands in the notes, and in NumPy.

    `says` is the printed form as NumPy statements, one for each link of a chain a = b = c. Where
    the print allows more than one reading, it has one form for each; where none, it is empty.
    What the print writes with other letters than it defines keeps those letters. `right` is the
    form offered in its place, if another one is; `mistake` says in words what stands in the way.
    """

    id: str
    lines: str
    claims: Claim
    printed: str
    says: str | tuple[str, ...]
    right: str = ""
    right_latex: str = ""
    mistake: str = ""
    reading: str = ""
    place: str = ""
    setting: str = ""

    @property
    def note(self) -> str:
        """The note that it stands in: S0 to S4."""
        return self.id.partition("-")[0]

    @property
    def readings(self) -> tuple[str, ...]:
        """The printed form in NumPy, once for each way to read it."""
        if isinstance(self.says, tuple):
            return self.says
        return (self.says,) if self.says else ()

    @property
    def offered(self) -> str:
        """The form that is held to be right: the printed one where no other is offered."""
        return self.right or (self.readings[0] if len(self.readings) == 1 else "")

    @property
    def offered_latex(self) -> str:
        """The same as a formula."""
        return self.right_latex if self.right else self.printed


@dataclass(frozen=True)
class Note:
    """A note and its formulas, in the order in which they are printed."""

    name: str
    title: str
    formulas: tuple[Formula, ...]


def section(place: str, setting: str, *formulas: Formula) -> Iterator[Formula]:
    """Formulas that stand in one place, where letters stand for one thing."""
    for formula in formulas:
        yield replace(formula, place=place, setting=formula.setting or setting)
