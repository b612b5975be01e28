"""Cross-entropy by cases, in one line and from the logit, half squared error, and the cost J."""

import dataclasses
import pickle

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from reference import losses
from reference.activations import ACTIVATIONS, sigmoid
from reference.losses import LOSSES, Loss, loss_named

from .closeness import around, assert_overlap, assert_rounded, ball, balls

H = arb(2) ** -200
SHARP = arb(2) ** -300  # far above h^2, far below any mistake

logits = st.floats(-30, 30).filter(lambda z: abs(z) > 1e-9)  # further from 0 than h
labels = st.sampled_from([0.0, 1.0]) | st.floats(0, 1)


@given(logits, labels)
def test_cross_entropy_from_the_logit_is_the_printed_one(logit: float, label: float) -> None:
    z, y = balls([logit]), balls([label])
    printed = losses.cross_entropy_as_printed(sigmoid(z), y)
    assert_overlap(losses.cross_entropy_from_logit(z, y), printed)


@given(logits, st.sampled_from([0.0, 1.0]))
def test_cross_entropy_by_cases_is_the_one_line(logit: float, label: float) -> None:
    a, y = sigmoid(balls([logit])), balls([label])
    by_cases = losses.cross_entropy_by_cases_as_printed(a, y)
    assert_overlap(by_cases, losses.cross_entropy_as_printed(a, y))


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble])
@given(logit=st.floats(-80, 80, width=32), label=st.floats(0, 1, width=32))
def test_cross_entropy_from_the_logit_loses_no_digit(
    dtype: type, logit: float, label: float
) -> None:
    arguments = {"z": np.array([logit], dtype), "y": np.array([label], dtype)}
    got = losses.cross_entropy_from_logit(**arguments)
    assert got.dtype == dtype
    assert_rounded(got, around(losses.cross_entropy_from_logit, arguments, dtype))


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble])
def test_a_right_prediction_costs_the_little_that_is_missing(dtype: type) -> None:
    arguments = {"z": np.array([60, -60], dtype), "y": np.array([1, 0], dtype)}
    got = losses.cross_entropy_from_logit(**arguments)
    assert np.all(got > 0)  # log(1 + e^-60) without log1p is 0
    assert_rounded(got, around(losses.cross_entropy_from_logit, arguments, dtype))


@given(logits, labels)
def test_da_and_dz_are_the_slopes_of_the_loss(logit: float, label: float) -> None:
    with ctx.workprec(600):
        z, y = balls([logit]), balls([label])
        L, a = losses.cross_entropy_from_logit, sigmoid(z)
        printed = losses.cross_entropy_as_printed
        by_z = (L(z + H, y) - L(z - H, y)) / (2 * H)
        by_a = (printed(a + H, y) - printed(a - H, y)) / (2 * H)
        assert abs(losses.cross_entropy_dz(a, y) - by_z)[0] < SHARP
        assert abs(losses.cross_entropy_da(z, y) / by_a - 1)[0] < SHARP


@given(st.sampled_from(sorted(ACTIVATIONS)), logits, st.floats(-5, 5))
def test_dz_of_half_the_squared_error_is_its_slope(name: str, logit: float, label: float) -> None:
    with ctx.workprec(600):
        g, z, y = ACTIVATIONS[name], balls([logit]), balls([label])
        ahead, behind = (losses.half_squared_error(g.g(z + step), y) for step in (H, -H))
        slope = losses.half_squared_error_dz(g.g(z), y, g)
        assert abs(slope - (ahead - behind) / (2 * H))[0] < SHARP


def test_half_the_squared_error_of_a_known_pair() -> None:
    assert losses.half_squared_error(np.array(3.0), np.array(1.0)) == 2


def test_probabilities_that_underflowed_are_lifted_and_balls_are_left_alone() -> None:
    for dtype in (np.float32, np.float64):
        tiny = np.finfo(dtype).tiny
        lifted = losses.not_zero(np.array([0, 0.25], dtype))
        assert lifted.dtype == dtype
        np.testing.assert_array_equal(lifted, [tiny, 0.25])
    exact = balls([1e-400, 0.25])
    assert losses.not_zero(exact) is exact
    assert losses.not_zero(ball(0.25)) == arb(0.25)


def test_the_cost_is_the_sum_over_outputs_and_the_mean_over_examples() -> None:
    assert losses.mean_over_examples(np.array([[1.0, 2, 3], [4, 5, 6]]), 3) == 7


@given(st.sampled_from(sorted(ACTIVATIONS)), logits, labels)
def test_the_records_hold_each_loss_and_its_dz(name: str, logit: float, label: float) -> None:
    g, z, y = ACTIVATIONS[name], np.array([logit]), np.array([label])
    a = g.g(z)
    entropy, square = LOSSES["cross_entropy"], LOSSES["half_squared_error"]
    assert entropy.of(z, a, y) == losses.cross_entropy_from_logit(z, y)
    assert entropy.dz(a, y, g) == losses.cross_entropy_dz(a, y)
    assert square.of(z, a, y) == losses.half_squared_error(a, y)
    assert square.dz(a, y, g) == losses.half_squared_error_dz(a, y, g)


def test_labels_of_cross_entropy_are_probabilities_and_others_any_number() -> None:
    assert {name: loss.domain for name, loss in LOSSES.items()} == {
        "cross_entropy": "in [0, 1]",
        "half_squared_error": "",
    }


def test_a_loss_is_found_by_its_name_and_a_record_is_taken_as_it_is() -> None:
    absolute = Loss("absolute", lambda _, a, y: abs(a - y), lambda a, y, _: np.sign(a - y), "")
    assert loss_named("cross_entropy") is LOSSES["cross_entropy"]
    assert loss_named(absolute) is absolute
    assert all(name == loss.name for name, loss in LOSSES.items())


def test_losses_and_activations_can_be_sent_to_another_process() -> None:
    for table in (LOSSES, ACTIVATIONS):
        assert pickle.loads(pickle.dumps(table)) == table


def test_a_loss_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        LOSSES["cross_entropy"].domain = "> 0"  # type: ignore[misc]
