"""Where a line may be edited."""

import ast
from collections.abc import Iterator

from parity.repair.reductions import reduction
from parity.repair.trees import Assignment, Inlined, said


def places(line: Assignment, numpy: str) -> list[ast.expr]:
    """Every node that stands for a quantity or a number, outer ones first."""
    return list({id(node): node for node in quantities(line.root, numpy)}.values())


def quantities(node: ast.expr, numpy: str) -> Iterator[ast.expr]:
    """The node and those below it that are quantities; not axes, shapes or modules."""
    if isinstance(node, ast.Name) and node.id == numpy:
        return
    if isinstance(node, (ast.Tuple, ast.List)):
        return
    yield node
    for operand in operands(node, numpy):
        yield from quantities(operand, numpy)


def operands(node: ast.expr, numpy: str) -> list[ast.expr]:
    """The quantities that a node is computed from."""
    match node:
        case Inlined(value=value) | ast.Attribute(value=value, attr="T"):
            return [value]
        case ast.BinOp(op=ast.Pow(), left=base):
            return [base]
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.UnaryOp(operand=operand):
            return [operand]
        case ast.Compare(left=left, comparators=[right]):
            return [left, right]
        case ast.Subscript(value=value) if not said(value).endswith(".shape"):
            return [value]
        case ast.Call():
            return arguments(node, numpy)
    return []


def arguments(node: ast.Call, numpy: str) -> list[ast.expr]:
    """The operands of a call: what it reduces, or its arguments, and whose method it is."""
    found = reduction(node, numpy)
    if found is not None:
        return [found.operand]
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    is_module = isinstance(owner, ast.Name) and owner.id == numpy
    return [*([] if owner is None or is_module else [owner]), *node.args]
