"""Cases drawn from a seed: ordinary points, and what makes a point hard.

A case's name is a path: derivation, activation, what is special about it, dtype. Dimensions are
all different, biases are not zero, both labels occur, unless the name says otherwise.
"""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from parity.case import Case
from reference.arrays import Array

DTYPES = ("float64", "float32")


@dataclass(frozen=True)
class Recipe:
    """Where a case is: sizes, how large the parameters are, and what is special."""

    m: int = 7
    outputs: int = 1
    scale: float = 0.5
    inputs: int = 5
    special: Callable[[Case], Case] | None = None

    def words(self) -> Iterator[str]:
        """The path segments for what is not ordinary."""
        ordinary = Recipe()
        if self.outputs != ordinary.outputs:
            yield f"outputs-{self.outputs}"
        if self.inputs != ordinary.inputs:
            yield f"inputs-{self.inputs}"
        if self.m != ordinary.m:
            yield f"m-{self.m}"
        if self.scale != ordinary.scale:
            yield f"scale-{self.scale:g}"
        if self.special is not None:
            yield self.special.__name__.replace("_", "-")


def named(
    words: tuple[str, ...], recipe: Recipe, draw: Callable[[np.random.Generator], Case]
) -> Iterator[Case]:
    """The case in both dtypes. Its seed comes from its name, so it never depends on the others."""
    for dtype in DTYPES:
        name = "/".join((*words, *recipe.words(), dtype))
        seed = zlib.crc32("/".join((*words, *recipe.words())).encode())
        case = replace(draw(np.random.default_rng(seed)), name=name, seed=seed)
        if recipe.special is not None:
            case = recipe.special(case)
        yield in_dtype(case, dtype)


def in_dtype(case: Case, dtype: str) -> Case:
    """The same case, rounded; what is subnormal is made so in the dtype."""
    arrays = {}
    for name, value in case.arrays.items():
        arrays[name] = value.astype(dtype)  # keeps the memory order
        arrays[name].flags.writeable = value.flags.writeable
    return with_arrays(case, arrays)


def with_arrays(case: Case, arrays: dict[str, Array]) -> Case:
    """The case with other values."""
    return replace(
        case,
        parameters={name: arrays[name] for name in case.parameters},
        data={name: arrays[name] for name in case.data},
    )


