"""Every checked function of every form refuses bad arguments, by name, and its formula does not.

The messages themselves are in test_messages.py.
"""

import inspect
import pkgutil
import re
from importlib import import_module
from typing import Any

import numpy as np
import pytest

import reference
from reference import deep, door, prepared, regularization, rows, shallow, units
from reference.door import Contract, Door

from .forms import DOORS, FORMS, arguments_of, net_for

doors = pytest.mark.parametrize(("name", "function"), DOORS)

# Axes of which no other argument of the function knows the size, so that any size is right.
FREE = {
    ("logistic.graph", "backward"): {("x", 0)},
    ("logistic.vectorised", "forward"): {("X", 1)},
    ("shallow.one", "backward"): {("x", 0)},
    ("shallow.vectorised", "forward"): {("X", 1)},
    **{(f"rows.{name}", "forward"): {("X", 0)} for name in ("units", "tiled", "tensor", "matrix")},
    **{(f"rows.{name}", "backward"): {("X", 1)} for name in ("tiled", "matrix")},
    ("deep", "forward"): {("X", 1)},
}


def given(name: str, function: str) -> tuple[Door[..., Any], dict[str, Any]]:
    """The function, and arguments that it accepts."""
    form = FORMS[name]
    return form.doors()[function], arguments_of(form, function, net_for(form))


def arrays(arguments: dict[str, Any]) -> dict[str, Any]:
    return {
        name: np.array(value)
        for name, value in arguments.items()
        if isinstance(value, (np.ndarray, np.generic))
    }


@doors
def test_good_arguments_are_let_in(name: str, function: str) -> None:
    checked, arguments = given(name, function)
    result, unchecked = checked(**arguments), checked.formula(**arguments)
    np.testing.assert_equal(result, unchecked)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@doors
def test_what_is_not_finite_is_refused_by_name(name: str, function: str, bad: float) -> None:
    checked, arguments = given(name, function)
    for key, array in arrays(arguments).items():
        array.flat[-1] = bad
        with pytest.raises(ValueError, match=rf"^{key} must be finite, got {bad}( at index \(|$)"):
            checked(**arguments | {key: array})


@doors
def test_a_shape_with_an_axis_too_many_is_refused_by_name(name: str, function: str) -> None:
    checked, arguments = given(name, function)
    for key, array in arrays(arguments).items():
        shape = re.escape(str((1, *array.shape)))
        with pytest.raises(ValueError, match=rf"^{key} has shape {shape}, expected \("):
            checked(**arguments | {key: array[np.newaxis]})


@doors
def test_an_axis_that_is_longer_than_the_others_say_is_refused(name: str, function: str) -> None:
    checked, arguments = given(name, function)
    for key, array in arrays(arguments).items():
        for axis in range(array.ndim):
            longer = np.concatenate([array, array.take([0], axis)], axis)
            if (key, axis) in FREE.get((name, function), ()):
                checked(**arguments | {key: longer})
            else:
                with pytest.raises(ValueError, match=r"^[\w.]+(\[\d\])? has shape \(.*expected \("):
                    checked(**arguments | {key: longer})


@doors
def test_an_empty_axis_is_refused(name: str, function: str) -> None:
    checked, arguments = given(name, function)
    for key, array in arrays(arguments).items():
        for axis in range(array.ndim):
            with pytest.raises(ValueError, match=r"^[\w.]+ has shape \(.*expected \("):
                checked(**arguments | {key: array.take([], axis)})


@pytest.mark.parametrize("label", [-0.25, 1.25])
@doors
def test_labels_outside_0_and_1_are_refused(name: str, function: str, label: float) -> None:
    checked, arguments = given(name, function)
    for key in {"y", "Y"} & arguments.keys():
        labels = np.array(arguments[key])
        labels.flat[0] = label
        with pytest.raises(ValueError, match=rf"^{key} must be in \[0, 1\], got {label}"):
            checked(**arguments | {key: labels})


@doors
def test_settings_are_checked(name: str, function: str) -> None:
    checked, arguments = given(name, function)
    bad = {"lam": -1.0, "keep": 0.0, "hidden": "softmax", "loss": "hinge", "activations": ()}
    for key in bad.keys() & inspect.signature(checked.formula).parameters.keys():
        with pytest.raises(ValueError, match=f"^{key} must "):
            checked(**arguments | {key: bad[key]})


@doors
def test_a_missing_argument_is_told_with_those_expected(name: str, function: str) -> None:
    checked, arguments = given(name, function)
    parameters = inspect.signature(checked.formula).parameters
    for key in arguments.keys() & parameters.keys():
        if parameters[key].default is inspect.Parameter.empty:
            rest = {k: v for k, v in arguments.items() if k != key}
            with pytest.raises(TypeError, match=rf"^{function}\(\): missing .*'{key}', expected "):
                checked(**rest)


