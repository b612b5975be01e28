"""The search: every single edit first, pairs of edits while there is time."""

import ast
import time
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

import numpy as np

from parity.repair.additions import ADDITIONS
from parity.repair.edit import Edit, Place
from parity.repair.evaluation import FAILED, LARGEST, Evaluation, is_number
from parity.repair.ingredients import Ingredients, Shape, ingredients_of, is_answer
from parity.repair.pairs import Pairs
from parity.repair.places import places
from parity.repair.reductions import reductions
from parity.repair.slips import SLIPS
from parity.repair.spelling import corrected
from parity.repair.suggestion import Demand, Suggestion
from parity.repair.trees import Assignment, below, is_assignment, mentions, replaced, said

MOST = 3  # suggestions
STEP = 10  # characters that one size of edit more is worth
MARGIN = 10  # characters by which another suggestion may be worse than the first
CONSTANT = 1e-12  # relative spread that is rounding
CONFIRMED = 200  # candidates that are tried at every point

Clock = Callable[[], float]
WAITED = 5  # times as long as the work may take


def suggestions(
    line: str,
    demands: Sequence[Demand],
    fresh: Sequence[Demand],
    helpers: Mapping[str, str] = {},
    seconds: float = 2.0,
    clock: Clock = time.thread_time,
) -> tuple[Suggestion, ...]:
    """What the line should have been, smallest edit first; nothing where nothing fits.

    The clock is that of this thread's work, so that a busy machine finds the same; a helper that
    waits for something does no work, and is not waited for much longer.
    """
    end, latest = clock() + seconds, time.monotonic() + WAITED * seconds

    def late() -> bool:
        return clock() >= end or time.monotonic() >= latest

    if not demands or not is_assignment(line):
        return ()
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        search = Search(Assignment(line, helpers), [*demands, *fresh])
        if not search.has_a_task():
            return ()
        return search.singles(late) or search.pairs(late)


@dataclass(frozen=True)
class EditSequence:
    """Edits of one tree, in the order in which they are made."""

    edits: tuple[Edit, ...]

    def cost(self, root: ast.expr) -> int:
        """How far it goes from what was written, and how long what it makes is."""
        size = sum(edit.size for edit in self.edits)
        return STEP * size + len(said(self.made(root)))

    @property
    def words(self) -> str:
        return " and ".join(edit.words for edit in reversed(self.edits))

    def made(self, root: ast.expr) -> ast.expr:
        """The tree, edited."""
        tree: ast.AST = root
        for edit in self.edits:
            tree = replaced(tree, edit.old, edit.new)
        assert isinstance(tree, ast.expr)
        return tree


