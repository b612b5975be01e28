"""What a backward pass sends to the parameters, where what is planted is that backward pass."""

from typing import Any

import numpy as np

from parity.case import Case
from parity.detect.judging import answer_of
from parity.errors import CannotRunError
from parity.kinds import PER_EXAMPLE
from reference.arrays import Array


class PlantedError(CannotRunError):
    """The mutant raises, or gives nothing for a parameter."""


def cotangents(case: Case, weights: Array) -> dict[str, Any]:
    """The derivatives of the parameters by what is planted now, weighted as a backward pass has
    to: `weights` is one number, or one for each example."""
    answer = answer_of(case)
    if answer is None or any(value is None for value in answer.values()):
        raise PlantedError("the mutant raises")
    if case.kind == PER_EXAMPLE:
        return {name: np.tensordot(weights, value, axes=1) for name, value in answer.items()}
    return {name: np.asarray(value * weights) for name, value in answer.items()}
