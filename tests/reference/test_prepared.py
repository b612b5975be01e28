"""The net made fast: the numbers of deep.py whatever the plan, and what it refuses."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference import deep
from reference.activations import ACTIVATIONS, Activation, activation, sigmoid, tanh
from reference.losses import Loss, half_squared_error, half_squared_error_dz
from reference.prepared import Plan, Prepared, cost_and_gradients, plan_for
from reference.prepared.layers import AS_THEY_LIE, TRANSPOSED
from reference.prepared.memory import LINE, apart, room
from reference.prepared.plan import CORE
from reference.prepared.products import ByRows, ByTiles, InTiles, even
from reference.prepared.threads import at_once

from . import strategies
from .closeness import around, assert_rounded
from .nets import Net, draw_net

NAMES = ("identity", "step", "sigmoid", "tanh", "relu", "leaky_relu")
plans = st.builds(Plan, st.integers(0, 4), st.integers(0, 3), st.integers(1, 3))


def arguments_of(net: Net, **choices: Any) -> dict[str, Any]:
    return {**net.parameters, "X": net.X, "Y": net.Y, **choices}


def assert_as_deep(net: Net, plan: Plan | None, **choices: Any) -> None:
    """The parameters' gradients and J lie where those of deep.py can lie after rounding."""
    arguments = arguments_of(net, **choices)
    J, gradients = Prepared(**arguments, plan=plan)(**net.parameters)
    possible_J, possible = around(deep.cost_and_gradients.formula, arguments, net.X.dtype)
    assert set(gradients) == {f"d{name}" for name in net.parameters}
    assert_rounded((J, gradients), (possible_J, {name: possible[name] for name in gradients}))


@given(
    data=st.data(),
    net=strategies.nets(1, 4),
    plan=plans,
    loss=st.sampled_from(["cross_entropy", "half_squared_error"]),
    lam=st.just(0.0) | st.floats(1e-3, 10),
    keep=strategies.keeps,
    dtype=strategies.dtypes,
)
def test_every_plan_gives_what_deep_gives(
    data: st.DataObject, net: Net, plan: Plan, loss: str, lam: float, keep: float, dtype: type
) -> None:
    activations = [data.draw(st.sampled_from(NAMES)) for _ in range(net.layers)]
    if loss == "cross_entropy":
        activations[-1] = "sigmoid"
    masks = {
        name: mask.astype(dtype) for name, mask in data.draw(strategies.masks_for(net)).items()
    }
    choices = {"activations": activations, "loss": loss, "lam": lam, "keep": keep, **masks}
    assert_as_deep(net.each(lambda array: array.astype(dtype)), plan, **choices)


def test_every_activation_is_there_in_place() -> None:
    assert set(NAMES) == set(ACTIVATIONS)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize(
    "sizes", [(3, 70, 2), (1500, 7, 3, 1), (2, 40, 30, 1), (50, 44, 39, 2), (784, 33, 40, 36)]
)
def test_the_plan_of_larger_batches_gives_what_deep_gives(
    sizes: tuple[int, ...], threads: int
) -> None:
    net = draw_net(sizes, 2100)
    activations = [*["relu", "tanh"][: len(sizes) - 2], "sigmoid"]
    arguments = arguments_of(net, activations=activations, lam=0.7)
    prepared = Prepared(**arguments, threads=threads)
    J, gradients = prepared(**net.parameters)
    expected_J, expected = deep.cost_and_gradients(**arguments)
    assert pytest.approx(float(expected_J), rel=1e-13) == J
    for name, gradient in gradients.items():
        distance = np.abs(gradient - expected[name]).max()
        assert distance <= 1e-13 * np.abs(expected[name]).max(), name


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("threads", [1, 2])
def test_nets_in_tiles_give_what_deep_gives(dtype: type, threads: int) -> None:
    net = draw_net((100, 120, 97, 99, 1), 451).each(lambda array: array.astype(dtype))
    rng = np.random.default_rng(5)
    D2 = (rng.random((97, 451)) < 0.8).astype(dtype)
    positive = Activation("own", lambda z: np.log(z * z + 1), np.ones_like, np.ones_like)
    activations = ("tanh", "relu", positive, "sigmoid")
    arguments = arguments_of(net, activations=activations, lam=0.7, keep=0.8, D2=D2)
    prepared = Prepared(**arguments, plan=Plan(120, 0, threads, tiles=True))
    tiled = [isinstance(each, InTiles) for each in prepared.shares[0].passes[0].products]
    assert tiled == [True, True, True, False]
    J, gradients = prepared(**net.parameters)
    expected_J, expected = deep.cost_and_gradients(**arguments)
    assert pytest.approx(float(expected_J), rel=100 * float(np.finfo(dtype).eps)) == J
    for name, gradient in gradients.items():
        distance = np.abs(gradient - expected[name]).max()
        assert distance <= 300 * np.finfo(dtype).eps * np.abs(expected[name]).max(), name


