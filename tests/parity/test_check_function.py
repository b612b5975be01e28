"""parity.check_function: custom backward passes of torch and JAX, right and wrong."""

import json
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import torch

import parity
from tests.parity.schemas import problems

RNG = np.random.default_rng(0)
POINT = {"w": RNG.normal(size=4), "x": RNG.normal(size=(3, 4))}


def cube(x: Any, w: Any) -> Any:
    """f(x, w) = w x^3, row by row."""
    return w * x**3


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Any, w: Any) -> Any:
        ctx.save_for_backward(x, w)
        return w * x**3

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        x, w = ctx.saved_tensors
        return g * 3 * x**2 * w, (g * x**3).sum(0)


class WrongSign(Cube):
    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        dx, dw = Cube.backward(ctx, g)
        return -dx, dw


class WithoutCotangent(Cube):
    """Right for a cotangent of ones, which is what a sum sends back."""

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        dx, _ = Cube.backward(ctx, g)
        return dx, Cube.backward(ctx, torch.ones_like(g))[1]


class WrongValue(Cube):
    @staticmethod
    def forward(ctx: Any, x: Any, w: Any) -> Any:
        return Cube.forward(ctx, x, w) * 1.001


class Forgotten(Cube):
    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        return Cube.backward(ctx, g)[0], None


class Raising(Cube):
    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        raise ArithmeticError(f"no idea of {ctx} and {g}")


@jax.custom_vjp
def jax_cube(x: Any, w: Any) -> Any:
    return w * x**3


@jax.custom_vjp
def jax_cube_wrong(x: Any, w: Any) -> Any:
    return w * x**3


def cube_forward(x: Any, w: Any) -> Any:
    return w * x**3, (x, w)


def cube_backward(kept: Any, g: Any) -> Any:
    x, w = kept
    return g * 3 * x**2 * w, jnp.sum(g * x**3, axis=0)


def cube_backward_mean(kept: Any, g: Any) -> Any:
    dx, dw = cube_backward(kept, g)
    return dx, dw / 3


jax_cube.defvjp(cube_forward, cube_backward)
jax_cube_wrong.defvjp(cube_forward, cube_backward_mean)


def verdicts(result: Any) -> dict[str, set[str]]:
    """The verdicts of every quantity, over cotangents and dtypes."""
    found: dict[str, set[str]] = {}
    for finding in result.findings:
        found.setdefault(finding.quantity, set()).add(finding.verdict)
    return found


@pytest.mark.parametrize(
    "right",
    [Cube, lambda x, w: Cube.apply(x, w) * 1, jax_cube, jax.jit(lambda x, w: jax_cube(x, w))],
    ids=["Function", "callable", "custom_vjp", "jit"],
)
def test_what_is_right_agrees_in_both_dtypes(right: Any) -> None:
    result = parity.check_function(right, POINT, numpy=cube)
    assert result.verdict == "agrees", str(result)
    assert verdicts(result) == {"value": {"agrees"}, "dx": {"agrees"}, "dw": {"agrees"}}
    assert {str(r.case.dtype) for r in result.report.results} == {"float64", "float32"}
    assert len(result.findings) == 3 * 3 * 2
    assert problems(json.loads(result.to_json())) == []


@pytest.mark.parametrize(
    ("wrong", "quantity", "words"),
    [
        (WrongSign, "dx", "this is the derivative with the sign reversed"),
        (WithoutCotangent, "dw", "it is the same for every cotangent, by which it should be"),
        (WrongValue, "value", "roundoffs apart"),
        (Forgotten, "dw", "dw: 0.0 at"),
        (jax_cube_wrong, "dw", "this is exactly 1/3 times the derivative"),
    ],
)
def test_what_is_wrong_disagrees_everywhere_and_nothing_else_does(
    wrong: Any, quantity: str, words: str
) -> None:
    result = parity.check_function(wrong, POINT, numpy=cube)
    found = verdicts(result)
    assert found.pop(quantity) == {"disagrees"}
    assert set(map(frozenset, found.values())) == {frozenset({"agrees"})}
    assert any(note.startswith(f"{quantity}: ") and words in note for note in result.notes)
    assert result.verdict == "disagrees"


