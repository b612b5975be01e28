"""Derivations run in ball arithmetic themselves, and what their balls are held against."""

from typing import Any

import numpy as np
import pytest
from flint import arb

from parity.case import Case
from parity.points import kink, layers
from parity.sweep.draw import random_case
from parity.trial import labels
from parity.witnesses.certified import Sharpened, in_balls
from parity.witnesses.certified_by_hand import derived, held_against, verdict, verdicts


def balls(*middles: float, radius: float = 0.0) -> Any:
    """An array of balls around these numbers."""
    return np.array([arb(middle, radius) for middle in middles], object)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (balls(1.0, 2.0, radius=1e-20), "agrees"),
        (balls(1.0, 2.0 + 1e-9, radius=1e-20), "disagrees"),
        (balls(1.0, 2.0, radius=1e-6), "inconclusive"),
        (np.array([arb(1), arb(0, 1e300).exp()], object), "inconclusive"),
        (np.array([arb(1), arb("nan")], object), "inconclusive"),
        (balls(1.0), "disagrees"),
        (None, "disagrees"),
    ],
)
def test_balls_are_the_same_apart_or_too_wide_to_tell(found: Any, expected: str) -> None:
    assert verdict(found, balls(1.0, 2.0, radius=1e-20)) == expected


def test_where_the_truth_is_not_known_nothing_agrees() -> None:
    unknown = np.array([arb(1), arb(0, 1e300).exp()], object)
    assert verdict(balls(1.0, 1.0), unknown) == "inconclusive"


def test_exact_zeros_agree_and_what_is_wide_around_them_tells_nothing() -> None:
    assert verdict(balls(0.0, 0.0), balls(0.0, 0.0)) == "agrees"
    assert verdict(balls(0.0, 0.0, radius=1e-300), balls(0.0, 0.0)) == "inconclusive"


@pytest.mark.parametrize("number", [0, 20, 30, 60, 90, 95])
def test_the_formulas_of_deep_nets_are_right_to_all_digits(number: int) -> None:
    case = random_case(number, 5)
    assert verdicts(case) == dict.fromkeys(labels(case), "agrees")


def test_what_is_not_given_and_what_is_of_m_J_disagrees_with_J() -> None:
    case = random_case(0, 5)
    cost, derivatives, kinks = derived(in_balls(case), 160)
    found = Sharpened(cost, derivatives, kinks, 160)
    without = Sharpened(cost, {n: v for n, v in derivatives.items() if n != "b1"}, kinks, 160)
    verdicts_of_J = held_against(case, without, found, 1)
    assert {name for name, said in verdicts_of_J.items() if said != "agrees"} == {"db1"}
    of_mJ = held_against(case, found, found, case.examples)
    disagreeing = {name for name, said in of_mJ.items() if said == "disagrees"}
    assert disagreeing == {name for name in of_mJ if name.startswith("dZ")}


def test_on_a_kink_the_scale_is_the_one_that_nothing_contradicts() -> None:
    """dZ is of m J; the jump of the step leaves one example open, the others are sharp."""
    rng = np.random.default_rng(0)
    m, sizes = 3, (2, 2, 3, 3, 1)
    data = {"X": rng.normal(size=(2, m)), "Y": (rng.random((1, m)) < 0.5) * 1.0}
    said: list[dict[str, str]] = []
    for seed in range(14):
        parameters = layers(np.random.default_rng(seed), sizes, 1.0)
        parameters["W3"] = parameters["W3"] * 300
        settings = {"activations": ("step", "sigmoid", "tanh", "sigmoid"), "loss": "cross_entropy"}
        case = Case("kink", "deep", parameters, data, settings, seed=0, examples=m)
        said.append(verdicts(kink(case)))
    assert not any("disagrees" in each.values() for each in said)
    assert any(each["dZ2"] == "inconclusive" for each in said)