def test_between_rows_that_lie_apart_an_activation_of_ones_own_is_not_asked() -> None:
    net = draw_net((100, 101, 1), 105)
    net.parameters["b1"] += 1000
    own = Activation("own", np.log, np.ones_like, lambda a: np.exp(-a))  # log 0 would warn
    arguments = arguments_of(net, activations=(own, "sigmoid"))
    J, _ = Prepared(**arguments, plan=Plan(tiles=True))(**net.parameters)
    assert pytest.approx(float(deep.cost_and_gradients(**arguments)[0]), rel=1e-12) == J


def test_threads_share_the_features_as_one_thread_has_them() -> None:
    net = draw_net((11, 3, 2, 1), 13)
    arguments = arguments_of(net, activations=("tanh", "relu", "sigmoid"))
    J, gradients = Prepared(**arguments, plan=Plan(5, 2, 3))(**net.parameters)
    for name, gradient in gradients.items():
        again = Prepared(**arguments, plan=Plan(5, 2, 3))(**net.parameters)[1][name]
        np.testing.assert_array_equal(gradient, again)  # who comes first changes nothing
    alone_J, alone = Prepared(**arguments, plan=Plan(5, 2))(**net.parameters)
    assert pytest.approx(float(alone_J), rel=1e-14) == J
    for name, gradient in gradients.items():
        np.testing.assert_allclose(gradient, alone[name], rtol=1e-12, atol=1e-14)


def test_overflow_in_another_thread_is_as_quiet_as_in_this_one() -> None:
    net = draw_net((4, 3, 1), 5)
    net.parameters["W1"][:, 2:] = 1e308  # the other thread's
    arguments = arguments_of(net, activations=("tanh", "sigmoid"))
    arguments["X"] = np.abs(net.X) + 10
    for threads in (1, 2):
        with np.errstate(all="raise"):
            J, _ = Prepared(**arguments, plan=Plan(0, 1, threads))(**net.parameters)
        assert np.isfinite(J)


def test_a_call_says_the_same_after_calls_at_other_parameters() -> None:
    net = draw_net((3, 5, 4, 2), 7, soft=True)
    prepared = Prepared(**arguments_of(net, activations=("tanh", "relu", "sigmoid")), plan=Plan(3))
    J, gradients = prepared(**net.parameters)
    kept = {name: array.copy() for name, array in gradients.items()}
    other = {name: array + 1 for name, array in net.parameters.items()}
    assert prepared(**other)[0] != J
    again_J, again = prepared(**net.parameters)
    assert again_J == J
    for name, array in again.items():
        np.testing.assert_array_equal(array, kept[name])


def test_the_next_call_overwrites_the_gradients_and_a_fresh_one_shares_nothing() -> None:
    net = draw_net((3, 5, 2), 7)
    arguments = arguments_of(net, activations=("tanh", "sigmoid"))
    prepared = Prepared(**arguments)
    first = prepared(**net.parameters)[1]["dW1"]
    assert np.shares_memory(first, prepared(**net.parameters)[1]["dW1"])
    alone = cost_and_gradients(**arguments)[1]["dW1"]
    assert not np.shares_memory(alone, cost_and_gradients(**arguments)[1]["dW1"])


def test_nothing_given_is_changed() -> None:
    net = draw_net((3, 5, 2), 7)
    before = draw_net((3, 5, 2), 7)
    D1 = np.ones((5, 7))
    Prepared(**arguments_of(net, activations=("relu", "sigmoid"), D1=D1, keep=0.5))(
        **net.parameters
    )
    for name, array in before.parameters.items():
        np.testing.assert_array_equal(net.parameters[name], array)
    np.testing.assert_array_equal(net.X, before.X)
    np.testing.assert_array_equal(net.Y, before.Y)
    assert (D1 == 1).all()


