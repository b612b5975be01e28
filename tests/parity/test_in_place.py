"""`x += y` in a function that is run again."""

from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np

from parity.rewriting import again


def kept(name: str, value: Any) -> Any:
    del name
    return value


def changed_in_place(x: Any) -> Any:
    total = np.zeros(3)
    other = total
    total += x
    total *= 2.0
    total -= 1
    total /= 4
    total **= 2
    return other


def test_an_array_of_numbers_is_changed_in_place_as_ever() -> None:
    x = np.array([1.0, 2.0, 4.0])
    np.testing.assert_array_equal(again(changed_in_place, np, kept)(x), changed_in_place(x))


def of_lists(x: Any) -> Any:
    items = [x]
    same = items
    items += (x, x)
    n = 7
    n //= 2
    return len(same), n


def test_lists_and_whole_numbers_are_changed_as_ever() -> None:
    assert again(of_lists, np, kept)(1.0) == of_lists(1.0) == (3, 3)


def onto_another_tape(x: Any) -> Any:
    total = np.ones(3)
    total *= x
    total -= x * x
    return np.sum(total)


def test_an_array_of_numbers_takes_what_is_on_a_tape() -> None:
    slope = autograd.grad(again(onto_another_tape, anp, kept))(np.array([1.0, 2.0, 4.0]))
    np.testing.assert_array_equal(slope, [-1, -3, -7])
