"""Logistic regression in three forms that must agree.

graph       one example through the computation graph: z, a, L and back: da, dz, dw, db (S2, S3)
loop        the loop over m examples with accumulators J, dw, db (S2)
vectorised  all examples at once as the columns of X (S0)
"""

from reference.logistic import graph, loop, vectorised

__all__ = ["graph", "loop", "vectorised"]
