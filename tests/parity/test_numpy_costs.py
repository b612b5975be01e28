"""A plain NumPy cost runs unchanged in every witness, and all say the same."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flint import ctx

from parity.errors import CannotRunError
from parity.witnesses import balls, jax_numpy, torch_numpy
from parity.witnesses.ball_choices import taking
from parity.witnesses.certified import enclosure
from parity.witnesses.float_numpy import FloatNamespace
from parity.witnesses.tape import gradients_on_tape

from . import beyond_witnesses as beyond
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
    with ctx.workprec(160), taking(None):
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


# The truth itself, held against differences of the plain cost.


@pytest.mark.parametrize("name", ["arctan", "log10", "diag", "prod", "cumsum", "std", "normalised"])
def test_the_truth_is_what_differences_of_the_cost_say(name: str) -> None:
    cost, _ = COSTS[name]
    h = 1e-5
    _, truth = by_balls(cost, point(), PARAMETERS, PARAMETERS)
    for quantity in PARAMETERS:
        for place in np.ndindex(point()[quantity].shape):
            above, below = point(), point()
            above[quantity][place] += h
            below[quantity][place] -= h
            slope = (cost(**above) - cost(**below)) / (2 * h)
            # The third derivative, of the order of the cost, times h squared; u / h of rounding.
            assert abs(float(truth[quantity][place]) - slope) <= 1e-6 * (1 + abs(cost(**point())))


# float32 stays float32, and what NumPy makes float64 becomes float64.


def half(W: Any, v: Any) -> Any:
    Z = W * 0.5 + 1
    A = np.tanh(Z) * (Z > 0) / Z.shape[1]
    B = np.where(A > 0.1, A, 0.01) ** 2
    return np.mean(np.maximum(B, 0.0)) + np.sqrt(np.sum(v * np.zeros_like(v) + v**2))


@pytest.mark.parametrize("witness", ["torch", "jax"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_case_keeps_its_dtype(witness: str, dtype: Any) -> None:
    arguments = {name: point(dtype)[name] for name in ("W", "v")}
    J, found = WITNESSES[witness](half, arguments, ["W", "v"], ["W", "v", "Z", "A", "B"])
    assert J.dtype == half(**arguments).dtype == dtype
    assert {value.dtype for value in found.values()} == {np.dtype(dtype)}
    assert np.isclose(J, half(**point_of("W", "v")), rtol=50 * np.finfo(dtype).eps)


def point_of(*names: str) -> dict[str, Any]:
    return {name: point()[name] for name in names}


def with_strong_scalars(W: Any, v: Any) -> Any:
    Z = W * np.float64(0.1)
    A = W * (W > 0).astype(float) * v
    return np.sum(Z) + np.sum(A)


def test_a_list_makes_pythons_numbers_strong() -> None:
    def cost(v: Any) -> Any:
        return np.sum(np.array([v[0], 2.0]) * v[1])

    v = point(np.float32)["v"]
    J, _ = torch_numpy.derivatives(cost, {"v": v}, ["v"], ["v"])
    assert J.dtype == cost(v).dtype == float


def test_numpys_scalars_and_float64_masks_are_not_weak() -> None:
    arguments = {name: point(np.float32)[name] for name in ("W", "v")}
    for witness in (torch_numpy, jax_numpy):
        J, found = witness.derivatives(with_strong_scalars, arguments, ["W"], ["W", "Z", "A"])
        assert J.dtype == with_strong_scalars(**arguments).dtype == float
        assert [found[name].dtype for name in "WZA"] == [np.float32, float, float]
        np.testing.assert_allclose(J, with_strong_scalars(**arguments), 1e-14)


def step_of(W: Any) -> Any:
    return np.sum(np.heaviside(W, 0.25))


def test_a_step_is_numpys_also_at_0_and_for_nan() -> None:
    for W in (np.array([-1.0, 0.0, 2.0]), np.array([1.0, np.nan])):
        for witness in WITNESSES.values():
            J, found = witness(step_of, {"W": W}, ["W"], ["W"])
            np.testing.assert_array_equal(J, step_of(W))
            assert found["W"][0] == 0


# What counts as a quantity.


def reassigned(W: Any, v: Any) -> Any:
    Z = W @ v
    Z = Z + 1
    A = Z * 2
    A *= 3
    M = Z > 0
    B = np.sum(W) * 0
    return np.sum(A * M) + 0 * B


@pytest.mark.parametrize("witness", ["torch", "jax"])
def test_what_has_no_single_derivative_is_left_out(witness: str) -> None:
    wanted = ["W", "v", "Z", "A", "M", "B", "Q"]
    _, found = WITNESSES[witness](reassigned, point_of("W", "v"), ["W"], wanted)
    assert set(found) == {"W", "B"}
    assert found["B"] == 0


def scaled_argument(W: Any, v: Any) -> Any:
    v = v / 2
    return np.sum(W * v)


@pytest.mark.parametrize("witness", WITNESSES)
def test_data_that_are_assigned_again_are_no_quantity(witness: str) -> None:
    _, found = WITNESSES[witness](scaled_argument, point_of("W", "v"), ["W"], ["W", "v"])
    assert set(found) == {"W"}


def of_data(W: Any, v: Any) -> Any:
    del W
    return np.sum(v * v)


@pytest.mark.parametrize("witness", WITNESSES)
def test_a_cost_without_its_parameters_has_derivative_0(witness: str) -> None:
    J, found = WITNESSES[witness](of_data, point_of("W", "v"), ["W"], ["W"])
    assert np.isclose(J, np.sum(point()["v"] ** 2))
    np.testing.assert_array_equal(found["W"], np.zeros((3, 4)))


def with_settings(W: Any, lam: Any, layers: Any, name: str, table: Any) -> Any:
    A = W
    for l in range(layers):
        A = np.tanh(A) * table["masks"][l]
    for l in range(table["more"]):
        A = A + l * W
    return lam * np.sum(A) if (name, table["name"]) == ("tanh", None) else None


@pytest.mark.parametrize("witness", ["torch", "jax"])
def test_settings_stay_what_they_are(witness: str) -> None:
    masks = [point()["v"] > 0, point()["v"]]
    table = {"masks": masks, "more": 2, "name": None, "of": "what"}
    arguments = {"W": point()["W"], "lam": 0.1, "layers": 2, "name": "tanh", "table": table}
    J, found = WITNESSES[witness](with_settings, arguments, ["W"], ["W"])
    _, truth = by_floats(with_settings, arguments, ["W"], ["W"])
    np.testing.assert_allclose(J, with_settings(**arguments), 1e-14)
    np.testing.assert_allclose(found["W"], truth["W"], 1e-13, 1e-15)


def test_a_choice_by_value_is_made_by_every_witness() -> None:
    for witness in WITNESSES.values():
        J, found = witness(beyond.choice_by_value, point_of("W", "v"), ["W"], ["W", "Z"])
        assert np.isclose(J, beyond.choice_by_value(**point_of("W", "v")))
        assert set(found) == {"W", "Z"}


# What cannot be run is named, with the user's line.

ALL = {"certified": by_balls, **WITNESSES}
REFUSED = [
    (beyond.unknown_name, ("certified", "torch", "jax"), "np.busday_count ("),
    (beyond.unknown_part, ("certified", "torch", "jax"), "np.polynomial.polyval ("),
    (beyond.unknown_import, ("certified", "torch"), "np.fft.ifft ("),
    (beyond.random_numbers, ("certified", "torch", "jax"), "np.random.default_rng ("),
    (beyond.element_assigned, tuple(ALL), "an element cannot be assigned"),
    (beyond.float_of, tuple(ALL), "float(Z[0])"),
    (beyond.float_of, ("torch", "jax"), "would lose the derivative"),
    (beyond.wrong_shapes, tuple(ALL), "`Z = W.T @ v"),
    (beyond.in_another_function, tuple(ALL), "`return energy(v / None)"),
]


@pytest.mark.parametrize(
    ("cost", "witness", "words"),
    [(cost, witness, words) for cost, witnesses, words in REFUSED for witness in witnesses],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_what_cannot_be_run_is_named_with_its_line(cost: Any, witness: str, words: str) -> None:
    with pytest.raises(CannotRunError) as caught:
        ALL[witness](cost, point_of("W", "v"), ["W", "v"], ["W", "v", "Z"])
    said = str(caught.value)
    assert said.startswith(f"{witness} cannot run ")
    assert words in said
    assert f"(line {line_marked(cost)} of beyond_witnesses.py)" in said


def line_marked(cost: Any) -> int:
    """The line that is marked in the cost, or in the function after it."""
    first = cost.__code__.co_firstlineno
    lines = Path(beyond.__file__).read_text().splitlines()
    return next(n for n, line in enumerate(lines, 1) if n > first and "# here" in line)