def test_activations_and_losses_of_ones_own() -> None:
    slanted = Activation("tanh", lambda z: tanh(z) + z, np.ones_like, np.ones_like)
    net = draw_net((3, 5, 4, 2), 7)
    own = Loss(
        "own",
        lambda *zay: 3 * half_squared_error(*zay[1:]),
        lambda *ayg: 3 * half_squared_error_dz(*ayg),
        "",
    )
    choices = {"activations": (slanted, "tanh", activation("tanh")), "loss": own}
    J, gradients = Prepared(**arguments_of(net, **choices), plan=Plan(2))(**net.parameters)
    expected_J, expected = deep.cost_and_gradients(**arguments_of(net, **choices))
    assert pytest.approx(float(expected_J), rel=1e-14) == J
    for name, gradient in gradients.items():
        np.testing.assert_allclose(gradient, expected[name], rtol=1e-12, err_msg=name)


def test_saturated_units_raise_no_floating_point_error() -> None:
    net = draw_net((3, 5, 2), 7)
    net.parameters["W2"] *= 1e5
    arguments = arguments_of(net, activations=("sigmoid", "sigmoid"))
    with np.errstate(all="raise"):
        J, gradients = Prepared(**arguments)(**net.parameters)
    assert np.isfinite(J)
    assert all(np.isfinite(array).all() for array in gradients.values())
    assert 0 < sigmoid(np.array(1.0)) < 1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_logits_whose_powers_of_e_no_float_holds_change_nothing_else(dtype: type) -> None:
    net = draw_net((3, 5, 2), 7)
    net.parameters["W2"] *= 1e3
    with np.errstate(all="raise"):
        assert_as_deep(
            net.each(lambda array: array.astype(dtype)), Plan(3), activations=("tanh", "sigmoid")
        )


def test_labels_that_are_no_signs_in_one_block_only() -> None:
    net = draw_net((3, 5, 2), 7)
    net.Y[1, 0] = 0.25
    assert_as_deep(net, Plan(3), activations=("tanh", "sigmoid"))


@pytest.mark.parametrize(("dtype", "z"), [(np.float32, 20), (np.float64, 40)])
@pytest.mark.parametrize("y", [0, 1])
def test_who_is_sure_and_right_still_has_a_gradient(dtype: type, z: float, y: int) -> None:
    parameters = {"W1": np.zeros((1, 3), dtype), "b1": np.full((1, 1), z if y else -z, dtype)}
    X, Y = np.ones((3, 1), dtype), np.full((1, 1), y, dtype)
    J, gradients = Prepared(X, Y, ("sigmoid",), **parameters)(**parameters)
    assert pytest.approx(np.exp(-z), rel=1e-6) == J
    assert gradients["db1"].item() == pytest.approx((1 - 2 * y) * np.exp(-z), rel=1e-6)


@given(
    rows=st.integers(1, 20), inner=st.integers(1, 5), columns=st.integers(1, 5),
    size=st.integers(1, 25),
)  # fmt: skip
def test_rows_at_a_time_make_the_product(rows: int, inner: int, columns: int, size: int) -> None:
    left = np.arange(1.0, 1 + rows * inner).reshape(inner, rows).T  # as W.T lies
    right = np.arange(2.0, 2 + inner * columns).reshape(inner, columns)
    out = np.full((rows, columns + 1), np.nan)
    ByRows(left, out[:, :-1], size).times(right)
    np.testing.assert_array_equal(out[:, :-1], left @ right)
    assert np.isnan(out[:, -1]).all()


@given(
    rows=st.integers(1, 20), inner=st.integers(1, 5), columns=st.integers(1, 20),
    high=st.integers(1, 25), wide=st.integers(1, 25),
)  # fmt: skip
def test_tiles_make_the_product(rows: int, inner: int, columns: int, high: int, wide: int) -> None:
    left = np.arange(1.0, 1 + rows * inner).reshape(inner, rows).T  # as W.T lies
    right = np.arange(2.0, 2 + inner * columns).reshape(columns, inner).T  # as A.T lies
    out = np.full((rows, columns + 1), np.nan)
    ByTiles(right, out[:, :-1], high, wide).times(left)
    np.testing.assert_array_equal(out[:, :-1], left @ right)
    assert np.isnan(out[:, -1]).all()


