"""Derivatives by every quantity of a cost, also where names and values do not go one to one."""

from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest

from parity.witnesses import balls
from parity.witnesses.tape import Tape, gradients_on_tape

NAMESPACES = {"floats": (anp, np.asarray), "balls": (balls, balls.balls)}


@pytest.fixture(params=NAMESPACES)
def gradients(request: pytest.FixtureRequest) -> Any:
    """The derivatives of a cost at w = 3 and X = 5, by the wanted names."""
    namespace, convert = NAMESPACES[request.param]

    def run(cost: Any, *wanted: str) -> dict[str, float]:
        arguments = {"w": convert(np.array(3.0)), "X": convert(np.array(5.0))}
        _, found = gradients_on_tape(cost, namespace, arguments, ["w"], wanted)
        assert all(value.shape == () for value in found.values())
        return {name: float(value.item()) for name, value in found.items()}

    return run


def two_names_for_one_value(w: Any, X: Any) -> Any:
    Z = w * X
    A = Z
    return A * A + 7 * Z


def test_each_name_is_sent_what_was_used_under_it(gradients: Any) -> None:
    found = gradients(two_names_for_one_value, "Z", "A", "w")
    assert found == {"Z": 37, "A": 30, "w": 185}


def forward(w: Any, X: Any) -> Any:
    Z = w * X
    A = Z * Z
    return Z, A


def handed_on(w: Any, X: Any) -> Any:
    Z, A = forward(w, X)
    return A + Z


def test_a_value_handed_on_under_its_name_is_one_quantity(gradients: Any) -> None:
    assert gradients(handed_on, "Z", "A") == {"Z": 31, "A": 1}


def reassigned(w: Any, X: Any) -> Any:
    Z = w * X
    Z = Z + 1
    A = Z * 2
    A *= 3
    return A * 5


def test_what_is_assigned_twice_has_no_single_derivative(gradients: Any) -> None:
    assert gradients(reassigned, "Z", "A", "w") == {"w": 150}


def of_data(w: Any, X: Any) -> Any:
    S = X * X
    U = X + 1
    return w * S + U * 0


def test_an_intermediate_of_data_alone_has_a_derivative(gradients: Any) -> None:
    assert gradients(of_data, "S", "U") == {"S": 3, "U": 0}


def of_nothing(w: Any, X: Any) -> Any:
    Z = w * 2
    del Z
    return X * X


def test_what_the_cost_does_not_depend_on_has_derivative_0(gradients: Any) -> None:
    assert gradients(of_nothing, "Z", "w") == {"Z": 0, "w": 0}


def test_names_that_do_not_occur_are_left_out(gradients: Any) -> None:
    assert gradients(of_nothing, "Q", "w") == {"w": 0}


def test_the_caller_can_change_what_is_assigned() -> None:
    tape = Tape(
        two_names_for_one_value,
        anp,
        ["A", "w"],
        lambda name, value: value * 2 if name == "Z" else value,
    )
    for w in (3.0, 4.0):  # one tape after the other
        J, found = tape.gradients({"w": np.array(w), "X": np.array(5.0)}, ["w"])
        assert (10 * w) ** 2 + 7 * 10 * w == J
        assert found == {"A": 20 * w, "w": 10 * (20 * w + 7)}
