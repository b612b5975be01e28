"""Two edits at once, without trying each pair in turn.

The line is an affine function of nearly each of its parts, such as the part v in `v @ X.T / m`.
So one number of the line, a weighted sum of its components, is c + <w, v>, and w and c are found
by evaluating the line at unit arrays in place of v. Where the part is `a op b` and one edit gives
a the values a_1, a_2, ..., another gives b the values b_1, b_2, ..., that number follows for all
pairs (a_i, b_j) from one matrix product. Pairs for which it is that of the truth are proposed;
whoever asks must confirm them.
"""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from parity.repair.edit import Edit
from parity.repair.evaluation import FAILED, LARGEST, Evaluation, is_number
from parity.repair.ingredients import Shape
from parity.repair.trees import Assignment
from reference.arrays import Array

CLOSE = 1e-8  # to the truth, relative: the confirmation is strict
Reached = Mapping[int, Sequence[tuple[Edit, Any]]]

OPERATORS: Mapping[str, type[ast.operator]] = {
    "dot": ast.MatMult, "matmul": ast.MatMult, "multiply": ast.Mult, "divide": ast.Div,
    "add": ast.Add, "subtract": ast.Sub,
}  # fmt: skip


@dataclass(frozen=True)
class Stack:
    """The values of one shape that an expression takes, with the edit that gives each."""

    values: Array  # (count, *shape)
    edits: Sequence[Edit | None]

    @property
    def shape(self) -> Shape:
        return self.values.shape[1:]


@dataclass(frozen=True)
class Functional:
    """What one number of the line is, as a function of a part: constant + <weights, part>."""

    constant: float
    weights: Array  # of the shape of the part


class Pairs:
    """Candidates for pairs of edits of one line, at one point."""

    def __init__(
        self,
        line: Assignment,
        evaluation: Evaluation,
        edits: Sequence[Edit],
        reached: Reached,
        late: Callable[[], bool],
    ) -> None:
        self.late = late
        self.line = line
        self.evaluation = evaluation
        self.edits = edits
        self.reached = reached
        self.stacks: dict[int, list[Stack]] = {}
        self.functionals: dict[tuple[int, Shape], Functional | None] = {}

    @cached_property
    def probe(self) -> Array:
        """The weights of the line's components: any will do that no coincidence has."""
        return np.asarray(np.cos(np.arange(1.0, self.evaluation.truth.size + 1) ** 2))

    @cached_property
    def goal(self) -> float:
        return float(self.probe @ self.evaluation.truth.ravel())

    def matches(self) -> Iterator[tuple[Edit, Edit]]:
        """Pairs in the order in which they are to be made, those of small edits first."""
        for node in self.line.nodes:
            for op, left, right in operation(node):
                yield from self.side_by_side(node, op, self.stack(left), self.stack(right))
                if self.late():
                    return
        for outer in sorted(self.edits, key=lambda edit: edit.size):
            if self.late():
                return
            for inner in self.inside(outer):
                yield outer, inner

    def side_by_side(
        self, node: ast.expr, op: ast.operator, lefts: list[Stack], rights: list[Stack]
    ) -> Iterator[tuple[Edit, Edit]]:
        """One edit in each operand."""
        for first, second in self.products(node, op, lefts, rights):
            if first is not None and second is not None:
                yield second, first

    def inside(self, outer: Edit) -> Iterator[Edit]:
        """The second edits, in what the first one kept."""
        kept = kept_by(outer.new, self.line.known)
        for op, left, right in operation(outer.new):
            for mine, lefts, rights in (
                (left, self.stack(left), self.fixed(right)),
                (right, self.fixed(left), self.stack(right)),
            ):
                if mine in kept:
                    kept.remove(mine)
                    for one, other in self.products(outer.old, op, lefts, rights):
                        yield from (each for each in (one, other) if each is not None)
        for each in kept:
            yield from self.within(outer, each)

    def within(self, outer: Edit, kept: ast.expr) -> Iterator[Edit]:
        """The second edits in a part that stands anywhere in what the first one made."""

        def result(value: Array) -> Any:
            made = self.evaluation.value(outer.new, {id(kept): value})
            return self.evaluation.upwards(outer.old, made)[id(self.line.root)]

        for stack in self.stack(kept):
            functional = self.measured(result, stack.shape)
            if functional is not None:
                flat = stack.values.reshape(len(stack.edits), -1)
                numbers = functional.constant + flat @ functional.weights.ravel()
                edits = [stack.edits[int(i)] for i in np.flatnonzero(self.close(numbers))]
                yield from (each for each in edits if each is not None)

    def stack(self, node: ast.expr) -> list[Stack]:
        """All values of one of the line's nodes, by shape."""
        if id(node) not in self.stacks:
            self.stacks[id(node)] = stacked(self.reached.get(id(node), ()))
        return self.stacks[id(node)]

    def fixed(self, tree: ast.expr) -> list[Stack]:
        """The one value of an expression in which nothing is edited."""
        value = self.evaluation.value(tree)
        return stacked([(None, value)]) if is_number(value) else []

    def products(
        self, node: ast.expr, op: ast.operator, lefts: list[Stack], rights: list[Stack]
    ) -> Iterator[tuple[Edit | None, Edit | None]]:
        """The pairs with which `left op right`, put in the node's place, gives the goal."""
        for left in lefts:
            for right in rights:
                shape = shape_of(op, left.shape, right.shape)
                functional = None if shape is None else self.functional(node, shape)
                if functional is not None:
                    numbers = functional.constant + bilinear(op, functional.weights, left, right)
                    for i, j in np.argwhere(self.close(numbers)):
                        yield left.edits[i], right.edits[j]

    def close(self, numbers: Array) -> Array:
        """Which numbers are the truth's, but for rounding; NaN is not."""
        allowed = float(np.abs(self.probe) @ self.evaluation.allowed.ravel())
        scale = float(np.abs(self.probe) @ np.abs(self.evaluation.truth.ravel()))
        near: Array = np.abs(numbers - self.goal) <= allowed + CLOSE * scale
        return near

    def functional(self, node: ast.expr, shape: Shape) -> Functional | None:
        """The line as a function of that node, if it is affine."""
        key = id(node), shape
        if key not in self.functionals:
            root = id(self.line.root)
            self.functionals[key] = self.measured(
                lambda value: self.evaluation.upwards(node, value)[root], shape
            )
        return self.functionals[key]

    def measured(self, result: Callable[[Array], Any], shape: Shape) -> Functional | None:
        """Constant and weights from unit arrays; None where a check finds that it is not affine."""
        size = int(np.prod(shape, dtype=int))
        constant = self.number(result(np.zeros(shape)))
        check = np.sin(np.arange(1.0, size + 1)) + 2.0
        found = self.number(result(check.reshape(shape)))
        if constant is None or found is None or size > LARGEST:
            return None
        numbers = [self.number(result(unit.reshape(shape))) for unit in np.eye(size)]
        weights = np.array([np.nan if each is None else each for each in numbers]) - constant
        scale = abs(constant) + float(np.abs(weights) @ check)
        if not abs(constant + weights @ check - found) <= CLOSE * scale:
            return None
        return Functional(constant, weights.reshape(shape))

    def number(self, result: Any) -> float | None:
        """One number for a value of the line; None if it has not the truth's shape."""
        if result is FAILED or np.shape(result) != self.evaluation.truth.shape:
            return None
        number = float(self.probe @ np.ravel(result))
        return number if np.isfinite(number) else None


