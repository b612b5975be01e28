"""A formula's NumPy form, one statement at a time, and how far rounding moves what it gives."""

import ast
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import CodeType
from typing import Any

import numpy as np

from parity.nudges import DRAWS, NUDGE, Nudges
from parity.settings import Place
from reference.arrays import Array

FLOAT = np.dtype(float)
BUILTINS = {"np": np, "range": range, "sum": sum}


@dataclass(frozen=True)
class Statement:
    """`target = expression`: a claim about the target."""

    target: str
    source: str
    names: tuple[str, ...]  # what the expression mentions
    code: CodeType
    nudged: CodeType  # the same, with all that it computes on the way passed through `__nudge__`

    def value(self, scope: Mapping[str, Any]) -> Any:
        """What the expression gives."""
        with np.errstate(all="ignore"):  # infinity and NaN are judged, not warned of
            return eval(self.code, {"__builtins__": BUILTINS, **scope})

    def nearby(self, scope: Mapping[str, Any], nudges: Nudges) -> Any:
        """What it gives when every step of it is rounded."""
        names = {"__builtins__": BUILTINS, "__nudge__": nudges, **scope}
        with np.errstate(all="ignore"):
            return eval(self.nudged, names)


@functools.cache
def statements(form: str) -> tuple[Statement, ...]:
    """The statements of a form, each for itself."""
    return tuple(statement(node) for node in ast.parse(form).body)


def statement(node: ast.stmt) -> Statement:
    """One of them."""
    if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)):
        raise ValueError(f"{ast.unparse(node)!r} is not of the form name = expression")
    source = ast.unparse(node)
    mentioned = [part for part in ast.walk(node.value) if isinstance(part, ast.Name)]
    names = (part.id for part in sorted(mentioned, key=lambda part: part.col_offset))
    return Statement(
        node.targets[0].id, source, tuple(dict.fromkeys(names)), compiled(node.value),
        compiled(Nudging().visit(ast.parse(source).body[0].value)),  # type: ignore[attr-defined]
    )  # fmt: skip


def compiled(expression: ast.expr) -> CodeType:
    return compile(ast.fix_missing_locations(ast.Expression(expression)), "<formula>", "eval")


class Nudging(ast.NodeTransformer):
    """Every result of an operation or of a call is rounded once more."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.Call:
        return nudged(self.generic_visit(node))

    def visit_Call(self, node: ast.Call) -> ast.Call:
        return nudged(self.generic_visit(node))


def nudged(node: ast.AST) -> ast.Call:
    assert isinstance(node, ast.expr)
    return ast.Call(ast.Name("__nudge__", ast.Load()), [node], [])


@dataclass(frozen=True)
class Neighbourhood:
    """A place, its scope, and the scopes that rounding might make of it."""

    place: Place
    scope: Mapping[str, Any]
    nearby: tuple[Mapping[str, Any], ...]


def neighbourhood(place: Place, seed: int) -> Neighbourhood:
    """All numbers of a place, nudged as often as kappa is drawn."""
    nudges = Nudges(seed, FLOAT)
    with nudges.drawing():
        nearby = tuple(
            place.scope({name: nudges(value) for name, value in place.numbers.items()})
            for _ in range(DRAWS)
        )
    return Neighbourhood(place, place.scope(place.numbers), nearby)


def kappa(statement: Statement, value: Array, around: Neighbourhood, seed: int) -> Array:
    """How far each component moves when everything that it is computed from is rounded."""
    nudges = Nudges(seed, FLOAT)
    moved = np.zeros(value.shape)
    with nudges.drawing():
        for scope in around.nearby:
            change = np.asarray(statement.nearby(scope, nudges), float) - value
            moved = np.hypot(moved, change / NUDGE)
    known: Array = moved / np.sqrt(DRAWS) + np.abs(value)
    return np.where(np.isfinite(known), known, np.inf)
