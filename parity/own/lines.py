"""The lines of straight-line gradients: one assignment each, in the file's order."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

SETTING_UP = (ast.FunctionDef, ast.Import, ast.ImportFrom, ast.Pass)


@dataclass(frozen=True)
class SourceLine:
    """`target = expression`; what only sets names up (a function, an import) has no target."""

    number: int
    target: str
    node: ast.stmt
    expression: ast.expr | None = None
    table: str = ""  # the dict that it is kept in, as in grads["dW1"] = ...
    text: str = ""  # as the user spells it; what comes from a part of a statement has none

    @property
    def source(self) -> str:
        """The line as it would be written alone."""
        assert self.expression is not None
        return self.text or f"{self.target} = {ast.unparse(self.expression)}"

    @property
    def names(self) -> set[str]:
        """What it is computed from."""
        return set(names_read(self.expression or self.node))


def names_read(node: ast.AST) -> Iterator[str]:
    """Names whose values are used; of grads["dZ1"] that is dZ1."""
    if (entry := entry_of(node)) is not None:
        yield entry[1]
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield node.id
    else:
        for child in ast.iter_child_nodes(node):
            yield from names_read(child)


def entry_of(node: ast.AST) -> tuple[str, str] | None:
    """Dict and key of grads["dZ1"]."""
    if not (isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)):
        return None
    key = node.slice.value if isinstance(node.slice, ast.Constant) else None
    return (node.value.id, key) if isinstance(key, str) else None


def straight_lines(function: Any) -> tuple[SourceLine, ...] | None:
    """All of them; none where there is a loop or a branch, or no source."""
    try:
        source, first = inspect.getsourcelines(function)
        text = textwrap.dedent("".join(source))
        (definition,) = ast.parse(text).body
    except (OSError, TypeError, SyntaxError, ValueError):
        return None
    if not isinstance(definition, ast.FunctionDef):
        return None
    found: list[SourceLine] = []
    for statement in definition.body:
        spelled = ast.get_source_segment(text, statement) or ""
        ast.increment_lineno(statement, first - 1)
        lines = list(lines_of(statement))
        if any(line is None for line in lines):
            return None
        found += [
            replace(line, text=spelled) if is_whole(statement) else line
            for line in lines
            if line is not None
        ]
    return tuple(found)


def is_whole(statement: ast.stmt) -> bool:
    """Whether a statement is one line `name = expression`, on one line."""
    return (
        isinstance(statement, ast.Assign)
        and [type(target) for target in statement.targets] == [ast.Name]
        and statement.lineno == statement.end_lineno
    )


def lines_of(statement: ast.stmt) -> Iterator[SourceLine | None]:
    """What a statement says, line by line; None for what is not straight."""
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            yield from assigned(statement, target, statement.value)
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        yield from assigned(statement, statement.target, statement.value)
    elif isinstance(statement, ast.AugAssign):
        left = ast.parse(ast.unparse(statement.target), mode="eval").body
        both = ast.BinOp(left, statement.op, statement.value)
        yield from assigned(statement, statement.target, ast.copy_location(both, statement))
    elif isinstance(statement, ast.Return):
        yield from returned(statement)
    elif isinstance(statement, SETTING_UP):
        yield SourceLine(statement.lineno, "", statement)
    elif not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
        yield None


def assigned(statement: ast.stmt, target: ast.expr, value: ast.expr) -> Iterator[SourceLine | None]:
    """One target, or as many as there are values."""
    entry = entry_of(target)
    if is_empty(value) or (entry and isinstance(value, ast.Name) and value.id == entry[1]):
        says_nothing = as_assignment(statement, target, value)
        yield SourceLine(statement.lineno, "", says_nothing)
    elif isinstance(target, ast.Name):
        yield SourceLine(statement.lineno, target.id, statement, value)
    elif entry:
        yield SourceLine(statement.lineno, entry[1], statement, value, entry[0])
    elif (
        isinstance(target, (ast.Tuple, ast.List))
        and isinstance(value, (ast.Tuple, ast.List))
        and len(target.elts) == len(value.elts)
    ):
        for one, its in zip(target.elts, value.elts, strict=True):
            yield from assigned(statement, one, its)
    else:
        yield None


def returned(statement: ast.Return) -> Iterator[SourceLine | None]:
    """Expressions inside what is returned are lines as well; `dW1=dW1` says nothing."""
    value = statement.value
    if value is None or isinstance(value, (ast.Name, ast.Constant)):
        return
    pairs: list[tuple[str, ast.expr]] = []
    if isinstance(value, ast.Dict):
        for key, expression in zip(value.keys, value.values, strict=True):
            if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
                yield None
                return
            pairs.append((key.value, expression))
    elif isinstance(value, ast.Call) and is_dict(value):
        pairs = [(keyword.arg or "", keyword.value) for keyword in value.keywords]
    else:
        yield None
        return
    for name, expression in pairs:
        if not (isinstance(expression, ast.Name) and expression.id == name):
            yield SourceLine(expression.lineno, name, statement, expression) if name else None


def as_assignment(statement: ast.stmt, target: ast.expr, value: ast.expr) -> ast.stmt:
    """A part of a statement as a statement."""
    return ast.fix_missing_locations(ast.copy_location(ast.Assign([target], value), statement))


def is_empty(value: ast.expr) -> bool:
    """{} or dict(): a dict to be filled."""
    if isinstance(value, ast.Call):
        return is_dict(value) and not value.keywords
    return isinstance(value, ast.Dict) and not value.keys


def is_dict(call: ast.Call) -> bool:
    """dict(dW1=dW1, ...)."""
    return isinstance(call.func, ast.Name) and call.func.id == "dict" and not call.args
