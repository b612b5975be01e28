"""All forms of a derivation say the same of the same net.

They are run on balls, so that agreement means 100 digits and needs no tolerance.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

import reference
from reference.arrays import Array

from . import strategies
from .closeness import assert_overlap, balls
from .forms import DEEP, FORMS, LOGISTIC, ROWS, SHALLOW, Form, arguments_of, net_for
from .nets import Net

LOOP, VECTORISED, GRAPH = (LOGISTIC[f"logistic.{name}"] for name in ("loop", "vectorised", "graph"))
ONE, EACH, WHOLE = (SHALLOW[f"shallow.{name}"] for name in ("one", "each", "vectorised"))
TENSOR, MATRIX = ROWS["rows.tensor"], ROWS["rows.matrix"]
ANY_DEPTH = DEEP["deep"]


def example_gradients(form: Form, net: Net, hidden: str = "tanh", **settings: Any) -> Any:
    """The gradients of every example from the form that offers them all at once."""
    arguments = form.arguments(net, hidden, **settings)
    arguments.pop("lam", None)  # the penalty belongs to no example
    return form.module.example_gradients.formula(**arguments)


def mean(of_examples: Mapping[str, Array]) -> dict[str, Array]:
    return {name: np.sum(stack, axis=0) / len(stack) for name, stack in of_examples.items()}


@given(strategies.nets(one_output=True))
def test_the_loop_equals_the_vectorised_logistic_regression(net: Net) -> None:
    net = net.each(balls)
    assert_overlap(LOOP.run(net)[0], VECTORISED.run(net)[0])
    assert_overlap(LOOP.gradients(net), VECTORISED.gradients(net))


@given(strategies.nets(one_output=True))
def test_the_cost_of_the_loop_alone_equals_the_cost_of_its_pass(net: Net) -> None:
    arguments = LOOP.arguments(net.each(balls))
    assert_overlap(reference.logistic.loop.cost.formula(**arguments), LOOP.run(net.each(balls))[0])


@given(strategies.nets(one_output=True, one_example=True))
def test_the_computation_graph_equals_a_column(net: Net) -> None:
    net = net.each(balls)
    J, of_graph = GRAPH.run(net)
    J_of_column, of_column = VECTORISED.run(net)
    assert_overlap(J, J_of_column)
    assert_overlap(of_graph["dz"], of_column["dZ"][0, 0])
    assert_overlap(of_graph["dw"], of_column["dw"][:, 0])
    assert_overlap(of_graph["db"], of_column["db"])


@given(strategies.nets(one_output=True, one_example=True))
def test_the_links_of_the_computation_graph_multiply_to_dz(net: Net) -> None:
    net = net.each(balls)
    a = reference.logistic.graph.forward.formula(**arguments_of(GRAPH, "forward", net)).a
    gradients = GRAPH.run(net)[1]
    assert_overlap(gradients["da"] * a * (1 - a), gradients["dz"])


@given(strategies.nets(2, 2, one_example=True), strategies.hidden_activations)
def test_one_hidden_layer_for_one_example_equals_a_column(net: Net, hidden: str) -> None:
    net = net.each(balls)
    J, of_one = ONE.run(net, hidden)
    J_of_column, of_column = WHOLE.run(net, hidden)
    assert_overlap(J, J_of_column)
    assert_overlap(
        {name.lower(): gradient for name, gradient in of_one.items()},
        {name.lower(): gradient for name, gradient in of_column.items()},
    )


@given(strategies.nets(2, 2), strategies.hidden_activations)
def test_example_by_example_equals_all_at_once(net: Net, hidden: str) -> None:
    net = net.each(balls)
    assert_overlap(EACH.run(net, hidden)[0], WHOLE.run(net, hidden)[0])
    assert_overlap(EACH.gradients(net, hidden), WHOLE.gradients(net, hidden))


@pytest.mark.parametrize("rows", ROWS)
@given(net=strategies.nets(2, 2, one_output=True), hidden=strategies.hidden_activations)
def test_rows_equal_columns_transposed(rows: str, net: Net, hidden: str) -> None:
    form, net = ROWS[rows], net.each(balls)
    assert_overlap(form.run(net, hidden)[0], WHOLE.run(net, hidden)[0])
    assert_overlap(form.gradients(net, hidden), form.like_its_own(WHOLE.gradients(net, hidden)))


@given(strategies.nets(2, 2, one_output=True), strategies.hidden_activations)
def test_intermediates_in_rows_are_those_in_columns_transposed(net: Net, hidden: str) -> None:
    net = net.each(balls)
    in_rows = reference.rows.matrix.forward.formula(**arguments_of(MATRIX, "forward", net, hidden))
    in_columns = reference.shallow.vectorised.forward.formula(
        **arguments_of(WHOLE, "forward", net, hidden)
    )
    Z1, A1, Z2, A2 = in_columns
    assert_overlap(in_rows, {"Z": Z1.T, "A": A1.T, "w": Z2[0], "p": A2[0]})
    of_rows, of_columns = MATRIX.run(net, hidden)[1], WHOLE.run(net, hidden)[1]
    assert_overlap(of_rows["dw"], of_columns["dZ2"][0])
    assert_overlap(of_rows["dZ"], of_columns["dZ1"].T)


@given(strategies.nets(2, 2, one_output=True), strategies.hidden_activations)
def test_the_forward_pass_of_units_holds_the_columns_of_the_matrix(net: Net, hidden: str) -> None:
    net = net.each(balls)
    arguments = arguments_of(MATRIX, "forward", net, hidden)
    a, w, p = reference.rows.units.forward.formula(**arguments)
    in_matrix = reference.rows.matrix.forward.formula(**arguments)
    assert_overlap(a[0], np.ones(net.m, object))
    assert_overlap(np.stack(a[1:], axis=1), in_matrix.A)
    assert_overlap((w, p), (in_matrix.w, in_matrix.p))


@given(strategies.nets(1, 1, one_output=True), strategies.lams)
def test_a_deep_net_of_one_layer_is_logistic_regression(net: Net, lam: arb) -> None:
    net = net.each(balls)
    assert_overlap(ANY_DEPTH.run(net, lam=lam)[0], VECTORISED.run(net, lam=lam)[0])
    of_deep = ANY_DEPTH.gradients(net, lam=lam)
    assert_overlap(VECTORISED.gradients(net, lam=lam), VECTORISED.like_its_own(of_deep))


@given(strategies.nets(2, 2), strategies.hidden_activations, strategies.lams)
def test_a_deep_net_of_two_layers_is_the_shallow_one(net: Net, hidden: str, lam: arb) -> None:
    net = net.each(balls)
    assert_overlap(ANY_DEPTH.run(net, hidden, lam=lam), WHOLE.run(net, hidden, lam=lam))


@pytest.mark.parametrize("name", FORMS)
def test_cost_and_gradients_are_cost_and_backward_of_forward(name: str) -> None:
    form, net = FORMS[name], net_for(FORMS[name])
    doors = form.doors()
    J, gradients = doors["cost_and_gradients"](**form.arguments(net))
    assert doors["cost"](**form.arguments(net)) == J
    if "backward" in doors:
        again = doors["backward"](**arguments_of(form, "backward", net))
        for quantity, gradient in again.items():
            np.testing.assert_array_equal(gradient, gradients[quantity], err_msg=quantity)


@given(strategies.nets(1, 1, one_output=True))
def test_gradients_of_examples_average_to_the_gradient_in_logistic_regression(net: Net) -> None:
    net = net.each(balls)
    assert_overlap(mean(example_gradients(VECTORISED, net)), VECTORISED.gradients(net))


@pytest.mark.parametrize("form", [EACH, WHOLE, ANY_DEPTH], ids=["each", "vectorised", "deep"])
@given(net=strategies.nets(2, 2), hidden=strategies.hidden_activations)
def test_gradients_of_examples_average_to_the_gradient_in_columns(
    form: Form, net: Net, hidden: str
) -> None:
    net = net.each(balls)
    assert_overlap(mean(example_gradients(form, net, hidden)), form.gradients(net, hidden))


@given(strategies.nets(2, 2, one_output=True), strategies.hidden_activations)
def test_gradients_of_examples_average_to_the_gradient_in_rows(net: Net, hidden: str) -> None:
    net = net.each(balls)
    assert_overlap(mean(example_gradients(TENSOR, net, hidden)), TENSOR.gradients(net, hidden))


@given(strategies.nets(1, 1, one_output=True))
def test_gradients_of_each_example_equal_the_computation_graph(net: Net) -> None:
    net = net.each(balls)
    of_examples = example_gradients(VECTORISED, net)
    for i in range(net.m):
        of_graph = GRAPH.gradients(net.example(i))
        assert_overlap(of_examples["dw"][i, :, 0], of_graph["dw"])
        assert_overlap(of_examples["db"][i], of_graph["db"])


@pytest.mark.parametrize("form", [EACH, WHOLE, ANY_DEPTH], ids=["each", "vectorised", "deep"])
@given(net=strategies.nets(2, 2), hidden=strategies.hidden_activations)
def test_gradients_of_each_example_equal_the_one_example_form(
    form: Form, net: Net, hidden: str
) -> None:
    net = net.each(balls)
    of_examples = example_gradients(form, net, hidden)
    for i in range(net.m):
        of_example_i = {name: stack[i] for name, stack in of_examples.items()}
        alone = ONE.gradients(net.example(i), hidden)
        assert_overlap(of_example_i, alone)


@given(strategies.nets(2, 2, one_output=True), strategies.hidden_activations)
def test_gradients_of_each_example_in_rows_equal_the_one_example_form(
    net: Net, hidden: str
) -> None:
    net = net.each(balls)
    of_examples = example_gradients(TENSOR, net, hidden)
    for i in range(net.m):
        of_example_i = {name: stack[i] for name, stack in of_examples.items()}
        alone = ONE.gradients(net.example(i), hidden)
        assert_overlap(of_example_i, TENSOR.like_its_own(alone))


@given(st.data(), strategies.nets(1, 4), strategies.hidden_activations, strategies.keeps)
def test_columns_of_dz_are_the_examples_gradients_of_b(
    data: st.DataObject, net: Net, hidden: str, keep: float
) -> None:
    masks = {name: balls(D) for name, D in data.draw(strategies.masks_for(net)).items()}
    net = net.each(balls)
    of_examples = example_gradients(ANY_DEPTH, net, hidden, keep=keep, **masks)
    gradients = ANY_DEPTH.run(net, hidden, keep=keep, **masks)[1]
    averages = mean(of_examples)
    assert_overlap(averages, {name: gradients[name] for name in averages})
    for l in range(1, net.layers + 1):
        assert_overlap(of_examples[f"db{l}"][:, :, 0].T, gradients[f"dZ{l}"])
