"""Whole trajectories: correct parties agree at every step, small mistakes show."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from parity import hearing, training
from parity.conditioning import NUDGE
from parity.finding import Finding
from parity.hearing import faithful
from parity.kinds import KINDS
from parity.points import Recipe, in_dtype, logistic, rows, shallow
from parity.training import TrainingCase, Trajectory, TrueTrajectory, stacked
from parity.training_catalogue import TRAINING
from parity.witnesses import certified_training
from parity.witnesses.silence import Silence
from reference.arrays import Array
from reference.shallow import vectorised

BY_NAME = {case.name: case for case in TRAINING}
STEEP = "training/shallow/tanh/l2/"
VARIED = "training/deep/tanh-relu/l2/dropout/minibatches/"
DTYPES = ("float64", "float32")
Judged = tuple[TrainingCase, TrueTrajectory, Mapping[str, Array]]


@pytest.fixture(scope="module", params=DTYPES)
def dtype(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def l2(dtype: str) -> Judged:
    """A shallow net under L2, its true trajectory and the noise allowed."""
    return judged(BY_NAME[STEEP + dtype])


def judged(case: TrainingCase) -> Judged:
    truth = certified_training.train(case)
    assert isinstance(truth, TrueTrajectory)
    return case, truth, training.conditioning(case)


def rows_of(l2: Judged, trajectory: Trajectory | Silence) -> list[Finding]:
    case, truth, kappa = l2
    return hearing.rows_of(case, KINDS[case.kind], {"hand": trajectory}, truth, kappa)


def first_off(rows: list[Finding]) -> str:
    return next((row.quantity for row in rows if row.verdict != "agrees"), "")


def torch_train(case: TrainingCase) -> Trajectory:
    return pytest.importorskip("parity.witnesses.torch_training").train(case)  # type: ignore[no-any-return]


def jax_train(case: TrainingCase) -> Trajectory:
    return pytest.importorskip("parity.witnesses.jax_training").train(case)  # type: ignore[no-any-return]


def test_the_catalogue_has_every_kind_in_both_dtypes() -> None:
    names = [case.name for case in TRAINING]
    assert len(set(names)) == len(names) >= 8
    for word in ("logistic", "shallow", "deep", "l2", "dropout", "minibatches", *DTYPES):
        assert any(word in name.split("/") for name in names)
    for case in TRAINING:
        assert case.steps == 50
        assert all(np.all(value != 0) for value in case.case.parameters.values())


def test_batches_and_masks_differ_by_step() -> None:
    case = BY_NAME[VARIED + "float64"]
    first, second = case.data(0), case.data(1)
    for name in ("X", "D1", "D2"):
        assert not np.array_equal(first[name], second[name])
    assert sorted(i for batch in case.batches[:3] for i in batch) == list(range(12))


@pytest.mark.parametrize("name", [STEEP, VARIED, "training/logistic/l2/minibatches/"])
def test_correct_parties_agree_after_every_step(name: str, dtype: str) -> None:
    case, truth, kappa = judged(BY_NAME[name + dtype])
    parties = {"hand": training.train(case), "torch": torch_train(case), "jax": jax_train(case)}
    for trajectory in parties.values():
        assert trajectory.sha256 == truth.sha256 == case.sha256
        assert trajectory.costs.dtype == case.case.dtype
    rows = training.findings(case, parties, truth, kappa)
    assert len(rows) == 3 * (51 + 50 * len(case.case.parameters))
    assert {row.verdict for row in rows} == {"agrees"}
    assert rows[0].quantity == "J[0]"
    assert max(row.roundoffs for row in rows if row.roundoffs is not None) < 8


def test_examples_may_be_rows(dtype: str) -> None:
    some = next(case for case in rows("matrix", "tanh") if case.dtype == dtype)
    case = TrainingCase(some, 0.3, 2, batches=((0, 3, 5), (1, 2, 6), (4, 5, 6)))
    case, truth, kappa = judged(case)
    parties = {"hand": training.train(case), "torch": torch_train(case), "jax": jax_train(case)}
    assert {row.verdict for row in training.findings(case, parties, truth, kappa)} == {"agrees"}


def test_truth_has_thirty_digits_after_fifty_steps(
    l2: Judged,
) -> None:
    _, truth, _ = l2
    for enclosure in (truth.costs, *truth.parameters.values()):
        assert np.all(enclosure.radius <= 1e-30 * np.abs(enclosure.nearest))


def test_noise_grows_with_the_steps(
    l2: Judged,
) -> None:
    """A step adds what it rounds to what it was given: at first the parameters' own size."""
    case, truth, kappa = l2
    size = np.abs(truth.parameters["W1"].nearest)
    assert np.all(kappa["W1"] >= size)
    assert np.all(kappa["W1"][0] <= (1 + math.sqrt(3)) * size[0] * (1 + NUDGE))
    assert kappa["W1"][case.steps].mean() > 1.5 * kappa["W1"][0].mean()