@doors
def test_an_argument_too_many_is_refused(name: str, function: str) -> None:
    checked, arguments = given(name, function)
    with pytest.raises(TypeError, match="'dropout'"):
        checked(**arguments, dropout=0.5)


@doors
def test_the_formula_is_not_checked(name: str, function: str) -> None:
    checked, arguments = given(name, function)
    first = next(iter(arrays(arguments)))
    undefined = arguments | {first: np.full_like(arguments[first], np.nan)}
    with pytest.raises(ValueError, match="must be finite"):
        checked(**undefined)
    checked.formula(**undefined)


@doors
def test_a_checked_function_keeps_name_docstring_and_signature(name: str, function: str) -> None:
    checked = FORMS[name].doors()[function]
    assert checked.__name__ == function
    assert checked.__doc__ == checked.formula.__doc__
    assert inspect.signature(checked) == inspect.signature(checked.formula)


def test_every_door_there_is_is_in_the_list_of_forms() -> None:
    listed = {id(form.doors()[name]) for form in FORMS.values() for name in form.doors()}
    others = {units.unit, units.layer, units.net, prepared.cost_and_gradients}
    others |= {regularization.weight_decay_step, regularization.draw_mask}
    for module in pkgutil.walk_packages(reference.__path__, "reference."):
        for value in vars(import_module(module.name)).values():
            if isinstance(value, Door):
                assert id(value) in listed or value in others, (module.name, value)


def test_admission_gives_the_arguments_of_the_formula_defaults_included() -> None:
    arguments = arguments_of(FORMS["deep"], "cost", net_for(FORMS["deep"]))
    admitted = deep.cost.admit(**arguments)
    assert admitted.keys() == arguments.keys() | {"lam", "loss", "keep"}
    assert (admitted["lam"], admitted["loss"], admitted["keep"]) == (0.0, "cross_entropy", 1.0)
    assert (
        shallow.vectorised.cost.admit(
            **arguments_of(
                FORMS["shallow.vectorised"], "cost", net_for(FORMS["shallow.vectorised"])
            )
        )["hidden"].name
        == "tanh"
    )


def test_a_form_without_settings_takes_positions_as_well_as_names() -> None:
    arguments = arguments_of(FORMS["rows.matrix"], "cost", net_for(FORMS["rows.matrix"]))
    *positions, _ = arguments.values()
    assert rows.matrix.cost(*positions) == rows.matrix.cost(**arguments)


def test_every_domain_admits_its_ends_and_nothing_beyond() -> None:
    above, below = np.nextafter(1, 2), np.nextafter(0, -1)
    ends = {
        "in [0, 1]": ([0, 0.5, 1], [below, above]),
        "in {0, 1}": ([0, 1], [below, 0.5, above]),
        "in (0, 1]": ([np.nextafter(0, 1), 1], [0, below, above]),
        ">= 0": ([0, 1e300], [below]),
        "> 0": ([np.nextafter(0, 1), 1e300], [0, below]),
    }
    assert ends.keys() == door.DOMAINS.keys()
    for domain, (inside, outside) in ends.items():
        assert [bool(door.DOMAINS[domain](v)) for v in inside] == [True] * len(inside), domain
        assert [bool(door.DOMAINS[domain](v)) for v in outside] == [False] * len(outside), domain


def test_a_contract_is_read_as_dimensions_and_a_domain() -> None:
    assert door.parse("n2 m in [0, 1]") == (("n2", "m"), "in [0, 1]")
    assert door.parse("q n+1") == (("q", "n+1"), "")
    assert door.parse("in {0, 1}") == ((), "in {0, 1}")
    assert door.parse("p > 0") == (("p",), "> 0")
    assert door.parse("") == ((), "")


def test_a_contract_cannot_be_changed_and_demands_nothing_by_itself() -> None:
    contract = Contract()
    assert (contract.parameters, contract.data, contract.settings) == ({}, {}, {})
    with pytest.raises(AttributeError):
        contract.data = {"X": "n m"}  # type: ignore[misc]


def test_numbers_of_any_kind_become_plain_ones() -> None:
    for value in (2, 2.0, np.float32(2), np.int64(2), np.array(2.0)):
        assert type(door.number(value, "lam", ">= 0")) is float
        assert door.number(value, "lam", ">= 0") == 2
    assert type(door.whole(np.int64(2), "steps", 0)) is int
    assert door.whole(2, "steps", 2) == 2
