"""Mutants that are no mistakes: the same value wherever the contract holds, proved by a rule.

Each rule looks at the two forms and at the shapes. In the panel, every dimension has a size of its
own, so two axes of the same size are the same dimension, and an axis of size 1 is one that the
contract writes as 1. No rule looks at the values. A proof for fewer inputs than the contract
allows says for which.
"""

import ast
import re
from collections.abc import Callable
from functools import cache, cached_property

from parity.detect.planting.sites import Path, Scope, Site


class Before:
    """The function without the mistake, around one place."""

    def __init__(self, tree: ast.FunctionDef, site: Site, scope: Scope) -> None:
        self.tree, self.site, self.scope = tree, site, scope

    @cached_property
    def text(self) -> str:
        """What stood there."""
        return ast.unparse(self.site.node)

    def around(self, steps: int) -> str:
        """The text of what encloses it, so many steps up."""
        node = at(self.tree, self.site.path[:-steps])
        return ast.unparse(node) if isinstance(node, ast.AST) else ""

    def axes(self) -> int | None:
        """How many axes it has."""
        shape = self.scope.shape(self.site.node)
        return None if shape is None else len(shape)

    def assigned(self, name: str) -> list[str]:
        """What the name is ever given, alone or with others."""
        return [value for stored, value in assignments(self.tree) if name in stored]


@cache
def assignments(tree: ast.FunctionDef) -> list[tuple[set[str], str]]:
    """The names that each assignment gives values to, and what it gives them."""
    return [
        ({name for each in node.targets for name in names(each)}, ast.unparse(node.value))
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
    ]


def names(target: ast.expr) -> list[str]:
    """What a, (b, c) = ... gives values to."""
    stored = (node for node in ast.walk(target) if isinstance(node, ast.Name))
    return [node.id for node in stored if isinstance(node.ctx, ast.Store)]


def at(node: ast.AST, path: Path) -> object:
    """The node at the end of a way."""
    found: object = node
    for step in path:
        found = found[step] if isinstance(step, int) else getattr(found, step)  # type: ignore[index]  # a list
    return found


Rule = Callable[[Before, str], bool]


def vector_transposed(before: Before, new: str) -> bool:
    plain = re.sub(r"[()]", "", new)
    same = plain in (re.sub(r"[()]", "", before.text) + ".T", before.text.removesuffix(".T"))
    axes = before.axes()
    return same and axes is not None and axes < 2


def inner_product(before: Before, new: str) -> bool:
    node = before.site.node
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.MatMult):
        return False
    left, right = before.scope.shape(node.left), before.scope.shape(node.right)
    swapped = f"({ast.unparse(node.right)}) @ ({ast.unparse(node.left)})"
    both = left is not None and right is not None and len(left) == len(right) == 1
    return both and new in (swapped, f"({swapped}).T")


def outer_product(before: Before, new: str) -> bool:
    node = before.site.node
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.MatMult):
        return False
    left, right = before.scope.shape(node.left), before.scope.shape(node.right)
    elementwise = f"({ast.unparse(node.left)}) * ({ast.unparse(node.right)})"
    return bool(left and right and left[1:] == (1,) and right[:1] == (1,) and new == elementwise)


def same_size(before: Before, new: str) -> bool:
    around = before.around(2)
    if re.fullmatch(r"\w+\.shape\[\d\]", around) is None and around != f"len({before.text})":
        return False
    axis = 0 if around.startswith("len(") else int(around[-2])
    shapes = [before.scope.arrays.get(name, ()) for name in (before.text, new)]
    return all(len(shape) > axis for shape in shapes) and len({s[axis] for s in shapes}) == 1


def whole_axis(before: Before, new: str) -> bool:
    node = before.site.node
    if not isinstance(node, ast.BinOp):
        return False
    for operand in (node.left, node.right):
        shape = before.scope.shape(operand) or ()
        for axis, part in ((0, "[:1]"), (1, "[:, :1]")):
            if len(shape) > axis and shape[axis] == 1 and f"{ast.unparse(operand)}{part}" in new:
                return True
    return False


def other_name(before: Before, new: str) -> bool:
    node = before.site.node
    if not isinstance(node, ast.Name):
        return False
    return before.assigned(new) == [node.id] or before.assigned(node.id) == [new]


def zeros(before: Before, new: str) -> bool:
    if not before.text.startswith("np.zeros_like("):
        return False
    inside = re.escape(before.text)
    times = rf"\({inside}\) [*/] .*|-\({inside}\)|one_component\({inside}, .*\)|swapped\({inside}\)"
    return re.fullmatch(times, new) is not None


def ones(before: Before, new: str) -> bool:
    if before.text.startswith("np.ones_like("):
        return new == f"swapped({before.text})"
    if (scaled := re.fullmatch(r"LEAK \* (np\.ones_like\(\w+\))", before.text)) is None:
        return False
    broadcast = before.around(2).startswith("np.where(")
    parts = (f"(LEAK) * {scaled[1]}[:1]", f"(LEAK) * {scaled[1]}[:, :1]", "LEAK")
    return new == f"(LEAK) / ({scaled[1]})" or (broadcast and new in parts)


