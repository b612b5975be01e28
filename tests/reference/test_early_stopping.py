"""Early stopping: the validation cost, patience, and the best parameters instead of the last."""

from typing import Any

import numpy as np
import pytest

from reference import deep
from reference.arrays import Array, Gradients, Parameters
from reference.descent import DivergedError, EarlyStopping, train

from .nets import draw_net


def rightwards(x: Array) -> tuple[Any, Gradients]:
    """Every step of size 1 goes one further to the right: x is the number of the step."""
    return -float(x[0]), {"dx": -np.ones(1)}


def run_with(costs: list[float], patience: int, **rules: Any) -> Any:
    """A run whose validation cost at step i is costs[i]."""
    early = EarlyStopping(lambda now: costs[int(now["x"][0])], patience)
    return train(rightwards, {"x": np.zeros(1)}, alpha=1.0, early=early, **rules)


@pytest.mark.parametrize("patience", [1, 2, 3])
def test_the_best_parameters_are_returned_and_not_the_last(patience: int) -> None:
    run = run_with([5, 4, 3, 4, 5, 6, 7], patience)
    assert (run.reason, run.steps) == ("patience", 2 + patience)
    assert run.parameters["x"] == 2
    assert run.validation == (5, 4, 3, 4, 5, 6, 7)[: 3 + patience]
    assert len(run.history) == len(run.validation)


def test_an_improvement_starts_the_patience_afresh() -> None:
    run = run_with([5, 6, 4, 6, 3, 6, 6, 1], patience=2)
    assert (run.reason, run.steps) == ("patience", 6)
    assert run.parameters["x"] == 4


def test_an_equal_cost_is_no_improvement() -> None:
    run = run_with([5, 5, 5, 5], patience=2)
    assert (run.reason, run.steps) == ("patience", 2)
    assert run.parameters["x"] == 0


def test_a_run_that_ends_for_another_reason_returns_the_best_as_well() -> None:
    run = run_with([5, 3, 4, 4], patience=10, steps=3)
    assert (run.reason, run.steps) == ("steps", 3)
    assert run.parameters["x"] == 1
    run = run_with([5, 3, 4, 4], patience=10, callback=lambda step, *_: step == 2)
    assert (run.reason, run.steps) == ("callback", 2)
    assert run.parameters["x"] == 1


def test_a_validation_cost_that_improves_in_the_last_step_counts() -> None:
    run = run_with([5, 4, 3], patience=1, steps=2)
    assert run.reason == "steps"
    assert run.parameters["x"] == 2


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_validation_cost_that_is_not_finite_is_never_the_best(bad: float) -> None:
    run = run_with([bad, 5, bad, 4, 6, 7], patience=2)
    assert (run.reason, run.steps, run.best) == ("patience", 5, 3)
    assert run.parameters["x"] == 3


def test_the_step_that_is_kept_is_told() -> None:
    run = run_with([5, 4, 3, 4, 5, 6], patience=3)
    assert (run.best, run.steps) == (2, 5)
    assert run.history[run.best] == -2


def test_a_validation_cost_that_is_never_finite_is_refused() -> None:
    for costs, steps in (([np.nan, np.inf, np.inf, 1], 2), ([np.nan, np.inf, np.inf, np.inf], 3)):
        message = (
            r"^the validation cost must be finite at some step, "
            rf"got nan at the start and no finite one in {steps} steps$"
        )
        with pytest.raises(ValueError, match=message):
            run_with(costs, patience=steps)


def test_patience_may_be_long() -> None:
    run = run_with([1, *[2] * 400], patience=300)
    assert (run.reason, run.steps) == ("patience", 300)


def test_patience_comes_before_the_callback() -> None:
    assert run_with([1, 2], patience=1, callback=lambda step, *_: step == 1).reason == "patience"


def test_the_cost_of_held_out_examples_may_be_any_number() -> None:
    run = run_with([np.float32(2), np.float32(1), np.float32(3)], patience=1)
    assert all(type(cost) is float for cost in run.validation)


def test_a_diverging_run_says_so_before_it_is_validated() -> None:
    early = EarlyStopping(lambda now: float(now["x"][0]), 5)
    with pytest.raises(DivergedError, match="at step 1"):
        train(
            lambda x: (0.0, {"dx": np.full(1, -1e308) * (1 + x)}),
            {"x": np.full(1, 9.0)},
            alpha=1.0,
            early=early,
        )


def test_a_net_stops_where_held_out_examples_are_predicted_best() -> None:
    net, held_out = draw_net((4, 6, 1), 8, seed=1), draw_net((4, 6, 1), 20, seed=2)
    activations = ("tanh", "sigmoid")

    def validation(now: Parameters) -> float:
        return float(deep.cost(held_out.X, held_out.Y, activations, **now))

    run = train(
        deep.cost_and_gradients,
        net.parameters,
        {"X": net.X, "Y": net.Y, "activations": activations},
        alpha=0.5,
        early=EarlyStopping(validation, patience=10),
    )
    assert run.reason == "patience"
    assert validation(run.parameters) == min(run.validation)
    assert run.validation.index(min(run.validation)) == run.steps - 10
    assert min(run.validation) < run.validation[-1]
