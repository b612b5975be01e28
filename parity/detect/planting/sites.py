"""The places in a function where a mistake may stand, and what its names hold there."""

import ast
import copy
import functools
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any

import numpy as np

from parity.case import Case
from parity.derivation import arguments_of, derivation_of
from parity.detect.mutant import definition
from parity.detect.targets import Target
from parity.kinds import PER_EXAMPLE

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Scope:
    """What the names of a function hold at the end of a run of it, in its panel's first case."""

    names: Mapping[str, Any]
    before: frozenset[str]  # those that are given to it
    lines: Mapping[str, int]  # where the others are assigned first

    def is_there(self, name: str, line: int) -> bool:
        """Whether the name has a value on that line."""
        return name in self.before or self.lines.get(name, line) < line

    def value(self, node: ast.AST) -> Any:
        """What an expression comes to; None where that cannot be told."""
        if not isinstance(node, ast.expr):
            return None
        node = room_of(node) or node  # nothing is written into it here
        return evaluated(ast.unparse(node), self.names)

    def shape(self, node: ast.AST) -> tuple[int, ...] | None:
        """The shape of a float or an array of floats, None of everything else."""
        return shape_of(self.value(node))

    @property
    def arrays(self) -> dict[str, tuple[int, ...]]:
        """The local names that hold floats, with their shapes."""
        found = {name: shape_of(self.names[name]) for name in self.names}
        return {name: shape for name, shape in found.items() if shape is not None}

    @property
    def counts(self) -> list[str]:
        """The local names of whole numbers: m, p, q."""
        return [name for name, value in self.names.items() if type(value) is int]


def room_of(node: ast.AST) -> ast.expr | None:
    """Where a call writes what it returns, if it is told."""
    words = node.keywords if isinstance(node, ast.Call) else []
    return next((word.value for word in words if word.arg == "out"), None)


def evaluated(text: str, names: Mapping[str, Any]) -> Any:
    """The value of an expression, which may fail in any way."""
    scope = dict(names)
    hidden = scope.pop("__globals__", {})
    try:
        with np.errstate(all="ignore"):
            return eval(text, {**hidden, **scope})
    except Exception:  # a loop's variable of a comprehension, say, is not there
        return None


def shape_of(value: Any) -> tuple[int, ...] | None:
    """The shape of floats."""
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind == "f":
        return np.shape(value)
    return () if isinstance(value, float) else None


@functools.cache
def scope_of(target: Target) -> Scope:
    """What the function's names held when it was run first."""
    seen: dict[str, Any] = {}
    given: list[str] = []
    code: CodeType = target.formula.__code__

    def watch(frame: FrameType, event: str, _: Any) -> None:
        if frame.f_code is code and event == "return" and not seen:
            seen.update(frame.f_locals)
            given.extend(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        for case in target.cases:
            if not seen:
                run(case)
    finally:
        sys.setprofile(before)
    names = {**seen, "__globals__": target.formula.__globals__}
    tree = definition(target)
    return Scope({**names, **of_comprehensions(tree, names)}, frozenset(given), first_lines(tree))


def first_lines(tree: ast.FunctionDef) -> dict[str, int]:
    """The first line that assigns each name."""
    stored = [
        (node.lineno, node.id)
        for statement in tree.body
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return {name: line for line, name in sorted(stored, reverse=True)}


def of_comprehensions(tree: ast.FunctionDef, names: Mapping[str, Any]) -> dict[str, Any]:
    """What `for a_j in a` goes over first."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.comprehension) and isinstance(node.target, ast.Name):
            over = evaluated(ast.unparse(node.iter), names)
            if over is not None and len(over):
                found[node.target.id] = next(iter(over))
    return found


def run(case: Case) -> Any:
    """The derivation of a case, as it is tried."""
    derivation = derivation_of(case)
    if case.kind == PER_EXAMPLE:
        assert derivation.example_gradients is not None
        return derivation.example_gradients(**arguments_of(case))
    return derivation.cost_and_gradients(**arguments_of(case))


@dataclass(frozen=True)
class Site:
    """A node, the way to it from the function, and what it is there: a value or an index."""

    path: Path
    node: ast.AST
    role: str  # "statement", "call", "whole", "term", "value", "index"

    @property
    def statement(self) -> int:
        """The position of its line in the function."""
        assert isinstance(self.path[1], int)
        return self.path[1]


def sites(definition: ast.FunctionDef) -> Iterator[Site]:
    """All places, from the first line to the last."""
    for position, statement in enumerate(definition.body):
        yield from of_statement(statement, ("body", position))


def of_statement(node: ast.stmt, path: Path) -> Iterator[Site]:
    """A statement, and the expressions in it; the cost's own are no derivation."""
    if is_of_cost(node):
        return
    yield Site(path, node, "statement")
    if isinstance(node, ast.Return):
        yield from of_return(node.value, (*path, "value"))
    elif isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)) and node.value is not None:
        yield from of_expression(node.value, (*path, "value"), "whole")
    elif isinstance(node, ast.Expr):
        yield from of_call(node.value, (*path, "value"))
    elif isinstance(node, (ast.For, ast.If, ast.With)):
        if isinstance(node, ast.For):
            yield from of_expression(node.iter, (*path, "iter"), "index")
        for part in ("body", "orelse"):
            for position, inner in enumerate(getattr(node, part, ())):
                yield from of_statement(inner, (*path, part, position))


