"""Edits of sums and means: one for the other, other axes, one more."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from parity.repair.edit import FACTOR, Edit, Place, edit
from parity.repair.ingredients import Shapes
from parity.repair.trees import said

VERBS = ("sum", "mean")
# axis and keepdims, as source
FORMS = ("axis=1, keepdims=True", "axis=0, keepdims=True", "axis=1", "axis=0", "")


@dataclass(frozen=True)
class Reduction:
    """np.sum(operand, axis=1, keepdims=True), or the same as a method."""

    verb: str
    operand: ast.expr
    module: ast.expr | None  # None for a method
    form: str

    def source(self, verb: str, form: str) -> ast.expr:
        """The same operand reduced in another way."""
        owner = self.module or self.operand
        keywords = ast.parse(f"f({form})", mode="eval").body.keywords  # type: ignore[attr-defined]
        arguments = [self.operand] if self.module else []
        return ast.Call(ast.Attribute(owner, verb, ast.Load()), arguments, keywords)


def reduction(node: ast.expr, numpy: str) -> Reduction | None:
    """What a node reduces, if it does."""
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr="sum" | "mean" as verb)):
            is_numpy = isinstance(owner, ast.Name) and owner.id == numpy
            if (is_numpy and not node.args) or any(k.arg is None for k in node.keywords):
                return None
            rest = node.args[1:] if is_numpy else node.args
            form = ", ".join([f"axis={said(rest[0])}"] if rest else [])
            named = [f"{k.arg}={said(k.value)}" for k in node.keywords]
            form = ", ".join(part for part in (form, *named) if part)
            if is_numpy:
                return Reduction(verb, node.args[0], owner, form)
            return Reduction(verb, owner, None, form)
    return None


def reductions(place: Place) -> Iterator[Edit]:
    """A sum for a mean, another axis, keepdims."""
    found = reduction(place.node, place.stock.numpy)
    if found is None:
        return
    for verb in VERBS:
        if verb != found.verb:
            words = f"{found.verb} stands where {verb} belongs"
            yield edit(place, found.source(verb, found.form), words)
    for form in FORMS:
        if form != found.form:
            yield edit(place, found.source(found.verb, form), difference(found.form, form))


def difference(old: str, new: str) -> str:
    """What a reduction lacks or has too much, in words."""
    before, after = ([p for p in form.split(", ") if p] for form in (old, new))
    gone = ", ".join(part for part in before if part not in after)
    added = ", ".join(part for part in after if part not in before)
    if gone and added:
        return f"{gone} stands where {added} belongs"
    return f"{added} is missing" if added else f"{gone} is too much"


def new_reductions(place: Place, shapes: Shapes) -> Iterator[Edit]:
    """A sum or mean of what stands there."""
    numpy, node = place.stock.numpy, place.node
    dimensions = max((len(shape) for shape in shapes), default=0)
    if not numpy or dimensions == 0 or reduction(node, numpy) or is_scaled(place):
        return
    whole = Reduction("", node, ast.Name(numpy, ast.Load()), "")
    for verb in VERBS:
        for form in FORMS if dimensions == 2 else ("",):
            words = f"the {verb} over {summed(form, shapes, place.stock.examples)} is missing"
            yield edit(place, whole.source(verb, form), words, FACTOR)


def is_scaled(place: Place) -> bool:
    """Whether a number multiplies or divides there: the sum goes to the other factor."""
    match place.node:
        case ast.BinOp(left=left, op=ast.Mult() | ast.Div(), right=right):
            scalars = {scalar.source for scalar in place.stock.scalars}
            return any(isinstance(n, ast.Constant) or said(n) in scalars for n in (left, right))
    return False


def summed(form: str, shapes: Shapes, examples: int) -> str:
    """What a reduction of that form goes over, in words."""
    if not form:
        return "all components"
    axis = form.split(",")[0]
    number = int(axis.removeprefix("axis="))
    sizes = {shape[number] for shape in shapes if len(shape) == 2}
    return "examples" if examples in sizes else axis
