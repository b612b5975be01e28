"""Each activation and its two derivatives, through z and through a."""

import dataclasses

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from reference import activations
from reference.activations import ACTIVATIONS, Activation, activation

from .closeness import around, assert_overlap, assert_rounded, ball, balls

H = arb(2) ** -200

# Away from the kink at 0 by more than any step of a difference quotient.
logits = st.floats(-30, 30).filter(lambda z: abs(z) > 1e-9)
names = st.sampled_from(sorted(ACTIVATIONS))


@given(names, logits)
def test_the_derivative_through_z_is_the_slope(name: str, logit: float) -> None:
    with ctx.workprec(600):
        g, z = ACTIVATIONS[name], ball(logit)
        ahead, behind = g.g(balls([z + H])), g.g(balls([z - H]))
        slope = g.slope_z(balls([z]))
        assert abs(slope[0] - (ahead[0] - behind[0]) / (2 * H)) < arb(2) ** -300


@given(names, logits)
def test_the_derivative_through_a_is_the_one_through_z(name: str, logit: float) -> None:
    g, z = ACTIVATIONS[name], balls([logit])
    assert_overlap(g.slope_a(g.g(z)), g.slope_z(z))


@pytest.mark.parametrize(
    ("name", "value", "slope"),
    [
        ("identity", 0.0, 1.0),
        ("step", 0.0, 0.0),
        ("sigmoid", 0.5, 0.25),
        ("tanh", 0.0, 1.0),
        ("relu", 0.0, 0.0),
        ("leaky_relu", 0.0, 0.01),
    ],
)
def test_value_and_slope_at_exactly_zero(name: str, value: float, slope: float) -> None:
    g, zero = ACTIVATIONS[name], np.zeros(1)
    assert g.g(zero) == value
    assert g.slope_z(zero) == slope
    assert g.slope_a(g.g(zero)) == slope


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_dtype_and_shape_are_kept_and_the_values_rounded(name: str, dtype: type) -> None:
    z = np.linspace(-3, 3, 8, dtype=dtype).reshape(2, 4)
    for function in (ACTIVATIONS[name].g, ACTIVATIONS[name].slope_z, ACTIVATIONS[name].slope_a):
        for argument in (z, z[0], z[0, 0]):
            got = function(argument)
            assert got.dtype == dtype
            assert_rounded(got, around(lambda z, f=function: f(z), {"z": argument}, dtype))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_single_ball_passes_like_an_array_of_them(name: str) -> None:
    g = ACTIVATIONS[name]
    for function in (g.g, g.slope_z, g.slope_a):
        assert_overlap(function(ball(0.75)), function(balls([0.75]))[0])


@pytest.mark.parametrize("sign", [-1, 1])
def test_the_slope_of_sigmoid_and_tanh_through_z_loses_no_digit_in_saturation(sign: int) -> None:
    z = sign * np.array([30.0, 40, 300, 350])
    for name in ("sigmoid", "tanh"):
        slope = ACTIVATIONS[name].slope_z
        got = slope(z)
        assert np.all(got > 0)
        assert_rounded(got, around(lambda z, f=slope: f(z), {"z": z}, float))


@pytest.mark.parametrize("sign", [-1, 1])
def test_through_a_the_slope_is_lost_in_saturation(sign: int) -> None:
    z = sign * np.array([40.0, 800])
    assert np.all(activations.tanh_slope_a(activations.tanh(z)) == 0)
    if sign > 0:
        assert np.all(activations.sigmoid_slope_a(activations.sigmoid(z)) == 0)


def test_the_sigmoid_does_not_overflow_where_that_is_an_error() -> None:
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        np.testing.assert_array_equal(activations.sigmoid(np.array([-800.0, 800])), [0, 1])


def test_the_sigmoid_keeps_its_digits_down_to_the_smallest_number() -> None:
    z = np.array([-37.0, -700, -708])
    assert_rounded(
        activations.sigmoid(z), around(lambda z: activations.sigmoid(z), {"z": z}, float)
    )


@pytest.mark.parametrize(
    ("printed", "stable"),
    [
        (activations.sigmoid_as_printed, activations.sigmoid),
        (activations.sigmoid_of_growing_exponential_as_printed, activations.sigmoid),
        (activations.tanh_as_printed, activations.tanh),
    ],
)
@given(logit=st.floats(-30, 30))
def test_the_printed_forms_are_the_same_function(printed, stable, logit: float) -> None:
    assert_overlap(printed(balls([logit])), stable(balls([logit])))


def test_the_leak_is_one_hundredth() -> None:
    np.testing.assert_array_equal(activations.leaky_relu(np.array([-2.0, 3])), [-0.02, 3])


def test_there_are_six_activations_each_under_its_own_name() -> None:
    assert list(ACTIVATIONS) == ["identity", "step", "sigmoid", "tanh", "relu", "leaky_relu"]
    assert [g.name for g in ACTIVATIONS.values()] == list(ACTIVATIONS)


def test_an_activation_is_found_by_its_name_and_a_record_is_taken_as_it_is() -> None:
    square = Activation("square", np.square, lambda z: 2 * z, lambda a: 2 * np.sqrt(a))
    assert activation("tanh") is ACTIVATIONS["tanh"]
    assert activation(square) is square


def test_an_activation_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        ACTIVATIONS["tanh"].name = "other"  # type: ignore[misc]
