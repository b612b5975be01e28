"""Transposes, axes, keepdims, and shapes that NumPy broadcasts without a word."""

import ast

from parity.detect.planting.arithmetic import Mistakes
from parity.detect.planting.sites import Scope, Site


def shapes(site: Site, scope: Scope) -> Mistakes:
    """Of one place."""
    node = site.node
    if isinstance(node, ast.Subscript) and site.role != "index":
        yield from of_index(node)
    if site.role == "index":
        return
    yield from transposes(node, scope)
    if isinstance(node, ast.Call):
        yield from of_call(node)
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub, ast.Mult)):
        yield from broadcasts(node, scope)


def transposes(node: ast.AST, scope: Scope) -> Mistakes:
    """One too few, one too many, or a product the other way round."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield "transpose", ast.unparse(node.value)
    if isinstance(node, ast.Name) and len(scope.shape(node) or ()) > 0:
        yield "transpose", f"{node.id}.T"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        left, right = ast.unparse(node.left), ast.unparse(node.right)
        yield "transpose", f"({right}) @ ({left})"
        yield "transpose", f"(({right}) @ ({left})).T"
        yield "transpose", f"(({left}) @ ({right})).T"


def of_index(node: ast.Subscript) -> Mistakes:
    """X[:, i] for X[i, :], and a new axis in the wrong place."""
    if isinstance(node.slice, ast.Tuple):
        turned = ", ".join(ast.unparse(index) for index in reversed(node.slice.elts))
        new_axis = any("newaxis" in ast.unparse(index) for index in node.slice.elts)
        kind = "shape that broadcasts" if new_axis else "transpose"
        yield kind, f"{ast.unparse(node.value)}[{turned}]"
        if new_axis:
            yield kind, ast.unparse(node.value)


def of_call(node: ast.Call) -> Mistakes:
    """np.sum and np.stack over another axis, over all, or without keepdims."""
    function, arguments = ast.unparse(node.func), [ast.unparse(item) for item in node.args]
    keywords = {item.arg: ast.unparse(item.value) for item in node.keywords if item.arg}
    if function == "np.sum" and not keywords:
        yield "axis", f"np.sum({arguments[0]}, axis=0)"
    if function == "np.stack":
        yield "axis", f"np.stack({arguments[0]}, axis=-1)"
    if "axis" in keywords:
        other = "1" if keywords["axis"] == "0" else "0"
        yield "axis", call(function, arguments, {**keywords, "axis": other})
        without = {name: value for name, value in keywords.items() if name != "axis"}
        yield "axis", call(function, arguments, without)
    if "keepdims" in keywords:
        yield "keepdims", call(function, arguments, {**keywords, "keepdims": "False"})
        all_of_it = f"np.sum({arguments[0]}) + np.zeros_like({call(function, arguments, keywords)})"
        yield "shape that broadcasts", all_of_it
    elif "axis" in keywords:
        yield "keepdims", call(function, arguments, {**keywords, "keepdims": "True"})


def call(function: str, arguments: list[str], keywords: dict[str, str]) -> str:
    """A call's text."""
    given = [*arguments, *(f"{name}={value}" for name, value in keywords.items())]
    return f"{function}({', '.join(given)})"


def broadcasts(node: ast.BinOp, scope: Scope) -> Mistakes:
    """One row or one column of an operand where all of it belongs."""
    for operand in (node.left, node.right):
        shape = scope.shape(operand)
        if shape is None or len(shape) == 0 or not isinstance(operand, (ast.Name, ast.Call)):
            continue
        text = ast.unparse(operand)
        yield "shape that broadcasts", with_operand(node, operand, f"{text}[:1]")
        if len(shape) > 1:
            yield "shape that broadcasts", with_operand(node, operand, f"{text}[:, :1]")


def with_operand(node: ast.BinOp, operand: ast.expr, new: str) -> str:
    """The operation with one operand replaced."""
    left = new if operand is node.left else f"({ast.unparse(node.left)})"
    right = new if operand is node.right else f"({ast.unparse(node.right)})"
    symbol = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}[type(node.op)]
    return f"{left} {symbol} {right}"
