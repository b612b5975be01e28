"""The audit finds by itself what holds, and is caught out with planted mistakes."""

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from parity.audit import SETTINGS, Audited, audit, audited, select, summary
from parity.errors import InputError
from parity.settings import Place, places
from reference import logistic, rows, shallow
from reference.door import Door
from reference.notes import FORMULAS, Formula
from tests.parity.verdicts_by_hand import VERDICTS

OFFERED = [formula for formula in FORMULAS.values() if formula.offered]


@pytest.fixture(scope="module")
def found() -> dict[str, Audited]:
    return {one.formula.id: one for one in audit(FORMULAS.values())}


def test_the_verdicts_are_those_found_by_hand(found: dict[str, Audited]) -> None:
    assert {name: one.verdict for name, one in found.items()} == VERDICTS


def test_the_counts(found: dict[str, Audited]) -> None:
    counts = summary(list(found.values()))
    verdicts = ("formulas", "holds", "wrong", "ill-typed", "ambiguous", "unreadable")
    assert {
        note: tuple(each[verdict] for verdict in verdicts) for note, each in counts.items()
    } == {
        "S0": (60, 28, 12, 1, 15, 4),
        "S1": (34, 28, 2, 4, 0, 0),
        "S2": (31, 30, 1, 0, 0, 0),
        "S3": (38, 30, 5, 3, 0, 0),
        "S4": (56, 21, 19, 2, 13, 1),
        "all": (219, 137, 39, 10, 28, 5),
    }


def test_every_offered_form_agrees_with_the_truth_everywhere(found: dict[str, Audited]) -> None:
    for name, one in found.items():
        assert (one.offered is None) == (one.verdict == "unreadable"), name
        if one.offered is not None:
            assert {trial.outcome for trial in one.offered.trials} == {"agrees"}, name


def test_no_point_is_without_power(found: dict[str, Audited]) -> None:
    trials = [trial for one in found.values() for form in one.readings for trial in form.trials]
    assert Counter(trial.outcome for trial in trials)["no power"] == 0


@pytest.mark.parametrize("formula", OFFERED, ids=lambda formula: formula.id)
def test_a_planted_error_of_1e_minus_9_is_noticed(formula: Formula) -> None:
    *before, last = formula.offered.split(";")
    target, _, expression = last.partition("=")
    planted = f"{target.strip()} = ({expression}) + 1e-9 * (1 + np.abs({expression}))"
    one = audited(replace(formula, right=";".join([*before, planted])))
    assert one.offered is not None
    assert one.offered.verdict == "wrong"


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("S0-30", 0.95),
        ("S0-31", 20),
        ("S0-32", 2.0),
        ("S0-34", 2.0),
        ("S0-35", 0.67),
        ("S0-44", 1.66),
        ("S0-60", 0.91),
        ("S0-63", 1.02),
        ("S1-22", 0.79),
        ("S3-15", 0.88),
        ("S3-22", 2.3),
        ("S4-08", 2.0),
        ("S4-26", 1.15),
        ("S4-36", 0.9),
        ("S4-40", 0.69),
        ("S4-49", 0.79),
        ("S4-53", 0.2),
    ],
)
def test_the_difference_is_of_the_size_that_was_measured_by_hand(
    name: str, figure: float, found: dict[str, Audited]
) -> None:
    difference = found[name].difference
    assert difference is not None
    assert figure / 2 < difference < figure * 2


def test_what_holds_differs_by_rounding_only(found: dict[str, Audited]) -> None:
    differences = [one.difference for one in found.values() if one.verdict == "holds"]
    assert max(filter(None, differences)) < 1e-12


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("S1-09", "W2 (1, 3), x (4, 1), b2 (1, 1) do not fit"),
        ("S3-20", "db1 would have shape (3, 3), expected (3, 1)"),
        ("S0-43", "dW1 would have shape (1, 4), expected (3, 4)"),
        ("S1-16", "L() missing 1 required positional argument"),
        ("S3-04", "index 0 is outside of 1..5"),
        ("S0-50", "nothing defines A_CLI"),
    ],
)
def test_what_cannot_be_evaluated_says_why(
    name: str, words: str, found: dict[str, Audited]
) -> None:
    shown = found[name].shown
    assert shown is not None
    assert words in shown.note


def test_a_mistake_of_broadcasting_is_not_taken_for_a_value() -> None:
    """With one output S0-43 has shape (1, n0), which NumPy would stretch to (n1, n0)."""
    one = audited(FORMULAS["S0-43"])
    assert {trial.outcome for trial in one.readings[0].trials} == {"does not fit"}


