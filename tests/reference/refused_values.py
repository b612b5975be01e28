"""Arguments of bad shapes and bad values, and what is said of each."""

import numpy as np

from reference import deep, logistic, regularization, rows, shallow
from tests.reference.calls import (
    NET,
    SIGMOIDS,
    THREE_SIGMOIDS,
    W1,
    W2,
    X,
    Y,
    b1,
    b2,
    changed,
    early,
    in_backward,
    in_deep,
    in_rows,
    in_scheme,
    in_shallow,
    in_train,
    small,
)

SHAPES = {
    "an axis too few": (
        in_shallow(b1=np.ones(3)),
        "b1 has shape (3,), expected (n1, 1)",
    ),
    "transposed": (
        in_shallow(X=X.T),
        "X has shape (5, 4), expected (n0, m) with n0 = 4 (from W1)",
    ),
    "other examples": (
        in_shallow(Y=Y[:, :4]),
        "Y has shape (2, 4), expected (n2, m) with m = 5 (from X)",
    ),
    "other units": (
        in_shallow(W2=np.ones((2, 4))),
        "W2 has shape (2, 4), expected (n2, n1) with n1 = 3 (from W1)",
    ),
    "a row for a column": (
        in_shallow(b1=np.ones((3, 3))),
        "b1 has shape (3, 3), expected (n1, 1)",
    ),
    "no examples": (
        in_shallow(X=np.ones((4, 0)), Y=np.ones((2, 0))),
        "X has shape (4, 0), expected (n0, m) with at least one example (m >= 1)",
    ),
    "no units": (
        in_shallow(W1=np.ones((0, 4))),
        "W1 has shape (0, 4), expected (n1, n0) with no empty dimension (n1 >= 1)",
    ),
    "a vector": (
        lambda: logistic.graph.cost(np.ones((3, 1)), 0.0, np.ones(3), 1),
        "w has shape (3, 1), expected (p,)",
    ),
    "a number": (
        lambda: logistic.vectorised.cost(np.ones((3, 1)), np.ones(1), np.ones((3, 2)), [[0, 1]]),
        "b has shape (1,), expected ()",
    ),
    "no column for the bias": (
        in_rows(Theta=np.ones((3, 4))),
        "X has shape (5, 4), expected (m, n) with n = 3 (from Theta)",
    ),
    "no bias of the output": (
        in_rows(beta=np.ones(3)),
        "beta has shape (3,), expected (q+1,) with q = 3 (from Theta)",
    ),
    "a bias and nothing else": (
        in_rows(Theta=np.ones((3, 1))),
        "Theta has shape (3, 1), expected (q, n+1) with no empty dimension (n >= 1)",
    ),
    "a mask of the wrong shape": (
        in_deep(D1=np.ones((2, 5))),
        "D1 has shape (2, 5), expected (n1, m) with n1 = 3 (from W1)",
    ),
    "always the same size": (
        lambda: small(1.0, 1.0, [1, 2, 3]),
        "v has shape (3,), expected (2,)",
    ),
    "labels of other examples than kept": (
        in_backward(Y=Y[:, :1]),
        "kept.A[0] has shape (4, 5), expected (4, 1)",
    ),
    "a pass through a net of other width": (
        in_backward(
            kept=deep.forward(
                X, SIGMOIDS, W1=np.ones((6, 4)), b1=np.ones((6, 1)), W2=np.ones((2, 6)), b2=b2
            )
        ),
        "kept.A[1] has shape (6, 5), expected (3, 5)",
    ),
    "a pass of which only the last of three layers is of other width": (
        in_backward(
            kept=deep.forward(X, THREE_SIGMOIDS, **NET, W3=np.ones((6, 2)), b3=np.ones((6, 1))),
            activations=THREE_SIGMOIDS,
            W3=np.ones((2, 2)),
            b3=np.ones((2, 1)),
        ),
        "kept.A[3] has shape (6, 5), expected (2, 5)",
    ),
    "gradient of a smaller shape": (
        in_train({"dx": np.zeros(1)}),
        "dx has shape (1,), expected (2,) like x",
    ),
    "gradient of another shape": (
        in_train({"dx": np.zeros((2, 1))}),
        "dx has shape (2, 1), expected (2,) like x",
    ),
}
VALUES = {
    "nan": (
        in_shallow(X=changed(X, (2, 3), np.nan)),
        "X must be finite, got nan at index (2, 3)",
    ),
    "the first infinity": (
        in_shallow(W1=changed(changed(W1, (1, 2), np.inf), (2, 0), np.nan)),
        "W1 must be finite, got inf at index (1, 2)",
    ),
    "a number that is not finite": (
        lambda: logistic.graph.cost(np.ones(3), -np.inf, np.ones(3), 1),
        "b must be finite, got -inf",
    ),
    "too large for float32": (
        in_shallow(**{k: v.astype(np.float32) for k, v in NET.items()}, X=1e39 * X),
        "X must be finite, got inf at index (0, 0)",
    ),
    "a label outside": (
        in_shallow(Y=changed(Y, (1, 4), 2)),
        "Y must be in [0, 1], got 2.0 at index (1, 4)",
    ),
    "a label of one example outside": (
        lambda: logistic.graph.cost(np.ones(3), 0.0, np.ones(3), -1),
        "y must be in [0, 1], got -1.0",
    ),
    "predictions of one example outside": (
        lambda: logistic.graph.backward(np.ones(3), 1, 0.5, 1.5),
        "a must be in [0, 1], got 1.5",
    ),
    "predictions of logistic regression outside": (
        lambda: logistic.vectorised.backward(np.ones((3, 1)), X[:3], Y[:1], 2 * Y[:1]),
        "A must be in [0, 1], got 2.0 at index (0, 0)",
    ),
    "predictions of a net for one example outside": (
        lambda: shallow.one.backward(W2, X[:, :1], Y[:, :1], b1, -b2),
        "a2 must be in [0, 1], got -1.0 at index (0, 0)",
    ),
    "predictions of a net outside": (
        lambda: shallow.vectorised.backward(W1, W2, X, Y, np.ones((3, 5)), 2 * Y),
        "A2 must be in [0, 1], got 2.0 at index (0, 0)",
    ),
    "predictions of rows outside": (
        lambda: rows.matrix.backward(np.ones(4), X.T, np.ones(5), np.ones((5, 3)), -np.ones(5)),
        "p must be in [0, 1], got -1.0 at index (0,)",
    ),
    "predictions of tiled rows outside": (
        lambda: rows.tiled.backward(np.ones(4), X.T, np.ones(5), np.ones((5, 3)), -np.ones(5)),
        "p must be in [0, 1], got -1.0 at index (0,)",
    ),
    "a mask that is none": (
        in_deep(D1=np.full((3, 5), 0.5)),
        "D1 must be in {0, 1}, got 0.5 at index (0, 0)",
    ),
    "a parameter outside its domain": (
        lambda: small(0.0, 1.0, [1, 2]),
        "t must be > 0, got 0.0",
    ),
    "negative lam": (
        in_shallow(lam=-0.5),
        "lam must be a finite number >= 0, got -0.5",
    ),
    "infinite lam": (
        in_deep(lam=np.inf),
        "lam must be a finite number >= 0, got inf",
    ),
    "undefined lam": (
        in_deep(lam=float("nan")),
        "lam must be a finite number >= 0, got nan",
    ),
    "keep nothing": (
        in_deep(keep=0),
        "keep must be a finite number in (0, 1], got 0",
    ),
    "keep more than all": (
        lambda: regularization.draw_mask((2, 3), 1.5, seed=0),
        "keep must be a finite number in (0, 1], got 1.5",
    ),
    "no alpha": (
        in_train(alpha=0),
        "alpha must be a finite number > 0, got 0",
    ),
    "alpha of a decay": (
        lambda: regularization.weight_decay_step(W1, W1, -1, 0, 5),
        "alpha must be a finite number > 0, got -1",
    ),
    "decay over no examples": (
        lambda: regularization.weight_decay_step(W1, W1, 1, 0, 0),
        "m must be a whole number of at least 1, got 0",
    ),
    "decay over half an example": (
        lambda: regularization.weight_decay_step(W1, W1, 1, 0, 2.5),
        "m must be a whole number of at least 1, got 2.5",
    ),
    "negative tolerance": (
        in_train(tolerance=-1),
        "tolerance must be a finite number >= 0, got -1",
    ),
    "negative steps": (
        in_train(steps=-1),
        "steps must be a whole number of at least 0, got -1",
    ),
    "half a step": (
        in_train(steps=2.5),
        "steps must be a whole number of at least 0, got 2.5",
    ),
    "no patience": (
        in_train(early=early(0)),
        "patience must be a whole number of at least 1, got 0",
    ),
    "a truth for a count": (
        in_train(early=early(True)),
        "patience must be a whole number of at least 1, got True",
    ),
    "a mask's seed": (
        lambda: regularization.draw_mask((2, 3), 0.5, seed=-1),
        "seed must be a whole number of at least 0, got -1",
    ),
    "a seed": (
        in_scheme((4, 1), "he", "1"),
        "seed must be a whole number of at least 0, got '1'",
    ),
    "a mask with half a row": (
        lambda: regularization.draw_mask((3, 2.5), 0.5, seed=0),
        "shape[1] must be a whole number of at least 1, got 2.5",
    ),
    "a mask of no size": (
        lambda: regularization.draw_mask((0, 3), 0.5, seed=0),
        "shape[0] must be a whole number of at least 1, got 0",
    ),
    "sizes in no order": (
        in_scheme({4: 3, 3: 1}, "he", 0),
        "sizes must name at least an input and one layer, such as (4, 3, 1), got {4: 3, 3: 1}",
    ),
    "sizes in two rows": (
        in_scheme(((4, 3), (3, 1)), "he", 0),
        "sizes must name at least an input and one layer, such as (4, 3, 1), got ((4, 3), (3, 1))",
    ),
    "ragged sizes": (
        in_scheme([[1, 2], 3], "he", 0),
        "sizes must name at least an input and one layer, such as (4, 3, 1), got [[1, 2], 3]",
    ),
    "no layers to initialise": (
        in_scheme((4,), "he", 0),
        "sizes must name at least an input and one layer, such as (4, 3, 1), got (4,)",
    ),
    "sizes that are one number": (
        in_scheme(4, "he", 0),
        "sizes must name at least an input and one layer, such as (4, 3, 1), got 4",
    ),
    "an empty layer": (
        in_scheme((4, 0, 1), "he", 0),
        "sizes[1] must be a whole number of at least 1, got 0",
    ),
    "half a unit": (
        in_scheme((4, 3, 1.5), "he", 0),
        "sizes[2] must be a whole number of at least 1, got 1.5",
    ),
}
