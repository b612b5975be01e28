"""Gradient descent: the step, why a run ends, and what it leaves behind."""

import dataclasses
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from reference import deep, descent, logistic, shallow
from reference.arrays import Array, Gradients
from reference.descent import DivergedError, descend, train, updated

from . import strategies
from .closeness import assert_overlap, balls
from .forms import FORMS, net_for, outputs_sigmoid
from .nets import Net, draw_net


def parabola(x: Array) -> tuple[Any, Gradients]:
    """(x - 3)^2 and its derivative."""
    return np.sum((x - 3) ** 2), {"dx": 2 * (x - 3)}


def start(x: float = 0.0) -> dict[str, Array]:
    return {"x": np.array([x])}


def double_well(x: Array) -> Any:
    return np.sum(x**4 - 2 * x**2)


def double_well_slope(x: Array) -> Array:
    return 4 * x**3 - 4 * x


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
    run = train(logistic.loop.cost_and_gradients, parameters, data, alpha=2)
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


def test_data_that_depend_on_the_step_are_asked_for_at_every_step() -> None:
    asked = []

    def batch(step: int) -> dict[str, float]:
        asked.append(step)
        return {"target": float(step)}

    def towards(x: Array, target: float) -> tuple[Any, Gradients]:
        return float(target), {"dx": x - target}

    run = train(towards, start(5.0), batch, alpha=1.0, steps=3)
    assert asked == [0, 1, 2, 3]
    assert run.history == (0, 1, 2, 3)
    assert run.parameters["x"] == 2  # the last step went to the target of step 2


