"""Operators, signs, constants, factors and dropped terms."""

import ast
from collections.abc import Iterator

from parity.detect.planting.sites import Scope, Site

Mistakes = Iterator[tuple[str, str]]  # the kind, and what stands there instead

SYMBOLS: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@", ast.Pow: "**",
}  # fmt: skip
OTHERS = {"+": "-*", "-": "+*", "*": "+-/", "/": "*", "@": "*", "**": "*"}


def arithmetic(site: Site, scope: Scope) -> Mistakes:
    """Of one place."""
    if site.role == "index":
        return
    node = site.node
    if isinstance(node, ast.BinOp) and scope.shape(node) is not None:
        yield from operators(node)
        yield from dropped(node)
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        yield "operator", f"{ast.unparse(node.target)} -= {ast.unparse(node.value)}"
    if isinstance(node, ast.Compare):
        yield "operator", reversed_comparison(node)
    if isinstance(node, ast.IfExp):
        yield "dropped term", ast.unparse(node.orelse)
        yield "dropped term", ast.unparse(node.body)
    if isinstance(node, ast.Constant):
        yield from constants(node)
    if isinstance(node, ast.Attribute) and node.attr in ("ones_like", "zeros_like"):
        other = {"ones_like": "zeros_like", "zeros_like": "ones_like"}[node.attr]
        yield "constant", f"np.{other}"
    if isinstance(node, ast.expr) and scope.shape(node) is not None:
        yield from signs(site, node)
        yield from factors(site, node, scope)


def operators(node: ast.BinOp) -> Mistakes:
    """Another operator."""
    left, right = f"({ast.unparse(node.left)})", f"({ast.unparse(node.right)})"
    for other in OTHERS[SYMBOLS[type(node.op)]]:
        yield "operator", f"{left} {other} {right}"


def reversed_comparison(node: ast.Compare) -> str:
    """< for >."""
    return f"{ast.unparse(node.left)} < {ast.unparse(node.comparators[0])}"


def dropped(node: ast.BinOp) -> Mistakes:
    """One operand alone; what a quotient loses by that is a factor."""
    left, right = ast.unparse(node.left), ast.unparse(node.right)
    if isinstance(node.op, ast.Div):
        yield "factor", left
    else:
        yield "dropped term", left
        yield "dropped term", f"-({right})" if isinstance(node.op, ast.Sub) else right


def constants(node: ast.Constant) -> Mistakes:
    """One more, and twice as much (0 becomes 1)."""
    value = node.value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        yield "constant", repr(value + 1)
        if value not in (0, 1):
            yield "constant", repr(value * 2)
        if value == 1:
            yield "constant", "0"


def signs(site: Site, node: ast.expr) -> Mistakes:
    """Of a whole right-hand side and of each term."""
    text = ast.unparse(node)
    if site.role in ("whole", "term"):
        yield "sign", f"-({text})"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        yield "sign", f"({ast.unparse(node.right)}) - ({ast.unparse(node.left)})"


def factors(site: Site, node: ast.expr, scope: Scope) -> Mistakes:
    """A 2 that squares leave behind, and m once too often, or as another count."""
    if site.role not in ("whole", "term"):
        return
    text = ast.unparse(node)
    yield "factor", f"({text}) * 2"
    yield "factor", f"({text}) / 2"
    if "m" in scope.counts:
        yield "factor", f"({text}) / m"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        count, numerator = ast.unparse(node.right), f"({ast.unparse(node.left)})"
        if count == "m":
            yield "factor", f"{numerator} / (m - 1)"
            yield "factor", f"{numerator} / (2 * m)"
