# ruff: noqa: ARG005  # every function takes the namespace, whether it needs it or not
"""Ball arithmetic: NumPy's values, autograd's derivatives."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from parity.witnesses import balls
from parity.witnesses.ball_arrays import Balls, Mask, to_balls
from tests.parity.ball_functions import (
    ONE_ARGUMENT,
    TWO_ARGUMENTS,
    Function,
    arrays_within,
    assert_same,
    example,
    in_jax,
)


@pytest.mark.parametrize("name", ONE_ARGUMENT)
@given(st.data())
def test_functions_of_one_array(name: str, data: st.DataObject) -> None:
    function, interval = ONE_ARGUMENT[name]
    shape = data.draw(hnp.array_shapes(min_dims=0, max_dims=3, max_side=3))
    x = data.draw(arrays_within(interval, shape))
    if name in ("max", "min"):
        assume(len(set(x.flat)) == x.size)
    assert_same(function, x)


@pytest.mark.parametrize("name", TWO_ARGUMENTS)
@given(st.data())
def test_functions_of_two_arrays_that_broadcast(name: str, data: st.DataObject) -> None:
    function, interval = TWO_ARGUMENTS[name]
    shapes = data.draw(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3))
    x, y = (data.draw(arrays_within(interval, shape)) for shape in shapes.input_shapes)
    assume(np.min(np.abs(x - y)) > 1e-3)
    assert_same(function, x, y)


# Operators with everything that is no ball, from both sides.

OTHERS = [2, 2.5, True, np.float64(2.5), np.float32(2), np.int64(2), np.array(2.5)]
OTHERS += [np.array([1.0, 2.0, 3.0]), np.array([[1.0], [2.0]]), np.array([1, 2, 3])]
OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / y,
    "**": lambda x, y: x**y,
}


@pytest.mark.parametrize("other", OTHERS, ids=repr)
@pytest.mark.parametrize("operator", OPERATORS)
def test_operators_with_other_numbers(operator: str, other: Any) -> None:
    apply = OPERATORS[operator]
    (x,) = np.abs(example((2, 3)))
    assert_same(lambda np, x: apply(x, other), x, reference=in_jax)
    assert_same(lambda np, x: apply(other, x), x, reference=in_jax)


@pytest.mark.parametrize("other", [np.ones((3, 2)), np.arange(3.0)], ids=["matrix", "vector"])
def test_products_with_plain_arrays(other: Any) -> None:
    (x,) = example((2, 3))
    assert_same(lambda np, x: x @ other, x)
    assert_same(lambda np, x: other.T @ x.T, x)


COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    ">": lambda x, y: x > y,
    ">=": lambda x, y: x >= y,
    "<": lambda x, y: x < y,
    "<=": lambda x, y: x <= y,
    "==": lambda x, y: x == y,
    "!=": lambda x, y: x != y,
}
POINTS = np.array([[1.0, 2.0, 3.0], [-1.0, 2.0, 0.0]])


@pytest.mark.parametrize("other", [2, 2.0, np.float32(2), np.array([1.0, 2.0, 3.0])], ids=repr)
@pytest.mark.parametrize("operator", COMPARISONS)
def test_comparisons_are_masks(operator: str, other: Any) -> None:
    compare, x = COMPARISONS[operator], balls.balls(POINTS)
    for ours, expected in (
        (compare(x, other), compare(POINTS, other)),
        (compare(other, x), compare(other, POINTS)),
    ):
        assert isinstance(ours, Mask)
        assert np.array_equal(ours.objects == 1, expected)
        assert np.array_equal(ours.objects == 0, ~expected)


@pytest.mark.parametrize(
    "function",
    [
        lambda np, x: (x > 0) & (x < 2.5),
        lambda np, x: (x > 2.5) | (x < 0),
        lambda np, x: (x > 0) ^ (x > 2),
        lambda np, x: ~(x > 0),
        lambda np, x: np.logical_and(x > 0, x),
        lambda np, x: np.logical_or(x > 2, x == 0),
        lambda np, x: np.logical_not(x),
        lambda np, x: (x > 0) + (x > 2),
        lambda np, x: (x > 0) * (x > 2),
        lambda np, x: (x > 0)[0] + (x > 2)[0],
        lambda np, x: (x > 0).T.reshape(-1)[1:] & True,
        lambda np, x: np.concatenate([x > 0, x > 2]) + (x[:1] > 1),
        lambda np, x: x.astype(bool),
        lambda np, x: np.array([True, False, True]) & (x > 0),
        lambda np, x: (x > 0).sum(axis=0),
        lambda np, x: (x > 0).mean(),
        lambda np, x: 1 - (x > 0),
        lambda np, x: (x > 0).astype(int) - (x > 2).astype(float),
        lambda np, x: np.sign(x),
        lambda np, x: np.where(x, 1, 2),
        lambda np, x: np.logical_xor(x > 0, x),
        lambda np, x: np.transpose(np.array([[True, False]])) | (x[:, :1] > 0),
        lambda np, x: np.where(np.array([True, False, True]), x, -x),
    ],
)
def test_masks_behave_as_booleans_do(function: Function) -> None:
    ours, expected = function(balls, balls.balls(POINTS)), function(np, POINTS)
    np.testing.assert_allclose(np.asarray(ours).astype(float), np.asarray(expected).astype(float))


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (lambda x: (x > 0) - (x > 1), "does not subtract booleans"),
        (lambda x: -(x > 0), "does not negate booleans"),
        (lambda x: ~x, "combine comparisons only"),
        (lambda x: x & x, "combine comparisons only"),
        (lambda x: bool(x), "cannot tell whether"),
        (lambda x: bool(Balls(np.array(arb(0, 1)))), "cannot tell whether"),
        (lambda x: x[Balls(np.array([arb(0, 1), arb(1)])) > 0], "cannot tell which"),
        (lambda x: x[x / 3], "is not one whole number"),
        (lambda x: (x / 2).astype(int), "would round"),
        (lambda x: x.__setitem__(0, 1), "cannot be assigned"),
        (lambda x: np.floor(x), "np.floor is not known"),
        (lambda x: np.linalg.inv(x), "np.inv is not known"),
        (lambda x: balls.median(x), "np.median is not known"),
        (lambda x: np.add.reduce(x), "np.add.reduce is not known"),
        (lambda x: np.sum(x, out=np.zeros(())), "out= writes"),
        (lambda x: np.sum(x, where=x > 0), "unexpected keyword argument 'where'"),
        (lambda x: np.asarray(x, float), "would lose"),
        (lambda x: float(x), "float"),
        (lambda x: x + "a", "no balls can be made"),
        (lambda x: x * 1j, "no balls can be made"),
        (lambda x: x @ balls.balls(2), "has no rows"),
        (lambda x: x @ np.ones((4, 1)), "do not fit"),
        (lambda x: np.einsum("ii", x), "no diagonals"),
        (lambda x: np.einsum("ij->ik", x), "no diagonals"),
        (lambda x: np.linalg.norm(x, 1), "is not known"),
        (lambda x: np.max(x[:0]), "has no maximum"),
    ],
)
def test_what_has_no_enclosure_is_refused_in_words(
    refused: Callable[[Any], Any], words: str
) -> None:
    with pytest.raises((TypeError, ValueError, AttributeError), match=words):
        refused(balls.balls(np.ones((2, 2))))


# Numbers become balls exactly.


@given(st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=True))
def test_floats_become_balls_exactly(number: float) -> None:
    (ball,) = balls.balls(np.array([number])).objects
    assert ball.is_exact()
    assert float(ball) == number


@pytest.mark.parametrize(
    "number",
    [7, 2**70, True, np.float16(0.1), np.float32(0.1), np.int8(-3), np.uint64(2**64 - 1)],
    ids=repr,
)
def test_other_numbers_become_balls_exactly(number: Any) -> None:
    ball = balls.balls(number).objects.item()
    assert ball == arb(int(number) if float(number).is_integer() else float(number))


def test_long_doubles_are_taken_whole() -> None:
    number = np.longdouble(1) + np.finfo(np.longdouble).eps
    with ctx.workprec(160):
        (ball,) = to_balls(np.array([number]))
        assert ball > 1
        assert ball - 1 == arb(float(number - 1))


def test_a_float_type_rounds_plain_numbers_only() -> None:
    assert balls.float32(0.1) == np.float32(0.1)
    assert balls.array([0.1], dtype=balls.float32).objects[0] == arb(float(np.float32(0.1)))
    third = balls.balls(1) / 3
    assert balls.float32(third) is third
