"""Mistakes in calls that write where they are told: np.multiply(dA, T, out=dA)."""

import ast

from parity.detect.planting.arithmetic import Mistakes
from parity.detect.planting.calculus import FORGOTTEN, MASK, MISSING, STALE
from parity.detect.planting.sites import Scope, Site, room_of
from parity.detect.planting.small import COMPONENT, RELATIVE

OTHERS = {
    "add": ("subtract", "multiply"), "subtract": ("add",), "multiply": ("add", "divide"),
    "divide": ("multiply",), "minimum": ("maximum",), "maximum": ("minimum",),
    "greater": ("less",), "exp": ("expm1",), "negative": ("positive",), "abs": ("positive",),
}  # fmt: skip
FIRST = ("[:1]", "[:, :1]")  # rows and columns that broadcast


def rooms(site: Site, scope: Scope) -> Mistakes:
    """Of one place."""
    node = site.node
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield forgotten(node.value), "pass"
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
        yield STALE, "pass"  # what an object remembers
    if isinstance(node, ast.Call) and (room := room_of(node)) is not None:
        yield from functions(node)
        yield from operands(node, ast.unparse(room), scope)
        yield from results(ast.unparse(node), ast.unparse(room))


def forgotten(call: ast.Call) -> str:
    """What it is to leave a call away: its room keeps what it held before."""
    name, text = ast.unparse(call.func).rpartition(".")[2], ast.unparse(call)
    if name.endswith("back"):
        return MISSING
    if ".D[" in text:
        return MASK
    return STALE if room_of(call) is not None else FORGOTTEN


def functions(node: ast.Call) -> Mistakes:
    """Another operation."""
    owner, _, name = ast.unparse(node.func).rpartition(".")
    for other in OTHERS.get(name, ()) if owner == "np" else ():
        yield "operator", with_arguments(node, list(map(ast.unparse, node.args)), f"np.{other}")


def operands(node: ast.Call, room: str, scope: Scope) -> Mistakes:
    """One operand alone, the operands exchanged, one row or column of an operand."""
    texts = [ast.unparse(argument) for argument in node.args]
    if len(texts) != 2 or not ast.unparse(node.func).startswith("np."):
        return
    for text in texts:
        yield "dropped term", f"np.copyto({room}, {text})"
    if ast.unparse(node.func) in ("np.subtract", "np.divide"):
        yield "sign", with_arguments(node, texts[::-1])
    for position, argument in enumerate(node.args):
        for axis, part in enumerate(FIRST):
            shape = scope.shape(argument) or ()
            if len(shape) > axis and shape[axis] > 1:
                cut = [text + part * (i == position) for i, text in enumerate(texts)]
                yield "shape that broadcasts", with_arguments(node, cut)


def with_arguments(node: ast.Call, arguments: list[str], function: str = "") -> str:
    """The call's text with other arguments."""
    named = [f"{word.arg}={ast.unparse(word.value)}" for word in node.keywords]
    return f"{function or ast.unparse(node.func)}({', '.join([*arguments, *named])})"


def results(text: str, room: str) -> Mistakes:
    """Its sign, a factor, small relative errors, one component of many."""
    yield "sign", f"np.negative({text}, out={room})"
    yield "factor", f"np.multiply({text}, 2, out={room})"
    for error in RELATIVE:
        yield f"relative error {error:g}", f"np.multiply({text}, 1 + {error!r}, out={room})"
    for slip in ("one_component({}, 2.0)", "one_component({}, 0.0)", "swapped({})"):
        yield COMPONENT, f"np.copyto({room}, {slip.format(text)})"
