"""One hidden layer with examples as rows and the biases absorbed, in five forms that must agree.

elements  the element formulas: loops over examples k, units l and inputs n
units     one vector over all examples for each unit
tiled     one unit at a time: temp, tiled into T_l, times X with its ones, and the mean
tensor    all gradients of all examples, (n+1) * q * m numbers, and the mean
matrix    matrix products

All of it is S4. Theta has a row for each hidden unit and a column 0 for its bias (x0 = 1);
beta_0 is the bias of the output (a0 = 1).
"""

from reference.rows import elements, matrix, tensor, tiled, units

__all__ = ["elements", "matrix", "tensor", "tiled", "units"]
