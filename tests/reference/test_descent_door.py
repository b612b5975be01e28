"""Gradient descent, its arguments: data of every step, what is refused, what a caller keeps."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from reference import descent, logistic
from reference.arrays import Array, Gradients
from reference.descent import descend, train

from .forms import FORMS, net_for
from .nets import draw_net
from .parabola import double_well, double_well_slope, parabola, start


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
