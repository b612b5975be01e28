"""Right derivations that were once called wrong, each for a reason that is mended."""

import numpy as np
import pytest
from flint import arb

from parity.comparison import compare
from parity.sweep.draw import random_case
from parity.sweep.second import second_look
from parity.sweep.trying import findings_of, import_witnesses
from parity.witnesses.answer import Enclosure
from parity.witnesses.ball_choices import ABOVE, BELOW, EQUAL, OPEN, certain, in_floats

ALARMS = {
    8624: "everything is saturated but for a few components, which alone tell J from m*J",
    43537: "so it is in float64",
    5694: "and where float64 is asked about float32's numbers",
    51725: "a sigmoid underflowed to 0, and relu behind it sat on its kink in floats alone",
    35529: "behind such a kink balls grew without bounds: there is no truth to disagree with",
    24515: "XLA's tanh is off in the same direction for many examples at once",
}


@pytest.mark.parametrize("number", ALARMS)
def test_a_right_derivation_is_not_called_wrong_any_more(number: int) -> None:
    import_witnesses()
    case = random_case(number, seed=1)
    found = second_look(case, findings_of(case), findings_of)
    wrong = [f"{row.who} {row.quantity} {row.note}" for row in found if row.verdict == "disagrees"]
    assert not wrong
    assert any(row.verdict == "agrees" for row in found)


@pytest.mark.parametrize("number", [11425, 14732, 14746])
def test_outputs_that_underflowed_are_not_blown_up(number: int) -> None:
    case = random_case(number, seed=1)
    assert max(float(np.abs(value).max()) for value in case.parameters.values()) < 1e15


def test_what_no_float_can_tell_from_a_kink_is_left_open() -> None:
    tiny, small = arb(10) ** -400, arb(10) ** -30
    assert certain(tiny, arb(0)) == ABOVE
    with in_floats(np.dtype(np.float64)):
        assert certain(tiny, arb(0)) == OPEN
        assert certain(-tiny, arb(0)) == OPEN
        assert certain(arb(0), arb(0)) == EQUAL
        assert certain(small, arb(0)) == ABOVE
        assert certain(-small, arb(0)) == BELOW
    with in_floats(np.dtype(np.float32)):
        assert certain(arb(10) ** -39, arb(0)) == OPEN


@pytest.mark.parametrize("hole", [(np.nan, 0.0), (1.0, np.inf), (np.inf, np.nan)])
def test_where_the_truth_is_not_known_nothing_agrees_or_disagrees(
    hole: tuple[float, float],
) -> None:
    nearest, radius = hole
    truth = Enclosure(np.array([[1.0, nearest]]), np.array([0.0, radius]))
    kappa = np.ones(2)

    def verdict(*values: float) -> str:
        given = np.array(values)
        return compare("case", "dW1", "hand", given, truth, kappa, given.dtype, 4).verdict

    assert verdict(1.0, 5.0) == "inconclusive"
    assert verdict(2.0, 5.0) == "disagrees"
    assert verdict(1.0, np.nan) == "disagrees"
