"""What `parity.run` and `parity run` are asked for: refused in one sentence where it is a slip."""

from typing import Any

import pytest

import parity
from parity.catalogue import asked_for, select
from parity.errors import InputError

NAME = "logistic/graph/float64"


def test_one_name_needs_no_list() -> None:
    assert [case.name for case in asked_for(NAME)] == [NAME]


def test_given_cases_and_names_are_all_tried() -> None:
    (given,) = select((NAME,))
    names = [case.name for case in asked_for([given, "logistic/loop/float64"])]
    assert names == [NAME, "logistic/loop/float64"]


def test_a_glob_may_end_before_the_name_does() -> None:
    names = [case.name for case in select(("logistic/*/l2",))]
    assert names == ["logistic/vectorised/l2/float64", "logistic/vectorised/l2/float32"]


@pytest.mark.parametrize("slip", ["logistic/grpah", "", "["])
def test_a_pattern_that_matches_nothing_is_named(slip: str) -> None:
    with pytest.raises(InputError, match="CASE must match at least one case, got") as refusal:
        select((NAME, slip))
    assert repr(slip) in str(refusal.value)


def test_a_name_of_another_dtype_matches_nothing() -> None:
    with pytest.raises(InputError, match="at least one case of float32, got 'logistic/graph/"):
        select((NAME,), "float32")


@pytest.mark.parametrize("cases", [[], [3], [NAME, None]])
def test_what_is_no_case_is_refused(cases: Any) -> None:
    with pytest.raises(InputError, match="cases must be names, globs or cases, at least one, got"):
        parity.run(cases)


@pytest.mark.parametrize("witnesses", ["torch", ["tensorflow"], [3]])
def test_an_unknown_witness_is_refused(witnesses: Any) -> None:
    with pytest.raises(InputError, match="witnesses must be a list of torch, jax, certified, diff"):
        parity.run(NAME, witnesses)


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), 0, -1, 1e7, "60"])
def test_a_time_limit_that_cannot_be_waited_for_is_refused(seconds: Any) -> None:
    with pytest.raises(
        InputError, match="seconds must be a number above 0 and at most 1,000,000, got"
    ):
        parity.run(NAME, seconds=seconds)
