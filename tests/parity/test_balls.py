# ruff: noqa: ARG005  # every function takes the namespace, whether it needs it or not
"""Ball arithmetic: NumPy's values, autograd's derivatives, and always an enclosure."""

from collections.abc import Callable
from typing import Any

import autograd
import autograd.numpy as anp
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from parity.witnesses import balls
from parity.witnesses.ball_arrays import Balls, Mask, to_balls
from parity.witnesses.ball_choices import taking
from parity.witnesses.tape import gradients_on_tape

Function = Callable[..., Any]  # of a namespace and arrays


# An operation, and the interval in which its arguments lie.

ONE_ARGUMENT: dict[str, tuple[Function, tuple[float, float]]] = {
    "exp": (lambda np, x: np.exp(x), (-3, 3)),
    "expm1": (lambda np, x: np.expm1(x), (-3, 3)),
    "log": (lambda np, x: np.log(x), (0.1, 3)),
    "log1p": (lambda np, x: np.log1p(x), (-0.9, 3)),
    "log2": (lambda np, x: np.log2(x), (0.1, 3)),
    "log10": (lambda np, x: np.log10(x), (0.1, 3)),
    "sqrt": (lambda np, x: np.sqrt(x), (0.1, 3)),
    "reciprocal": (lambda np, x: np.reciprocal(x), (0.5, 3)),
    "tan": (lambda np, x: np.tan(x), (-1.2, 1.2)),
    "arctan": (lambda np, x: np.arctan(x), (-3, 3)),
    "prod": (lambda np, x: np.prod(x), (0.5, 2)),
    "cumsum": (lambda np, x: np.cumsum(x), (-3, 3)),
    "tanh": (lambda np, x: np.tanh(x), (-3, 3)),
    "sin": (lambda np, x: np.sin(x), (-3, 3)),
    "cos": (lambda np, x: np.cos(x), (-3, 3)),
    "sinh": (lambda np, x: np.sinh(x), (-3, 3)),
    "cosh": (lambda np, x: np.cosh(x), (-3, 3)),
    "square": (lambda np, x: np.square(x), (-3, 3)),
    "negative": (lambda np, x: np.negative(x), (-3, 3)),
    "x ** 3": (lambda np, x: x**3, (-3, 3)),
    "x ** -2": (lambda np, x: x**-2, (0.5, 3)),
    "x ** 0": (lambda np, x: x**0, (0.5, 3)),
    "x ** 0.5": (lambda np, x: x**0.5, (0.1, 3)),
    "2 ** x": (lambda np, x: np.power(2.0, x), (-3, 3)),
    "abs": (lambda np, x: np.abs(x), (-3, 3)),
    "maximum with 0": (lambda np, x: np.maximum(0, x), (-3, 3)),
    "minimum with 1": (lambda np, x: np.minimum(x, 1.0), (-3, 3)),
    "clip": (lambda np, x: np.clip(x, -1.0, 1.5), (-3, 3)),
    "x times sign": (lambda np, x: x * np.sign(x), (-3, 3)),
    "where": (lambda np, x: np.where(x > 0.5, x * x, 3 * x), (-3, 3)),
    "x times mask": (lambda np, x: (x > 0.5) * x, (-3, 3)),
    "sum": (lambda np, x: np.sum(x), (-3, 3)),
    "mean": (lambda np, x: np.mean(x), (-3, 3)),
    "max": (lambda np, x: np.max(x), (-3, 3)),
    "min": (lambda np, x: np.min(x), (-3, 3)),
    "norm": (lambda np, x: np.linalg.norm(x), (0.5, 3)),
    "ravel": (lambda np, x: np.ravel(x), (-3, 3)),
    "reciprocal sigmoid": (lambda np, x: 1 / (1 + np.exp(-x)), (-3, 3)),
}
TWO_ARGUMENTS: dict[str, tuple[Function, tuple[float, float]]] = {
    "add": (lambda np, x, y: x + y, (-3, 3)),
    "subtract": (lambda np, x, y: x - y, (-3, 3)),
    "multiply": (lambda np, x, y: np.multiply(x, y), (-3, 3)),
    "divide": (lambda np, x, y: x / y, (0.5, 3)),
    "power": (lambda np, x, y: np.power(x, y), (0.3, 2)),
    "logaddexp": (lambda np, x, y: np.logaddexp(x, y), (-3, 3)),
    "maximum": (lambda np, x, y: np.maximum(x, y), (-3, 3)),
    "minimum": (lambda np, x, y: np.minimum(x, y), (-3, 3)),
    "where": (lambda np, x, y: np.where(x > y, x * x + y, y - x), (-3, 3)),
}
ELEMENTWISE = {**ONE_ARGUMENT, **TWO_ARGUMENTS}
KINKS = (0.0, 0.5, 1.0, 1.5, -1.0)  # where an operation above of one argument has a kink


