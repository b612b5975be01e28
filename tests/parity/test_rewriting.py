# ruff: noqa: F841, RET504  # assignments are what is looked at
"""Functions run again: in another namespace, with their assignments in view."""

import dataclasses
import functools
import traceback
import types
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.linalg as la
import pytest
from numpy import exp, float64, linalg
from numpy.linalg import norm
from numpy.linalg import norm as length

from parity.rewriting import again, globals_of

from . import rewritten_helper
from .rewritten_helper import helper_of_another_file

# Every function of this namespace says that it was called, and is NumPy's otherwise.


def telling(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args: (called.append(name), function(*args))[1]


called: list[str] = []
NAMESPACE = types.SimpleNamespace(
    exp=telling("exp", np.exp),
    tanh=telling("tanh", np.tanh),
    float64=telling("float64", np.float64),
    linalg=types.SimpleNamespace(norm=telling("norm", np.linalg.norm)),
    pi=3,
)


def calls(function: Callable[..., Any], *args: Any, probed: bool = False) -> list[str]:
    """What the function calls of the other namespace."""
    called.clear()
    again(function, NAMESPACE, (lambda _, value: value) if probed else None)(*args)
    return list(called)


def seen(function: Callable[..., Any], *args: Any) -> list[tuple[str, Any]]:
    """What a probe sees while the function runs."""
    values: list[tuple[str, Any]] = []

    def probe(name: str, value: Any) -> Any:
        values.append((name, value))
        return value

    again(function, np, probe)(*args)
    return values


# NumPy under all its names.


def by_attribute(x: Any) -> Any:
    return np.exp(x) * np.pi


def by_name(x: Any) -> Any:
    return exp(x)


def by_type(x: Any) -> Any:
    return float64(x)


def by_submodule(x: Any) -> Any:
    return linalg.norm([x]) + la.norm([x]) + np.linalg.norm([x])


def by_name_of_a_submodule(x: Any) -> Any:
    return norm([x]) + length([x])


def by_import_inside(x: Any) -> Any:
    import numpy as other_name
    from numpy import tanh
    from numpy.linalg import norm as n

    return other_name.exp(x) + tanh(x) + n([x])


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (by_attribute, ["exp"]),
        (by_name, ["exp"]),
        (by_type, ["float64"]),
        (by_submodule, ["norm"] * 3),
        (by_name_of_a_submodule, ["norm"] * 2),
        (by_import_inside, ["exp", "tanh", "norm"]),
    ],
)
def test_numpy_is_replaced_under_all_its_names(
    function: Callable[..., Any], expected: list[str]
) -> None:
    assert calls(function, 1.0, probed=True) == expected


def test_without_probes_the_code_is_as_it_is() -> None:
    assert calls(by_attribute, 1.0) == ["exp"]
    assert again(by_attribute).__code__ is by_attribute.__code__


def test_the_original_is_left_alone() -> None:
    calls(by_attribute, 1.0, probed=True)
    called.clear()
    assert by_attribute(0.0) == np.pi
    assert called == []


def test_what_the_namespace_lacks_is_named() -> None:
    with pytest.raises(AttributeError, match="no attribute 'tanh'"):
        again(rewritten_helper.curve, types.SimpleNamespace())(1.0)


# What a function reaches.


def helper(x: Any) -> Any:
    return np.exp(x)


def calling_a_helper(x: Any) -> Any:
    return helper(x) + helper_of_another_file(x) + rewritten_helper.curve(x)


def recursive(n: int) -> Any:
    return np.exp(0.0) if n == 0 else recursive(n - 1)


@dataclasses.dataclass(frozen=True)
class Pair:
    """A record of functions, such as an activation."""

    forward: Callable[..., Any]
    name: str = "exp"
    length: int = dataclasses.field(default=0, init=False)


TABLE = {"exp": [helper], "pair": (Pair(helper),), "numpy": np.exp}
NUMBERS = {"a": [1.0, 2.0]}


def from_tables(x: Any) -> Any:
    return TABLE["exp"][0](x) + TABLE["pair"][0].forward(x) + TABLE["numpy"](x)


def the_numbers() -> Any:
    return NUMBERS


def with_a_comprehension_and_a_lambda(x: Any) -> Any:
    total = sum(np.exp(x) for _ in range(2))
    return total + (lambda v: np.exp(v))(x)


def keyword(x: Any, *, twice: bool = True) -> Any:
    return np.exp(x) + (np.exp(x) if twice else 0)


@pytest.mark.parametrize(
    ("function", "argument", "expected"),
    [
        (calling_a_helper, 1.0, ["exp", "exp", "tanh"]),
        (recursive, 3, ["exp"]),
        (from_tables, 1.0, ["exp"] * 3),
        (with_a_comprehension_and_a_lambda, 1.0, ["exp"] * 3),
        (keyword, 1.0, ["exp"] * 2),
        (lambda x: np.exp(x), 1.0, ["exp"]),
    ],
)
@pytest.mark.parametrize("probed", [False, True])
def test_all_that_a_function_reaches_is_run_again(
    function: Callable[..., Any], argument: Any, expected: list[str], probed: bool
) -> None:
    assert calls(function, argument, probed=probed) == expected


def test_data_stay_the_same_objects() -> None:
    assert again(the_numbers)() is NUMBERS