def count_admissions(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A list that grows whenever arguments go through a door."""
    from reference import door

    checked, counted = door.admitted, []
    monkeypatch.setattr(door, "admitted", lambda *terms: counted.append(1) or checked(*terms))
    return counted


@pytest.mark.parametrize("name", [name for name in FORMS if not FORMS[name].one_example])
def test_the_door_is_passed_once_and_not_at_every_step(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = FORMS[name]
    net = net_for(form)
    parameters = form.parameters(net.parameters)
    data = {k: v for k, v in form.arguments(net).items() if k not in parameters}
    admissions = count_admissions(monkeypatch)
    train(form.module.cost_and_gradients, parameters, data, alpha=0.1, steps=20)
    assert len(admissions) == 1


def test_data_of_every_step_go_through_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    net = draw_net((4, 1), 6)
    parameters = {"w": np.zeros((4, 1)), "b": np.array(0.0)}
    data = {"X": net.X, "Y": net.Y}
    admissions = count_admissions(monkeypatch)
    run = train(
        logistic.vectorised.cost_and_gradients, parameters, lambda _: data, alpha=0.1, steps=20
    )
    assert len(admissions) == 21
    once = train(logistic.vectorised.cost_and_gradients, parameters, data, alpha=0.1, steps=20)
    np.testing.assert_equal(dataclasses.asdict(run), dataclasses.asdict(once))


def test_the_door_lets_lists_and_whole_numbers_in() -> None:
    net = draw_net((4, 1), 6)
    as_lists = {"X": net.X.tolist(), "Y": net.Y.astype(int).tolist(), "lam": 1}
    run = train(
        logistic.vectorised.cost_and_gradients,
        {"w": [[0.0]] * 4, "b": 0.0},
        as_lists,
        alpha=0.1,
        steps=2,
    )
    assert run.parameters["w"].shape == (4, 1)


def test_the_door_refuses_before_the_first_step() -> None:
    with pytest.raises(ValueError, match=r"^Y has shape \(1, 5\), expected \(1, m\) with m = 6"):
        train(
            logistic.vectorised.cost_and_gradients,
            {"w": np.zeros((4, 1)), "b": np.array(0.0)},
            {"X": np.ones((4, 6)), "Y": np.ones((1, 5))},
            alpha=0.1,
        )


def test_a_step_that_changes_nothing_is_no_end_where_every_step_has_its_own_data() -> None:
    def towards(x: Array, target: float) -> tuple[Any, Gradients]:
        return 0.0, {"dx": x - target}

    targets = [0, 0, 5, 5, 5]  # x stands still in the first two steps
    run = train(
        towards,
        start(),
        lambda step: {"target": targets[step]},
        alpha=1.0,
        steps=4,
        tolerance=10.0,
    )
    assert (run.reason, run.steps) == ("steps", 4)
    assert run.parameters["x"] == 5


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


def test_warnings_of_callbacks_and_validation_are_not_swallowed() -> None:
    def overflow(*_: Any) -> float:
        return float(np.float64(1e308) * 10)

    with pytest.warns(RuntimeWarning, match="overflow"):
        train(parabola, start(), alpha=0.1, steps=0, callback=overflow)
    early = descent.EarlyStopping(lambda now: -overflow() if now["x"] else 1.0, 1)
    with pytest.warns(RuntimeWarning, match="overflow"):
        train(parabola, start(), alpha=0.1, steps=1, early=early)


def test_underflow_on_the_way_is_nobodys_trouble() -> None:
    data = {"X": np.array([[800.0, -800.0]]), "Y": np.array([[1.0, 0.0]])}
    parameters = {"w": np.ones((1, 1)), "b": np.zeros(())}
    with np.errstate(all="raise"):
        run = train(logistic.vectorised.cost_and_gradients, parameters, data, alpha=0.1)
    assert run.reason == "unchanged"
    assert run.history[-1] == 0


def test_gradients_are_looked_at_in_every_step() -> None:
    def widening(x: Array) -> tuple[Any, Gradients]:
        return 0.0, {"dx": np.ones(1) if x[0] > -2 else np.ones((3, 1))}

    with pytest.raises(ValueError, match=r"^dx has shape \(3, 1\), expected \(1,\) like x$"):
        train(widening, start(), alpha=1.0, steps=10)


@pytest.mark.parametrize(
    ("change", "message"),
    {
        "cost with an axis": (
            {"cost_and_gradients": lambda x: (np.ones(1), {"dx": x})},
            "the cost must be a number, got array([1.])",
        ),
        "cost in letters": (
            {"cost_and_gradients": lambda x: ("1.0", {"dx": x})},
            "the cost must be a number, got '1.0'",
        ),
        "no pair": (
            {"cost_and_gradients": lambda x: float(x[0]) + 3},
            "cost_and_gradients must return a cost and gradients by their names, got 3.0",
        ),
        "a cost alone in a tuple": (
            {"cost_and_gradients": lambda **_: (3,)},
            "cost_and_gradients must return a cost and gradients by their names, got (3,)",
        ),
        "a triple": (
            {"cost_and_gradients": lambda x: (3, {"dx": x}, 1)},
            "cost_and_gradients must return a cost and gradients by their names, "
            "got (3, {'dx': array([0.])}, 1)",
        ),
        "a gradient without its name": (
            {"cost_and_gradients": lambda x: (3, x)},
            "cost_and_gradients must return a cost and gradients by their names, "
            "got (3, array([0.]))",
        ),
        "no function": (
            {"cost_and_gradients": 3},
            "cost_and_gradients must be a function, got 3",
        ),
        "no callback": ({"callback": 3}, "callback must be a function, got 3"),
        "no early stopping": (
            {"early": 3},
            "early must be an EarlyStopping(cost, patience), got 3",
        ),
        "nothing to validate with": (
            {"early": descent.EarlyStopping(3, 1)},  # type: ignore[arg-type]
            "early.cost must be a function, got 3",
        ),
        "validation of no number": (
            {"early": descent.EarlyStopping(lambda _: "low", 1)},  # type: ignore[arg-type,return-value]
            "the validation cost must be a number, got 'low'",
        ),
        "a list of parameters": (
            {"parameters": [1]},
            "parameters must be arrays by their names, got [1]",
        ),
        "no parameters": (
            {"parameters": {}},
            "parameters must be arrays by their names, got {}",
        ),
        "a parameter that is none": (
            {"parameters": {"x": None}},
            "x must be an array of numbers, got None",
        ),
        "a parameter in letters": (
            {"parameters": {"x": "ab"}},
            "x must hold real numbers, got dtype <U2",
        ),
        "a number for data": (
            {"data": 3},
            "data must be values by their names, or a function that returns them for a step, got 3",
        ),
        "a number for a step's data": (
            {"data": lambda step: step},
            "data must be values by their names, or a function that returns them for a step, got 0",
        ),
    }.values(),
)
def test_what_no_run_can_be_made_of_is_refused_by_name(change: Any, message: str) -> None:
    good = {"cost_and_gradients": parabola, "parameters": start(), "data": None, "alpha": 0.1}
    with pytest.raises(TypeError) as caught:
        train(**good | change)
    assert str(caught.value) == message


@pytest.mark.parametrize("data", [{"x": 1.0}, lambda _: {"x": 1.0}])
def test_data_that_are_to_be_trained_are_refused(data: Any) -> None:
    with pytest.raises(ValueError, match=r"^data must hold no parameter, got x, which is to be "):
        train(parabola, start(), data, alpha=0.1)


def test_the_general_rule_refuses_by_name_as_well() -> None:
    for x, message in (("a", "x must hold real numbers"), (None, "x must be an array of numbers")):
        with pytest.raises(TypeError, match=f"^{message}"):
            descend(double_well, double_well_slope, x, alpha=0.1)  # type: ignore[arg-type]
    for functions, name in (((3, double_well_slope), "cost"), ((double_well, 3), "gradient")):
        with pytest.raises(TypeError, match=f"^{name} must be a function, got 3$"):
            descend(*functions, np.ones(1), alpha=0.1)  # type: ignore[arg-type]


def test_any_number_of_steps_may_be_allowed() -> None:
    run = train(parabola, start(), alpha=0.25, steps=10**30)
    assert run.reason == "unchanged"


def test_a_result_cannot_be_changed() -> None:
    run = train(parabola, start(), alpha=0.25, steps=1)
    for record, name in ((run, "reason"), (descent.EarlyStopping(lambda _: 0.0, 1), "patience")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(record, name, "other")


def test_a_function_with_no_door_may_be_trained_as_well() -> None:
    def plain(x: Array, scale: float) -> tuple[Any, Gradients]:
        return scale * parabola(x)[0], {"dx": scale * parabola(x)[1]["dx"]}

    assert train(plain, start(), {"scale": 2.0}, alpha=0.25, steps=1).parameters["x"] == 3
