"""A kept copy is what `again` would make: of what the names stand for now, with this probe only."""

import types
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from parity.copies import copied_again, copies
from parity.witnesses.float_numpy import FLOATS
from reference import deep
from reference.activations import ACTIVATIONS, Activation
from reference.arrays import Array

W, X = np.array([[0.5, -1.5]]), np.array([[1.0, 2.0, 3.0], [0.25, 0.5, 4.0]])
NET: dict[str, Any] = {
    "W1": W, "b1": np.array([[0.75]]), "X": X, "Y": np.array([[1.0, 0.0, 1.0]]),
    "activations": ("sigmoid",),
}  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    copies.clear()
    yield
    copies.clear()


def names_of(seen: list[str]) -> Callable[[str, Any], Any]:
    """A probe that notes names."""

    def note(name: str, value: Any) -> Any:
        seen.append(name)
        return value

    return note


def test_a_copy_serves_one_probe_after_the_other() -> None:
    first: list[str] = []
    second: list[str] = []
    once, again = (copied_again(deep.cost, np, names_of(seen)) for seen in (first, second))
    assert once(**NET) == deep.cost(**NET)
    (copy,) = copies.values()
    assert again(**NET) == deep.cost(**NET)
    assert list(copies.values()) == [copy]
    assert first == second
    assert "Z1" in first
    once(**NET)
    assert len(first) == 2 * len(second)


class Probing:
    """A probe that can be asked whether it is still there."""

    def __call__(self, _: str, value: Any) -> Any:
        return value


def test_nothing_of_a_run_is_left_in_the_copy() -> None:
    probe = Probing()
    gone = weakref.ref(probe)
    copied_again(deep.cost, np, probe)(**NET)
    (copy,) = copies.values()
    assert copy.probe.last == {}
    del probe
    assert gone() is None


def test_a_run_that_raises_gives_the_copy_back() -> None:
    def refuse(name: str, _: Any) -> Any:
        raise ValueError(name)

    with pytest.raises(ValueError, match="layers"):
        copied_again(deep.cost, np, refuse)(**NET)
    assert len(copies) == 1
    assert copied_again(deep.cost, np, lambda _, value: value)(**NET) == deep.cost(**NET)


def test_a_probe_may_run_the_same_function() -> None:
    inner: list[float] = []

    def nested(name: str, value: Any) -> Any:
        if name == "Z1":
            inner.append(copied_again(deep.cost, np, lambda _, v: v)(**NET))
            return value * 2
        return value

    outer = copied_again(deep.cost, np, nested)(**NET)
    assert inner == [deep.cost(**NET)]
    assert outer == deep.cost(**{**NET, "W1": 2 * W, "b1": 2 * NET["b1"]})


def test_namespaces_have_copies_of_their_own() -> None:
    for namespace in (np, FLOATS):
        copied_again(deep.cost, namespace, lambda _, value: value)(**NET)
    assert {key[1] for key in copies} == {np, FLOATS}


def changed_code(monkeypatch: pytest.MonkeyPatch) -> None:
    function: Any = ACTIVATIONS["sigmoid"].g
    other = types.FunctionType(compile_of("lambda z: np.tanh(z) / 3 + 0.5"), function.__globals__)
    monkeypatch.setattr(function, "__code__", other.__code__.replace(co_name="sigmoid"))


def changed_table(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = ACTIVATIONS["sigmoid"]
    other = Activation("sigmoid", lambda z: np.tanh(z) / 3 + 0.5, usual.slope_z, usual.slope_a)
    monkeypatch.setitem(ACTIVATIONS, "sigmoid", other)


def changed_name(monkeypatch: pytest.MonkeyPatch) -> None:
    usual: Any = deep.forward

    def scaled(X: Array, activations: Any, keep: float, **arrays: Array) -> Any:
        return usual.formula(X, activations, keep, **{**arrays, "W1": 3 * arrays["W1"]})

    scaled.formula = scaled  # type: ignore[attr-defined]  # as a door has one
    monkeypatch.setattr(deep, "forward", scaled)


def compile_of(text: str) -> types.CodeType:
    """The code of a lambda."""
    code: types.CodeType = eval(text, {"np": np}).__code__
    return code


@pytest.mark.parametrize("change", [changed_code, changed_table, changed_name])
def test_what_has_changed_is_copied_anew(
    change: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = copied_again(deep.cost, np, lambda _, value: value)
    half = {**NET, "loss": "half_squared_error"}
    before = run(**half)
    with monkeypatch.context() as patch:
        change(patch)
        assert run(**half) == deep.cost(**half) != before
    assert run(**half) == before


def of_a_user(x: Array) -> Array:
    y = x * 2
    y += 1
    return y


def test_what_is_not_ours_is_not_kept() -> None:
    seen: list[str] = []
    np.testing.assert_array_equal(copied_again(of_a_user, np, names_of(seen))(x=X), 2 * X + 1)
    assert seen == ["y before +=", "+="]
    assert not copies
