"""A derivation of a user's own: a cost and its gradients, two functions in plain NumPy.

`gradients` takes what it names: arguments of the cost, its local names, and sizes of dimensions.
It returns a dict, or nothing; its local names count as well.
"""

import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any

import numpy as np

from parity.case import Case
from parity.derivation import Derivation
from parity.rewriting import Probe, again

Function = Callable[..., Any]


@dataclass(frozen=True)
class OwnDerivation(Derivation):
    """Instead of one pass, the cost first and then gradients with what it left behind."""

    gradients: Function | None = None

    def by_hand(self, case: Case) -> Function:
        """The pass by hand, the functions as they are."""
        return self.passing(case, self.cost, self.given_gradients)

    def again_by_hand(self, case: Case, probe: Probe) -> Function:
        """The pass by hand with all that is computed probed: users name less than notes do."""
        functions = (self.cost, self.given_gradients)
        cost, gradients = (again(f, np, probe, everywhere=True) for f in functions)
        return self.passing(case, cost, gradients)

    @property
    def given_gradients(self) -> Function:
        """There always are some."""
        assert self.gradients is not None
        return self.gradients

    def passing(self, case: Case, cost: Function, gradients: Function) -> Function:
        """(cost, gradients) of the arguments."""
        wanted = argument_names(self.given_gradients)

        def pass_by_hand(**arguments: Any) -> tuple[Any, Mapping[str, Any]]:
            J, left = with_locals(cost, arguments)
            known = {**case.sizes, **arguments, **left}
            returned, found = with_locals(gradients, {name: known[name] for name in wanted})
            given = {**derivatives_among(found), **(returned or {})}
            return J, {name: as_number(value, case.dtype) for name, value in given.items()}

        return pass_by_hand


def as_number(value: Any, dtype: np.dtype[Any]) -> Any:
    """A value in the dtype of a case where it has none of its own: a number, a list, whole ones."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.astype(dtype) if value.dtype.kind in "iu" else value
    try:
        array = np.asarray(value)
    except ValueError:  # lists of several lengths
        return np.asarray(value, object)
    return array.astype(dtype) if array.dtype.kind in "fiu" else array


def derivatives_among(names: Mapping[str, Any]) -> dict[str, Any]:
    """What is called dW1, dZ2 and so on."""
    return {name: value for name, value in names.items() if name[:1] == "d" and len(name) > 1}


def argument_names(function: Function) -> list[str]:
    """The names that a function has to be given."""
    return [
        name
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.default is parameter.empty
    ]


def with_locals(function: Function, arguments: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
    """What a function returns, and its local names at that moment."""
    code: CodeType = function.__code__
    left: dict[str, Any] = {}

    def watch(frame: FrameType, event: str, _: Any) -> None:
        if event == "return" and frame.f_code is code:
            left.update(frame.f_locals)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        returned = staying(function, arguments)
    finally:
        sys.setprofile(before)
    return returned, left


def staying(function: Function, arguments: Mapping[str, Any]) -> Any:
    """What a function returns; one that ends the program is one that raises."""
    try:
        return function(**arguments)
    except (SystemExit, KeyboardInterrupt, GeneratorExit) as error:
        words = f"it ends the program with {type(error).__name__}"
        raise RuntimeError(words).with_traceback(error.__traceback__) from None
