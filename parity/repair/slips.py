"""Edits of what stands there, which need nothing from the scope: one table entry a kind."""

import ast
from collections.abc import Iterator

from parity.repair.edit import (
    FACTOR,
    QUANTITY,
    SYMBOLS,
    TERM,
    Edit,
    Place,
    binary,
    edit,
    is_penalty,
)
from parity.repair.trees import said

# Functions that are mistaken for one another.
ALIKE = (
    ("dot", "matmul", "multiply", "outer", "add", "subtract", "divide"),
    ("exp", "log", "tanh", "sqrt", "sin", "cos", "abs", "square", "sign"),
    ("maximum", "minimum"),
    ("zeros_like", "ones_like"),
)
ORDERED = ("dot", "matmul", "outer", "subtract", "divide")
COMPARED: dict[type[ast.cmpop], str] = {ast.Gt: ">", ast.Lt: "<", ast.GtE: ">=", ast.LtE: "<="}


def operators(place: Place) -> Iterator[Edit]:
    """Another of + - * / @."""
    node = place.node
    if isinstance(node, ast.BinOp) and type(node.op) in SYMBOLS:
        for op, symbol in SYMBOLS.items():
            if op is not type(node.op) and not is_none(op, node.right):
                words = f"{SYMBOLS[type(node.op)]} stands where {symbol} belongs"
                if {op, type(node.op)} == {ast.Add, ast.Sub} and is_penalty(node.right):
                    words = "the gradient of the penalty has the wrong sign"
                yield edit(place, binary(node.left, op(), node.right), words)


def is_none(op: type[ast.operator], right: ast.expr) -> bool:
    """Whether it is a factor of 1 or a term of 0: what is none is dropped, not changed."""
    match right:
        case ast.Constant(value=value):
            return bool(value == (1 if op in (ast.Mult, ast.Div) else 0))
    return False


def orders(place: Place) -> Iterator[Edit]:
    """The operands the other way round."""
    match place.node:
        case ast.BinOp(op=ast.Sub() | ast.Div() | ast.MatMult() as op, left=left, right=right):
            words = f"the operands of {SYMBOLS[type(op)]} are in the wrong order"
            yield edit(place, ast.BinOp(right, op, left), words)
        case ast.Call(func=ast.Attribute(attr=name) as func, args=[left, right]):
            if name in ORDERED:
                words = f"the operands of {said(func)} are in the wrong order"
                yield edit(place, ast.Call(func, [right, left], place.node.keywords), words)


def parentheses(place: Place) -> Iterator[Edit]:
    """(a + b) * c for a + (b * c) and back."""
    match place.node:
        case ast.BinOp(left=ast.BinOp(left=a, op=inner, right=b), op=outer, right=c):
            if type(inner) in SYMBOLS and type(outer) in SYMBOLS:
                new = ast.BinOp(a, inner, ast.BinOp(b, outer, c))
                yield edit(place, new, "the parentheses are in the wrong place")
    match place.node:
        case ast.BinOp(left=a, op=outer, right=ast.BinOp(left=b, op=inner, right=c)):
            new = ast.BinOp(ast.BinOp(a, outer, b), inner, c)
            yield edit(place, new, "the parentheses are in the wrong place")


def transposes(place: Place) -> Iterator[Edit]:
    """A transpose more or less."""
    match place.node, place.parent:
        case ast.Attribute(value=value, attr="T"), _:
            yield edit(place, value, "a transpose is too much")
        case ast.Call(func=ast.Attribute(attr="transpose"), args=[value]), _:
            yield edit(place, value, "a transpose is too much")
        case ast.Constant() | ast.Compare(), _:
            return
        case node, parent if not (isinstance(parent, ast.Attribute) and parent.attr == "T"):
            yield edit(place, ast.Attribute(node, "T", ast.Load()), "a transpose is missing")


def signs(place: Place) -> Iterator[Edit]:
    """A minus sign more or less."""
    match place.node:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield edit(place, operand, "a minus sign is too much")
        case ast.Constant() | ast.Compare():
            return
        case node if not place.scales_parent:
            words = "the sign is reversed" if place.parent is None else "a minus sign is missing"
            yield edit(place, ast.UnaryOp(ast.USub(), node), words)


def exponents(place: Place) -> Iterator[Edit]:
    """Powers 1, 2 and 3."""
    match place.node:
        case ast.BinOp(left=base, op=ast.Pow(), right=ast.Constant(value=int() | float() as power)):
            for other in (1, 2, 3):
                if other != power:
                    words = f"the exponent is {power} and should be {other}"
                    new = base if other == 1 else ast.BinOp(base, ast.Pow(), ast.Constant(other))
                    yield edit(place, new, words)
        case ast.Name() | ast.Call() | ast.BinOp() as node:
            new = ast.BinOp(node, ast.Pow(), ast.Constant(2))
            yield edit(place, new, f"the square of {said(node)} is missing", FACTOR)


def constants(place: Place) -> Iterator[Edit]:
    """Numbers off by one, or by a factor of 2."""
    match place.node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            near = (value + 1, value - 1, 2 * value, value / 2, 1 / (value or 1))
            neutral = (0, 1) if place.scales_parent else (0,) if place.adds_to_parent else ()
            for other in dict.fromkeys(near):
                if other != value and other not in neutral:
                    new = ast.Constant(int(other) if other == int(other) else other)
                    yield edit(place, new, f"{value} stands where {said(new)} belongs")