def only_axis(before: Before, new: str) -> bool:
    node = before.site.node
    if not isinstance(node, ast.Call) or len(node.args) != 1:
        return False
    if isinstance(node.args[0], ast.ListComp):
        numbers = before.scope.shape(node.args[0].elt) == ()
        return numbers and new == f"np.stack({ast.unparse(node.args[0])}, axis=-1)"
    one = len(before.scope.shape(node.args[0]) or ()) == 1
    return one and new == f"np.sum({ast.unparse(node.args[0])}, axis=0)"


def usual_axis(before: Before, new: str) -> bool:
    return before.text.startswith("np.add.reduce(") and new == before.text.replace(", axis=0", "")


def sum_of_all(before: Before, new: str) -> bool:
    whole = (f"np.sum({before.text})", f"np.add.reduce({before.text}, axis=None)")
    return new == f"{before.text}.T" and before.around(2) in whole


LOSSES = ("np.multiply(Y, Z, out=Z)", "np.subtract(positive, Z, out=Z)", "np.log1p(e, out=L)",
          "np.add(L, Z, out=L)", "self.net.loss.of(Z, A, Y)")  # fmt: skip


def only_added_up(before: Before, new: str) -> bool:
    return before.text in LOSSES and f"swapped({before.text})" in new


def loss_of_a(before: Before, new: str) -> bool:
    del new
    return before.text == "Z" and before.around(2) == "self.net.loss.of(Z, A, Y)"


def row_of_zeros(before: Before, new: str) -> bool:
    node = before.site.node
    operands = [ast.unparse(item) for item in node.args] if isinstance(node, ast.Call) else []
    parts = (f"{text}[{part}]" for text in operands if text.endswith("zeros")
             for part in (":1", ":, :1"))  # fmt: skip
    return any(part in new for part in parts)


def divided_by_signs(before: Before, new: str) -> bool:
    text = "np.multiply(Z, self.signs, out=Z)"
    return before.text == text and new == text.replace("multiply", "divide")


def times_zero(before: Before, new: str) -> bool:
    if before.text != "np.multiply(dA, 0, out=dA)":
        return False
    parts = (
        "np.copyto(dA, 0)",
        "np.multiply(dA[:1], 0, out=dA)",
        "np.multiply(dA[:, :1], 0, out=dA)",
    )
    return before.text in new or new in parts


def tiled(before: Before, new: str) -> bool:
    node = before.site.node
    if not isinstance(node, ast.BinOp) or not isinstance(node.left, ast.Name):
        return False
    made = before.assigned(node.left.id)
    columns = len(made) == 1 and re.fullmatch(
        r"np\.tile\(.*\[:, np\.newaxis\], \(1, .*\)\)", made[0]
    )
    return bool(columns) and new == f"{node.left.id}[:, :1] * ({ast.unparse(node.right)})"


def last_layer(before: Before, new: str) -> bool:
    return before.text == "kept.A" and new == "kept.H" and before.around(1) == "kept.A[L]"


def other_convention(before: Before, new: str) -> bool:
    if new != f"({before.text}) / m" or before.text != "dZ":
        return False
    all_of_them = ("gradients[f'dZ{l}'] = dZ", "{'dZ': dZ, 'dw': dw, 'db': db}")
    return before.around(1) in all_of_them or before.around(2) in all_of_them


RULES: tuple[tuple[Rule, str], ...] = (
    (vector_transposed, "the transpose of an array with fewer than two axes is that array"),
    (inner_product, "the inner product of two vectors is symmetric, and is one number"),
    (outer_product, "a column times a row, element by element, is their matrix product"),
    (same_size, "both arrays have the same dimension on this axis, by the contract"),
    (whole_axis, "the axis has size 1 by the contract, so its first slice is all of it"),
    (other_name, "the two names are given the same value, and no other"),
    (zeros, "every component is 0, and so is every multiple and every exchange of them"),
    (ones, "every component is 1: exchanged, broadcast or divided by, it changes nothing"),
    (only_axis, "there is one axis only, which is the first and the last, and all"),
    (usual_axis, "np.add.reduce adds along the first axis unless it is told another"),
    (sum_of_all, "the sum of all components does not depend on their order"),
    (only_added_up, "the losses are only added up, and their sum does not depend on the order"),
    (loss_of_a, "with a loss that has a name: cross-entropy alone looks at z, and has its own way"),
    (row_of_zeros, "the row holds zeros only, and part of it broadcasts to the same"),
    (divided_by_signs, "what is 1 or -1 is its own inverse"),
    (times_zero, "every component is 0, however it comes to that"),
    (tiled, "all columns are the same by construction, so the first one broadcasts to all"),
    (last_layer, "the last layer has no mask, so that A[L] is H[L] itself"),
    (other_convention, "dZ / m is the derivative of J as dZ is of m J: the other convention"),
)


def reason_of(tree: ast.FunctionDef, site: Site, scope: Scope, new: str) -> str:
    """Why the mutant is none; "" where that is not proved."""
    before = Before(tree, site, scope)
    return next((reason for rule, reason in RULES if rule(before, new)), "")