# Mistakes that a correct gradient does not protect from.

Gradients = Callable[[int, Mapping[str, Array]], tuple[Any, Mapping[str, Array]]]


def descended(
    case: TrainingCase, gradients_at: Gradients, momentum: float = 0.0, alpha: float | None = None
) -> Trajectory:
    """A training loop to plant mistakes in."""
    now: Mapping[str, Array] = case.case.parameters
    velocity = {name: np.zeros_like(value) for name, value in now.items()}
    costs, path = [], []
    for step in range(case.steps + 1):
        J, gradients = gradients_at(step, now)
        costs.append(np.asarray(J))
        path.append(now)
        velocity = {n: momentum * v + gradients[f"d{n}"] for n, v in velocity.items()}
        now = {n: v - (alpha or case.alpha) * velocity[n] for n, v in now.items()}
    return Trajectory(*stacked(costs, path), case.sha256)


def honest(case: TrainingCase) -> Gradients:
    def at(step: int, now: Mapping[str, Any]) -> tuple[Any, Mapping[str, Array]]:
        return vectorised.cost_and_gradients(**now, **case.data(step), **case.case.settings)

    return at


def test_the_loop_itself_agrees(
    l2: Judged,
) -> None:
    assert first_off(rows_of(l2, descended(l2[0], honest(l2[0])))) == ""


def test_momentum_shows(l2: Judged) -> None:
    """The first step is the same with momentum, the second is not."""
    rows = rows_of(l2, descended(l2[0], honest(l2[0]), momentum=0.01))
    assert first_off(rows) == "J[2]"


def test_another_alpha_shows(l2: Judged) -> None:
    rows = rows_of(l2, descended(l2[0], honest(l2[0]), alpha=0.3001))
    assert first_off(rows) == "J[1]"


def test_doubled_lambda_shows(l2: Judged) -> None:
    """In the updates only: the cost at the start is still right."""
    case = l2[0]
    wrong = {**case.case.settings, "lam": 2 * case.case.settings["lam"]}

    def at(step: int, now: Mapping[str, Any]) -> tuple[Any, Mapping[str, Array]]:
        J, _ = vectorised.cost_and_gradients(**now, **case.data(step), **case.case.settings)
        return J, vectorised.cost_and_gradients(**now, **case.data(step), **wrong)[1]

    assert first_off(rows_of(l2, descended(case, at))) == "J[1]"


def test_one_update_with_a_stale_weight_shows(
    l2: Judged,
) -> None:
    """dZ1 of step 20 sent back through the W2 of step 19, once."""
    case, before = l2[0], dict[str, Array]()

    def at(step: int, now: Mapping[str, Any]) -> tuple[Any, Mapping[str, Array]]:
        data, settings = case.data(step), case.case.settings
        J, gradients = vectorised.cost_and_gradients(**now, **data, **settings)
        if step == 20:
            mixed: dict[str, Any] = {**now, "W2": before["W2"]}
            stale = vectorised.cost_and_gradients(**mixed, **data, **settings)[1]
            gradients = {**gradients, "dW1": stale["dW1"], "db1": stale["db1"]}
        before.update(now)
        return J, gradients

    rows = rows_of(l2, descended(case, at))
    assert first_off(rows) in ("J[21]", "W1[21]")


def test_one_wrong_component_is_named(
    l2: Judged,
) -> None:
    case = l2[0]
    right = training.train(case)
    W1 = right.parameters["W1"].copy()
    W1[17, 2, 3] *= 1 + 1e-4
    rows = rows_of(l2, replace(right, parameters={**right.parameters, "W1": W1}))
    wrong = [row for row in rows if row.verdict != "agrees"]
    assert [row.quantity for row in wrong] == ["W1[17]"]
    assert wrong[0].worst is not None
    assert wrong[0].worst.index == (2, 3)


