"""What is said of bad arguments: the argument's name, what came, and what was expected."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from flint import arb

from reference import (
    activations,
    deep,
    descent,
    initialization,
    logistic,
    losses,
    regularization,
    rows,
    shallow,
    units,
)
from reference.door import Contract, door

W1, b1, W2, b2 = np.ones((3, 4)), np.ones((3, 1)), np.ones((2, 3)), np.ones((2, 1))
X, Y = np.ones((4, 5)), np.ones((2, 5))
NET = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
SIGMOIDS = ("tanh", "sigmoid")
THREE_SIGMOIDS = ("tanh", "tanh", "sigmoid")
KNOWN = "identity, step, sigmoid, tanh, relu, leaky_relu"


def in_shallow(**changes: Any) -> Callable[[], Any]:
    return lambda: shallow.vectorised.cost(**{**NET, "X": X, "Y": Y, **changes})


def in_deep(**changes: Any) -> Callable[[], Any]:
    arguments = {**NET, "X": X, "Y": Y, "activations": SIGMOIDS, **changes}
    return lambda: deep.cost(**{k: v for k, v in arguments.items() if v is not None})


def in_rows(**changes: Any) -> Callable[[], Any]:
    arguments = {"Theta": np.ones((3, 5)), "beta": np.ones(4), "X": X.T, "y": np.ones(5)}
    return lambda: rows.matrix.cost(**{**arguments, **changes})


def in_backward(**changes: Any) -> Callable[[], Any]:
    kept = deep.forward(X, SIGMOIDS, **NET)
    arguments = {**NET, "Y": Y, "kept": kept, "activations": SIGMOIDS, **changes}
    return lambda: deep.backward(**arguments)


def in_train(gradients: Any = None, **rules: Any) -> Callable[[], Any]:
    gradients = {"dx": np.zeros(2)} if gradients is None else gradients
    start = {"x": np.zeros(2)}
    return lambda: descent.train(lambda x: (x[0], gradients), start, **{"alpha": 1, **rules})


def in_scheme(*request: Any) -> Callable[[], Any]:
    return lambda: initialization.initial_parameters(*request)


def early(patience: Any) -> descent.EarlyStopping:
    return descent.EarlyStopping(lambda _: 0.0, patience)


@door(Contract(parameters={"t": "> 0"}, data={"u": "", "v": "2"}))
def small(t: Any, u: Any, v: Any) -> Any:
    return t, u, v


class Tensor:
    """What torch does with one that wants its gradient, without torch."""

    def __array__(self, *_: Any, **__: Any) -> np.ndarray:
        raise RuntimeError("Can't call numpy() on Tensor that requires grad.")

    def __repr__(self) -> str:
        return "a tensor"


def changed(array: np.ndarray, index: tuple[int, ...], value: float) -> np.ndarray:
    array = array.copy()
    array[index] = value
    return array


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
CHOICES = {
    "activation": (
        in_shallow(hidden="softplus"),
        f"hidden must be one of {KNOWN}, got 'softplus'",
    ),
    "activation of a unit": (
        lambda: units.unit(np.ones(2), 0.0, np.ones(2), "ramp"),
        f"fires must be one of {KNOWN}, got 'ramp'",
    ),
    "activation by its name": (
        lambda: activations.activation("ramp"),
        f"activation must be one of {KNOWN}, got 'ramp'",
    ),
    "activation that is no name": (
        lambda: activations.activation(["tanh"]),
        f"activation must be one of {KNOWN}, got ['tanh']",
    ),
    "one of several activations": (
        in_deep(activations=("ramp", "sigmoid")),
        f"activations[0] must be one of {KNOWN}, got 'ramp'",
    ),
    "too few activations": (
        in_deep(activations=["sigmoid"]),
        "activations must name one for each of the 2 layers, got ['sigmoid']",
    ),
    "too many activations": (
        in_deep(activations=["tanh", "tanh", "sigmoid"]),
        "activations must name one for each of the 2 layers, got ['tanh', 'tanh', 'sigmoid']",
    ),
    "activations in one word": (
        in_deep(activations="ab"),
        "activations must name one for each of the 2 layers, got 'ab'",
    ),
    "activations without an order": (
        in_deep(activations={"tanh", "sigmoid"} - {"tanh"}),
        "activations must name one for each of the 2 layers, got {'sigmoid'}",
    ),
    "loss": (
        in_deep(loss="hinge"),
        "loss must be one of cross_entropy, half_squared_error, got 'hinge'",
    ),
    "loss by its name": (
        lambda: losses.loss_named(None, "criterion"),
        "criterion must be one of cross_entropy, half_squared_error, got None",
    ),
    "loss that is no name": (
        lambda: losses.loss_named(["hinge"]),
        "loss must be one of cross_entropy, half_squared_error, got ['hinge']",
    ),
    "cross-entropy of what is no probability": (
        in_deep(activations=("tanh", "tanh")),
        "loss 'cross_entropy' needs 'sigmoid' as the last activation, got 'tanh'; "
        "take it, or loss 'half_squared_error'",
    ),
    "cross-entropy of any number": (
        in_deep(activations=("tanh", "identity")),
        "loss 'cross_entropy' needs 'sigmoid' as the last activation, got 'identity'; "
        "take it, or loss 'half_squared_error'",
    ),
    "scheme": (
        in_scheme((4, 1), "orthogonal", 0),
        "scheme must be one of xavier, he, scaled, zeros, got 'orthogonal'",
    ),
    "scheme that is no name": (
        in_scheme((4, 1), ["he"], 0),
        "scheme must be one of xavier, he, scaled, zeros, got ['he']",
    ),
    "no layers": (
        lambda: deep.cost(X, Y, ()),
        "a net must have at least one layer, got no W1; expected W1, b1, W2, ...",
    ),
    "no gradient": (
        in_train({"dw": np.zeros(2), "db": np.zeros(2)}),
        "gradients must hold 'dx', got dw, db",
    ),
    "no gradients at all": (
        in_train({}),
        "gradients must hold 'dx', got none",
    ),
}
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


@pytest.mark.parametrize(
    ("call", "message"),
    [*SHAPES.values(), *VALUES.values(), *CHOICES.values()],
    ids=[*SHAPES, *VALUES, *CHOICES],
)
def test_a_bad_value_is_refused_in_one_sentence(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # the whole message is compared
        call()
    assert str(caught.value) == message


@pytest.mark.parametrize(("call", "message"), TYPES.values(), ids=TYPES)
def test_a_bad_type_is_refused_in_one_sentence(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(TypeError) as caught:
        call()
    assert str(caught.value) == message


def test_refusals_hide_the_machinery_behind_them() -> None:
    for call in (in_shallow(lam="x"), in_shallow(lambd=1), in_shallow(X=[[1, 2], [3]])):
        with pytest.raises(TypeError) as caught:
            call()
        assert caught.value.__suppress_context__


def test_what_came_is_told_in_at_most_sixty_letters() -> None:
    long = "x" * 100
    for call in (
        in_shallow(lam=long),
        in_shallow(hidden=long),
        in_deep(loss=long),
        in_deep(activations=long),
        in_scheme((4, 1), long, 0),
        in_train(steps=long),
    ):
        with pytest.raises((ValueError, TypeError), match=f"got '{'x' * 59}$"):
            call()


def test_only_numbers_can_be_asked_for_their_domain() -> None:
    objects = np.full((4, 5), arb(1), object)
    with_objects = {k: v * objects[0, 0] for k, v in NET.items()}
    in_shallow(**with_objects, X=objects * arb("nan"), Y=2 * Y * objects[0, 0])()
