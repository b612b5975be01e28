"""The value of a tree at one drawn point, operand by operand, never raising."""

import ast
import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import numpy as np

from parity.repair.suggestion import Demand
from parity.repair.trees import OPAQUE, Assignment, Inlined

FAILED: Final = object()  # what cannot be computed
LARGEST = 512  # components of a value that pairs are made of
ROOM = 64  # a result may be that many times larger than what is looked for

Lookup = Callable[[ast.expr], Any]

BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.MatMult: operator.matmul,
    ast.Pow: operator.pow,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
}
BUILTINS = {f.__name__: f for f in (abs, bool, float, int, len, max, min, round, sum)}
UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
    ast.Not: operator.not_,
}
COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


class MissingError(ArithmeticError):
    """An operand that has no value."""


class TooLargeError(ArithmeticError):
    """A result that nobody looks for."""


class Evaluation:
    """Values at one point; those of the line's own nodes are computed once."""

    def __init__(self, line: Assignment, demand: Demand) -> None:
        self.line = line
        self.truth = np.asarray(demand.truth)
        self.allowed = np.asarray(demand.allowed)
        self.scope = {name: read_only(value) for name, value in demand.scope.items()}
        self.room = ROOM * max(1, self.truth.size)
        self.base: dict[int, Any] = {}
        for node in line.nodes:
            self.base[id(node)] = self.apply(node, lambda child: self.base[id(child)])

    def learn(self, trees: Iterable[ast.expr]) -> None:
        """Compute once what many edits bring in."""
        for tree in trees:
            self.base[id(tree)] = self.value(tree)

    def value(self, node: ast.expr, changed: Mapping[int, Any] = {}) -> Any:
        """The value of any tree, some of the line's nodes having other values."""
        key = id(node)
        if key in changed:
            return changed[key]
        if key in self.base:
            return self.base[key]
        return self.apply(node, lambda child: self.value(child, changed))

    def upwards(self, node: ast.expr, value: Any) -> dict[int, Any]:
        """The values of the node and of all above it, once the node has that value."""
        changed = {id(node): value}
        for above in self.line.above[id(node)]:
            changed[id(above)] = self.apply(
                above, lambda child: changed.get(id(child), self.base[id(child)])
            )
        return changed

    def apply(self, node: ast.expr, lookup: Lookup) -> Any:
        """The value of a node from those of its operands."""
        try:
            return self.compute(node, lookup)
        except Exception:  # whatever a wrong line may raise: then it has no value
            return FAILED

    def compute(self, node: ast.expr, lookup: Lookup) -> Any:
        """The value, or whatever is raised."""
        match node:
            case ast.Name():
                return self.scope[node.id] if node.id in self.scope else BUILTINS[node.id]
            case ast.Constant():
                return node.value
            case ast.BinOp():
                left, right = present(lookup(node.left)), present(lookup(node.right))
                self.refuse_too_large(node.op, left, right)
                return BINARY[type(node.op)](left, right)
            case ast.UnaryOp():
                return UNARY[type(node.op)](present(lookup(node.operand)))
            case ast.Call():
                return self.call(node, lambda child: present(lookup(child)))
            case Inlined():
                return lookup(node.value)
        if isinstance(node, OPAQUE):
            expression = ast.fix_missing_locations(ast.Expression(node))
            return eval(compile(expression, "<line>", "eval"), dict(self.scope))
        return OTHERS[type(node)](node, lambda child: present(lookup(child)))

    def call(self, node: ast.Call, lookup: Lookup) -> Any:
        """A call with the values of its arguments."""
        function = lookup(node.func)
        arguments = [lookup(argument) for argument in node.args]
        outer = function in (np.outer, np.kron) and product_of_sizes(arguments) > self.room
        if outer or any(isinstance(each, int) and each > self.room for each in arguments):
            raise TooLargeError
        named = {k.arg: lookup(k.value) for k in node.keywords if k.arg is not None}
        if len(named) < len(node.keywords):
            raise TypeError("**arguments are not followed")
        return function(*arguments, **named)

    def refuse_too_large(self, op: ast.operator, left: Any, right: Any) -> None:
        """Raise before memory or time is spent on a result that nobody looks for."""
        if isinstance(op, ast.Pow):
            if isinstance(left, int) and isinstance(right, int) and abs(right) > ROOM:
                raise TooLargeError
        elif isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
            outer = left.ndim != right.ndim or left.shape != right.shape
            if (
                outer
                and product_of_sizes((left, right)) > self.room
                and (result_size(op, left.shape, right.shape) > self.room)
            ):
                raise TooLargeError

    def agrees(self, value: Any) -> bool:
        """Whether a value is the truth, by shape and within what is allowed."""
        if value is FAILED or not isinstance(value, (np.ndarray, np.generic, int, float)):
            return False
        array = np.asarray(value)
        if array.shape != self.truth.shape or array.dtype.kind not in "fiub":
            return False
        # NaN is not smaller than anything.
        return bool(np.all(np.abs(array - self.truth) <= self.allowed))

    def has_power(self) -> bool:
        """Whether zero would be told from the truth here."""
        return bool(np.any(np.abs(self.truth) > self.allowed))


def is_number(value: Any) -> bool:
    """Whether a value is an array or a number that pairs can be made of."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "fiub" and value.ndim <= 2 and value.size > 0
    return isinstance(value, (int, float, np.generic)) and not isinstance(value, bool)


def read_only(value: Any) -> Any:
    """The same array, which no function may change."""
    if not isinstance(value, np.ndarray):
        return value
    view = value.view()
    view.flags.writeable = False
    return view


def product_of_sizes(values: Any) -> int:
    """The size of an outer product."""
    total = 1
    for value in values:
        total *= int(np.size(value))
    return total


def result_size(op: ast.operator, left: tuple[int, ...], right: tuple[int, ...]) -> int:
    """How many components an operation makes."""
    if isinstance(op, ast.MatMult):
        return int(np.prod(left[:-1], dtype=int) * np.prod(right[1:], dtype=int))
    return int(np.prod(np.broadcast_shapes(left, right), dtype=int))


def present(value: Any) -> Any:
    """The value of an operand, which there must be."""
    if value is FAILED:
        raise MissingError
    return value


def attribute(node: ast.Attribute, lookup: Lookup) -> Any:
    if node.attr.startswith("_"):
        raise AttributeError(node.attr)
    return getattr(lookup(node.value), node.attr)


def comparison(node: ast.Compare, lookup: Lookup) -> Any:
    (op,), (right,) = node.ops, node.comparators
    return COMPARE[type(op)](lookup(node.left), lookup(right))


def element(node: ast.Subscript, lookup: Lookup) -> Any:
    return lookup(node.value)[lookup(node.slice)]


def slice_of(node: ast.Slice, lookup: Lookup) -> Any:
    return slice(*(part and lookup(part) for part in (node.lower, node.upper, node.step)))


def tuple_of(node: ast.Tuple, lookup: Lookup) -> Any:
    return tuple(lookup(item) for item in node.elts)


def list_of(node: ast.List, lookup: Lookup) -> Any:
    return [lookup(item) for item in node.elts]


def choice(node: ast.IfExp, lookup: Lookup) -> Any:
    return lookup(node.body) if lookup(node.test) else lookup(node.orelse)


OTHERS: dict[type[ast.expr], Callable[[Any, Lookup], Any]] = {
    ast.Attribute: attribute,
    ast.Compare: comparison,
    ast.Subscript: element,
    ast.Slice: slice_of,
    ast.Tuple: tuple_of,
    ast.List: list_of,
    ast.IfExp: choice,
}
