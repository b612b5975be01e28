"""L2 with its weight-decay form, and dropout."""

import numpy as np
import pytest
from flint import arb
from hypothesis import given

from reference import deep
from reference.regularization import (
    draw_mask,
    dropout,
    dropout_backward,
    l2_gradient,
    l2_penalty,
    weight_decay_step,
)

from . import strategies
from .closeness import assert_overlap, balls
from .forms import FORMS, outputs_sigmoid
from .nets import Net, draw_net


def test_the_penalty_is_lam_over_2m_times_the_sum_of_all_squares() -> None:
    W1, W2 = np.array([[1.0, 2, 3]]), np.array([[4.0], [5]])
    assert l2_penalty([W1, W2], 3.0, 2) == 3 / 4 * 55
    assert l2_penalty([W1], 0.0, 2) == 0


def test_without_lam_there_is_no_penalty_however_large_the_weights() -> None:
    W = np.full((2, 3), 1e200)
    assert l2_penalty([W], 0.0, 2) == 0
    assert l2_penalty([W[:1, :1]], 1e-200, 2) == 1e-200 / 4 * 1e200 * 1e200
    X, Y = np.zeros((3, 2)), np.ones((2, 2))
    J = deep.cost(X, Y, ["sigmoid"], W1=W, b1=np.zeros((2, 1)))
    np.testing.assert_array_max_ulp(J, 2 * np.log(2))


def test_the_gradient_of_the_penalty_is_lam_over_m_times_w() -> None:
    np.testing.assert_array_equal(l2_gradient(np.array([[1.0, -2]]), 3.0, 2), [[1.5, -3]])


@given(strategies.nets(1, 3), strategies.lams, strategies.alphas)
def test_weight_decay_is_gradient_descent_under_l2(net: Net, lam: arb, alpha: arb) -> None:
    net, form = net.each(balls), FORMS["deep"]
    with_penalty, from_backprop = form.gradients(net, lam=lam), form.gradients(net)
    for l in range(1, net.layers + 1):
        W = net.parameters[f"W{l}"]
        step = weight_decay_step.formula(W, from_backprop[f"dW{l}"], alpha, lam, net.m)
        assert_overlap(step, W - alpha * with_penalty[f"dW{l}"])
        assert_overlap(with_penalty[f"db{l}"], from_backprop[f"db{l}"])  # biases: no penalty


def test_weight_decay_shrinks_the_weights_before_it_moves_them() -> None:
    W, dW = np.array([[1.0, -2]]), np.array([[0.5, 0.5]])
    decayed = weight_decay_step(W, dW, alpha=0.5, lam=1.0, m=4)
    np.testing.assert_array_equal(decayed, (1 - 0.125) * W - 0.25)


def test_dropout_keeps_the_expected_activation() -> None:
    A, D = np.array([[1.0, 2, 3, 4]]), np.array([[1.0, 0, 1, 0]])
    np.testing.assert_array_equal(dropout(A, D, 0.5), [[2, 0, 6, 0]])
    np.testing.assert_array_equal(dropout_backward(A, D, 0.5), [[2, 0, 6, 0]])


@given(strategies.nets(2, 4), strategies.hidden_activations)
def test_without_a_mask_dropout_does_nothing_whatever_keep_says(net: Net, hidden: str) -> None:
    """At prediction there is no mask and nothing to scale."""
    net, form = net.each(balls), FORMS["deep"]
    assert_overlap(form.run(net, hidden, keep=0.25), form.run(net, hidden))


@given(strategies.nets(2, 4), strategies.hidden_activations)
def test_a_mask_of_ones_with_keep_one_is_no_mask(net: Net, hidden: str) -> None:
    net, form = net.each(balls), FORMS["deep"]
    masks = {f"D{l}": np.ones((len(net.parameters[f"b{l}"]), net.m)) for l in range(1, net.layers)}
    assert_overlap(form.run(net, hidden, keep=1.0, **masks), form.run(net, hidden))


def test_a_unit_that_is_dropped_for_all_examples_might_as_well_not_be_there() -> None:
    net = draw_net((4, 3, 2), 5).each(balls)
    D1 = np.ones((3, 5))
    D1[1] = 0
    smaller = {"W1": net.parameters["W1"][[0, 2]], "b1": net.parameters["b1"][[0, 2]]}
    smaller |= {"W2": net.parameters["W2"][:, [0, 2]], "b2": net.parameters["b2"]}
    without = Net(smaller, net.X, net.Y)
    J, gradients = FORMS["deep"].run(net, D1=D1, keep=1.0)
    assert_overlap(J, FORMS["deep"].run(without)[0])
    assert_overlap(gradients["dW1"][1], balls(np.zeros(4)))
    assert_overlap(gradients["dW2"][:, 1], balls(np.zeros(2)))


def test_the_forward_pass_keeps_activations_before_and_after_the_mask() -> None:
    net = draw_net((4, 3, 2), 5)
    D1 = draw_mask((3, 5), 0.5, seed=1)
    kept = deep.forward(net.X, outputs_sigmoid(net, "tanh"), keep=0.5, D1=D1, **net.parameters)
    np.testing.assert_array_equal(kept.H[1], np.tanh(kept.Z[1]))
    np.testing.assert_array_equal(kept.A[1], kept.H[1] * D1 / 0.5)
    np.testing.assert_array_equal(kept.A[0], net.X)
    assert kept.A[2] is kept.H[2]


def test_a_mask_has_ones_with_probability_keep() -> None:
    D = draw_mask((200, 300), 0.8, seed=0)
    assert set(np.unique(D)) == {0, 1}
    assert abs(np.mean(D) - 0.8) < 4 * np.sqrt(0.8 * 0.2 / D.size)  # four standard deviations
    np.testing.assert_array_equal(draw_mask((3, 4), 1.0, seed=0), np.ones((3, 4)))


def test_the_same_seed_draws_the_same_mask() -> None:
    first, again, other = (draw_mask((20, 30), 0.5, seed) for seed in (7, 7, 8))
    np.testing.assert_array_equal(first, again)
    assert np.any(first != other)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble])
def test_masks_and_decay_come_in_the_dtype_asked_for(dtype: type) -> None:
    assert draw_mask((2, 3), 0.5, 0).dtype == float
    D = draw_mask((2, 3), 0.5, 0, dtype)
    W = np.ones((2, 3), dtype)
    assert D.dtype == dtype
    for result in (
        dropout(W, D, 0.3),
        dropout_backward(W, D, 0.3),
        l2_gradient(W, 0.3, 3),
        l2_penalty([W, W], 0.3, 3),
        weight_decay_step(W, W, 0.1, 0.3, 3),
        weight_decay_step(W, W, np.float64(0.1), np.float64(0.3), np.int64(3)),
    ):
        assert result.dtype == dtype
