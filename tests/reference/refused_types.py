"""Arguments of types that are none of theirs, and what is said of each."""

import numpy as np

from reference import deep, logistic, regularization, units
from tests.reference.calls import (
    NET,
    SIGMOIDS,
    THREE_SIGMOIDS,
    W1,
    W2,
    Tensor,
    X,
    Y,
    b1,
    b2,
    changed,
    in_backward,
    in_deep,
    in_rows,
    in_scheme,
    in_shallow,
    in_train,
    small,
)

EXPECTED = "a net of 2 layers, expected W1, b1, W2, b2"
BATCH = "X, Y, activations, loss, lam, keep"
TYPES = {
    "whole numbers for parameters": (
        in_shallow(W2=np.ones((2, 3), int)),
        "W2 must hold floating-point numbers, got dtype int64; "
        "convert it first, for example with np.asarray(W2, float)",
    ),
    "parameters of two dtypes": (
        in_shallow(b2=b2.astype(np.float32)),
        "b2 has dtype float32, expected float64 like the parameters before it",
    ),
    "parameters of a wider dtype than the first": (
        in_shallow(b2=b2.astype(np.longdouble)),
        f"b2 has dtype {np.dtype(np.longdouble)}, expected float64 like the parameters before it",
    ),
    "complex data": (
        in_shallow(X=X + 1j),
        "X must hold real numbers, got dtype complex128",
    ),
    "words for data": (
        in_shallow(Y=[["0"] * 5] * 2),
        "Y must hold real numbers, got dtype <U1",
    ),
    "objects with parameters that are numbers": (
        in_shallow(X=X.astype(object)),
        "X must hold real numbers, got dtype object",
    ),
    "a ragged list": (
        in_shallow(X=[[1, 2], [3]]),
        "X must be an array of numbers, got [[1, 2], [3]]",
    ),
    "nothing for an array": (
        in_shallow(W1=None),
        "W1 must be an array of numbers, got None",
    ),
    "a tensor that wants its gradient": (
        in_rows(beta=Tensor()),
        "beta must be an array of numbers, got a tensor",
    ),
    "data under a mask": (
        in_shallow(X=np.ma.masked_equal(changed(X, (0, 1), 99), 99)),
        "X must be an array without a mask, got a masked one; fill or drop what is masked",
    ),
    "a whole number before the dtype is known": (
        lambda: small(1, 1.0, [1, 2]),
        "t must hold floating-point numbers, got dtype int64; "
        "convert it first, for example with np.asarray(t, float)",
    ),
    "a truth for a parameter": (
        lambda: logistic.graph.cost(np.ones(3), True, np.ones(3), 1),
        "b must hold floating-point numbers, got dtype bool; "
        "convert it first, for example with np.asarray(b, float)",
    ),
    "a word for a number": (
        in_shallow(lam="0.5"),
        "lam must be a number >= 0, got '0.5'",
    ),
    "bytes for a number": (
        in_shallow(lam=b"0.5"),
        "lam must be a number >= 0, got b'0.5'",
    ),
    "an array for a number": (
        in_shallow(lam=np.ones(1)),
        "lam must be a number >= 0, got array([1.])",
    ),
    "nothing for a number": (
        in_train(alpha=None),
        "alpha must be a number > 0, got None",
    ),
    "an array of a word": (
        in_shallow(lam=np.array("x")),
        "lam must be a number >= 0, got array('x', dtype='<U1')",
    ),
    "an array of a number in letters": (
        in_shallow(lam=np.array("1")),
        "lam must be a number >= 0, got array('1', dtype='<U1')",
    ),
    "a truth for a number": (
        in_shallow(lam=True),
        "lam must be a number >= 0, got True",
    ),
    "a ragged list for a number": (
        in_shallow(lam=[[1, 2], [3]]),
        "lam must be a number >= 0, got [[1, 2], [3]]",
    ),
    "a tensor for a number": (
        in_shallow(lam=Tensor()),
        "lam must be a number >= 0, got a tensor",
    ),
    "a number that no float can hold": (
        in_shallow(lam=10**400),
        f"lam must be a number >= 0, got 1{'0' * 59}",
    ),
    "an argument is missing": (
        lambda: logistic.vectorised.cost(np.ones((4, 1)), 0.0, X=X),
        "cost(): missing a required argument: 'Y', expected cost(w, b, X, Y, lam)",
    ),
    "an argument too many": (
        in_shallow(lambd=1),
        "cost(): got an unexpected keyword argument 'lambd', "
        "expected cost(W1, b1, W2, b2, X, Y, hidden, lam)",
    ),
    "an argument is missing beside spread ones": (
        lambda: deep.forward(X, **NET),
        "forward(): missing a required argument: 'activations', "
        "expected forward(X, activations, keep, **arrays)",
    ),
    "a layer has a gap": (
        in_deep(b1=None),
        "b1 is missing: a net of 2 layers takes W1, b1, W2, b2",
    ),
    "a single layer has a gap": (
        lambda: deep.forward(X, ["sigmoid"], W1=W1),
        "b1 is missing: a net of 1 layer takes W1, b1",
    ),
    "a layer is misnumbered": (
        in_deep(W2=None, W3=W2, b2=None),
        f"'W3' is no argument for {EXPECTED}, D1, {BATCH}",
    ),
    "a mask of the output layer": (
        in_deep(D2=np.ones((2, 5))),
        f"'D2' is no argument for {EXPECTED}, D1, {BATCH}",
    ),
    "arrays that the function would ignore": (
        lambda: deep.forward(X, SIGMOIDS, Y=Y, lam=1, **NET),
        f"'Y' is no argument for {EXPECTED}, D1, X, activations, keep",
    ),
    "a penalty for single examples": (
        lambda: deep.example_gradients(X, Y, SIGMOIDS, lam=1, **NET),
        f"'lam' is no argument for {EXPECTED}, D1, X, Y, activations, loss, keep",
    ),
    "masks for units that know none": (
        lambda: units.net(X, SIGMOIDS, D1=np.ones((3, 5)), **NET),
        f"'D1' is no argument for {EXPECTED}, X, activations",
    ),
    "arrays in one": (
        in_deep(arrays=W1),
        f"'arrays' is no argument for {EXPECTED}, D1, {BATCH}",
    ),
    "what no forward pass returns": (
        in_backward(kept=3),
        "kept must be what forward returns for a net of 2 layers, got 3",
    ),
    "a pass through a net of other depth": (
        in_backward(kept=deep.forward(X, ["sigmoid"], W1=W1, b1=b1)),
        "kept must be what forward returns for a net of 2 layers, got one for a net of 1 layer",
    ),
    "a pass through a net of one layer more": (
        in_backward(
            kept=deep.forward(X, THREE_SIGMOIDS, **NET, W3=np.ones((2, 2)), b3=np.ones((2, 1)))
        ),
        "kept must be what forward returns for a net of 2 layers, got one for a net of 3 layers",
    ),
    "whole numbers for initial parameters": (
        in_scheme((4, 1), "he", 0, int),
        "dtype must be a floating dtype, got int64",
    ),
    "no dtype for initial parameters": (
        in_scheme((4, 1), "he", 0, None),
        "dtype must be a floating dtype, got None",
    ),
    "a dtype that there is none of": (
        in_scheme((4, 1), "he", 0, "bla"),
        "dtype must be a floating dtype, got 'bla'",
    ),
    "a complex mask": (
        lambda: regularization.draw_mask((2, 3), 0.5, 0, complex),
        "dtype must be a floating dtype, got complex128",
    ),
    "a shape in letters": (
        lambda: regularization.draw_mask("ab", 0.5, 0),
        "shape must be a tuple of sizes, such as (3, 5), got 'ab'",
    ),
    "a shape that is one number": (
        lambda: regularization.draw_mask(-2, 0.5, 0),
        "shape must be a tuple of sizes, such as (3, 5), got -2",
    ),
}