@dataclass
class Search:
    """One line under repair."""

    line: Assignment
    demands: Sequence[Demand]
    stock: Ingredients = field(init=False)
    evaluations: list[Evaluation] = field(init=False)
    edits: list[Edit] = field(init=False, default_factory=list)
    # For each node, the edits at and below it with the values that they give it.
    reached: dict[int, list[tuple[Edit, Any]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.demands = sorted(self.demands, key=size_or_last)
        self.stock = ingredients_of(self.line, self.demands)
        self.evaluations = [Evaluation(self.line, demand) for demand in self.demands]
        self.smallest.learn(self.stock.trees)

    @property
    def smallest(self) -> Evaluation:
        return self.evaluations[0]

    def has_a_task(self) -> bool:
        """Whether the line is wrong somewhere, at points where a mistake shows."""
        if self.line.target in mentions(self.line.root) and any(
            is_answer(demand, self.line.target) for demand in self.demands
        ):
            return False  # it goes on from what it should give: anything could be dropped
        right = all(each.agrees(each.value(self.line.root)) for each in self.evaluations)
        return not right and any(each.has_power() for each in self.evaluations)

    def singles(self, late: Callable[[], bool]) -> tuple[Suggestion, ...]:
        """The single edits that repair the line: all slips, additions as far as time allows."""
        spots = places(self.line, self.stock.numpy)
        found = self.tried(
            edit
            for node in spots
            for kind in (*SLIPS, reductions)
            for edit in kind(Place(node, self.line, self.stock))
        )
        # What slips make of a place decides which shapes may be added there.
        shapes = {id(node): self.shapes(node) for node in spots}
        additions = (
            edit
            for addition in ADDITIONS
            for node in spots
            for edit in addition(Place(node, self.line, self.stock), shapes[id(node)])
        )
        found += self.tried(takewhile(lambda _: not late(), additions))
        return self.confirmed(EditSequence((edit,)) for edit in found)

    def pairs(self, late: Callable[[], bool]) -> tuple[Suggestion, ...]:
        """Two edits that repair the line, as far as time allows."""
        pairs = Pairs(self.line, self.smallest, self.edits, self.reached, late)
        return self.confirmed(EditSequence(pair) for pair in pairs.matches())

    def tried(self, edits: Iterable[Edit]) -> list[Edit]:
        """Those that give the truth at the smallest point; where each leads is remembered."""
        found = []
        root = id(self.line.root)
        for edit in edits:
            self.edits.append(edit)
            value = self.smallest.value(edit.new)
            if value is FAILED:
                continue
            values = self.smallest.upwards(edit.old, value)
            for key, reached in values.items():
                if is_number(reached) and np.size(reached) <= LARGEST:
                    self.reached.setdefault(key, []).append((edit, reached))
            if self.smallest.agrees(values[root]):
                found.append(edit)
        return found

    def shapes(self, node: ast.expr) -> frozenset[Shape]:
        """The shapes that a place has, may have after a slip, or should have at the top."""
        values = [self.smallest.value(node), *(v for _, v in self.reached.get(id(node), []))]
        if node is self.line.root:
            values.append(self.smallest.truth)
        return frozenset(np.shape(value) for value in values if is_number(value))

    def confirmed(self, changes: Iterable[EditSequence]) -> tuple[Suggestion, ...]:
        """The simplest changes that hold at every point, each result once."""
        ranked = sorted(((change.cost(self.line.root), change) for change in changes), key=rank)
        kept: dict[str, tuple[int, Suggestion]] = {}
        limit = float("inf")
        for cost, change in ranked[:CONFIRMED]:
            if cost > limit or len(kept) == MOST:
                break
            tree = change.made(self.line.root)
            if self.holds(tree):
                limit = min(limit, cost + MARGIN)
                source = corrected(self.line, tree)
                suggestion = Suggestion(source, change.words, len(change.edits))
                kept.setdefault(source, (len(said(tree)), suggestion))
        return plainest(list(kept.values()), len(said(self.line.root)))

    def holds(self, tree: ast.expr) -> bool:
        """Whether a tree gives the truth at every point, with no part of it idle."""
        if not all(each.agrees(each.value(tree)) for each in self.evaluations):
            return False
        new = (node for node in below(tree) if id(node) not in self.line.known)
        return not any(isinstance(node, ast.BinOp) and self.is_idle(node) for node in new)

    def is_idle(self, node: ast.BinOp) -> bool:
        """Whether an operation takes its operands for nothing, such as a + (1 - a)."""
        return self.is_constant(node) and not (
            self.is_constant(node.left) and self.is_constant(node.right)
        )

    def is_constant(self, node: ast.expr) -> bool:
        """Whether all components are the same number at all points."""
        values = [each.value(node) for each in self.evaluations]
        if not all(is_number(value) for value in values):
            return False
        numbers = np.concatenate([np.ravel(value) for value in values]).astype(float)
        return bool(np.ptp(numbers) <= CONSTANT * np.max(np.abs(numbers)))


def plainest(found: Sequence[tuple[int, Suggestion]], written: int) -> tuple[Suggestion, ...]:
    """Where taking something away is enough, nothing that adds: `x / 2` is no repair of `2 * x`."""
    shorter = any(length < written for length, _ in found)
    return tuple(each for length, each in found if not (shorter and length > written))


def size_or_last(demand: Demand) -> float:
    """The size of a point; one where the truth cannot be told from zero is of no use first."""
    return np.size(demand.truth) if np.any(np.abs(demand.truth) > demand.allowed) else np.inf


def rank(costed: tuple[int, EditSequence]) -> int:
    """What to sort by; equals stay in the order in which they were found."""
    return costed[0]