def of_call(node: ast.expr, path: Path) -> Iterator[Site]:
    """A call for what it does: rows.append(...), np.add(Z, b, out=Z)."""
    assert isinstance(node, ast.Call)
    yield Site(path, node, "call")
    role = "whole" if ast.unparse(node.func).endswith(".append") else "value"
    for position, argument in enumerate(node.args):
        yield from of_expression(argument, (*path, "args", position), role)


def is_of_cost(node: ast.stmt) -> bool:
    """Whether it computes J, whose mistakes are not those of a derivative."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return any(isinstance(target, ast.Name) and target.id == "J" for target in targets)


def of_return(value: ast.expr | None, path: Path) -> Iterator[Site]:
    """The gradients in what is returned: each value of the dict; behind the cost, if that too."""
    if isinstance(value, ast.Tuple):
        yield from of_return(value.elts[-1], (*path, "elts", len(value.elts) - 1))
    elif isinstance(value, ast.Dict):
        for position, item in enumerate(value.values):
            yield from of_expression(item, (*path, "values", position), "whole")
    elif isinstance(value, ast.DictComp):
        yield from of_expression(value.value, (*path, "value"), "whole")
    elif value is not None:
        yield from of_expression(value, path, "whole")


def of_expression(node: ast.expr, path: Path, role: str) -> Iterator[Site]:
    """An expression and its parts; not names of functions, keywords, keys and texts."""
    if isinstance(node, (ast.JoinedStr, ast.Lambda)):
        return
    yield Site(path, node, role)
    inner = "index" if role == "index" else "value"
    if isinstance(node, ast.Subscript):
        yield from of_expression(node.value, (*path, "value"), inner)
        yield from of_expression(node.slice, (*path, "slice"), "index")
    elif isinstance(node, ast.Call):
        for position, argument in enumerate(node.args):
            yield from of_expression(argument, (*path, "args", position), inner)
    elif isinstance(node, ast.BinOp):
        term = "term" if isinstance(node.op, (ast.Add, ast.Sub)) and inner == "value" else inner
        yield from of_expression(node.left, (*path, "left"), term)
        yield from of_expression(node.right, (*path, "right"), term)
    elif isinstance(node, ast.ListComp):
        yield from of_expression(node.elt, (*path, "elt"), "whole" if inner == "value" else inner)
    else:
        for field, value in ast.iter_fields(node):
            yield from of_field(field, value, path, inner)


def of_field(field: str, value: Any, path: Path, role: str) -> Iterator[Site]:
    """A part of another expression: an attribute's object, a tuple's elements, a condition."""
    if isinstance(value, ast.expr):
        yield from of_expression(value, (*path, field), role)
    elif isinstance(value, list):
        for position, item in enumerate(value):
            if isinstance(item, ast.expr):
                yield from of_expression(item, (*path, field, position), role)


def changed(definition: ast.FunctionDef, path: Path, new: ast.AST) -> ast.FunctionDef:
    """The function with another node there; what stands beside the way to it is shared."""
    tree = replaced(definition, path, new)
    assert isinstance(tree, ast.FunctionDef)
    return tree


def replaced(node: Any, path: Path, new: ast.AST) -> Any:
    """A node, or a list of nodes, with another one at the end of the way."""
    if not path:
        return new
    step, copied = path[0], copy.copy(node)
    if isinstance(step, int):
        copied[step] = replaced(node[step], path[1:], new)
    else:
        setattr(copied, step, replaced(getattr(node, step), path[1:], new))
    return copied


def parsed(text: str) -> ast.expr:
    """An expression from its text."""
    return ast.parse(text, mode="eval").body