def test_a_formula_of_logistic_regression_is_tried_with_one_feature_as_well() -> None:
    """S0-12 gives b a column of p numbers; with p = 1 it fits, and is false."""
    trials = audited(FORMULAS["S0-12"]).readings[0].trials
    outcomes = {t.outcome for t in trials if t.place.numbers["p"] == 1}
    assert outcomes == {"agrees", "disagrees"}


def test_one_link_of_a_chain_is_enough() -> None:
    formula = FORMULAS["S4-13"]
    assert isinstance(formula.says, str)
    broken = replace(formula, says=formula.says.replace("p * (1 - p)", "p * (1 + p)"))
    assert audited(formula).verdict == "holds"
    assert audited(broken).verdict == "wrong"


def test_readings_that_all_hold_are_no_ambiguity() -> None:
    formula = FORMULAS["S4-55"]
    both = replace(formula, says=("dTheta_lv_each = temp * x_v", "dTheta_lv_each = x_v * temp"))
    assert audited(formula).verdict == "ambiguous"
    assert audited(both).verdict == "holds"


def test_a_reading_taken_makes_the_difference_between_ambiguous_and_unreadable() -> None:
    formula = FORMULAS["S0-50"]
    assert audited(formula).verdict == "ambiguous"
    assert audited(replace(formula, right="", says="dZL = A_CLI - gamma")).verdict == "ambiguous"
    assert audited(replace(formula, right="", says="")).verdict == "unreadable"


def test_nan_never_agrees() -> None:
    formula = replace(FORMULAS["S0-31"], says="g_z = np.log(-1.0) * z")
    assert audited(formula).verdict == "wrong"


def test_a_suggestion_is_made_of_what_was_found() -> None:
    (one,) = audit([FORMULAS["S3-30"]], suggest=lambda found: found.readings[0].source)
    assert one.suggestion == "dz1 = W2.T @ dz2 + g1_prime(z1)"


def test_the_trials_keep_what_a_repair_starts_from(found: dict[str, Audited]) -> None:
    for trial in found["S3-30"].readings[0].trials:
        assert trial.statement.source.startswith("dz1 =")
        shape = trial.truth.radius.shape
        assert trial.kappa is not None
        assert np.shape(trial.place.numbers["z1"]) == trial.kappa.shape == shape


# The truth of the settings, beside the derivations of reference/.


def arguments(place: Place, *names: str) -> dict[str, Any]:
    return {name: np.asarray(place.numbers[name], float) for name in names}


@pytest.mark.parametrize(
    ("setting", "derivation", "names", "rest"),
    [
        ("logistic regression, m examples", logistic.vectorised.cost_and_gradients, "wbXY", ()),
        (
            "one hidden layer of tanh, m examples",
            shallow.vectorised.cost_and_gradients,
            ("W1", "b1", "W2", "b2", "X", "Y"),
            (),
        ),
        (
            "rows, absorbed biases",
            rows.tensor.cost_and_gradients,
            ("Theta", "beta", "X", "y"),
            ("hidden",),
        ),
    ],
)
def test_the_truth_of_a_setting_is_that_of_the_derivation(
    setting: str, derivation: Door[..., Any], names: Any, rest: tuple[str, ...]
) -> None:
    for place in places(SETTINGS[setting], 1):
        more = {name: place.numbers[name] for name in rest}
        J, gradients = derivation(**arguments(place, *names), **more)
        assert np.allclose(J, place.truth["J"].nearest, rtol=1e-12)
        for name, gradient in gradients.items():
            truth = place.truth[name].nearest
            assert np.allclose(gradient, truth, rtol=1e-12, atol=1e-14), name


def test_points_have_distinct_sizes_biases_and_both_labels() -> None:
    for setting in SETTINGS.values():
        for place in places(setting, 0):
            known = {n: v for n, v in place.numbers.items() if isinstance(v, int)}
            sizes = [known[n] for n in ("n0", "n1", "n2", "n", "q", "m", "p") if n in known]
            assert len(set(sizes)) == len(sizes)
            for name in ("b", "b1", "b2"):
                assert np.all(place.numbers.get(name, 1.0) != 0)
            for name in {"Y"} & place.numbers.keys():
                assert set(np.unique(place.numbers[name])) == {0, 1}


# Which formulas.


def test_a_selection_is_in_the_order_of_the_notes() -> None:
    assert [f.id for f in select(["S3-30", "S0-12", "S3-30"])] == ["S0-12", "S3-30"]
    assert len(select(["S2"])) == 31
    assert len(select([])) == 219


@pytest.mark.parametrize(
    ("name", "known"),
    [("S9", "the notes are S0, S1, S2, S3, S4"), ("S2-99", "the formulas of S2 are S2-01, S2-02")],
)
def test_an_unknown_name_is_refused_with_the_known_ones(name: str, known: str) -> None:
    with pytest.raises(InputError, match=known):
        select([name])
