"""Inputs are never changed, and their order in memory makes no difference."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from reference.arrays import Array

from .closeness import around, assert_rounded
from .forms import DOORS, FORMS, arguments_of, net_for


def every_other(array: Array) -> Array:
    """A view with gaps along each axis."""
    wide = np.zeros([2 * size for size in array.shape], array.dtype)
    view = wide[(slice(None, None, 2),) * array.ndim]
    view[...] = array
    return view


def backwards(array: Array) -> Array:
    """A view with negative strides along each axis."""
    back = (slice(None, None, -1),) * array.ndim
    return array[back].copy()[back]


def read_only(array: Array) -> Array:
    array = array.copy()
    array.flags.writeable = False
    return array


ORDERS = {
    "C": np.ascontiguousarray,
    "Fortran": np.asfortranarray,
    "every other": every_other,
    "backwards": backwards,
    "read-only": read_only,
}


def changed(value: Any, change: Callable[[Array], Array]) -> Any:
    """Arguments with every array changed, those in a forward pass as well."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(changed(part, change) for part in value))
    if isinstance(value, dict):
        return {name: changed(part, change) for name, part in value.items()}
    return change(np.asarray(value)) if isinstance(value, (np.ndarray, np.generic)) else value


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("name", "door"), DOORS)
def test_the_order_in_memory_makes_no_difference(name: str, door: str, order: str) -> None:
    form = FORMS[name]
    function = form.doors()[door]
    arguments = arguments_of(form, door, net_for(form))
    reordered = changed(arguments, lambda array: ORDERS[order](array) if array.ndim else array)
    assert_rounded(function(**reordered), around(function.formula, arguments, float))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("name", "door"), DOORS)
def test_behind_the_door_the_order_in_memory_changes_no_bit(
    name: str, door: str, order: str
) -> None:
    form = FORMS[name]
    function = form.doors()[door]
    arguments = arguments_of(form, door, net_for(form, m=40))
    if "kept" not in arguments:  # a forward pass is taken as it is
        reordered = changed(arguments, lambda array: ORDERS[order](array) if array.ndim else array)
        np.testing.assert_equal(function(**reordered), function(**arguments))


def test_arrays_of_another_machine_are_as_good_as_ours() -> None:
    form = FORMS["shallow.vectorised"]
    arguments = arguments_of(form, "cost_and_gradients", net_for(form))
    swapped = changed(arguments, lambda array: array.astype(array.dtype.newbyteorder()))
    got = form.module.cost_and_gradients(**swapped)
    np.testing.assert_equal(got, form.module.cost_and_gradients(**arguments))
    assert all(array.dtype.isnative for array in got[1].values())
    mixed = arguments | {"b2": swapped["b2"]}
    np.testing.assert_equal(form.module.cost_and_gradients(**mixed), got)


@pytest.mark.parametrize("through", ["door", "formula"])
@pytest.mark.parametrize(("name", "door"), DOORS)
def test_inputs_are_never_changed(name: str, door: str, through: str) -> None:
    form = FORMS[name]
    function = form.doors()[door]
    arguments = changed(arguments_of(form, door, net_for(form)), np.copy)
    before = changed(arguments, np.copy)
    (function if through == "door" else function.formula)(**arguments)
    np.testing.assert_equal(arguments, before)


@pytest.mark.parametrize(("name", "door"), DOORS)
def test_lists_are_as_good_as_arrays(name: str, door: str) -> None:
    form = FORMS[name]
    arguments = arguments_of(form, door, net_for(form))
    lists = {
        key: value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value
        for key, value in arguments.items()
    }
    np.testing.assert_equal(form.doors()[door](**lists), form.doors()[door](**arguments))
