"""The table of facts: live, complete, right where there is something to be right about."""

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from parity import conventions, conventions_tables
from parity.conventions import (
    LOSS,
    QUESTIONS,
    SIGMOID,
    TANH,
    Edge,
    Fact,
    Questions,
    Slopes,
    Tail,
    reference_facts,
)
from parity.tables import table
from parity.witnesses.certified_conventions import certified_facts
from parity.witnesses.silence import Silence


@pytest.fixture(scope="module")
def torch_facts() -> list[Fact]:
    return pytest.importorskip("parity.witnesses.torch_conventions").torch_facts()  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def jax_facts() -> list[Fact]:
    return pytest.importorskip("parity.witnesses.jax_conventions").jax_facts()  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def heard(torch_facts: list[Fact], jax_facts: list[Fact]) -> dict[str, Sequence[Fact] | Silence]:
    return {"certified": certified_facts(), "torch": torch_facts, "jax": jax_facts}


def at_kinks(found: Sequence[Fact]) -> list[Slopes]:
    return [fact for fact in found if isinstance(fact, Slopes)]


def at_edges(found: Sequence[Fact]) -> list[Edge]:
    return [fact for fact in found if isinstance(fact, Edge)]


def far_out(found: Sequence[Fact], function: str, dtype: str = "float64") -> list[Tail]:
    return [
        fact
        for fact in found
        if isinstance(fact, Tail) and fact.function == function and fact.dtype == dtype
    ]


def test_everyone_answers_at_the_same_points(heard: dict[str, Any]) -> None:
    for found in (*heard.values(), reference_facts()):
        for function in (SIGMOID, TANH, LOSS):
            for dtype in QUESTIONS.dtypes:
                places = {growth.z for growth in far_out(found, function, dtype)}
                assert places == set(QUESTIONS.growing)


def test_fewer_questions_get_fewer_answers() -> None:
    few = Questions(sizes=(10.0,), dtypes=("float64",))
    assert {growth.z for growth in far_out(reference_facts(few), TANH)} == {-10.0, 10.0}


def test_slopes_beside_a_kink_are_beyond_dispute(heard: dict[str, Any]) -> None:
    """Conventions differ at 0 only, and a slope at a kink lies between those on its sides."""
    by_function: dict[str, set[tuple[str, str]]] = {}
    for found in (*heard.values(), reference_facts()):
        for fact in at_kinks(found):
            if fact.at_zero == conventions.NO_SLOPE:
                assert fact.before == fact.after == conventions.NO_SLOPE
                continue
            by_function.setdefault(fact.function, set()).add((fact.before, fact.after))
            assert float(fact.before) <= float(fact.at_zero) <= float(fact.after)
    assert {len(sides) for sides in by_function.values()} == {1}
    assert {"relu", "leaky relu", "max(0, z)", "clamp", "abs", "step", "sign"} <= set(by_function)


def test_the_reference_says_of_kinks_what_its_derivations_use() -> None:
    slopes = {fact.function: fact.at_zero for fact in at_kinks(reference_facts())}
    assert slopes == {"relu": "0", "leaky relu": "0.01", "step": "0"}


def test_torch_cuts_the_logarithm_off(torch_facts: list[Fact]) -> None:
    """Documented: its logarithm is never below -100, so a certain mistake costs 100."""
    costs = {
        (edge.p, edge.y): edge.cost
        for edge in at_edges(torch_facts)
        if edge.call == "F.binary_cross_entropy(p, y)"
    }
    assert costs == {(0, 0): "0", (0, 1): "100", (1, 0): "100", (1, 1): "0"}


def test_the_printed_cost_breaks_at_both_ends() -> None:
    costs = {
        (edge.p, edge.y): edge.cost
        for edge in at_edges(reference_facts())
        if edge.call.endswith("as printed")
    }
    assert costs == {(0, 0): "nan", (0, 1): "inf", (1, 0): "inf", (1, 1): "nan"}


