"""Threshold logic units, and nets of stacked units, which are the matrix form."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference import deep, units

from . import strategies
from .closeness import around, assert_overlap, assert_rounded, balls, in_balls
from .forms import outputs_sigmoid
from .nets import Net, draw_net


@pytest.mark.parametrize("inputs", [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_a_unit_with_a_bias_as_threshold_can_be_an_and_gate(inputs: tuple[int, int]) -> None:
    fired = units.unit(np.ones(2), np.array(-1.5), np.array(inputs))
    assert fired == float(all(inputs))


def test_a_unit_multiplies_sums_and_activates() -> None:
    w, b, x = np.array([2.0, -3, 0.5]), np.array(0.25), np.array([1.0, 2, 4])
    assert units.unit(w, b, x, "identity") == 2 - 6 + 2 + 0.25
    assert units.unit(w, b, x, "relu") == 0
    assert units.unit(w, b, -x, "leaky_relu") == 2.25


def test_a_unit_is_a_step_unless_told_otherwise() -> None:
    w, b, x = np.array([2.0]), np.array(0.5), np.array([3.0])
    assert units.unit(w, b, x) == 1
    np.testing.assert_array_equal(units.layer(w[np.newaxis], b.reshape(1, 1), x), [1])


@given(strategies.nets(1, 1), st.sampled_from(["step", "sigmoid", "tanh", "relu"]))
def test_units_side_by_side_are_a_matrix_product(net: Net, fires: str) -> None:
    net = net.each(balls)
    W1, b1, x = net.parameters["W1"], net.parameters["b1"], net.X[:, 0]
    of_units = units.layer.formula(W1, b1, x, fires)
    in_matrix = deep.forward.formula(net.X, [fires], W1=W1, b1=b1).A[1]
    assert_overlap(of_units, in_matrix[:, 0])
    for l, fired in enumerate(of_units):
        assert_overlap(units.unit.formula(W1[l], b1[l, 0], x, fires), fired)


@given(strategies.nets(1, 4), strategies.hidden_activations)
def test_stacked_units_are_the_matrix_form(net: Net, hidden: str) -> None:
    net = net.each(balls)
    activations = outputs_sigmoid(net, hidden)
    kept = deep.forward.formula(net.X, activations, **net.parameters)
    stacked = units.net.formula(net.X, activations, **net.parameters)
    assert_overlap(stacked, kept.A[net.layers])


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble])
@pytest.mark.parametrize("fires", ["step", "tanh"])
def test_units_keep_the_dtype(fires: str, dtype: type) -> None:
    net = draw_net((4, 3, 2), 5).each(lambda array: array.astype(dtype))
    W1, b1 = net.parameters["W1"], net.parameters["b1"]
    calls = [
        (units.unit, {"w": W1[0], "b": b1[0, 0], "x": net.X[:, 0], "fires": fires}),
        (units.layer, {"W": W1, "b": b1, "x": net.X[:, 0], "fires": fires}),
        (units.net, net.parameters | {"X": net.X, "activations": (fires, "sigmoid")}),
    ]
    for function, arguments in calls:
        got = function(**arguments)
        assert got.dtype == dtype
        assert_rounded(got, around(function.formula, arguments, dtype))
        assert_overlap(function(**in_balls(arguments)), function.formula(**in_balls(arguments)))
