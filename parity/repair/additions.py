"""Edits that bring something in from the scope: quantities, factors, terms, products."""

import ast
from collections.abc import Iterator
from itertools import permutations, product

from parity.repair.edit import FACTOR, QUANTITY, TERM, Edit, Place, binary, edit, is_penalty
from parity.repair.ingredients import Ingredient, Shape, Shapes
from parity.repair.reductions import new_reductions
from parity.repair.trees import said

FUNCTIONS = ("exp", "tanh", "log", "sqrt")
TWO = Ingredient("2", ast.Constant(2), ())
ONE = Ingredient("1", ast.Constant(1), ())


def names(place: Place, _: Shapes) -> Iterator[Edit]:
    """Another quantity, its transpose, or a slope, for one that stands there."""
    node, stock = place.node, place.stock
    text = said(node)
    simple = isinstance(node, (ast.Name, ast.Constant))
    candidates = (*stock.scalars, *stock.arrays, *stock.transposes)
    if not simple:
        candidates = (*(() if place.parent is None else stock.arrays), *stock.slopes)
    for other in candidates:
        if other.source != text:
            words = f"{text} stands where {other.source} belongs"
            if other.activation:
                words += f", the derivative of {other.activation}"
            size = FACTOR if simple or other.activation else TERM
            yield edit(place, other.tree, words, size)


def scalar_factors(place: Place, _: Shapes) -> Iterator[Edit]:
    """m, 1/m, 2, 1/2, a square root, any scalar."""
    if place.scales_parent or isinstance(place.node, (ast.Constant, ast.Compare)):
        return
    for factor in (*place.stock.scalars, TWO, *place.stock.roots):
        size = TERM if factor in place.stock.roots else FACTOR
        missing = f"the factor {factor.source} is missing"
        yield edit(place, ast.BinOp(factor.tree, ast.Mult(), place.node), missing, size)
        missing = f"the factor 1/{factor.source} is missing"
        yield edit(place, ast.BinOp(place.node, ast.Div(), factor.tree), missing, size)


def array_factors(place: Place, shapes: Shapes) -> Iterator[Edit]:
    """A slope or another array, component by component."""
    match place.parent:  # where the same factor can stand one level up, it does
        case ast.UnaryOp() | ast.BinOp(op=ast.Mult() | ast.Div()):
            return
    for slope in place.stock.slopes:
        if fits(slope.shape, shapes):
            words = f"the derivative of {slope.activation} is missing ({slope.source})"
            yield edit(place, ast.BinOp(place.node, ast.Mult(), slope.tree), words, FACTOR)
    for array in place.stock.arrays:
        if fits(array.shape, shapes):
            words = f"the factor {array.source} is missing"
            yield edit(place, ast.BinOp(place.node, ast.Mult(), array.tree), words, QUANTITY)
            words = f"the factor 1/{array.source} is missing"
            yield edit(place, ast.BinOp(place.node, ast.Div(), array.tree), words, TERM)


def fits(shape: Shape, shapes: Shapes) -> bool:
    """Whether an array broadcasts to or from a place, as a column, a row or in full."""
    return any(
        len(shape) == len(other)
        and all(a == b or 1 in (a, b) for a, b in zip(shape, other, strict=True))
        for other in shapes
    )


def products(place: Place, shapes: Shapes) -> Iterator[Edit]:
    """A matrix product with another array, from the left or from the right."""
    for array in (*place.stock.arrays, *place.stock.transposes):
        words = f"the factor {array.source} is missing"
        if any(shape and array.shape[-1] == shape[0] for shape in shapes):
            new = ast.BinOp(array.tree, ast.MatMult(), place.node)
            yield edit(place, new, words, QUANTITY)
        if any(shape and array.shape[0] == shape[-1] for shape in shapes):
            new = ast.BinOp(place.node, ast.MatMult(), array.tree)
            yield edit(place, new, words, QUANTITY)


