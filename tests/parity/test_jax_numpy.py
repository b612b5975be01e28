"""A NumPy cost is compiled once for all points of the same shapes, and is right at each."""

from typing import Any

import numpy as np
import pytest

from parity.witnesses import jax_numpy
from reference.arrays import Array


def penalised(w: Any, X: Any, lam: float) -> Any:
    return np.sum((w.T @ X) ** 2) + lam * np.sum(w**2)


def branching(w: Any, X: Any, lam: float) -> Any:
    return np.sum((w.T @ X) ** 2) + (lam * np.sum(w**2) if lam > 0.5 else 0.0)


def by_hand(w: Array, X: Array, lam: float) -> Array:
    gradient: Array = 2 * X @ (X.T @ w) + 2 * lam * w
    return gradient


@pytest.mark.parametrize("cost", [penalised, branching])
def test_one_compilation_serves_all_points(cost: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jax_numpy, "COMPILED", {})
    rng = np.random.default_rng(0)
    for lam in (0.7, 0.9, 0.1):
        w, X = rng.normal(size=(3, 1)), rng.normal(size=(3, 5))
        _, found = jax_numpy.derivatives(cost, {"w": w, "X": X, "lam": lam}, ["w"], ["w"])
        counts = lam if cost is penalised or lam > 0.5 else 0.0
        np.testing.assert_allclose(found["w"], by_hand(w, X, counts), rtol=1e-13)
    if cost is penalised:
        (compiled,) = jax_numpy.COMPILED.values()
        assert compiled._cache_size() == 1


def test_a_setting_without_a_hash_is_compiled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jax_numpy, "COMPILED", {})

    class Unhashable:
        __hash__ = None

    def cost(w: Any, how: Any) -> Any:
        return np.sum(w**2) if how else w

    arguments = {"w": np.array([3.0]), "how": Unhashable()}
    _, found = jax_numpy.derivatives(cost, arguments, ["w"], ["w"])
    assert found["w"] == [6.0]
    assert jax_numpy.COMPILED == {}


def test_only_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jax_numpy, "COMPILED", {})
    monkeypatch.setattr(jax_numpy, "MOST_COMPILED", 2)
    for power in (1, 2, 3):
        arguments = {"w": np.array([2.0]), "power": power}
        _, found = jax_numpy.derivatives(lambda w, power: np.sum(w**power), arguments, ["w"], ["w"])
        assert found["w"] == [power * 2.0 ** (power - 1)]
    assert len(jax_numpy.COMPILED) == 2
