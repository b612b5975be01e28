"""Parameters from sizes, scheme and seed: the same bits on every run, of the right size."""

import hashlib

import numpy as np
import pytest

from reference import deep
from reference.arrays import Array
from reference.descent import train, updated
from reference.initialization import SCHEMES, initial_parameters

from .closeness import assert_overlap, balls, in_balls
from .nets import draw_net


def digest(parameters: dict[str, Array]) -> str:
    """SHA-256 over names, dtypes, shapes and bytes."""
    sha = hashlib.sha256()
    for name, array in parameters.items():
        sha.update(f"{name} {array.dtype.str} {array.shape}".encode())
        sha.update(array.tobytes())
    return sha.hexdigest()


@pytest.mark.parametrize(
    ("scheme", "dtype", "sha256"),
    [
        ("xavier", np.float64, "9249284f802145c83edd950755d7633be496abf08fd09fdf4a3b0ca2486a72bc"),
        ("xavier", np.float32, "88dd7ff9c559ccf60eb5b03d7fd80c5d0d1c51f1df1ac4e449cb3d46fe7ab1c2"),
        ("he", np.float64, "3ee829c9801d4ab35fa7a9b9c18481e593535331ea6c0fcfff0da0325ebedf8c"),
        ("scaled", np.float64, "a82bb8f3b350367b30c3743b2a61826c8dabaeb4e3bc6a71f765fab5c9fe8370"),
        ("zeros", np.float64, "d53941797fdb00586f9272db4c0126c9797e884c1a6ab28a7485b46e3cd87e18"),
    ],
)
def test_the_same_seed_gives_the_same_bits(scheme: str, dtype: type, sha256: str) -> None:
    assert digest(initial_parameters((4, 3, 2, 1), scheme, seed=7, dtype=dtype)) == sha256


def test_another_seed_gives_other_weights() -> None:
    first, other = (initial_parameters((4, 3), "he", seed) for seed in (0, 1))
    assert np.all(first["W1"] != other["W1"])


@pytest.mark.parametrize("scheme", SCHEMES)
def test_there_are_weights_and_biases_for_every_layer(scheme: str) -> None:
    parameters = initial_parameters((5, 4, 3, 1), scheme, seed=0)
    assert {name: array.shape for name, array in parameters.items()} == {
        "W1": (4, 5),
        "b1": (4, 1),
        "W2": (3, 4),
        "b2": (3, 1),
        "W3": (1, 3),
        "b3": (1, 1),
    }
    for l in (1, 2, 3):
        np.testing.assert_array_equal(parameters[f"b{l}"], 0)


@pytest.mark.parametrize(
    ("scheme", "deviation"),
    [
        ("xavier", np.sqrt(2 / (200 + 300))),
        ("he", np.sqrt(2 / 200)),
        ("scaled", 0.01),
        ("zeros", 0),
    ],
)
def test_the_weights_of_a_large_layer_have_the_schemes_deviation(
    scheme: str, deviation: float
) -> None:
    W1 = initial_parameters((200, 300), scheme, seed=0)["W1"]
    sampling = 1 / np.sqrt(2 * W1.size)  # relative standard error of a sample's deviation
    assert abs(np.std(W1) - deviation) <= 4 * sampling * deviation
    assert abs(np.mean(W1)) <= 4 * deviation / np.sqrt(W1.size)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble])
def test_parameters_come_in_the_dtype_asked_for(dtype: type) -> None:
    drawn = initial_parameters((4, 3, 1), "he", 0, dtype)
    in_float64 = initial_parameters((4, 3, 1), "he", 0)
    for name, array in drawn.items():
        assert array.dtype == dtype
        assert in_float64[name].dtype == float
        np.testing.assert_array_equal(array, in_float64[name].astype(dtype))


def test_sizes_and_seed_may_be_numpys_whole_numbers() -> None:
    sizes = np.array([4, 3, 1])
    drawn = initial_parameters(sizes, "he", np.int64(7))
    assert digest(drawn) == digest(initial_parameters((4, 3, 1), "he", 7))


def test_from_zeros_a_tanh_net_learns_nothing_but_its_last_bias() -> None:
    net = draw_net((4, 3, 1), 8)
    zeros = initial_parameters((4, 3, 1), "zeros", seed=0)
    run = train(
        deep.cost_and_gradients,
        zeros,
        {"X": net.X, "Y": np.array([[0, 1, 1, 1, 0, 1, 1, 0]]), "activations": ("tanh", "sigmoid")},
        alpha=0.5,
        steps=100,
    )
    for name in ("W1", "b1", "W2"):
        np.testing.assert_array_equal(run.parameters[name], 0, err_msg=name)
    assert run.parameters["b2"] != 0


def test_from_zeros_hidden_units_of_any_activation_stay_alike() -> None:
    net = draw_net((4, 3, 1), 8).each(balls)
    now = in_balls(initial_parameters((4, 3, 1), "zeros", seed=0))
    for _ in range(5):
        gradients = deep.cost_and_gradients.formula(net.X, net.Y, ("sigmoid", "sigmoid"), **now)[1]
        now = updated(now, gradients, alpha=0.5)
    assert all(w != 0 for w in now["W1"].flat)
    assert_overlap(now["W1"][1:], now["W1"][[0, 0]])


def test_zeros_are_positive_ones() -> None:
    assert not np.any(np.signbit(initial_parameters((4, 3), "zeros", seed=0)["W1"]))
