"""Gradient descent: the step, why a run ends, and what it leaves behind."""

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from reference import deep, logistic, shallow
from reference.arrays import Array, Gradients
from reference.descent import DivergedError, descend, train, updated

from . import strategies
from .closeness import assert_overlap, balls
from .forms import FORMS, outputs_sigmoid
from .nets import Net, draw_net
from .parabola import double_well, double_well_slope, parabola, start


@pytest.mark.parametrize("side", [-1, 1])
def test_the_general_rule_finds_the_minimum_on_its_own_side(side: int) -> None:
    run = descend(double_well, double_well_slope, np.array([side * 0.5]), alpha=0.05)
    assert run.reason in ("unchanged", "steps")
    np.testing.assert_array_max_ulp(run.parameters["x"], np.array([1.0 * side]), maxulp=4)
    assert run.history[-1] == -1


def test_a_step_subtracts_alpha_times_the_gradient() -> None:
    run = descend(double_well, double_well_slope, np.array([2.0, -0.5]), alpha=0.25, steps=1)
    np.testing.assert_array_equal(run.parameters["x"], [2 - 0.25 * 24, -0.5 - 0.25 * 1.5])
    assert run.steps == 1
    assert run.history == (7.5625, double_well(np.array([-4, -0.875])))


def test_the_general_rule_takes_lists_and_all_the_rules_of_training() -> None:
    assert descend(double_well, double_well_slope, [0.5], alpha=0.05, steps=3).steps == 3
    run = descend(double_well, double_well_slope, [0.5], alpha=0.05, tolerance=1e-3)
    assert run.reason == "tolerance"


def test_ten_thousand_steps_unless_told_otherwise() -> None:
    run = train(lambda x: (0.0, {"dx": np.ones_like(x)}), start(), alpha=1.0)
    assert (run.reason, run.steps, len(run.history)) == ("steps", 10_000, 10_001)
    assert run.parameters["x"] == -10_000
    run = descend(lambda _: 0.0, np.ones_like, np.zeros(1), alpha=1.0)
    assert (run.reason, run.steps) == ("steps", 10_000)


@pytest.mark.parametrize("steps", [0, 1, 7, np.int64(7)])
def test_a_run_ends_when_its_steps_are_used_up(steps: int) -> None:
    run = train(parabola, start(), alpha=0.125, steps=steps)
    assert (run.reason, run.steps) == ("steps", steps)
    assert len(run.history) == steps + 1
    assert run.validation == ()


def test_a_run_ends_when_no_parameter_changes_and_not_before() -> None:
    run = train(parabola, start(), alpha=0.25)
    assert run.reason == "unchanged"
    assert run.parameters["x"] == 3
    before = train(parabola, start(), alpha=0.25, steps=run.steps - 1)
    assert before.reason == "steps"
    assert updated(before.parameters, parabola(**before.parameters)[1], 0.25) == before.parameters


def test_one_parameter_that_changes_is_enough_to_go_on() -> None:
    def half_flat(x: Array, y: Array) -> tuple[Any, Gradients]:
        return float(y[0]), {"dx": np.zeros_like(x), "dy": np.ones_like(y)}

    parameters = {"x": np.zeros(2), "y": np.zeros(1)}
    for tolerance in (0, 0.25):
        run = train(half_flat, parameters, alpha=0.5, steps=5, tolerance=tolerance)
        assert (run.reason, run.steps) == ("steps", 5)


def test_the_loop_over_examples_runs_until_no_weight_changes() -> None:
    net = draw_net((2, 1), 8, seed=3)
    parameters = {"w": np.zeros((2, 1)), "b": np.array(0.0)}
    data = {"X": net.X, "Y": np.array([[0, 1, 0, 1, 1, 0, 1, 0]])}
    # With a step of 2 the rounding of dw is half a unit of w, and some BLAS never come to rest.
    run = train(logistic.loop.cost_and_gradients, parameters, data, alpha=0.5)
    assert run.reason == "unchanged"
    assert 10 < run.steps < 10_000
    gradients = logistic.loop.cost_and_gradients(**run.parameters, **data)[1]
    assert np.all(np.abs(gradients["dw"]) < 1e-15)
    assert abs(gradients["db"]) < 1e-15


