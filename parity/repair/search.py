"""The search: every single edit first, pairs of edits while there is time."""

import ast
import time
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from parity.repair.additions import ADDITIONS
from parity.repair.edit import Edit, Place
from parity.repair.evaluation import FAILED, Evaluation
from parity.repair.ingredients import Ingredients, Shape, ingredients_of
from parity.repair.pairs import Pairs
from parity.repair.places import places
from parity.repair.reductions import reductions
from parity.repair.slips import SLIPS
from parity.repair.spelling import corrected
from parity.repair.suggestion import Suggestion, Trial
from parity.repair.trees import Line, replaced

MOST = 3  # suggestions
LARGEST = 4096  # components of a value that is kept for pairs

Clock = Callable[[], float]


def suggestions(
    line: str,
    trials: Sequence[Trial],
    fresh: Sequence[Trial],
    helpers: Mapping[str, str] = {},
    seconds: float = 2.0,
    clock: Clock = time.monotonic,
) -> tuple[Suggestion, ...]:
    """What the line should have been, smallest edit first; nothing where nothing fits."""
    end = clock() + seconds
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        search = Search(Line(line, helpers), [*trials, *fresh])
        if not search.has_a_task():
            return ()
        return search.singles() or search.pairs(lambda: clock() >= end)


@dataclass(frozen=True)
class Change:
    """Edits of one tree, in the order in which they are made."""

    edits: tuple[Edit, ...]

    @property
    def size(self) -> int:
        return sum(edit.size for edit in self.edits)

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

    line: Line
    trials: Sequence[Trial]
    stock: Ingredients = field(init=False)
    evaluations: list[Evaluation] = field(init=False)
    edits: list[Edit] = field(init=False, default_factory=list)
    # For each node, the edits at and below it with the values that they give it.
    reached: dict[int, list[tuple[Edit, Any]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.trials = sorted(self.trials, key=lambda trial: np.size(trial.truth))
        self.stock = ingredients_of(self.line, self.trials)
        self.evaluations = [Evaluation(self.line, trial) for trial in self.trials]
        self.smallest.learn(self.stock.trees)

    @property
    def smallest(self) -> Evaluation:
        return self.evaluations[0]

    def has_a_task(self) -> bool:
        """Whether the line is wrong somewhere, at points where a mistake shows."""
        right = all(each.agrees(each.value(self.line.root)) for each in self.evaluations)
        return not right and any(each.has_power() for each in self.evaluations)

    def singles(self) -> tuple[Suggestion, ...]:
        """The single edits that repair the line; all are tried."""
        spots = places(self.line, self.stock.numpy)
        found = self.tried(
            edit
            for node in spots
            for kind in (*SLIPS, reductions)
            for edit in kind(Place(node, self.line, self.stock))
        )
        # What slips make of a place decides which shapes may be added there.
        shapes = {id(node): self.shapes(node) for node in spots}
        found += self.tried(
            edit
            for node in spots
            for addition in ADDITIONS
            for edit in addition(Place(node, self.line, self.stock), shapes[id(node)])
        )
        return self.confirmed(Change((edit,)) for edit in sorted(found, key=lambda e: e.size))

    def pairs(self, late: Callable[[], bool]) -> tuple[Suggestion, ...]:
        """Two edits that repair the line, as far as time allows."""
        pairs = Pairs(self.line, self.smallest, self.edits, self.reached)
        found = []
        for first, second in pairs.matches():
            found.append(Change((first, second)))
            if late():
                break
        return self.confirmed(sorted(found, key=lambda change: change.size))

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
                if is_number(reached):
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

    def confirmed(self, changes: Iterable[Change]) -> tuple[Suggestion, ...]:
        """The changes that hold at every point, each source once."""
        kept: dict[str, tuple[int, Suggestion]] = {}
        for change in changes:
            tree = change.made(self.line.root)
            if all(each.agrees(each.value(tree)) for each in self.evaluations):
                source = corrected(self.line, tree)
                suggestion = Suggestion(source, change.words, len(change.edits))
                kept.setdefault(source, (change.size, suggestion))
        ranked = sorted(kept.values(), key=lambda each: (each[0], len(each[1].source)))
        return tuple(suggestion for _, suggestion in ranked[:MOST])


def is_number(value: Any) -> bool:
    """Whether a value is an array or a number that pairs can be made of."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "fiub" and value.ndim <= 2 and value.size <= LARGEST
    return isinstance(value, (int, float, np.generic)) and not isinstance(value, bool)