def test_from_the_logit_all_say_the_same(heard: dict[str, Any]) -> None:
    for found in (heard["torch"], heard["jax"], reference_facts()):
        of_logit = [edge for edge in at_edges(found) if edge.by == "z"]
        costs = {(edge.p, edge.y): (edge.cost, edge.slope) for edge in of_logit}
        assert costs == {
            (0, 0): ("0", "0"),
            (0, 1): ("1000", "-1"),
            (1, 0): ("1000", "1"),
            (1, 1): ("0", "0"),
        }


def test_exact_values_have_six_digits() -> None:
    """Against the decimal module, also where no float reaches."""
    for growth in far_out(certified_facts(), SIGMOID):
        z = Decimal(growth.z)
        sigmoid = 1 / (1 + (-z).exp())
        assert close(growth.value, sigmoid)
        assert close(growth.slope, sigmoid / (1 + z.exp()))
    for growth in far_out(certified_facts(), LOSS):
        if growth.z > 0:
            tail = (-Decimal(growth.z)).exp()
            assert close(growth.value, tail - tail**2 / 2)


def close(text: str, value: Decimal) -> bool:
    return abs(Decimal(text) / value - 1) < Decimal("6e-6")


def test_stable_forms_hold_where_a_float_can(heard: dict[str, Any]) -> None:
    exact = {
        (growth.function, growth.z): growth
        for function in (SIGMOID, TANH, LOSS)
        for growth in far_out(heard["certified"], function)
    }
    for function in (SIGMOID, TANH, LOSS):
        for growth in far_out(reference_facts(), function):
            if growth.call.startswith("reference"):
                truth = float(exact[function, growth.z].value)
                assert math.isclose(float(growth.value), truth, rel_tol=1e-5, abs_tol=1e-307)


def test_printed_forms_break(heard: dict[str, Any]) -> None:
    del heard
    broken = {
        (growth.call.split()[1], growth.z)
        for function in (SIGMOID, TANH, LOSS)
        for growth in far_out(reference_facts(), function)
        if growth.call.startswith("printed") and growth.value in ("nan", "inf")
    }
    assert ("e^z/(1+e^z)", 710.0) in broken
    assert ("(e^z-e^-z)/(e^z+e^-z)", -800.0) in broken
    assert ("-y", -800.0) in broken
    assert not any(abs(z) < 40 for _, z in broken)


def test_facts_are_called_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """A torch with another convention would show."""
    torch_conventions = pytest.importorskip("parity.witnesses.torch_conventions")
    other = (conventions.Call("relu", "F.relu(z)", lambda z: z * 3),)
    monkeypatch.setattr(torch_conventions, "SLOPES", other)
    (fact,) = at_kinks(torch_conventions.torch_facts())
    assert (fact.before, fact.at_zero, fact.after) == ("3", "3", "3")


def test_numbers_are_text_that_json_can_hold(heard: dict[str, Any]) -> None:
    found = conventions.facts(heard)
    assert "Infinity" not in table(found, (), "json")
    assert conventions.number(-0.0) == "0"
    assert conventions.number(np.float32("nan")) == "nan"


def test_markdown_has_three_tables_and_a_sentence_for_each(heard: dict[str, Any]) -> None:
    text = conventions_tables.markdown(heard)
    assert text.count("\n## ") == 4  # with what it was obtained
    for sentence in conventions_tables.EXPLANATIONS:
        assert sentence in text
    for head in ("F.relu(z)", "jnp.maximum(0, z)", "torch.sigmoid", "exact", "as printed by cases"):
        assert head in text
    assert "disagree" not in text


def test_a_missing_framework_is_a_sentence(heard: dict[str, Any]) -> None:
    text = conventions_tables.markdown({**heard, "torch": Silence("torch is not installed")})
    assert "torch was not run: torch is not installed." in text
    assert "F.relu" not in text
    assert "jax.nn.relu" in text


def test_asked_here_reaches_everyone() -> None:
    pytest.importorskip("torch")
    pytest.importorskip("jax")
    spoken = conventions.asked_here()
    assert set(spoken) == {"certified", "torch", "jax"}
    assert not any(isinstance(said, Silence) for said in spoken.values())
