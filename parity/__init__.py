"""Derivations on trial: checked against torch, JAX and certified truth, reported as tables."""

from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, overload

from parity.errors import InputError

if TYPE_CHECKING:
    from parity.case import Case
    from parity.own.check import Check
    from parity.result import CaseResult, Report
    from parity.training import TrainingCase

__all__ = ["InputError", "assert_agrees", "check", "check_function", "run"]


def run(
    cases: "Sequence[Case | TrainingCase | str] | str | None" = None,
    witnesses: Sequence[str] | Mapping[str, str] | None = None,
    seconds: float = 60.0,
    progress: "Callable[[CaseResult], None] | None" = None,
) -> "Report":
    """Put cases on trial: all of the catalogue, those that match names or globs, or given ones."""
    from parity.surroundings import ours

    with ours():  # drawing points, too
        from parity.catalogue import asked_for, select
        from parity.trials import run as run_cases

        chosen = select() if cases is None else asked_for(cases)
        return run_cases(chosen, witnesses, seconds, progress)


@overload
def check(
    cost: Callable[..., Any],
    gradients: Callable[..., Any],
    shapes: Mapping[str, str] | None = None,
    draws: int = 5,
    seed: int = 0,
    point: Mapping[str, Any] | None = None,
    witnesses: Sequence[str] | Mapping[str, str] | None = None,
    seconds: float = 60.0,
) -> "Check": ...


@overload
def check(
    cost: "str | PathLike[str]",
    gradients: None = None,
    shapes: Mapping[str, str] | None = None,
    draws: int = 5,
    seed: int = 0,
    point: Mapping[str, Any] | None = None,
    witnesses: Sequence[str] | Mapping[str, str] | None = None,
    seconds: float = 60.0,
) -> "list[Check]": ...


def check(
    cost: "Callable[..., Any] | str | PathLike[str]",
    gradients: Callable[..., Any] | None = None,
    shapes: Mapping[str, str] | None = None,
    draws: int = 5,
    seed: int = 0,
    point: Mapping[str, Any] | None = None,
    witnesses: Sequence[str] | Mapping[str, str] | None = None,
    seconds: float = 60.0,
) -> "Check | list[Check]":
    """Put a derivation of your own on trial, line by line; of a file's path, all that are in it.

    Shapes and domains are cost's annotations, or `shapes`: {"W": "n1 n0", "Y": "n1 m in {0,1}"}.
    """
    from parity.own.calling import Options, check_file, check_functions

    options = Options(shapes or {}, draws, seed, point, witnesses, seconds)
    if gradients is None and isinstance(cost, str | PathLike):
        return check_file(cost, options)
    return check_functions(cost, gradients, options)


def assert_agrees(
    cost: Callable[..., Any],
    gradients: Callable[..., Any],
    shapes: Mapping[str, str] | None = None,
    draws: int = 5,
    seed: int = 0,
    point: Mapping[str, Any] | None = None,
    witnesses: Sequence[str] | Mapping[str, str] | None = None,
    seconds: float = 60.0,
) -> None:
    """Raise AssertionError with the report of parity.check unless everything agrees."""
    __tracebackhide__ = True  # pytest then shows the caller's line
    found = check(cost, gradients, shapes, draws, seed, point, witnesses, seconds)
    if found.verdict != "agrees":
        raise AssertionError(str(found))


def check_function(
    f: Any,
    point: Mapping[str, Any],
    *,
    numpy: Callable[..., Any],
    wrt: Sequence[str] | None = None,
    draws: int = 3,
    seed: int = 0,
    seconds: float = 60.0,
) -> "Check":
    """Put a custom backward pass on trial: a torch.autograd.Function, or a jax.custom_vjp.

    `numpy` states the same function in NumPy. f is called in this process, with the point's arrays
    in the order of its arguments; as many random cotangents as `draws` are sent back through it.
    """
    from parity.own.check_function import check_function as check_it
    from parity.own.custom import FunctionRequest

    return check_it(f, FunctionRequest(numpy, point, wrt, draws, seed, seconds))
