"""Right derivations that were once called wrong, each for a reason that is mended."""

import numpy as np
import pytest
from flint import arb

from parity.comparison import Held, compare
from parity.kinds import gradients_conditioning
from parity.sweep.second import second_look
from parity.sweep.trying import findings_of, import_witnesses
from parity.trial import findings
from parity.witnesses import certified, jax_grad
from parity.witnesses.answer import Enclosure
from parity.witnesses.ball_arrays import Balls
from parity.witnesses.ball_choices import ABOVE, BELOW, EQUAL, OPEN, in_floats, outcomes
from tests.parity.sweeps import drawn

# Cases, and how many cases an architecture had when they were drawn.
ALARMS = {
    (8624, 100): "everything is saturated but for a few components, which alone tell J from m*J",
    (43537, 100): "so it is in float64",
    (5694, 100): "and where float64 is asked about float32's numbers",
    (51725, 100): "a sigmoid underflowed to 0, and relu behind it sat on its kink in floats alone",
    (
        35529,
        100,
    ): "behind such a kink balls grew without bounds: no truth to disagree with",
    (24515, 100): "XLA's tanh is off in the same direction for many examples at once",
    (2679, 250): "without LLVM's optimisation XLA's tanh stays below 1 (it was compiled so)",
    (
        98726,
        250,
    ): "sigmoid gave a number that only XLA made 0, and weights enlarged it",
    (86023, 500): "XLA made subnormal derivatives 0 on their way back, which kappa did not know of",
}


def test_a_saturated_tanh_is_right_in_a_plain_cost_on_jax() -> None:
    import_witnesses()
    case = drawn(2679, 250)
    truth = certified.testify(case)
    kappa = gradients_conditioning(case, truth)
    rows = findings(case, {"jax": jax_grad.testify_on_numpy(case)}, truth, kappa)
    assert "disagrees" not in {row.verdict for row in rows}


@pytest.mark.parametrize(("number", "block"), ALARMS)
def test_a_right_derivation_is_not_called_wrong_any_more(number: int, block: int) -> None:
    import_witnesses()
    case = drawn(number, block)
    found = second_look(case, findings_of(case), findings_of)
    wrong = [f"{row.who} {row.quantity} {row.note}" for row in found if row.verdict == "disagrees"]
    assert not wrong
    assert any(row.verdict == "agrees" for row in found)


@pytest.mark.parametrize("number", [11425, 14732, 14746])
def test_outputs_that_underflowed_are_not_blown_up(number: int) -> None:
    case = drawn(number, 100)
    assert max(float(np.abs(value).max()) for value in case.parameters.values()) < 1e15


def test_what_no_float_can_tell_from_a_kink_is_left_open() -> None:
    def outcome(ball: arb) -> int:
        return int(outcomes(Balls(np.array(ball, object)), 0))

    tiny, small = arb(10) ** -400, arb(10) ** -20
    assert outcome(tiny) == ABOVE
    with in_floats(np.dtype(np.float64)):
        assert outcome(tiny) == OPEN
        assert outcome(-tiny) == OPEN
        assert outcome(arb(0)) == EQUAL
        assert outcome(small) == ABOVE
        assert outcome(-small) == BELOW
    with in_floats(np.dtype(np.float32)):
        assert outcome(arb(10) ** -39) == OPEN


@pytest.mark.parametrize("hole", [(np.nan, 0.0), (1.0, np.inf), (np.inf, np.nan)])
def test_where_the_truth_is_not_known_nothing_agrees_or_disagrees(
    hole: tuple[float, float],
) -> None:
    nearest, radius = hole
    truth = Enclosure(np.array([[1.0, nearest]]), np.array([0.0, radius]))
    kappa = np.ones(2)

    def verdict(*values: float) -> str:
        given = np.array(values)
        return compare(Held("case", "dW1", "hand", given, truth, kappa, given.dtype, 4)).verdict

    assert verdict(1.0, 5.0) == "inconclusive"
    assert verdict(2.0, 5.0) == "disagrees"
    assert verdict(1.0, np.nan) == "disagrees"
