# ruff: noqa: ARG005  # every function takes the namespace, whether it needs it or not
"""Whatever lies in the balls that go in, its result lies in the ball that comes out."""

from typing import Any

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from parity.witnesses import balls
from parity.witnesses.ball_arrays import Balls
from parity.witnesses.ball_choices import taking
from parity.witnesses.tape import gradients_on_tape
from tests.parity.ball_functions import ELEMENTWISE, ONE_ARGUMENT, TWO_ARGUMENTS, Function, in_balls


def enclosing(x: Any, radius: Any) -> Any:
    """Balls around x."""
    return np.frompyfunc(arb, 2, 1)(x, radius)


def assert_encloses(outer: Any, inner: Any) -> None:
    """Every ball has a number in common with what rounding left of the exact one."""
    for big, small in zip(np.asarray(outer).flat, np.asarray(inner).flat, strict=True):
        assert not big.is_finite() or (small.is_finite() and big.overlaps(small)), (big, small)


@pytest.mark.parametrize("name", ELEMENTWISE)
@given(st.data())
def test_every_operation_encloses(name: str, data: st.DataObject) -> None:
    """Also across kinks, where the balls cannot decide, and of derivatives."""
    for table in (ONE_ARGUMENT, TWO_ARGUMENTS):
        if name not in table:
            continue
        function, (low, high) = table[name]
        count = 1 if table is ONE_ARGUMENT else 2
        shape = data.draw(hnp.array_shapes(min_dims=0, max_dims=2, max_side=2))
        numbers = hnp.arrays(float, shape, elements=st.floats(low, high))
        points = [data.draw(numbers) for _ in range(count)]
        radii = [data.draw(hnp.arrays(float, shape, elements=st.floats(0, 0.3))) for _ in points]
        # A point that is anywhere in its ball, up to the rounding of this line.
        parts = st.floats(-0.99, 0.99)
        shifts = [data.draw(hnp.arrays(float, shape, elements=parts)) for _ in points]
        centres = [p - s * r for p, s, r in zip(points, shifts, radii, strict=True)]
        fat = [enclosing(c, r * 1.0001 + 1e-12) for c, r in zip(centres, radii, strict=True)]
        with ctx.workprec(200):
            exact, exact_derivatives = in_balls(function, *points)
            value, derivatives = in_balls(function, *fat)
            assert_encloses(value, exact)
            for outer, inner in zip(derivatives, exact_derivatives, strict=True):
                assert_encloses(outer, inner)


@pytest.mark.parametrize(
    ("function", "low", "high"),
    [
        (lambda np, x: np.maximum(0, x), 0, 1),
        (lambda np, x: np.maximum(x, 0), 0, 1),
        (lambda np, x: np.minimum(0, x), 0, 1),
        (lambda np, x: np.abs(x), -1, 1),
        (lambda np, x: np.clip(x, 0, 1), 0, 1),
        (lambda np, x: np.maximum(0.01 * x, x), 0.01, 1),
        (lambda np, x: np.max(np.stack([x, 2 * x])), 1, 2),
    ],
)
def test_at_a_kink_all_slopes_between_both_sides_are_derivatives(
    function: Function, low: float, high: float
) -> None:
    value, (derivative,) = in_balls(function, np.array(0.0))
    assert value.item() == 0
    for slope in (low, (low + high) / 2, high):
        assert derivative.item().contains(arb(slope))
    assert derivative.item().rad() < 1.6


@pytest.mark.parametrize(
    ("function", "executed", "other"),
    [
        (lambda np, x: np.where(x > 0, x, 0), 0, 1),
        (lambda np, x: np.where(x >= 0, x, 0), 1, 0),
        (lambda np, x: np.where(x < 0, 0, x), 1, 0),
        (lambda np, x: (x > 0) * x, 0, 1),
        (lambda np, x: x * np.sign(x), 0, 1),
    ],
)
def test_at_a_tie_the_program_is_followed_and_the_other_side_can_be_taken(
    function: Function, executed: int, other: int
) -> None:
    slopes = []
    for side in (None, True, False):
        with taking(side) as met:
            slopes.append(in_balls(function, np.array(0.0))[1][0].item())
        assert met.taken
    assert slopes[0] == executed
    assert other in slopes


def test_ties_of_data_are_decided_as_they_are() -> None:
    mask = balls.balls(np.array([0.0, 1.0]))

    def cost(x: Any) -> Any:
        return balls.sum(balls.where(mask > 0, x, 0))

    for side in (None, True, False):
        with taking(side) as met:
            _, found = gradients_on_tape(
                cost, balls, {"x": balls.balls(np.array([0.0, 2.0]))}, ["x"], ["x"]
            )
        assert list(found["x"]) == [0, 1]
        assert not met.taken
        assert not met.left_open


def test_a_step_that_balls_cannot_decide_is_the_hull() -> None:
    x = Balls(np.array([arb(0, 1e-3), arb(2), arb(-1), arb(0)]))
    with taking(None) as met:
        step = balls.heaviside(x, 0.25)
    assert met.left_open
    assert all(step.objects[0].contains(arb(value)) for value in (0, 0.25, 1))
    assert list(step.objects[1:]) == [1, 0, 0.25]


def test_whether_a_number_is_nan_is_open_where_nothing_is_known() -> None:
    mask = balls.isnan(Balls(np.array([arb(2, 1), arb("nan"), arb("inf")])))
    assert mask.objects[0] == 0
    assert all(v.contains(arb(0)) and v.contains(arb(1)) for v in mask.objects[1:])


def test_a_product_with_zeros_has_its_derivative() -> None:
    x = np.array([2.0, 0.0, 5.0])

    def cost(x: Any) -> Any:
        return np.prod(x)

    _, found = gradients_on_tape(cost, balls, {"x": balls.balls(x)}, ["x"], ["x"])
    assert list(found["x"]) == [0, 10, 0]
    assert balls.prod(balls.balls(x[:0])).objects.item() == 1


def test_what_balls_cannot_decide_is_the_hull_of_both_branches() -> None:
    x = Balls(np.array([arb(0, 1e-3), arb(2)]))
    with taking(None) as met:
        chosen = balls.where(x > 0, balls.balls(5), balls.balls([7, 8]))
    assert met.left_open
    assert chosen.objects[0].contains(arb(5))
    assert chosen.objects[0].contains(arb(7))
    assert chosen.objects[1] == 5


@pytest.mark.parametrize(
    ("ball", "known"),
    [(arb(0), False), (arb(0, 1), False), (arb(-1), False), (arb(1), True)],
)
def test_a_logarithm_of_nothing_knows_nothing(ball: arb, known: bool) -> None:
    assert balls.log(Balls(np.array([ball]))).objects[0].is_finite() == known


def test_whole_powers_have_no_trouble_with_signs_and_zero() -> None:
    for base, exponent, expected in [(-2, 3, -8), (-2, -1, -0.5), (0, 2, 0), (0, 0, 1)]:
        assert balls.power(base, exponent).objects.item() == expected
    around_zero = balls.power(Balls(np.array([arb(0, 1)])), 2).objects[0]
    assert around_zero.is_finite()
    assert around_zero.contains(arb(1))
    _, (slope,) = in_balls(lambda np, x: x**2 + x**0, np.array(0.0))
    assert slope.item() == 0
    assert not balls.power(-2, 0.5).objects.item().is_finite()
