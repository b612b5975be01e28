"""What is said of bad arguments: the argument's name, what came, and what was expected."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from flint import arb

from tests.reference.calls import NET, Y, in_deep, in_scheme, in_shallow, in_train
from tests.reference.refused_choices import CHOICES
from tests.reference.refused_types import TYPES
from tests.reference.refused_values import SHAPES, VALUES


@pytest.mark.parametrize(
    ("call", "message"),
    [*SHAPES.values(), *VALUES.values(), *CHOICES.values()],
    ids=[*SHAPES, *VALUES, *CHOICES],
)
def test_a_bad_value_is_refused_in_one_sentence(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # the whole message is compared
        call()
    assert str(caught.value) == message


@pytest.mark.parametrize(("call", "message"), TYPES.values(), ids=TYPES)
def test_a_bad_type_is_refused_in_one_sentence(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(TypeError) as caught:
        call()
    assert str(caught.value) == message


def test_refusals_hide_the_machinery_behind_them() -> None:
    for call in (in_shallow(lam="x"), in_shallow(lambd=1), in_shallow(X=[[1, 2], [3]])):
        with pytest.raises(TypeError) as caught:
            call()
        assert caught.value.__suppress_context__


def test_what_came_is_told_in_at_most_sixty_letters() -> None:
    long = "x" * 100
    for call in (
        in_shallow(lam=long),
        in_shallow(hidden=long),
        in_deep(loss=long),
        in_deep(activations=long),
        in_scheme((4, 1), long, 0),
        in_train(steps=long),
    ):
        with pytest.raises((ValueError, TypeError), match=f"got '{'x' * 59}$"):
            call()


def test_only_numbers_can_be_asked_for_their_domain() -> None:
    objects = np.full((4, 5), arb(1), object)
    with_objects = {k: v * objects[0, 0] for k, v in NET.items()}
    in_shallow(**with_objects, X=objects * arb("nan"), Y=2 * Y * objects[0, 0])()
