"""S4: backprop, one hidden layer, examples as rows, biases absorbed into Theta and beta."""

from reference.notes import s4_pages_1_to_3, s4_pages_4_and_5
from reference.notes.formula import Note

S4 = Note(
    "S4",
    "Backprop, one hidden layer, examples as rows",
    (*s4_pages_1_to_3.FORMULAS, *s4_pages_4_and_5.FORMULAS),
)
