"""Every formula that the five notes print, as data: what is printed, and the form offered for it.

s0  BIOS635, lecture 23        s3  handwritten, neural network
s1  Spring 1400                s4  Theta and beta, examples as rows
s2  logistic regression        formula  what is known of a formula

Whether a formula holds is not written down here: that is found by trying it.
"""

from reference.notes.formula import Claim, Formula, Note
from reference.notes.s0 import S0
from reference.notes.s1 import S1
from reference.notes.s2 import S2
from reference.notes.s3 import S3
from reference.notes.s4 import S4

__all__ = ["FORMULAS", "NOTES", "Claim", "Formula", "Note"]

NOTES: dict[str, Note] = {note.name: note for note in (S0, S1, S2, S3, S4)}
FORMULAS: dict[str, Formula] = {
    formula.id: formula for note in NOTES.values() for formula in note.formulas
}
