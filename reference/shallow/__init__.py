"""A net with one hidden layer, in three forms that must agree.

one         one example as a column, W[l], b[l] beside it (S1, S3)
each        m examples one by one, index (i), and the mean of what each says (S1)
vectorised  all examples at once as the columns of X (S0, S1, S3)

The hidden activation is any; the outputs are sigmoids, one or several, each with a label.
"""

from reference.shallow import each, one, vectorised

__all__ = ["each", "one", "vectorised"]
