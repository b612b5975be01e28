"""Saturated units: no warning, nothing infinite or undefined, and the cost is right.

Logits of +-800 in float64 and +-200 in float32 are far beyond where e^z overflows and where
1 - a is 0. Warnings are errors in this suite.
"""

from typing import Any

import numpy as np
import pytest

from reference import activations, losses
from reference.activations import ACTIVATIONS

from .closeness import around, assert_rounded, leaves
from .forms import DOORS, FORMS, Form, arguments_of
from .nets import Net

LOGIT = {np.float32: 200, np.float64: 800, np.longdouble: 12_000}
dtypes = pytest.mark.parametrize("dtype", LOGIT)
doors = pytest.mark.parametrize(("name", "door"), DOORS)


def saturated_net(layers: int, outputs: int, hidden: str, dtype: type) -> Net:
    """Every logit is +-800 (or what the dtype calls for), for both labels."""
    logit = dtype(LOGIT[dtype])
    X = np.array([[1, 1, -1, -1], [0, 0, 0, 0]], dtype)
    Y = np.array([[0, 1, 0, 1], [1, 1, 0, 0]][:outputs], dtype)
    parameters = {}
    high, low = dtype(1), dtype(-1)
    for l in range(1, layers + 1):
        n = outputs if l == layers else 2
        scale = 2 * logit / (high - low)  # takes (low, high) to (-logit, logit)
        parameters[f"W{l}"] = np.array([[scale, 0]] * n, dtype)
        parameters[f"b{l}"] = np.full((n, 1), logit - scale * high, dtype)
        high, low = ACTIVATIONS[hidden].g(np.array([logit, -logit]))
    return Net(parameters, X, Y)


def net_for(form: Form, hidden: str, dtype: type, example: int = 0) -> Net:
    net = saturated_net(form.layers or 3, 1 if form.one_output else 2, hidden, dtype)
    return net.example(example) if form.one_example else net


@pytest.mark.parametrize("hidden", ACTIVATIONS)
@dtypes
@doors
def test_every_function_stays_finite_and_right(
    name: str, door: str, dtype: type, hidden: str
) -> None:
    form = FORMS[name]
    for example in range(4 if form.one_example else 1):
        net = net_for(form, hidden, dtype, example)
        arguments = arguments_of(form, door, net, hidden)
        got = form.doors()[door](**arguments)
        assert all(np.all(np.isfinite(array)) for _, array in leaves(got))
        possible = around(form.doors()[door].formula, arguments, dtype)
        assert_rounded(without_da(got), without_da(possible))


@pytest.mark.parametrize("hidden", ["sigmoid", "tanh", "leaky_relu"])
@doors
def test_numbers_that_underflow_are_meant_to(name: str, door: str, hidden: str) -> None:
    form = FORMS[name]
    net = net_for(form, hidden, np.float64)
    arguments = arguments_of(form, door, net, hidden)
    expected = form.doors()[door](**arguments)
    with np.errstate(all="raise"):
        np.testing.assert_equal(form.doors()[door](**arguments), expected)


def test_the_slope_of_tanh_is_0_however_far_out() -> None:
    ends = np.array([-1.7e308, -1e308, -800, 800, 1e308, 1.7e308])
    with np.errstate(all="raise"):
        np.testing.assert_array_equal(activations.tanh_slope_z(ends), 0)


def without_da(result: Any) -> Any:
    """da may lie beyond the largest float; see the next test."""
    if isinstance(result, tuple) and not hasattr(result, "_fields"):
        return tuple(without_da(part) for part in result)
    is_gradients = isinstance(result, dict)
    return {k: v for k, v in result.items() if k != "da"} if is_gradients else result


@dtypes
def test_da_is_held_at_the_size_of_the_largest_float(dtype: type) -> None:
    largest = 1 / np.finfo(dtype).tiny
    z = np.array([1, 1, -1, -1], dtype) * dtype(LOGIT[dtype])
    da = losses.cross_entropy_da(z, np.array([0, 1, 0, 1], dtype))
    assert da.dtype == dtype
    np.testing.assert_array_equal(da, np.array([largest, -1, 1, -largest]))


@dtypes
def test_the_logits_are_as_large_as_promised(dtype: type) -> None:
    for name, form in FORMS.items():
        net = net_for(form, "tanh", dtype)
        if "forward" in form.doors():
            kept = form.doors()["forward"](**arguments_of(form, "forward", net))
            last = kept.Z[max(kept.Z)] if name == "deep" else kept[-2]  # the logit, then p
            np.testing.assert_array_equal(np.abs(last), np.full_like(last, LOGIT[dtype]))


@pytest.mark.parametrize("printed", [activations.sigmoid_as_printed], ids=["1/(1+e^-z)"])
def test_the_printed_sigmoid_overflows_on_its_way_to_zero(printed) -> None:
    with pytest.warns(RuntimeWarning, match="overflow"):
        assert printed(np.array([-800.0])) == 0


def test_the_printed_growing_exponential_is_undefined() -> None:
    with pytest.warns(RuntimeWarning):
        p = activations.sigmoid_of_growing_exponential_as_printed(np.array([800.0]))
    assert np.isnan(p)


@pytest.mark.parametrize("z", [-800.0, 800.0])
def test_the_printed_tanh_is_undefined(z: float) -> None:
    with pytest.warns(RuntimeWarning):
        a = activations.tanh_as_printed(np.array([z]))
    assert np.isnan(a)


@pytest.mark.parametrize(
    "printed", [losses.cross_entropy_as_printed, losses.cross_entropy_by_cases_as_printed]
)
def test_the_printed_cross_entropy_is_infinite_where_the_loss_is_40(printed) -> None:
    z, y = np.array([40.0]), np.array([0.0])
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        assert printed(activations.sigmoid(z), y) == np.inf
    assert losses.cross_entropy_from_logit(z, y) == 40


def test_the_printed_one_line_is_undefined_where_the_loss_is_zero() -> None:
    with pytest.warns(RuntimeWarning):
        L = losses.cross_entropy_as_printed(activations.sigmoid(np.array([800.0])), np.ones(1))
    assert np.isnan(L)