def arrays_within(interval: tuple[float, float], shape: tuple[int, ...]) -> Any:
    """Arrays of numbers that keep away from kinks."""
    numbers = st.floats(*interval).filter(lambda v: min(abs(v - kink) for kink in KINKS) > 1e-3)
    return hnp.arrays(float, shape, elements=numbers)


def weighted(np_: Any, value: Any) -> Any:
    """A number made of all components, each with a weight of its own."""
    count = np_.size(value)
    weights = np.cos(np.arange(count)).reshape(np_.shape(value))
    return np_.sum(weights * value)


def in_balls(function: Function, *arguments: Any) -> tuple[Any, list[Any]]:
    """The value of a function, and its weighted derivatives, on balls."""
    names = [f"x{i}" for i in range(len(arguments))]

    def cost(**q: Any) -> Any:
        return weighted(balls, function(balls, *(q[name] for name in names)))

    given_balls = {n: balls.balls(a) for n, a in zip(names, arguments, strict=True)}
    _, derivatives = gradients_on_tape(cost, balls, given_balls, names, names)
    value = function(balls, *given_balls.values())
    return np.asarray(value), [derivatives[name] for name in names]


def in_jax(function: Function, *arguments: Any) -> tuple[Any, list[Any]]:
    """The same in float64, by NumPy and JAX, which knows more of NumPy than autograd does."""

    def cost(*q: Any) -> Any:
        return weighted(jnp, function(jnp, *q))

    with jax.enable_x64(True):
        found = jax.grad(cost, tuple(range(len(arguments))))(*map(jnp.asarray, arguments))
    return function(np, *arguments), list(found)


def in_floats(function: Function, *arguments: Any) -> tuple[Any, list[Any]]:
    """The same in float64, by NumPy and autograd."""

    def cost(*q: Any) -> Any:
        return weighted(anp, function(anp, *q))

    every = tuple(range(len(arguments)))
    return function(np, *arguments), list(autograd.grad(cost, every)(*arguments))


def assert_same(
    function: Function, *arguments: Any, reference: Callable[..., Any] = in_floats
) -> None:
    """Balls and floats give the same values and derivatives, in the same shapes."""
    value, derivatives = in_balls(function, *arguments)
    expected, expected_derivatives = reference(function, *arguments)
    pairs = zip((value, *derivatives), (expected, *expected_derivatives), strict=True)
    for ours, theirs in pairs:
        assert ours.shape == np.shape(theirs)
        np.testing.assert_allclose(ours.astype(float), theirs, rtol=1e-11, atol=1e-11)


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


# Enclosures: whatever lies in the balls that go in, its result lies in the ball that comes out.


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


# Products.

SHAPES_OF_PRODUCTS = [
    ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((1, 3), (3, 1)),
    ((1, 1), (1, 5)), ((2, 1), (1, 2)),
]  # fmt: skip


def example(*shapes: tuple[int, ...]) -> list[Any]:
    """Arrays of different numbers, none of them zero, of both signs."""
    rng = np.random.default_rng(7)
    sizes = [int(np.prod(shape)) for shape in shapes]
    return [
        rng.permutation(np.linspace(-1.9, 2, size)).reshape(shape)
        for size, shape in zip(sizes, shapes, strict=True)
    ]


@pytest.mark.parametrize(("left", "right"), SHAPES_OF_PRODUCTS)
def test_products_of_vectors_and_matrices(left: tuple[int, ...], right: tuple[int, ...]) -> None:
    x, y = example(left, right)
    assert_same(lambda np, x, y: x @ y, x, y)
    assert_same(lambda np, x, y: np.matmul(x, y), x, y)
    assert_same(lambda np, x, y: np.dot(x, y), x, y)