@given(
    rows=st.integers(1, 300), each=st.integers(1, AS_THEY_LIE), columns=st.integers(0, TRANSPOSED)
)
def test_pieces_are_nearly_alike_and_none_is_too_large(rows: int, each: int, columns: int) -> None:
    size = even(rows, each, columns)
    least = max(rows * each / AS_THEY_LIE, rows * columns / TRANSPOSED, 1)
    assert size >= rows / np.ceil(least) >= size - 1
    assert size == 1 or (size - 1) * each < AS_THEY_LIE


@given(columns=st.integers(1, 300), dtype=strategies.dtypes)
def test_rows_that_lie_apart_are_an_odd_number_of_lines_long(columns: int, dtype: type) -> None:
    lines, rest = divmod(apart(columns, dtype) * np.dtype(dtype).itemsize, LINE)
    assert (rest, lines % 2) == (0, 1)
    assert 0 <= lines * LINE // np.dtype(dtype).itemsize - columns < 2 * LINE


@given(shape=st.lists(st.integers(1, 9), max_size=3), dtype=strategies.dtypes)
def test_rooms_begin_with_a_line_of_the_cache(shape: list[int], dtype: type) -> None:
    array = room(shape, dtype)
    assert (array.shape, array.dtype) == (tuple(shape), dtype)
    assert array.ctypes.data % LINE == 0
    array[...] = 1


def test_blocks_are_nearly_alike_and_the_plan_follows_the_sizes() -> None:
    net = draw_net((3, 5, 2), 7)
    prepared = Prepared(**arguments_of(net, activations=("tanh", "sigmoid")), plan=Plan(3, 0, 2))
    widths = [one.output.Y.shape[1] for share in prepared.shares for one in share.passes]
    assert sorted(widths) == [1, 2, 2, 2]
    assert plan_for((2, 4, 1), 400, threads=2) == Plan(1 << 12, 0, 1)
    assert plan_for((12288, 7, 1), 209, threads=2, dtype=np.float32) == Plan(2340, 128, 2)
    assert plan_for((12288, 7, 1), 209, threads=3) == Plan(2340, 128, 3)
    assert plan_for((12288, 20, 5, 1), 209) == Plan(819, 128, 1)
    assert plan_for((1024, 20, 90, 90), 512, threads=2).features == 0  # most is not in layer 1
    assert plan_for((12288, 1), 209) == Plan(1 << 14, 0, 1)
    assert plan_for((64, 64, 64, 1), 16384, threads=2) == Plan(256, 0, 2)
    assert plan_for((512, 512, 512, 1), 1024, threads=4, dtype=np.float32) == Plan(1024, 0, 4)
    assert plan_for((512, 512, 512, 1), 1024, threads=5, dtype=np.float32).threads == 1
    assert plan_for((513, 512, 513, 1), 1024, threads=4) == Plan(1024, 0, 1)  # left to BLAS
    assert plan_for((12288, 31, 5, 1), 209, threads=2).threads == 2  # as wide, but of few units


OPENBLAS = {"blas": {"name": "scipy-openblas"}}


def blas_is(monkeypatch: pytest.MonkeyPatch, libraries: Any, found: list[str]) -> None:
    """NumPy says that it was built so, for such a processor."""
    config = {"Build Dependencies": libraries, "SIMD Extensions": {"found": found}}
    monkeypatch.setattr(np, "show_config", lambda **_: config)
    monkeypatch.delenv(CORE, raising=False)