def labels(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Zeros and ones, both of them where there is room."""
    flat = (rng.random(int(np.prod(shape))) < 0.5).astype(float)
    flat[: min(2, flat.size)] = [0.0, 1.0][: flat.size]
    return flat.reshape(shape)


def logistic(form: str, recipe: Recipe = Recipe(), **settings: Any) -> Iterator[Case]:  # frozen
    """Logistic regression."""

    def draw(rng: np.random.Generator) -> Case:
        p, m = recipe.inputs, recipe.m
        w, b = recipe.scale * rng.normal(size=(p, 1)), np.array(recipe.scale * rng.normal())
        X, Y = rng.normal(size=(p, m)), labels(rng, (1, m))
        if form == "graph":
            return Case(
                "",
                "logistic/graph",
                {"w": w[:, 0], "b": b},
                {"x": X[:, 0], "y": np.asarray(Y[0, 0])},
            )
        return Case(
            "", f"logistic/{form}", {"w": w, "b": b}, {"X": X, "Y": Y}, settings, examples=m
        )

    yield from named(("logistic", form, *words_of(settings)), recipe, draw)


def shallow(form: str, hidden: str, recipe: Recipe = Recipe(), **settings: Any) -> Iterator[Case]:
    """One hidden layer."""

    def draw(rng: np.random.Generator) -> Case:
        parameters = layers(rng, (recipe.inputs, 4, recipe.outputs), recipe.scale)
        X, Y = rng.normal(size=(recipe.inputs, recipe.m)), labels(rng, (recipe.outputs, recipe.m))
        data = {"x": X[:, :1], "y": Y[:, :1]} if form == "one" else {"X": X, "Y": Y}
        m = 1 if form == "one" else recipe.m
        return Case(
            "", f"shallow/{form}", parameters, data, {"hidden": hidden, **settings}, examples=m
        )

    yield from named(("shallow", form, hidden, *words_of(settings)), recipe, draw)


def rows(form: str, hidden: str, recipe: Recipe = Recipe()) -> Iterator[Case]:
    """Examples as rows, biases absorbed."""

    def draw(rng: np.random.Generator) -> Case:
        n, q, m = recipe.inputs, 4, recipe.m
        parameters = {
            "Theta": recipe.scale * rng.normal(size=(q, n + 1)),
            "beta": recipe.scale * rng.normal(size=q + 1),
        }
        data = {"X": rng.normal(size=(m, n)), "y": labels(rng, (m,))}
        return Case("", f"rows/{form}", parameters, data, {"hidden": hidden}, examples=m)

    yield from named(("rows", form, hidden), recipe, draw)


def deep(
    sizes: tuple[int, ...],
    activations: tuple[str, ...],
    recipe: Recipe = Recipe(),
    dropout: bool = False,
    form: str = "deep",
    **settings: Any,
) -> Iterator[Case]:
    """L layers; `sizes` are those of the hidden layers."""

    def draw(rng: np.random.Generator) -> Case:
        parameters = layers(rng, (recipe.inputs, *sizes, recipe.outputs), recipe.scale)
        data = {
            "X": rng.normal(size=(recipe.inputs, recipe.m)),
            "Y": labels(rng, (recipe.outputs, recipe.m)),
        }
        chosen: dict[str, Any] = {"activations": activations, **settings}
        if dropout:
            masks = {
                f"D{l}": (rng.random((n, recipe.m)) < 0.8) * 1.0 for l, n in enumerate(sizes, 1)
            }
            data, chosen = {**data, **masks}, {**chosen, "keep": 0.8}
        return Case("", form, parameters, data, chosen, examples=recipe.m)

    width = "-".join(map(str, (recipe.inputs, *sizes, recipe.outputs)))
    dropped = ("dropout",) if dropout else ()
    kinds = "-".join(dict.fromkeys(activations))
    yield from named((form, width, kinds, *words_of(settings), *dropped), recipe, draw)


def layers(rng: np.random.Generator, sizes: tuple[int, ...], scale: float) -> dict[str, Array]:
    """W1, b1, W2, b2, ...: normal times scale; W twice that, by the root of what feeds a unit."""
    parameters = {}
    for l, (n_in, n_out) in enumerate(pairwise(sizes), start=1):
        parameters[f"W{l}"] = 2 * scale * rng.normal(size=(n_out, n_in)) / np.sqrt(n_in)
        parameters[f"b{l}"] = scale * rng.normal(size=(n_out, 1))
    return parameters


def words_of(settings: dict[str, Any]) -> Iterator[str]:
    """Path segments of settings."""
    if settings.get("lam"):
        yield "l2"
    if settings.get("loss") == "half_squared_error":
        yield "half-squared-error"


# What makes a point hard. Each takes an ordinary case and returns it changed.


def saturated(size: float) -> Callable[[Case], Case]:
    """Output logits about as large as `size`, of both signs, with right and wrong labels."""

    def change(case: Case) -> Case:
        arrays, last = dict(case.arrays), "w" if "w" in case.parameters else "W2"
        arrays["b" if last == "w" else "b2"] *= 0
        Z = arrays["w"].T @ arrays["X"] if last == "w" else hidden_tanh(arrays)
        arrays[last] *= size / np.median(np.abs(Z))
        arrays["Y"] = np.where(np.arange(Z.shape[1]) % 2 == 0, Z > 0, Z < 0).astype(float)
        return with_arrays(case, arrays)

    change.__name__ = f"saturated_{size:g}"
    return change


def hidden_tanh(arrays: dict[str, Array]) -> Array:
    """The output logits of a shallow net of tanh units without output bias."""
    Z2: Array = arrays["W2"] @ np.tanh(arrays["W1"] @ arrays["X"] + arrays["b1"])
    return Z2


def kink(case: Case) -> Case:
    """An all-zero example and zero biases: every unit sits at exactly 0 there."""
    arrays = {n: np.zeros_like(v) if n[0] == "b" else v for n, v in case.arrays.items()}
    arrays["X"][:, 1] = 0
    return with_arrays(case, arrays)


def labels_0(case: Case) -> Case:
    """All labels 0."""
    return with_arrays(case, {**case.arrays, "Y": np.zeros_like(case.data["Y"])})


def labels_1(case: Case) -> Case:
    """All labels 1."""
    return with_arrays(case, {**case.arrays, "Y": np.ones_like(case.data["Y"])})


def soft_labels(case: Case) -> Case:
    """Labels between 0 and 1."""
    rng = np.random.default_rng(case.seed)
    return with_arrays(case, {**case.arrays, "Y": rng.random(case.data["Y"].shape)})


def zero_inputs(case: Case) -> Case:
    """X = 0: the first layer's weights have derivative 0."""
    return with_arrays(case, {**case.arrays, "X": np.zeros_like(case.data["X"])})


def subnormal_inputs(case: Case) -> Case:
    """One variable of X so small that it is subnormal, in float32 already."""
    X = case.data["X"].copy()
    X[0] *= 1e-40 if case.name.endswith("32") else 1e-310
    return with_arrays(case, {**case.arrays, "X": X})


def zero_parameters(case: Case) -> Case:
    """All parameters 0: the symmetry that gradient descent cannot break."""
    zeros = {name: np.zeros_like(value) for name, value in case.parameters.items()}
    return with_arrays(case, {**case.arrays, **zeros})


def fortran_order(case: Case) -> Case:
    """Columns first in memory."""
    return with_arrays(case, {n: np.array(v, order="F") for n, v in case.arrays.items()})


def read_only(case: Case) -> Case:
    """Arrays that must not be written to."""
    arrays = {n: v.copy() for n, v in case.arrays.items()}
    for value in arrays.values():
        value.flags.writeable = False
    return with_arrays(case, arrays)