def test_a_run_ends_when_every_component_changes_by_at_most_the_tolerance() -> None:
    """Halving the distance to 3 from 0 and from 1 changes by 1.5 and 1, 0.75 and 0.5, ..."""
    both = {"x": np.array([0.0, 1.0])}
    run = train(parabola, both, alpha=0.25, tolerance=0.75)
    assert (run.reason, run.steps) == ("tolerance", 2)
    np.testing.assert_array_equal(run.parameters["x"], [2.25, 2.5])
    assert train(parabola, both, alpha=0.25, tolerance=0.7).steps == 3


def test_a_change_upwards_counts_as_much_as_one_downwards() -> None:
    run = train(parabola, start(6.0), alpha=0.25, tolerance=0.75)
    assert (run.reason, run.steps) == ("tolerance", 2)


def test_no_change_is_called_by_its_name_even_with_a_tolerance() -> None:
    run = train(parabola, start(3.0), alpha=1, tolerance=1)
    assert (run.reason, run.steps) == ("unchanged", 1)


@pytest.mark.parametrize("answer", [True, np.True_])
def test_a_run_ends_when_the_callback_says_so(answer: object) -> None:
    run = train(
        parabola, start(), alpha=0.125, callback=lambda step, *_: answer if step == 4 else 0
    )
    assert (run.reason, run.steps, len(run.history)) == ("callback", 4, 5)


def test_the_callback_sees_every_point_of_the_path() -> None:
    seen: list[tuple[int, float, float]] = []
    run = train(
        parabola,
        start(),
        alpha=0.25,
        steps=3,
        callback=lambda step, cost, now: seen.append((step, cost, float(now["x"][0]))),
    )
    assert seen == [(0, 9, 0), (1, 2.25, 1.5), (2, 0.5625, 2.25), (3, 0.140625, 2.625)]
    assert run.history == tuple(cost for _, cost, _ in seen)
    assert all(type(cost) is float for cost in run.history)


def test_whichever_comes_first() -> None:
    rules: dict[str, Any] = {
        "alpha": 0.25,
        "tolerance": 0.75,
        "callback": lambda step, *_: step == 1,
    }
    assert train(parabola, start(), **rules).reason == "callback"
    rules["callback"] = lambda step, *_: step == 2
    assert train(parabola, start(), **rules).reason == "tolerance"
    rules["callback"] = lambda step, *_: step == 3
    assert train(parabola, start(), **rules).reason == "tolerance"
    assert train(parabola, start(), **rules, steps=1).reason == "steps"


def test_all_gradients_are_computed_before_any_parameter_is_updated() -> None:
    """dZ1 needs the W2 with which the forward pass was made."""
    net = draw_net((4, 3, 2), 6)
    data = {"X": net.X, "Y": net.Y}
    run = train(shallow.vectorised.cost_and_gradients, net.parameters, data, alpha=0.5, steps=1)
    gradients = shallow.vectorised.cost_and_gradients(**net.parameters, **data)[1]
    for name, value in net.parameters.items():
        np.testing.assert_array_equal(run.parameters[name], value - 0.5 * gradients[f"d{name}"])


@given(strategies.nets(1, 3))
def test_updating_is_w_minus_alpha_dw_for_every_parameter(net: Net) -> None:
    net = net.each(balls)
    gradients = FORMS["deep"].gradients(net)
    new = updated(net.parameters, gradients, 0.25)
    assert_overlap(new, {k: v - 0.25 * gradients[f"d{k}"] for k, v in net.parameters.items()})


def test_a_run_leaves_the_parameters_it_was_given_alone() -> None:
    given_parameters = start()
    run = train(parabola, given_parameters, alpha=0.25, steps=5)
    assert given_parameters == {"x": np.zeros(1)}
    assert run.parameters is not given_parameters


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble])
def test_the_dtype_of_the_parameters_is_kept(dtype: type) -> None:
    net = draw_net((4, 3, 2), 6)
    parameters = {name: array.astype(dtype) for name, array in net.parameters.items()}
    data = {"X": net.X, "Y": net.Y, "activations": ("tanh", "sigmoid"), "lam": 0.5}
    run = train(deep.cost_and_gradients, parameters, data, alpha=np.float64(0.5), steps=3)
    assert all(array.dtype == dtype for array in run.parameters.values())