@given(st.tuples(*[st.integers(1, 4)] * 3))
def test_matrix_products_of_any_size(sizes: tuple[int, int, int]) -> None:
    rows, inner, columns = sizes
    assert_same(lambda np, x, y: x @ y, *example((rows, inner), (inner, columns)))


def test_a_product_with_nothing_in_it_is_zero() -> None:
    empty = balls.matmul(np.zeros((2, 0)), np.zeros((0, 3)))
    assert empty.shape == (2, 3)
    assert all(v == 0 for v in empty.objects.flat)


@pytest.mark.parametrize(
    ("function", "shapes"),
    [
        (lambda np, x, y: np.dot(x, y), [(), (2, 3)]),
        (lambda np, x, y: np.dot(x, y), [(3,), ()]),
        (lambda np, x, y: np.outer(x, y), [(3,), (2,)]),
        (lambda np, x, y: np.outer(x, y), [(2, 2), (3,)]),
        (lambda np, x, y: np.einsum("ij,jk->ik", x, y), [(2, 3), (3, 4)]),
        (lambda np, x, y: np.einsum("ij,jk", x, y), [(2, 3), (3, 4)]),
        (lambda np, x, y: np.einsum("ij,kj->ki", x, y), [(2, 3), (4, 3)]),
        (lambda np, x, y: np.einsum("ij,ij->", x, y), [(2, 3), (2, 3)]),
        (lambda np, x, y: np.einsum("bi,bj->bij", x, y), [(5, 2), (5, 3)]),
        (lambda np, x, y: np.einsum("i,jk->kij", x, y), [(2,), (3, 4)]),
        (lambda np, x: np.einsum("ijk->ki", x), [(2, 3, 4)]),
        (lambda np, x: np.einsum("ij -> j", x), [(2, 3)]),
        (lambda np, x, y, z: np.einsum("ij,jk,k->i", x, y, z), [(2, 3), (3, 4), (4,)]),
    ],
)
def test_other_products(function: Function, shapes: list[tuple[int, ...]]) -> None:
    assert_same(function, *example(*shapes), reference=in_jax)


# Sums and rearrangements, on one array of shape (2, 3, 4).

