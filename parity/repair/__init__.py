"""What a wrong or ill-typed line should have been.

A line of a derivation is edited, in one place or in two, until it agrees with the truth at every
drawn point; what cannot be confirmed is not suggested.

trees, spelling      the line as a tree; an edited tree as source
suggestion           what goes in and what comes out
evaluation           the value of a tree at a point, never raising
ingredients          what a correction can be made from
places, edit         where, and what an edit is
slips, reductions    edits of what stands there
additions            edits that bring something in
search, pairs        one edit; two edits at once
relation             how a wrong value relates to the true one
"""

from parity.repair.relation import relation
from parity.repair.search import suggestions
from parity.repair.suggestion import Demand, Suggestion

__all__ = ["Demand", "Suggestion", "relation", "suggestions"]