def terms(place: Place, shapes: Shapes) -> Iterator[Edit]:
    """Another term, added, subtracted, or subtracted from."""
    node = place.node
    if isinstance(node, (ast.Constant, ast.Compare)):
        return
    for term in (ONE, *place.stock.scalars, *place.stock.arrays):
        if term.shape == () or fits(term.shape, shapes):
            words = f"the term {term.source} is missing"
            yield edit(place, binary(term.tree, ast.Add(), node), words, QUANTITY)
            yield edit(place, ast.BinOp(node, ast.Sub(), term.tree), words, QUANTITY)
            words = f"{term.source} - ... is missing"
            yield edit(place, ast.BinOp(term.tree, ast.Sub(), node), words, QUANTITY)


def weighted_terms(place: Place, shapes: Shapes) -> Iterator[Edit]:
    """lam / m * W and the like: the gradient of a penalty."""
    if isinstance(place.parent, (ast.BinOp, ast.UnaryOp)) and place.scales_parent:
        return
    for array in place.stock.arrays:
        if array.shape in shapes:
            for source, weight in weights(place):
                term = ast.BinOp(weight, ast.Mult(), array.tree)
                what = "gradient of the penalty" if is_penalty(weight) else "term"
                yield from added(place, term, f"the {what} is missing ({source} * {array.source})")


def weights(place: Place) -> Iterator[tuple[str, ast.expr]]:
    """Scalars, alone, doubled, and over another; as source and as tree."""
    for one in place.stock.scalars:
        yield one.source, one.tree
        yield f"2 * {one.source}", ast.BinOp(ast.Constant(2), ast.Mult(), one.tree)
    for one, other in permutations(place.stock.scalars, 2):
        source = f"{one.source} / {other.source}"
        yield source, ast.BinOp(one.tree, ast.Div(), other.tree)


def paths(place: Place, shapes: Shapes) -> Iterator[Edit]:
    """V.T @ dV and the like: a second way from the quantity to the cost."""
    if isinstance(place.parent, ast.BinOp) and place.scales_parent:
        return
    matrices = [m for m in (*place.stock.arrays, *place.stock.transposes) if len(m.shape) == 2]
    for left, right in product(matrices, repeat=2):
        if left.shape[1] == right.shape[0] and (left.shape[0], right.shape[1]) in shapes:
            path = ast.BinOp(left.tree, ast.MatMult(), right.tree)
            words = f"{left.source} @ {right.source} is missing"
            yield from added(place, path, f"the term {words}")
            new = ast.BinOp(path, ast.Mult(), place.node)
            yield edit(place, new, f"the factor {words}", TERM)
            if place.stock.examples:
                mean = ast.BinOp(path, ast.Div(), ast.Name("m", ast.Load()))
                words = f"{left.source} @ {right.source} / m is missing"
                yield from added(place, mean, f"the term {words}")


def added(place: Place, term: ast.expr, words: str) -> Iterator[Edit]:
    """The term with either sign."""
    yield edit(place, ast.BinOp(place.node, ast.Add(), term), words, TERM)
    yield edit(place, ast.BinOp(place.node, ast.Sub(), term), words, TERM)


def calls(place: Place, _: Shapes) -> Iterator[Edit]:
    """A function of what stands there."""
    if place.stock.numpy and not isinstance(place.node, ast.Constant):
        for name in FUNCTIONS:
            func = ast.Attribute(ast.Name(place.stock.numpy, ast.Load()), name, ast.Load())
            words = f"{said(func)} is missing"
            yield edit(place, ast.Call(func, [place.node], []), words, QUANTITY)


def sums(place: Place, shapes: Shapes) -> Iterator[Edit]:
    """A sum or mean of what stands there."""
    yield from new_reductions(place, shapes)


ADDITIONS = (
    names, scalar_factors, array_factors, products, sums, terms, weighted_terms, paths, calls,
)  # fmt: skip