def test_decay_of_biases_shows(l2: Judged, monkeypatch: pytest.MonkeyPatch) -> None:
    """torch's weight_decay for all parameters, as one writes it without thinking."""
    torch_training = pytest.importorskip("parity.witnesses.torch_training")

    def one_group(case: TrainingCase, parameters: Mapping[str, Any]) -> list[dict[str, object]]:
        decay = case.case.settings["lam"] / case.examples
        return [{"params": list(parameters.values()), "weight_decay": decay}]

    monkeypatch.setattr(torch_training, "groups", one_group)
    rows = rows_of(l2, torch_training.train(l2[0]))
    assert "b1[1]" in [row.quantity for row in rows if row.verdict == "disagrees"]
    assert "W1[1]" not in [row.quantity for row in rows if row.verdict == "disagrees"]


def test_the_cost_without_its_penalty_shows(l2: Judged) -> None:
    """As an optimiser with weight decay would report it."""
    case, right = l2[0], jax_train(l2[0])
    squares = sum((right.parameters[name] ** 2).sum(axis=(1, 2)) for name in ("W1", "W2"))
    penalty = case.case.settings["lam"] / (2 * case.examples) * squares
    rows = rows_of(l2, replace(right, costs=right.costs - penalty))
    assert {row.quantity[0] for row in rows if row.verdict == "disagrees"} == {"J"}


# What cannot be compared.


def test_other_masks_are_an_error_not_a_row() -> None:
    case, truth, kappa = judged(BY_NAME[VARIED + "float64"])
    others = replace(case, masks=(*case.masks[1:], case.masks[0]))
    answer = faithful(case, "torch", torch_train(others))
    assert isinstance(answer, Silence)
    assert "other values" in answer.reason
    rows = hearing.rows_of(case, KINDS[case.kind], {"torch": answer}, truth, kappa)
    assert {row.verdict for row in rows} == {"not run"}


def test_a_silent_party_costs_its_own_rows_only(
    l2: Judged,
) -> None:
    case, truth, kappa = l2
    parties = {"hand": training.train(case), "torch": Silence("torch was killed")}
    rows = hearing.rows_of(case, KINDS[case.kind], parties, truth, kappa)
    assert {row.verdict for row in rows if row.who == "hand"} == {"agrees"}
    assert {(row.verdict, row.note) for row in rows if row.who == "torch"} == {
        ("not run", "torch was killed")
    }


def test_a_run_that_ended_early_disagrees_where_it_did_not_get(
    l2: Judged,
) -> None:
    whole = training.train(l2[0])
    cut = {name: value[:31] for name, value in whole.parameters.items()}
    rows = rows_of(l2, replace(whole, costs=whole.costs[:31], parameters=cut))
    assert first_off(rows) == "J[31]"


def test_not_a_number_never_agrees(
    l2: Judged,
) -> None:
    right = training.train(l2[0])
    costs = right.costs.copy()
    costs[50] = math.nan
    assert first_off(rows_of(l2, replace(right, costs=costs))) == "J[50]"


def test_at_a_kink_there_is_no_single_truth() -> None:
    (wide, _) = shallow("vectorised", "relu", Recipe(m=2))
    parameters = {n: np.zeros_like(v) if n == "b1" else v for n, v in wide.parameters.items()}
    data = {**wide.data, "X": np.zeros_like(wide.data["X"])}
    case = TrainingCase(replace(wide, parameters=parameters, data=data), alpha=0.3, steps=2)
    assert isinstance(certified_training.train(case), Silence)


def test_logistic_regression_may_start_at_zero() -> None:
    """A comparison at exactly 0 whose branches are the same there is no kink."""
    (some, _) = logistic("vectorised", Recipe(m=3))
    zeros = {name: np.zeros_like(value) for name, value in some.parameters.items()}
    case = TrainingCase(in_dtype(replace(some, parameters=zeros), "float64"), 0.3, steps=3)
    truth = certified_training.train(case)
    assert isinstance(truth, TrueTrajectory)
    rows = training.findings(
        case, {"hand": training.train(case)}, truth, training.conditioning(case)
    )
    assert {row.verdict for row in rows} == {"agrees"}


def test_a_summary_is_one_row(l2: Judged) -> None:
    case = l2[0]
    wrong = descended(case, honest(case), momentum=0.01)
    rows = training.findings(case, {"hand": training.train(case), "torch": wrong}, l2[1], l2[2])
    row = training.summary(case, rows)
    assert row.verdict == "disagrees"
    assert row.first_off == "torch J[2]"
    assert row.roundoffs["hand"] is not None
    assert row.roundoffs["hand"] < 8
    assert row.first_cost is not None
    assert row.last_cost is not None
    assert row.last_cost < row.first_cost
    cells = {column.head: column.cell(row) for column in training.COLUMNS}
    assert cells["jax"] == "-"
    assert " at " in str(cells["hand"])
