"""Mistakes of calculus: the activation's derivative, what is summed, what is stale, L2, masks."""

import ast
import re

from parity.detect.planting.arithmetic import Mistakes
from parity.detect.planting.sites import Scope, Site
from reference.activations import ACTIVATIONS

MISSING, WRONG = "activation derivative missing", "derivative of another activation"
FORGOTTEN, STALE = "accumulation forgotten", "stale value"
BIAS, MASK = "L2 on a bias", "mask or its scale forgotten"
SLOPES = ("slope", "slope_a", "slope_z")


def calculus(site: Site, scope: Scope) -> Mistakes:
    """Of one place."""
    node = site.node
    if isinstance(node, ast.Call):
        yield from of_call(node, scope)
    if isinstance(node, ast.Attribute) and node.attr == "slope_a" and site.role != "index":
        yield from of_slope(node)
    if isinstance(node, (ast.Assign, ast.AugAssign)):
        yield from accumulations(node)
    if isinstance(node, ast.BinOp):
        yield from masks(node)
    if site.role == "whole" and "arrays" in scope.names and "lam" in scope.names:
        yield from penalised_sum(ast.unparse(node))
    if isinstance(node, ast.Name) and site.role not in ("index", "statement"):
        yield from stale_parameter(node, scope)
    if isinstance(node, ast.Subscript) and site.role != "index":
        yield from stale_index(node)


def of_call(node: ast.Call, scope: Scope) -> Mistakes:
    """Of slopes, sums, masks, and of the call that gives all gradients."""
    function = ast.unparse(node.func)
    arguments = [ast.unparse(argument) for argument in node.args]
    name = function.rpartition(".")[2]
    if name in SLOPES:
        yield MISSING, f"np.ones_like({arguments[0]})"
        yield WRONG, function_of_a(arguments[0])
    if matched := re.fullmatch(r"(\w+)_slope_([az])", name):
        for other in ACTIVATIONS:
            if other != matched[1]:
                yield WRONG, f"{other}_slope_{matched[2]}({arguments[0]})"
    if function == "np.sum":
        yield from sums(node, arguments[0], scope)
    if name == "dropout_backward":
        yield MASK, arguments[0]
        yield MASK, f"{arguments[0]} * {arguments[1]}"
        yield MASK, f"{arguments[0]} / {arguments[2]}"
        yield MASK, f"{function}({arguments[0]}, 1 - {arguments[1]}, {arguments[2]})"
        yield MASK, f"{function}({arguments[0]}, {arguments[1]}, 1 - {arguments[2]})"
    if name == "l2_gradient" and arguments[0].startswith("W["):
        yield "name", f"l2_gradient(W[{arguments[0][2:-1]}] ** 2, lam, m)"
    if function == "backward.formula":
        yield from penalised_biases(ast.unparse(node), scope)


def masks(node: ast.BinOp) -> Mistakes:
    """Dropout without its mask, without its scale, or with what it does not keep."""
    left, right = ast.unparse(node.left), ast.unparse(node.right)
    if isinstance(node.op, ast.Div) and right == "keep":
        yield MASK, left
        yield MASK, f"{left} / (1 - keep)"
        yield MASK, f"{left} / keep / keep"
    if isinstance(node.op, ast.Mult) and right == "D":
        yield MASK, left
        yield MASK, f"{left} * (1 - D)"


def penalised_sum(text: str) -> Mistakes:
    """L2 on the bias of every layer."""
    if text.startswith("np.sum(dZ, axis=1"):
        yield BIAS, f"{text} + l2_gradient(by_layer(arrays, 'b')[l], lam, m)"


def function_of_a(argument: str) -> str:
    """1 - a^2 where another slope belongs: what one writes by habit."""
    return f"(1 - {argument}) * {argument} * {argument}"


def of_slope(node: ast.Attribute) -> Mistakes:
    """The slope of each activation, and the one through z, given a."""
    owner = ast.unparse(node.value)
    for name in ("identity", "sigmoid", "tanh", "relu", "leaky_relu"):
        yield (MISSING if name == "identity" else WRONG), f"activation({name!r}).slope_a"
    yield WRONG, f"{owner}.slope_z"


def accumulations(node: ast.Assign | ast.AugAssign) -> Mistakes:
    """= for +=: the last share only."""
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        yield FORGOTTEN, f"{ast.unparse(node.target)} = {ast.unparse(node.value)}"


def sums(node: ast.Call, summed: str, scope: Scope) -> Mistakes:
    """The last example for the sum over all; the mean where 1/m comes later."""
    keywords = {item.arg: ast.unparse(item.value) for item in node.keywords if item.arg}
    axis = int(keywords.get("axis", 0))
    kept = "keepdims" in keywords
    last = f"-1{':' * kept}" if axis == 0 else f":, -1{':' * kept}"
    whole = not keywords and len(scope.shape(node.args[0]) or ()) > 1
    yield FORGOTTEN, f"({summed})[{'0, -1' if whole else last}]"
    others = ast.unparse(node).removeprefix("np.sum")
    yield FORGOTTEN, f"np.mean{others}"


def stale_parameter(node: ast.Name, scope: Scope) -> Mistakes:
    """A weight that a step of gradient descent has changed already."""
    slope = f"d{node.id}"
    if node.id in scope.before and slope in scope.arrays and scope.is_there(slope, node.lineno):
        yield STALE, f"({node.id} - 0.1 * {slope})"


def stale_index(node: ast.Subscript) -> Mistakes:
    """What a loop computed in its first round, for all rounds."""
    indices = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    array = ast.unparse(node.value)
    for position, index in enumerate(indices):
        if isinstance(index, ast.Name) and index.id in ("i", "k", "l"):
            first = "L" if array == "dZ" else "1" if index.id == "l" else "0"
            texts = [first if i == position else ast.unparse(one) for i, one in enumerate(indices)]
            yield STALE, f"{array}[{', '.join(texts)}]"


def penalised_biases(text: str, scope: Scope) -> Mistakes:
    """What L2 adds to dW, added to db."""
    if "lam" not in scope.names:
        return
    for name in scope.arrays:
        if name[0] == "b" and name in scope.before:
            for factor in (f"lam / {examples(scope)}", "lam"):
                added = f"found['d{name}'] + {factor} * {name}"
                yield BIAS, f"{{**(found := {text}), 'd{name}': {added}}}"


def examples(scope: Scope) -> str:
    """How a function says m."""
    return "m" if "m" in scope.counts else "X.shape[1]"