def closure(factor: float, inner: Callable[..., Any]) -> Callable[..., Any]:
    import numpy as local_numpy

    def cost(x: Any) -> Any:
        Z = inner(x) * factor
        if factor > 1:
            return local_numpy.exp(-Z) if Z > 100 else cost(Z * 100)
        return Z

    return cost


@pytest.mark.parametrize("probed", [False, True])
def test_closures_are_followed(probed: bool) -> None:
    assert calls(closure(2.0, helper), 1.0, probed=probed) == ["exp", "exp", "exp"]


def test_names_inside_of_closures_are_seen() -> None:
    assert seen(closure(1.0, helper), 0.0) == [("Z", 1.0)]


def doubling(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrapper(x: Any) -> Any:
        inner = function(x)
        return 2 * inner

    return wrapper


@doubling
def decorated(x: Any) -> Any:
    Z = np.exp(x)
    return Z


def test_decorators_stay_and_are_seen_through() -> None:
    assert seen(decorated, 0.0) == [("Z", 1.0), ("inner", 1.0)]
    assert again(decorated, np, lambda _, value: value)(0.0) == 2
    assert calls(decorated, 0.0, probed=True) == ["exp"]


def test_a_formula_is_run_without_its_door() -> None:
    def door(x: Any) -> Any:
        raise AssertionError(x)

    door.formula = helper  # type: ignore[attr-defined]  # as reference.door does
    assert again(door)(0.0) == 1


# Assignments.


def assignments(x: Any) -> Any:
    a = x + 1
    b: float = a + 1
    c, (d, *_) = b + 1, (b + 2, 0)
    e = f = d + 1
    if (g := f + 1) > 0:
        h = {}
        for l in range(2):
            h[l] = g + l
            h["w", l] = g
    with np.errstate():
        i = e
    return i


def test_every_assignment_is_seen() -> None:
    names = dict(seen(assignments, 0.0))
    expected = {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 5, "g": 6, "i": 5}
    assert {name: names[name] for name in expected} == expected
    assert [names["h0"], names["h1"]] == [6, 7]


def test_a_probe_can_change_what_is_assigned() -> None:
    doubled = again(assignments, np, lambda name, v: v * 10 if name == "d" else v)
    assert doubled(0.0) == 41


def changed_in_place(x: Any) -> Any:
    Z = x + 1
    Z += 1
    A = np.zeros(4)
    A[1:3] = Z
    A[int(Z)] = Z
    A[0] += Z
    return Z + A.sum()


def test_what_is_changed_later_is_no_quantity() -> None:
    names = [name for name, _ in seen(changed_in_place, 0.0)]
    assert "Z" not in names
    assert "A" in names
    assert names.count("+=") == 2
    assert again(changed_in_place, np, lambda _, value: value)(0.0) == changed_in_place(0.0)


def handed_on(x: Any) -> Any:
    Z, A = pair(x)
    Z = same(Z)
    other = Z
    return other + A


def pair(x: Any) -> Any:
    Z = np.array([x])
    A = Z + 1
    return Z, A


def same(Z: Any) -> Any:
    return Z


def test_a_value_that_is_handed_on_is_seen_once_under_each_name() -> None:
    assert [name for name, _ in seen(handed_on, 0.0)] == ["Z", "A", "other"]


def with_a_function_inside(x: Any) -> Any:
    def inner(v: Any) -> Any:
        hidden = v + 1
        return hidden

    shown = inner(x)
    return shown


def test_functions_inside_have_names_of_their_own() -> None:
    assert [name for name, _ in seen(with_a_function_inside, 0.0)] == ["inner", "shown"][1:]


# Source.


def test_without_source_a_function_is_run_all_the_same() -> None:
    scope: dict[str, Any] = {"np": np, "__name__": __name__}
    exec("def cost(x):\n    Z = np.exp(x)\n    return Z", scope)
    assert seen(scope["cost"], 0.0) == []
    assert calls(scope["cost"], 0.0, probed=True) == ["exp"]


def test_several_lambdas_on_one_line() -> None:
    functions = [lambda x: np.exp(x), lambda x: np.tanh(x)]
    assert [calls(f, 0.0, probed=True) for f in functions] == [["exp"], ["tanh"]]


def failing(x: Any) -> Any:
    Z = x + 1

    return Z / 0  # the line that is looked for


def test_a_traceback_names_the_line_of_the_file() -> None:
    with pytest.raises(ZeroDivisionError) as error:
        again(failing, np, lambda _, value: value)(1)
    last = traceback.extract_tb(error.value.__traceback__)[-1]
    assert last.line is not None
    assert last.line.endswith("# the line that is looked for")
    assert last.filename == __file__


def uses_names() -> Any:
    """A function that calls through a function inside it."""
    return [np.tanh(each) for each in (0.0, UNUSED)]


UNUSED = 1.0


def test_globals_are_found_before_the_function_ran() -> None:
    found = globals_of(again(uses_names))
    assert found["UNUSED"] == UNUSED
    assert found["np"] is np
    assert "again" not in found


def defines_a_class() -> Any:
    """Names in the body of a class are looked up in another way."""

    class Kept:
        kind = np.float64

        def twice(self) -> Any:
            return 2 * np.float64(UNUSED)

    return Kept.kind, Kept().twice()


def test_classes_inside_find_their_globals() -> None:
    assert again(defines_a_class)() == (np.float64, 2.0)
