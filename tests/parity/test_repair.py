"""Repair: what a wrong line should have been, never what it should not."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parity.repair import Demand, Suggestion, relation, suggestions
from tests.repair_bars import Task, holds, outcome, planted_tasks, printed_tasks
from tests.repair_nets import NETS, Net

TANH = next(net for net in NETS if "tanh, n2 = 3" in net.name)
SKIP = next(net for net in NETS if "skip path" in net.name)
RELU = next(net for net in NETS if "relu, n2 = 3" in net.name)
ENDLESS = 600.0  # seconds: what is found must not depend on the machine
PRINTED = tuple(printed_tasks())
PLANTED = st.deferred(lambda: st.sampled_from(every_planted_mistake()))


@cache
def every_planted_mistake() -> tuple[Task, ...]:
    """Some thousands, which take seconds to make."""
    return tuple(planted_tasks())


def repaired(net: Net, line: str, **options: Any) -> tuple[Suggestion, ...]:
    """The suggestions for a line of a net."""
    target = line.split(" = ")[0]
    points = [net.demand(target, seed) for seed in range(3)]
    return suggestions(line, points[:2], points[2:], **{"seconds": ENDLESS, **options})


def first(net: Net, line: str) -> tuple[str, str]:
    """Source and words of the first suggestion."""
    found = repaired(net, line)[0]
    return found.source, found.words


@pytest.mark.parametrize("task", PRINTED, ids=[task.name for task in PRINTED])
def test_what_the_notes_print_wrongly_is_repaired(task: Task) -> None:
    assert outcome(task, ENDLESS).verdict == "repaired"


@given(PLANTED)
def test_no_planted_mistake_is_repaired_to_a_wrong_form(task: Task) -> None:
    result = outcome(task)
    assert result.verdict != "WRONG FORM"
    for suggestion in result.found:
        (statement,) = ast.parse(suggestion.source).body
        assert isinstance(statement, ast.Assign)
        assert ast.unparse(statement.targets[0]) == task.line.split(" = ")[0]
        assert suggestion.edits in (1, 2)
        assert suggestion.words


# What is written, what is suggested first, and why.
WORDS = (
    (
        "dZ1 = W2.T @ dZ2 + (1 - A1**2)",
        "dZ1 = W2.T @ dZ2 * (1 - A1**2)",
        "+ stands where * belongs",
    ),
    (
        "dW2 = dZ2 @ A1 / m + lam / m * W2",
        "dW2 = dZ2 @ A1.T / m + lam / m * W2",
        "a transpose is missing",
    ),
    (
        "dW2 = dZ2 @ A1.T + lam / m * W2",
        "dW2 = dZ2 @ A1.T / m + lam / m * W2",
        "the factor 1/m is missing",
    ),
    ("dZ2 = 2 * (A2 - Y)", "dZ2 = A2 - Y", "the factor 2 is too much"),
    (
        "dW2 = dZ2 @ A1.T / (m - 1) + lam / m * W2",
        "dW2 = dZ2 @ A1.T / m + lam / m * W2",
        "the term 1 is too much",
    ),
    ("dZ2 = A1 - Y", "dZ2 = A2 - Y", "A1 stands where A2 belongs"),
    (
        "dW1 = dZ1 @ X.T / m - lam / m * W1",
        "dW1 = dZ1 @ X.T / m + lam / m * W1",
        "the gradient of the penalty has the wrong sign",
    ),
    (
        "dW1 = dZ1 @ X.T / m",
        "dW1 = dZ1 @ X.T / m + lam / m * W1",
        "the gradient of the penalty is missing (lam / m * W1)",
    ),
    (
        "db1 = dZ1 / m",
        "db1 = np.sum(dZ1, axis=1, keepdims=True) / m",
        "the sum over examples is missing",
    ),
    (
        "db1 = np.sum(dZ1, axis=1) / m",
        "db1 = np.sum(dZ1, axis=1, keepdims=True) / m",
        "keepdims=True is missing",
    ),
    (
        "db1 = np.sum(dZ1, axis=0, keepdims=True) / m",
        "db1 = np.sum(dZ1, axis=1, keepdims=True) / m",
        "axis=0 stands where axis=1 belongs",
    ),
    (
        "dZ1 = W2.T @ dZ2",
        "dZ1 = W2.T @ dZ2 * (1 - A1**2)",
        "the derivative of tanh is missing (1 - A1**2)",
    ),
    (
        "dZ1 = W2.T @ dZ2 * (1 - A1**3)",
        "dZ1 = W2.T @ dZ2 * (1 - A1**2)",
        "the exponent is 3 and should be 2",
    ),
    ("dZ2 = Y - A2", "dZ2 = A2 - Y", "the operands of - are in the wrong order"),
    (
        "dZ1 = W2 @ dZ2",
        "dZ1 = W2.T @ dZ2 * (1 - A1**2)",
        "a transpose is missing and the derivative of tanh is missing (1 - A1**2)",
    ),
    (
        "dW1 = dZ2 @ X.T + lam / m * W1",
        "dW1 = dZ1 @ X.T / m + lam / m * W1",
        "dZ2 stands where dZ1 belongs and the factor 1/m is missing",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("line", "source", "words"), WORDS, ids=[line for line, *_ in WORDS])
def test_words_are_plain(line: str, source: str, words: str) -> None:
    assert first(TANH, line) == (source, words)


def test_where_taking_away_is_enough_nothing_is_added() -> None:
    sources = [suggestion.source for suggestion in repaired(TANH, "dZ2 = 2 * (A2 - Y)")]
    assert sources == ["dZ2 = A2 - Y"]


def test_a_second_path_is_found() -> None:
    assert repaired(SKIP, "dX = W1.T @ dZ1")[0].source == "dX = W1.T @ dZ1 + V.T @ dZ2"


def test_the_users_spelling_is_kept() -> None:
    source, _ = first(RELU, "dZ1 = W2.T@dZ2+(Z1>0)")
    assert source == "dZ1 = W2.T@dZ2 * (Z1>0)"


def test_a_right_line_gets_no_suggestion() -> None:
    for target, line in TANH.lines.items():
        assert repaired(TANH, line) == (), target


def test_a_truth_of_zero_says_nothing() -> None:
    demand = TANH.demand("dZ2", 0)
    zero = Demand(demand.scope, np.zeros_like(demand.truth), np.full(demand.truth.shape, 1e-9))
    assert suggestions("dZ2 = A2", [zero], []) == ()


@given(st.integers(0, 2**32 - 1), st.sampled_from(["dZ1", "dW1", "db2"]))
def test_an_unreachable_truth_gets_no_suggestion(seed: int, target: str) -> None:
    rng = np.random.default_rng(seed)
    points = [TANH.demand(target, number) for number in range(3)]
    unreachable = [
        Demand(p.scope, truth := rng.normal(size=p.truth.shape), np.full(truth.shape, 1e-9))
        for p in points
    ]
    line = TANH.lines[target]
    assert suggestions(line, unreachable[:2], unreachable[2:], seconds=0.1) == ()


def test_fresh_points_reject_what_holds_at_equal_sizes_only() -> None:
    def point(seed: int, rows: int, columns: int) -> Demand:
        A = np.random.default_rng(seed).normal(size=(rows, columns))
        scope = {"np": np, "A": A, "rows": rows, "columns": columns}
        return Demand(scope, A / columns, np.full(A.shape, 1e-12))

    square = [point(0, 3, 3), point(1, 4, 4)]
    either = {suggestion.source for suggestion in suggestions("dA = A", square, [])}
    assert either == {"dA = A / rows", "dA = A / columns"}
    found = suggestions("dA = A", square, [point(2, 3, 5)])
    assert [suggestion.source for suggestion in found] == ["dA = A / columns"]


def test_a_nan_is_never_within_what_is_allowed() -> None:
    demand = TANH.demand("dZ2", 0)
    everything = np.full(demand.truth.shape, np.inf)
    nowhere = Demand({"np": np, "A2": demand.truth * np.nan, "m": 5}, demand.truth, everything)
    assert suggestions("dZ2 = A2", [nowhere, demand], []) == ()


def test_the_targets_own_value_is_no_repair() -> None:
    for found in repaired(TANH, "dZ1 = W2 @ dZ2"):
        assert "dZ1" not in found.source.split(" = ", 1)[1]


def test_a_line_that_goes_on_from_the_true_value_is_left_alone() -> None:
    assert repaired(TANH, "dW1 = dW1 + lam * W1") == ()


def test_an_accumulator_may_come_in() -> None:
    def point(db: float, dz: float) -> Demand:
        return Demand({"np": np, "db": db, "dz": dz}, np.asarray(db + dz), np.asarray(1e-12))

    (found,) = suggestions("db = dz", [point(0.3, -0.7), point(1.1, 0.4)], [point(-2.0, 0.9)])
    assert (found.source, found.words) == ("db = db + dz", "the term db is missing")


def helped(line: str, helper: str) -> tuple[Suggestion, ...]:
    """Suggestions for a line whose penalty stands in a line of its own."""

    def point(seed: int) -> Demand:
        demand = TANH.demand("dW1", seed)
        scope = {**demand.scope, "penalty": eval(helper, dict(demand.scope))}
        return Demand(scope, demand.truth, demand.allowed)

    points = [point(seed) for seed in range(3)]
    lines = {"penalty": f"penalty = {helper}"}
    return suggestions(line, points[:2], points[2:], lines, ENDLESS)


def test_a_helper_line_is_repaired() -> None:
    found = helped("dW1 = dZ1 @ X.T / m + penalty", "lam * W1")[0]
    assert found.source.startswith("penalty = lam * W1 / m")
    assert found.words == "the factor 1/m is missing"


def test_a_helper_and_the_line_are_repaired_together() -> None:
    sources = [s.source for s in helped("dW1 = dZ1 @ X / m + penalty", "lam * W1")]
    assert "penalty = lam * W1 / m\ndW1 = dZ1 @ X.T / m + penalty" in sources


class Counted:
    """A clock that goes on by one second whenever it is looked at."""

    def __init__(self) -> None:
        self.looks = 0

    def __call__(self) -> float:
        self.looks += 1
        return float(self.looks)


def test_what_stands_there_is_all_tried_without_any_time() -> None:
    clock = Counted()
    assert repaired(TANH, "dZ1 = W2.T @ dZ2 + (1 - A1**2)", seconds=0.0, clock=clock)
    assert clock.looks <= 3


def test_what_could_be_added_is_tried_while_there_is_time() -> None:
    line = "dZ1 = W2.T @ dZ2"
    assert repaired(TANH, line, seconds=0.0, clock=Counted()) == ()
    assert repaired(TANH, line, seconds=1e9, clock=Counted())


def test_the_search_ends_when_time_is_up() -> None:
    clock = Counted()
    assert repaired(TANH, "dZ1 = W2 @ dZ2", seconds=3.0, clock=clock) == ()
    assert clock.looks <= 6  # the start, looks until time was up, and one for each kind of search


@pytest.mark.parametrize(
    "line",
    [
        "dZ1 = undefined @ dZ2",
        "dZ1 = W2.T @ dZ2 * (lambda z: z)(Z1)",
        "dZ1 = [a for a in A1]",
        "dZ1 = W2.T @ dZ2 * 10**10**10",
        "dZ1 = np.outer(np.outer(W2, X), np.outer(W2, X))",
        "dZ1 = W2.T.fill(0)",
        "dZ1 = X.__class__",
        "dZ1 = {'a': W2}['a'].T @ dZ2",
        "dZ1 = 'text'",
        "dZ1 = None",
        "dZ1 = W2.T @ dZ2 * np.eye(10**9)",
        "dZ1 = sum(abs(x) for x in X)",
        "dZ1 = np.sum(W2.T @ dZ2, **odd)",
        "dZ1 = np.sum(*odd)",
        "dZ1 = odd + ragged",
    ],
)
def test_nothing_that_a_line_may_hold_stops_the_search(line: str) -> None:
    strange = {"odd": {}, "ragged": [[1], [2, 3]], "empty": np.zeros((0, 3)), "text": "text"}
    points = [
        Demand({**p.scope, **strange, "dZ1": [[1], []]}, p.truth, p.allowed)
        for p in (TANH.demand("dZ1", seed) for seed in range(3))
    ]
    for found in suggestions(line, points[:2], points[2:], seconds=0.2):
        assert holds(found.source, [TANH.demand("dZ1", 3)])


@pytest.mark.parametrize(
    "line",
    ["dZ1, dZ2 = W2.T @ dZ2, dZ2", "dZ1[0] = W2.T @ dZ2", "dZ1 += W2.T @ dZ2", "dZ1 = ", ""],
)
def test_what_is_no_assignment_to_one_name_gets_no_suggestion(line: str) -> None:
    assert suggestions(line, [TANH.demand("dZ1", 0)], []) == ()


def test_functions_of_the_scope_cannot_change_its_arrays() -> None:
    def zeroed(Z: Any) -> Any:
        Z[...] = 0
        return Z

    demand = TANH.demand("dZ1", 0)
    Z1 = demand.scope["Z1"].copy()
    scope = {**demand.scope, "zeroed": zeroed}
    suggestions("dZ1 = zeroed(Z1)", [Demand(scope, demand.truth, demand.allowed)], [], seconds=0.1)
    np.testing.assert_array_equal(scope["Z1"], Z1)


def pairs_of(factor: Any, turned: bool = False) -> Iterator[tuple[Any, Any]]:
    for m in (5, 7):
        truth = np.random.default_rng(m).normal(size=(3, m))
        value = (factor(m) if callable(factor) else factor) * truth
        yield (value.T if turned else value), truth


SCALARS: list[Mapping[str, float]] = [{"m": 5, "lam": 0.3}, {"m": 7, "lam": 0.8}]


@pytest.mark.parametrize(
    ("factor", "turned", "words"),
    [
        (1.0, False, ""),
        (4.0, False, "this is exactly 4 times the derivative"),
        (0.5, False, "this is exactly 0.5 times the derivative"),
        (1 / 3, False, "this is exactly 1/3 times the derivative"),
        (-1.0, False, "the derivative with the sign reversed"),
        (lambda m: m, False, "m times the derivative"),
        (lambda m: -m, False, "-m times the derivative"),
        (lambda m: 1 / m, False, "1/m times the derivative"),
        (lambda m: m * m, False, "m*m times the derivative"),
        (lambda m: 2 * m, False, "2*m times the derivative"),
        (lambda m: m / 2, False, "m/2 times the derivative"),
        (1.0, True, "the transpose of the derivative"),
        (lambda m: m, True, "m times the transpose of the derivative"),
        (lambda m: m**3, False, ""),
        (0.0, False, ""),
    ],
)
def test_relations(factor: Any, turned: bool, words: str) -> None:
    assert relation(list(pairs_of(factor, turned)), SCALARS) == words


def test_no_relation_where_values_are_unrelated_or_of_another_shape() -> None:
    truth = np.arange(1.0, 7.0).reshape(2, 3)
    for value in (truth**2, truth[:1], truth * np.nan, np.asarray("text")):
        assert relation([(value, truth)], [{"m": 5}]) == ""
    assert relation([], []) == ""