def comparisons(place: Place) -> Iterator[Edit]:
    """Another of > < >= <=."""
    match place.node:
        case ast.Compare(left=left, ops=[op], comparators=right) if type(op) in COMPARED:
            for other, symbol in COMPARED.items():
                if other is not type(op):
                    words = f"{COMPARED[type(op)]} stands where {symbol} belongs"
                    yield edit(place, ast.Compare(left, [other()], right), words)


def functions(place: Place) -> Iterator[Edit]:
    """Another function of the same kind, or of those in the scope."""
    match place.node:
        case ast.Call(func=ast.Attribute(value=module, attr=name)) as call:
            kin = next((group for group in ALIKE if name in group), ())
            others: list[ast.expr] = [
                ast.Attribute(module, other, ast.Load()) for other in kin if other != name
            ]
        case ast.Call(func=ast.Name(id=name)) as call:
            others = [ast.Name(n, ast.Load()) for n in place.stock.functions if n != name]
        case _:
            return
    for func in others:
        words = f"{said(call.func)} stands where {said(func)} belongs"
        yield edit(place, ast.Call(func, call.args, call.keywords), words)


def drops(place: Place) -> Iterator[Edit]:
    """A factor, a term or a function less."""
    match place.node:
        case ast.BinOp(left=left, op=ast.Mult() | ast.MatMult(), right=right):
            yield edit(place, left, too_much(place, right), FACTOR)
            yield edit(place, right, too_much(place, left), FACTOR)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            simple = isinstance(right, (ast.Name, ast.Constant))
            factor = f"1/{said(right)}" if simple else f"1 / ({said(right)})"
            yield edit(place, left, f"the factor {factor} is too much", FACTOR)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            yield edit(place, left, f"the term {said(right)} is too much", TERM)
            rest = right if isinstance(op, ast.Add) else ast.UnaryOp(ast.USub(), right)
            yield edit(place, rest, f"the term {said(left)} is too much", TERM)
        case ast.Call(func=func, args=[argument, *_]):
            yield edit(place, argument, f"{said(func)} is too much", QUANTITY)


def too_much(place: Place, factor: ast.expr) -> str:
    """Words for a factor that has to go."""
    text = said(factor)
    of = next((s.activation for s in place.stock.slopes if s.source == text), "")
    if of:
        return f"the derivative of {of} is too much ({text})"
    return f"the factor {text} is too much"


def slices(place: Place) -> Iterator[Edit]:
    """Bounds and indices off by one, and the first row or column left out or not."""
    match place.node:
        case ast.Subscript(value=value, slice=index) if said(value).endswith(".shape"):
            return
        case ast.Subscript(value=value, slice=index):
            yield edit(place, value, f"{said(place.node)} stands where {said(value)} belongs")
            for other in (*shifted(index), *other_indices(index, place)):
                new = ast.Subscript(value, other, ast.Load())
                words = f"{said(place.node)} stands where {said(new)} belongs"
                yield edit(place, new, words)
        case ast.Name() as node:
            for text in ("1:", ":, 1:", ":-1", ":, :-1"):
                part = ast.parse(f"{node.id}[{text}]", mode="eval").body
                words = f"{node.id} stands where {node.id}[{text}] belongs"
                yield edit(place, part, words, TERM)


def other_indices(index: ast.expr, place: Place) -> Iterator[ast.expr]:
    """An index with another name in one place, or with all of a row or column."""
    if isinstance(index, ast.Tuple):
        for i, part in enumerate(index.elts):
            for other in (*other_indices(part, place), ast.Slice()):
                yield ast.Tuple([*index.elts[:i], other, *index.elts[i + 1 :]], ast.Load())
    elif isinstance(index, ast.Name):
        yield from (s.tree for s in place.stock.scalars if s.source != index.id)


def shifted(index: ast.expr) -> Iterator[ast.expr]:
    """An index with one of its numbers off by one."""
    if isinstance(index, ast.Tuple):
        for i, part in enumerate(index.elts):
            for other in shifted(part):
                yield ast.Tuple([*index.elts[:i], other, *index.elts[i + 1 :]], ast.Load())
    elif isinstance(index, ast.Slice):
        for lower in moved(index.lower, 0):
            yield ast.Slice(lower, index.upper, index.step)
        for upper in moved(index.upper, None):
            yield ast.Slice(index.lower, upper, index.step)
    else:
        yield from (part for part in moved(index, None) if part is not None)


def moved(bound: ast.expr | None, start: int | None) -> Iterator[ast.expr | None]:
    """The bound one less and one more; none at all where it was the first."""
    value = start if bound is None else number(bound)
    if value is None:
        if bound is None:
            yield ast.parse("-1", mode="eval").body
        return
    for other in (value - 1, value + 1):
        if other == 0 and start == 0:
            yield None
        elif bound is not None or other > 0:
            yield ast.parse(str(other), mode="eval").body


def number(node: ast.expr) -> int | None:
    """The whole number that a node is, if it is one."""
    match node:
        case ast.Constant(value=int() as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)):
            return -value
    return None


SLIPS = (
    operators, transposes, signs, constants, exponents, orders, parentheses, comparisons,
    functions, drops, slices,
)  # fmt: skip