INDEX, REPEATED = np.array([2, 0, 1]), np.array([1, 1, 0])
REARRANGEMENTS: dict[str, Function] = {
    "sum 0": lambda np, x: np.sum(x, axis=0),
    "sum -1": lambda np, x: x.sum(axis=-1),
    "sum keepdims": lambda np, x: np.sum(x, axis=1, keepdims=True),
    "sum two axes": lambda np, x: np.sum(x, axis=(0, -1)),
    "sum two axes keepdims": lambda np, x: x.sum(axis=(2, 0), keepdims=True),
    "sum all keepdims": lambda np, x: np.sum(x, keepdims=True),
    "sum positional": lambda np, x: np.sum(x, 1),
    "mean 0": lambda np, x: np.mean(x, axis=0),
    "mean two axes": lambda np, x: x.mean(axis=(1, -1)),
    "mean keepdims": lambda np, x: x.mean(axis=1, keepdims=True),
    "max 1": lambda np, x: np.max(x, axis=1),
    "max -1 keepdims": lambda np, x: x.max(axis=-1, keepdims=True),
    "min 0": lambda np, x: np.min(x, axis=0),
    "max all keepdims": lambda np, x: np.max(x, keepdims=True),
    "norm": lambda np, x: np.linalg.norm(x[0]),
    "norm of vectors": lambda np, x: np.linalg.norm(x, axis=1),
    "norm keepdims": lambda np, x: np.linalg.norm(x[0], axis=0, keepdims=True),
    "norm fro": lambda np, x: np.linalg.norm(x[:, 0], "fro"),
    "norm of sizes": lambda np, x: np.linalg.norm(x[0, 0], 1) + np.linalg.norm(x[0, 1], 2),
    "T": lambda np, x: x.T,
    "transpose": lambda np, x: np.transpose(x),
    "transpose axes": lambda np, x: np.transpose(x, (2, 0, 1)),
    "transpose negative axes": lambda np, x: np.transpose(x, (-1, 0, -2)),
    "transpose method": lambda np, x: x.transpose(1, 2, 0),
    "transpose method tuple": lambda np, x: x.transpose((1, 2, 0)),
    "reshape": lambda np, x: np.reshape(x, (4, 6)),
    "reshape method": lambda np, x: x.reshape(6, -1),
    "reshape method tuple": lambda np, x: x.reshape((3, 8)),
    "flatten": lambda np, x: x.flatten(),
    "integer": lambda np, x: x[1],
    "negative": lambda np, x: x[-1, 0],
    "slices": lambda np, x: x[:, 1:, ::2],
    "backwards": lambda np, x: x[::-1, :, 3:0:-2],
    "ellipsis": lambda np, x: x[..., 1],
    "newaxis": lambda np, x: x[:, np.newaxis, 0],
    "None": lambda np, x: x[0, None, ..., None],
    "fancy": lambda np, x: x[:, INDEX],
    "repeated": lambda np, x: x[:, REPEATED, 1],
    "two index arrays": lambda np, x: x[REPEATED, INDEX],
    "boolean": lambda np, x: x[0][INDEX > 0],
    "mask": lambda np, x: x[x > 0],
    "mask of rows": lambda np, x: x[x[:, 0, 0] > -5],
    "concatenate": lambda np, x: np.concatenate([x, 2 * x[:, :1]], axis=1),
    "concatenate -1": lambda np, x: np.concatenate((x, x[..., :2]), axis=-1),
    "concatenate with numbers": lambda np, x: np.concatenate([x[:, 0], np.ones((1, 4))]),
    "stack": lambda np, x: np.stack([x[0], x[1], x[0]]),
    "stack -1": lambda np, x: np.stack([x[0], x[1]], axis=-1),
    "stack 1": lambda np, x: np.stack([x[0], x[1]], axis=1),
    "vstack": lambda np, x: np.vstack([x[0], x[1, 0]]),
    "hstack": lambda np, x: np.hstack([x[0], x[1, :, :2]]),
    "hstack of vectors": lambda np, x: np.hstack([x[0, 0], x[1, 1]]),
    "array of numbers": lambda np, x: np.array([x[0, 0, 0], 2.0 * x[1, 1, 1], 3.0]),
    "array of lists": lambda np, x: np.array([[x[0, 0, 0], 1.0], [2.0, x[1, 2, 3]]]),
    "tile": lambda np, x: np.tile(x[0], (2, 1)),
    "tile once more": lambda np, x: np.tile(x[0, 0], 3),
    "expand_dims": lambda np, x: np.expand_dims(x, 1),
    "expand_dims -1": lambda np, x: np.expand_dims(x, -1),
    "squeeze": lambda np, x: np.squeeze(x[:1]),
    "squeeze axis": lambda np, x: x[:, :1].squeeze(1),
    "broadcast_to": lambda np, x: np.broadcast_to(x[:1], (2, 2, 3, 4)),
    "iteration": lambda np, x: sum(row * (i + 1.0) for i, row in enumerate(x)),
    "ones_like": lambda np, x: np.ones_like(x) * x + np.zeros_like(x),
    "full": lambda np, x: np.full((3, 4), 2.0) * x + np.eye(3, 4) + np.ones(4) - np.zeros((3, 1)),
    "full_like": lambda np, x: np.full_like(x, 0.5) * x,
    "arange": lambda np, x: x * np.arange(4),
    "constants": lambda np, x: np.pi * x + np.e,
    "astype": lambda np, x: (x > 0).astype(float) * x.astype(np.float64),
    "float64": lambda np, x: np.float64(0.1) * x,
    "asarray": lambda np, x: np.asarray([0.5, 1.0, 2.0, 4.0]) * x,
    "sizes": lambda np, x: x * np.size(x) / np.shape(x)[1] / np.ndim(x) / len(x) / x.size,
    "where that broadcasts": lambda np, x: np.where(x[0] > 0, x[0, 0], x[1, :1, :1]),
    "clip without a bound": lambda np, x: np.clip(x, None, 1.0) + np.clip(x, -1.0, None),
    "absolute": lambda np, x: np.absolute(x) + abs(x),
}  # fmt: skip


@pytest.mark.parametrize("name", REARRANGEMENTS)
def test_sums_and_rearrangements(name: str) -> None:
    assert_same(REARRANGEMENTS[name], *example((2, 3, 4)), reference=in_jax)


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