def test_a_cotangent_of_ones_would_have_hidden_it() -> None:
    tensors = [torch.from_numpy(POINT[name]).requires_grad_() for name in ("x", "w")]
    of_right, of_wrong = (
        torch.autograd.grad(f.apply(*tensors).sum(), tensors) for f in (Cube, WithoutCotangent)
    )
    assert all(map(torch.equal, of_right, of_wrong))


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (Raising, "f raised ArithmeticError: no idea"),
        (lambda x, w: (x, w), "f raised TypeError: it gives (tensor("),
    ],
)
def test_what_raises_was_not_run(broken: Any, reason: str) -> None:
    result = parity.check_function(broken, POINT, numpy=cube, draws=1)
    assert {finding.verdict for finding in result.findings} == {"not run"}
    assert all(finding.note.startswith(reason) for finding in result.findings)


@pytest.mark.parametrize(
    "transposed", [lambda x, w: cube(x, w).T, jax.jit(lambda x, w: jax_cube(x, w).T)]
)
def test_another_shape_is_told_before_any_value(transposed: Any) -> None:
    result = parity.check_function(transposed, POINT, numpy=cube, draws=1)
    assert verdicts(result) == {"value": {"disagrees"}, "dx": {"not run"}, "dw": {"not run"}}
    assert "has shape (4, 3), expected (3, 4)" in str(result)


def test_only_what_is_asked_for_is_differentiated_by() -> None:
    result = parity.check_function(Forgotten, POINT, numpy=cube, wrt=["x"])
    assert verdicts(result) == {"value": {"agrees"}, "dx": {"agrees"}}


def test_masks_and_indices_are_handed_on_as_they_are() -> None:
    def chosen(x: Any, mask: Any, k: Any) -> Any:
        return np.where(mask, x, 0) ** k

    def in_torch(x: Any, mask: Any, k: Any) -> Any:
        return torch.where(mask, x, 0) ** k

    point = {"k": 3, "x": POINT["x"], "mask": POINT["x"] > 0}
    assert parity.check_function(in_torch, point, numpy=chosen).verdict == "agrees"


def test_numpys_own_functions_are_statements() -> None:
    point = {"x": POINT["x"]}
    assert parity.check_function(torch.tanh, point, numpy=np.tanh).verdict == "agrees"
    assert parity.check_function(torch.sin, point, numpy=np.tanh).verdict == "disagrees"


@pytest.mark.parametrize(
    ("f", "point", "options", "sentence"),
    [
        (3, POINT, {}, "f is 3, expected a torch.autograd.Function"),
        (Cube, [1.0], {}, r"point is \[1.0\], expected arrays by name"),
        (Cube, {"x": POINT["x"]}, {"wrt": ["x"]}, "cube raised TypeError: .* missing"),
        (Cube, {**POINT, "b": POINT["w"]}, {}, "the point has w, x, b, but cube takes x, w"),
        (Cube, {"x": POINT["x"], "w": POINT["x"].T}, {}, r"cube raised ValueError.*w \(4, 3\)"),
        (Cube, {**POINT, "w": POINT["w"] * np.nan}, {}, "expected finite floats"),
        (Cube, POINT, {"wrt": ["W"]}, r"wrt is \['W'\], expected some of .*: w, x"),
        (Cube, POINT, {"draws": 0}, "draws is 0, expected a whole number"),
        (Cube, POINT, {"numpy": 3}, "numpy is 3, expected a function of NumPy arrays"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(
    f: Any, point: Any, options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(parity.InputError, match=sentence):
        parity.check_function(f, point, **{"numpy": cube, **options})