def operation(node: ast.expr) -> Iterator[tuple[ast.operator, ast.expr, ast.expr]]:
    """The operator of a node that has two operands."""
    match node:
        case ast.BinOp(left=left, op=op, right=right) if isinstance(op, tuple(OPERATORS.values())):
            yield op, left, right
        case ast.Call(func=ast.Attribute(attr=name), args=[left, right], keywords=[]):
            if name in OPERATORS:
                yield OPERATORS[name](), left, right


def kept_by(tree: ast.expr, known: frozenset[int]) -> list[ast.expr]:
    """The line's own nodes in a new expression, outermost ones only."""
    if id(tree) in known:
        return [tree]
    return [
        node
        for child in ast.iter_child_nodes(tree)
        if isinstance(child, ast.expr)
        for node in kept_by(child, known)
    ]


def stacked(reached: Sequence[tuple[Edit | None, Any]]) -> list[Stack]:
    """Values by shape."""
    groups: dict[Shape, tuple[list[Any], list[Edit | None]]] = {}
    for edit, value in reached:
        if np.size(value) == 0 or np.asarray(value).dtype.kind not in "fiub":
            continue
        values, edits = groups.setdefault(np.shape(value), ([], []))
        values.append(value)
        edits.append(edit)
    return [Stack(np.asarray(values, dtype=float), edits) for values, edits in groups.values()]


def shape_of(op: ast.operator, left: Shape, right: Shape) -> Shape | None:
    """The shape of `left op right`, or None where there is none."""
    if not isinstance(op, ast.MatMult):
        try:
            return np.broadcast_shapes(left, right)
        except ValueError:
            return None
    if not left or not right or left[-1] != right[0]:
        return None
    return (*left[:-1], *right[1:])


def bilinear(op: ast.operator, weights: Array, left: Stack, right: Stack) -> Array:
    """<weights, left_i op right_j> for all i and j."""
    if isinstance(op, ast.MatMult):
        return contracted(weights, left.values, right.values)
    a, b = (spread(stack.values, weights.shape) for stack in (left, right))
    match op:
        case ast.Mult():
            table = (a * weights.ravel()) @ b.T
        case ast.Div():
            table = (a * weights.ravel()) @ (1 / b).T
        case ast.Add():
            table = (a @ weights.ravel())[:, None] + (b @ weights.ravel())[None, :]
        case _:
            table = (a @ weights.ravel())[:, None] - (b @ weights.ravel())[None, :]
    return np.asarray(table)


def contracted(weights: Array, lefts: Array, rights: Array) -> Array:
    """The same for matrix products: sum of w_ij l_ik r_kj."""
    inner = rights.shape[1]
    a = lefts.reshape(len(lefts), -1, inner)  # a vector on the left is a row
    b = rights.reshape(len(rights), inner, -1)  # and one on the right a column
    w = weights.reshape(a.shape[1], b.shape[2])
    sent_back = np.einsum("ij,rkj->rik", w, b)
    return np.asarray(a.reshape(len(a), -1) @ sent_back.reshape(len(b), -1).T)


def spread(values: Array, shape: Shape) -> Array:
    """Each value broadcast to the shape, as a row."""
    count, own = len(values), values.shape[1:]
    aligned = values.reshape(count, *(1,) * (len(shape) - len(own)), *own)
    return np.broadcast_to(aligned, (count, *shape)).reshape(count, -1)
