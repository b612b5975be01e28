"""The lines of straight-line gradients: one assignment each, in the file's order."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

SETTING_UP = (ast.FunctionDef, ast.Import, ast.ImportFrom, ast.Pass)


@dataclass(frozen=True)
class Line:
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
        return {
            node.id
            for node in ast.walk(self.expression or self.node)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }


def straight_lines(function: Any) -> tuple[Line, ...] | None:
    """All of them; none where there is a loop or a branch, or no source."""
    try:
        source, first = inspect.getsourcelines(function)
        text = textwrap.dedent("".join(source))
        (definition,) = ast.parse(text).body
    except (OSError, TypeError, SyntaxError, ValueError):
        return None
    if not isinstance(definition, ast.FunctionDef):
        return None
    found: list[Line] = []
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


def lines_of(statement: ast.stmt) -> Iterator[Line | None]:
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
        yield Line(statement.lineno, "", statement)
    elif not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
        yield None


def assigned(statement: ast.stmt, target: ast.expr, value: ast.expr) -> Iterator[Line | None]:
    """One target, or as many as there are values."""
    if isinstance(target, ast.Name):
        yield Line(statement.lineno, target.id, statement, value)
    elif (
        isinstance(target, ast.Subscript)
        and isinstance(target.value, ast.Name)
        and isinstance(target.slice, ast.Constant)
        and isinstance(target.slice.value, str)
    ):
        yield Line(statement.lineno, target.slice.value, statement, value, target.value.id)
    elif (
        isinstance(target, (ast.Tuple, ast.List))
        and isinstance(value, (ast.Tuple, ast.List))
        and len(target.elts) == len(value.elts)
    ):
        for one, its in zip(target.elts, value.elts, strict=True):
            yield from assigned(statement, one, its)
    else:
        yield None


def returned(statement: ast.Return) -> Iterator[Line | None]:
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
            yield Line(expression.lineno, name, statement, expression) if name else None


def is_dict(call: ast.Call) -> bool:
    """dict(dW1=dW1, ...)."""
    return isinstance(call.func, ast.Name) and call.func.id == "dict" and not call.args
