"""float32 in, float32 through, float32 out; so for longdouble, and for arrays of objects."""

from typing import Any

import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from reference.arrays import Array

from . import strategies
from .closeness import around, assert_overlap, assert_rounded, balls, in_balls, leaves
from .forms import DOORS, FORMS, arguments_of, net_for
from .test_costs import nets_for

doors = pytest.mark.parametrize(("name", "door"), DOORS)


@doors
@given(data=st.data(), hidden=strategies.hidden_activations, dtype=strategies.dtypes)
def test_the_dtype_is_kept_and_the_numbers_are_rounded_in_it(
    name: str, door: str, data: st.DataObject, hidden: str, dtype: type
) -> None:
    form = FORMS[name]
    net = data.draw(nets_for(form)).each(lambda array: array.astype(dtype))
    arguments = arguments_of(form, door, net, hidden)
    got = form.doors()[door](**arguments)
    assert {quantity: array.dtype for quantity, array in leaves(got)} == {
        quantity: np.dtype(dtype) for quantity, _ in leaves(got)
    }
    assert_rounded(got, around(form.doors()[door].formula, arguments, dtype))


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble])
def test_settings_leave_the_dtype_alone(dtype: type) -> None:
    form = FORMS["deep"]
    net = net_for(form).each(lambda array: array.astype(dtype))
    masks = {"D1": np.ones((3, 7)), "D2": np.ones((5, 7), bool)}
    settings = {"lam": np.float64(0.5), "keep": np.float64(0.75)} | masks
    for loss in ("cross_entropy", "half_squared_error"):
        arguments = form.arguments(net, **settings, loss=loss)
        for _, array in leaves(form.doors()["cost_and_gradients"](**arguments)):
            assert array.dtype == dtype


@pytest.mark.parametrize("data_dtype", [np.int64, np.uint8, bool, np.float64, np.longdouble])
@doors
def test_data_take_the_dtype_of_the_parameters(name: str, door: str, data_dtype: type) -> None:
    form = FORMS[name]
    net = net_for(form).each(lambda array: array.astype(np.float32))
    numbers = arguments_of(form, door, net)
    parameters = form.parameters(net.parameters)
    given_as = {
        key: rounded(value).astype(data_dtype) if is_data(key, value, parameters) else value
        for key, value in numbers.items()
    }
    as_float32 = {
        key: value.astype(np.float32) if is_data(key, value, parameters) else value
        for key, value in given_as.items()
    }
    got, expected = (form.doors()[door](**arguments) for arguments in (given_as, as_float32))
    for (quantity, array), (_, same) in zip(leaves(got), leaves(expected), strict=True):
        assert array.dtype == np.float32, quantity
        np.testing.assert_array_equal(array, same, err_msg=quantity)


def is_data(name: str, value: Any, parameters: dict[str, Array]) -> bool:
    """z is the one intermediate that stands as a parameter: it gives its dtype to the rest."""
    return isinstance(value, (np.ndarray, np.generic)) and name not in {*parameters, "z"}


def rounded(array: Array) -> Array:
    """Values that every dtype can hold: 0 and 1."""
    return (np.asarray(array) > 0.5).astype(float)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble])
def test_python_numbers_take_the_dtype_of_the_parameters_before_them(dtype: type) -> None:
    form = FORMS["logistic.vectorised"]
    arguments = arguments_of(
        form, "cost_and_gradients", net_for(form).each(lambda v: v.astype(dtype))
    )
    for b in (0, 2, 0.3):
        got = form.module.cost_and_gradients(**arguments | {"b": b})
        same = form.module.cost_and_gradients(**arguments | {"b": np.array(b, dtype)})
        np.testing.assert_equal(got, same)
        assert all(array.dtype == dtype for _, array in leaves(got))
    with pytest.raises(ValueError, match=r"^b must be finite, got inf$"):
        form.module.cost(**arguments | {"b": float("inf")})
    if dtype == np.float32:
        with pytest.raises(ValueError, match=r"^b must be finite, got inf$"):
            form.module.cost(**arguments | {"b": 1e39})


def test_without_parameters_data_keep_their_own_dtype() -> None:
    from reference.door import Contract, door

    @door(Contract(data={"X": "n m"}))
    def same(X: Array) -> Array:
        return X

    for dtype in (np.float32, np.float64, np.longdouble):
        assert same(np.ones((2, 3), dtype)).dtype == dtype
    assert same(np.ones((2, 3), int)).dtype == np.float64
    assert same([[True, False]]).dtype == np.float64
    assert same(balls([[1, 2]])).dtype == object


@doors
def test_objects_pass_through_the_door_as_well(name: str, door: str) -> None:
    form = FORMS[name]
    arguments = in_balls(arguments_of(form, door, net_for(form)))
    got = form.doors()[door](**arguments)
    assert_overlap(got, form.doors()[door].formula(**arguments))
    for quantity, array in leaves(got):
        elements = np.asarray(array, object).flat  # a plain 1 is the column of ones
        assert all(isinstance(element, (arb, int)) for element in elements), quantity


def test_plain_data_go_with_parameters_that_are_objects() -> None:
    form, net = FORMS["shallow.vectorised"], net_for(FORMS["shallow.vectorised"])
    parameters = in_balls(form.parameters(net.parameters))
    got = form.doors()["cost_and_gradients"](**parameters, **form.data(net))
    assert_overlap(got, form.run(net.each(balls)))