@pytest.mark.parametrize("found", [["AVX2", "X86_V4"], ["AVX512F", "AVX512_SKX"]])
def test_wide_layers_go_in_tiles_where_blas_multiplies_as_they_lie(
    found: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    blas_is(monkeypatch, OPENBLAS, found)
    assert plan_for((784, 256, 128, 1), 2000) == Plan(512, 0, 1, tiles=True)
    assert plan_for((784, 256, 128, 1), 512, threads=2).tiles
    assert plan_for((256, 128, 128, 1), 700, dtype=np.float32) == Plan(1024, 0, 1, tiles=True)
    assert plan_for((784, 256, 128, 1), 300, threads=2).threads == 2
    assert not plan_for((784, 256, 128, 1), 255, threads=2).tiles  # BLAS shares what is whole
    assert not plan_for((784, 256, 128, 1), 512, dtype=np.float32).tiles  # the first layer is not
    assert not plan_for((1024, 1024, 1024, 1), 1024).tiles
    assert not plan_for((1500, 100, 1), 1024).tiles
    assert not plan_for((64, 64, 64, 1), 1024).tiles


@pytest.mark.parametrize(
    ("libraries", "found", "core"),
    [
        (OPENBLAS, ["AVX2"], ""),
        ({"blas": {"name": "accelerate"}}, ["X86_V4"], ""),
        ({}, [], ""),
        (OPENBLAS, ["X86_V4"], "Haswell"),
    ],
)
def test_elsewhere_there_are_no_tiles(
    libraries: Any, found: list[str], core: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    blas_is(monkeypatch, libraries, found)
    if core:
        monkeypatch.setenv(CORE, core)
    assert plan_for((784, 256, 128, 1), 2000) == Plan(1024, 0, 1)
    assert plan_for((784, 256, 128, 1), 300, threads=2).threads == 1


def test_a_core_with_avx512_may_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    blas_is(monkeypatch, OPENBLAS, ["X86_V4"])
    monkeypatch.setenv(CORE, "SkylakeX")
    assert plan_for((784, 256, 128, 1), 2000).tiles


@pytest.mark.parametrize("plan", [Plan(0, 0, 2), Plan(0, 1, 2), Plan()])
def test_what_is_said_about_floating_point_errors_holds_in_all_threads(plan: Plan) -> None:
    net = draw_net((4, 3, 2), 6)
    prepared = Prepared(**arguments_of(net, activations=("tanh", "sigmoid")), plan=plan)
    net.parameters["W1"][0, :2] = np.inf, -np.inf
    with np.errstate(all="ignore"):
        J, _ = prepared(**net.parameters)
    assert np.isnan(J)


def test_all_threads_have_ended_when_one_has_raised() -> None:
    ended: list[str] = []

    def slowly() -> str:
        time.sleep(0.1)
        ended.append("the other")
        return "the other"

    def raises() -> str:
        raise ArithmeticError("mine")

    with ThreadPoolExecutor(1) as others:
        with pytest.raises(ArithmeticError, match="mine"):
            at_once(others, raises, [slowly])
        assert ended == ["the other"]
        assert at_once(others, lambda: "mine", [slowly]) == ["mine", "the other"]
        with pytest.raises(ArithmeticError, match="mine"):
            at_once(others, slowly, [raises])


def test_more_threads_than_examples_are_no_trouble() -> None:
    net = draw_net((3, 5, 2), 2)
    assert_as_deep(net, Plan(1, 0, 5), activations=("tanh", "sigmoid"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"W1": np.ones((5, 4))}, "W1 must have shape (5, 3) and dtype float64, as when the batch "
         "was prepared, got (5, 4) and float64"),
        ({"b2": np.ones((2, 1), np.float32)}, "b2 must have shape (2, 1) and dtype float64, as "
         "when the batch was prepared, got (2, 1) and float32"),
        ({"b2": [[1.0], [1.0]]}, "the parameters must be the arrays W1, b1, W2, b2, got W1, b1, "
         "W2, b2"),
    ],
)  # fmt: skip
def test_other_parameters_are_refused(change: dict[str, Any], sentence: str) -> None:
    net = draw_net((3, 5, 2), 7)
    prepared = Prepared(**arguments_of(net, activations=("tanh", "sigmoid")))
    with pytest.raises((TypeError, ValueError)) as error:
        prepared(**{**net.parameters, **change})
    assert str(error.value) == sentence


def test_missing_parameters_and_threads_that_are_no_number_are_refused() -> None:
    net = draw_net((3, 5, 2), 7)
    arguments = arguments_of(net, activations=("tanh", "sigmoid"))
    with pytest.raises(TypeError, match=r"must be the arrays W1, b1, W2, b2, got none"):
        Prepared(**arguments)()
    with pytest.raises(ValueError, match=r"threads must be a whole number of at least 1, got 0"):
        Prepared(**arguments, threads=0)
    with pytest.raises(ValueError, match=r"Y has shape"):
        Prepared(**{**arguments, "X": net.X[:, :3]})
