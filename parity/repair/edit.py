"""One edit: what is replaced by what, and why, in words."""

import ast
from dataclasses import dataclass

from parity.repair.ingredients import Ingredients
from parity.repair.trees import Assignment, mentions

# How far an edit goes from what was written; smaller ones are suggested first.
SLIP, FACTOR, QUANTITY, TERM = range(4)

SYMBOLS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.MatMult: "@",
}
PENALTY = ("lam", "reg", "decay", "penalty", "l2")


@dataclass(frozen=True, eq=False)
class Edit:
    """`old`, a node of the line, becomes `new`, which may have `old` or its operands in it."""

    old: ast.expr
    new: ast.expr
    words: str
    size: int


@dataclass(frozen=True)
class Place:
    """A node that may be edited, and what an edit of it can be made from."""

    node: ast.expr
    line: Assignment
    stock: Ingredients

    @property
    def parent(self) -> ast.expr | None:
        """What the node is an operand of; any of them where a helper is used twice."""
        return next(iter(self.line.parents[id(self.node)]), None)

    @property
    def scales_parent(self) -> bool:
        """Whether a factor here is the same factor one level up."""
        match self.parent:
            case ast.BinOp(op=ast.Mult() | ast.Div() | ast.MatMult()):
                return True
            case ast.UnaryOp(op=ast.USub()) | ast.Attribute(attr="T" | "sum" | "mean"):
                return True
            case ast.Call(func=ast.Attribute(attr="sum" | "mean" | "dot" | "matmul" | "outer")):
                return True
        return False

    @property
    def adds_to_parent(self) -> bool:
        """Whether it is a term of a sum."""
        match self.parent:
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                return True
        return False


def edit(place: Place, new: ast.expr, words: str, size: int = SLIP) -> Edit:
    """An edit of that place."""
    return Edit(place.node, new, words, size)


def binary(left: ast.expr, op: ast.operator, right: ast.expr) -> ast.expr:
    """`left op right`, with a + -b written as a - b."""
    match op, right:
        case ast.Add(), ast.UnaryOp(op=ast.USub(), operand=operand):
            return ast.BinOp(left, ast.Sub(), operand)
    return ast.BinOp(left, op, right)


def is_penalty(node: ast.expr) -> bool:
    """Whether a term is weighted by what is called like a penalty's strength."""
    return any(hint in name.lower() for name in mentions(node) for hint in PENALTY)
