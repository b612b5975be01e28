"""A plain NumPy cost runs unchanged in every witness, and all say the same."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from parity.witnesses import balls, jax_numpy, torch_numpy
from parity.witnesses.certified import enclosure
from parity.witnesses.float_numpy import FloatNamespace
from parity.witnesses.tape import gradients_on_tape

from .numpy_costs import COSTS

PARAMETERS = ("W", "v", "c", "P")
# All of these costs are well conditioned sums of a few hundred terms at most.
ACCURACY = 1e-12


def point(dtype: Any = float) -> dict[str, Any]:
    """Different sizes, and nothing near 0 or another kink of the costs."""
    rng = np.random.default_rng(5)
    sizes = {"W": (3, 4), "v": (4,), "c": (3, 1), "P": (3, 4), "X": (4, 5)}
    arrays = {name: rng.normal(size=size) for name, size in sizes.items()}
    arrays["P"] = np.abs(arrays["P"]) + 0.5
    arrays["Y"] = (rng.random((3, 5)) < 0.5).astype(float)
    return {name: array.astype(dtype) for name, array in arrays.items()}


def by_floats(cost: Any, arguments: Any, traced: Any, wanted: Any) -> Any:
    return gradients_on_tape(cost, FloatNamespace(), arguments, traced, wanted)


def by_balls(cost: Any, arguments: Any, traced: Any, wanted: Any) -> Any:
    given = {name: balls.balls(value) for name, value in arguments.items()}
    J, found = gradients_on_tape(cost, balls, given, traced, wanted)
    return np.asarray(balls.balls(J)), found


WITNESSES: dict[str, Callable[..., Any]] = {
    "torch": torch_numpy.derivatives,
    "jax": jax_numpy.derivatives,
    "autograd": by_floats,
}


@pytest.mark.parametrize("name", COSTS)
def test_every_witness_runs_it_and_agrees_with_the_truth(name: str) -> None:
    cost, intermediates = COSTS[name]
    wanted = (*PARAMETERS, *intermediates)
    J, truth = by_balls(cost, point(), PARAMETERS, wanted)
    assert set(truth) == set(wanted)
    np.testing.assert_allclose(enclosure(J).nearest, cost(**point()), ACCURACY)
    for witness in WITNESSES.values():
        cost_too, found = witness(cost, point(), PARAMETERS, wanted)
        assert set(found) == set(wanted)
        assert_close(np.asarray(cost_too), J)
        for quantity in wanted:
            assert_close(found[quantity], truth[quantity])


def assert_close(value: Any, truth: Any) -> None:
    true = enclosure(truth)
    assert value.shape == true.nearest.shape
    scale = np.max(np.abs(true.nearest), initial=0)
    assert np.all(true.radius <= 1e-30 * scale)
    assert np.all(np.abs(value - true.nearest) <= ACCURACY * scale)
