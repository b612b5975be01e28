"""Off by one: slices, ranges and single indices."""

import ast

from parity.detect.planting.arithmetic import Mistakes
from parity.detect.planting.sites import Scope, Site

SLICE = "off-by-one slice"


def slices(site: Site, scope: Scope) -> Mistakes:
    """Of one place."""
    del scope
    node = site.node
    if isinstance(node, ast.Slice):
        yield from of_slice(node)
    elif isinstance(node, ast.Subscript) and site.role != "index":
        yield from of_index(node)
    elif isinstance(node, ast.Call) and ast.unparse(node.func) == "range":
        yield from of_range(node)


def of_slice(node: ast.Slice) -> Mistakes:
    """beta[1:] as beta, beta[:-1], beta[2:]; one more and one less of i:i+1."""
    if node.upper is None and isinstance(node.lower, ast.Constant):
        yield SLICE, ":"
        yield SLICE, ":-1"
        yield SLICE, "2:"
    elif node.lower is not None and node.upper is not None:
        low, high = ast.unparse(node.lower), ast.unparse(node.upper)
        yield SLICE, f"{low}:{high} + 1"
        yield SLICE, f"{low} - 1:{high} - 1"


def of_index(node: ast.Subscript) -> Mistakes:
    """The neighbour of l and of l - 1."""
    array, index = ast.unparse(node.value), node.slice
    indices = index.elts if isinstance(index, ast.Tuple) else [index]
    for position, one in enumerate(indices):
        if isinstance(one, ast.BinOp):
            yield SLICE, at(array, indices, position, ast.unparse(one.left))
        elif isinstance(one, ast.Name):
            yield SLICE, at(array, indices, position, f"{one.id} - 1")
            yield SLICE, at(array, indices, position, f"{one.id} + 1")


def at(array: str, indices: list[ast.expr], position: int, new: str) -> str:
    """array[...] with another index in that place."""
    texts = [new if i == position else ast.unparse(one) for i, one in enumerate(indices)]
    return f"{array}[{', '.join(texts)}]"


def of_range(node: ast.Call) -> Mistakes:
    """One less at either end, one more at the beginning."""
    bounds = [ast.unparse(argument) for argument in node.args]
    if len(bounds) == 3:  # downwards
        yield SLICE, f"range({bounds[0]} - 1, {bounds[1]}, -1)"
        yield SLICE, f"range({bounds[0]}, {bounds[1]} + 1, -1)"
        yield SLICE, f"range({bounds[0]}, {bounds[1]} - 1, -1)"
        return
    low, high = bounds if len(bounds) == 2 else ("0", bounds[0])
    yield SLICE, f"range({low} + 1, {high})"
    yield SLICE, f"range({low}, {high} - 1)"
    yield SLICE, f"range({low}, {high} + 1)"
    if low != "0":
        yield SLICE, f"range(0, {high})"