def test_training_lowers_the_cost_of_a_net() -> None:
    net = draw_net((4, 3, 5, 2), 9)
    data = {"X": net.X, "Y": net.Y, "activations": outputs_sigmoid(net, "tanh")}
    run = train(deep.cost_and_gradients, net.parameters, data, alpha=0.5, steps=200)
    assert run.history[-1] < 0.2 * run.history[0]
    assert run.history[-1] == deep.cost(**run.parameters, **data)


def test_a_diverging_run_keeps_the_last_finite_point() -> None:
    with pytest.raises(DivergedError) as caught:
        train(parabola, start(), alpha=1.1)
    error = caught.value
    assert len(error.history) == error.step
    assert np.all(np.isfinite(error.history))
    assert error.history[-1] == parabola(**error.parameters)[0]
    assert np.isfinite(error.parameters["x"])
    with np.errstate(over="ignore"):
        beyond = updated(error.parameters, parabola(**error.parameters)[1], 1.1)
        assert not np.isfinite(parabola(**beyond)[0])
    assert str(error) == (
        f"the run diverged at step {error.step}: the cost must be finite, got inf; "
        "take a smaller alpha (the last finite parameters are in this error's `parameters`)"
    )


def test_a_parameter_that_is_not_finite_is_divergence_whatever_the_cost_says() -> None:
    def blind(x: Array, y: Array) -> tuple[Any, Gradients]:
        return 0.0, {"dx": np.ones_like(x), "dy": np.full_like(y, -1e308)}

    with pytest.raises(DivergedError, match="at step 2") as caught:
        train(blind, {"x": np.zeros(1), "y": np.zeros(1)}, alpha=1.0)
    assert caught.value.parameters == {"x": np.array([-1.0]), "y": np.array([1e308])}
    assert str(caught.value).startswith(
        "the run diverged at step 2: y must be finite, got inf at index (0,); "
    )


def test_a_diverged_run_can_be_sent_to_another_process() -> None:
    with pytest.raises(DivergedError) as caught:
        train(parabola, start(), alpha=1.1)
    there = pickle.loads(pickle.dumps(caught.value))
    assert type(there) is DivergedError
    assert str(there) == str(caught.value)
    assert (there.step, there.history, there.what) == (
        caught.value.step,
        caught.value.history,
        caught.value.what,
    )
    assert there.parameters == caught.value.parameters


def test_a_start_that_is_not_finite_is_a_bad_argument() -> None:
    with pytest.raises(ValueError, match=r"^the cost must be finite, got nan at the start$"):
        train(lambda x: (np.nan, {"dx": x}), start(2.0), alpha=1.0)
    with pytest.raises(
        ValueError, match=r"^x must be finite, got inf at index \(0,\) at the start$"
    ):
        train(lambda x: (0.0, {"dx": x}), start(np.inf), alpha=1.0)


def test_division_by_zero_on_the_way_is_told_by_the_error_alone() -> None:
    def pole(x: Array) -> tuple[Any, Gradients]:
        return np.sum(1 / (x - 1)) * 0, {"dx": -np.ones(1)}

    with pytest.raises(DivergedError, match="at step 1"):
        train(pole, start(), alpha=1.0)


def test_the_best_step_is_the_last_one_without_early_stopping() -> None:
    assert train(parabola, start(), alpha=1.0, steps=6).best == 6


def test_nobody_gets_hold_of_the_callers_own_arrays() -> None:
    net = draw_net((4, 1), 6)

    def meddle(_: int, __: float, now: Any) -> None:
        for array in now.values():
            array += 1

    given_parameters = {"w": np.zeros((4, 1)), "b": np.zeros(())}
    batch = {"X": net.X, "Y": net.Y}
    for data in (batch, lambda _: batch):
        run = train(
            logistic.vectorised.cost_and_gradients,
            given_parameters,
            data,
            alpha=0.1,
            steps=0,
            callback=meddle,
        )
        assert run.parameters["w"] is not given_parameters["w"]
        np.testing.assert_array_equal(given_parameters["w"], 0)
        assert given_parameters["b"] == 0
    x = np.zeros(2)
    train(parabola, {"x": x}, alpha=0.1, steps=0, callback=meddle)
    descend(double_well, double_well_slope, x, alpha=0.1, steps=0).parameters["x"][:] = 7
    np.testing.assert_array_equal(x, 0)
