"""The code of a function with its assignments probed.

`Z1 = ...` becomes `Z1 = __probe__("Z1", ...)`, and `Z[l] = ...` becomes
`Z[l] = __probe__("Z" + str(l), ...)`, in the syntax tree of the function itself, as pytest does
with assertions. What the names `__probe__`, `__again__` and `__changed__` stand for is said by the
globals that the code runs in.
"""

import __future__

import ast
import copy
import functools
import inspect
import textwrap
import types
from collections.abc import Sequence

from parity.in_place import OPERATORS

ENCLOSING = "__enclosing__"
UNNAMED = ""  # how a probe is told of a part of an expression


@functools.cache
def probed_code(code: types.CodeType, everywhere: bool = False) -> types.CodeType:
    """The code of a function with its assignments probed; as it is where there is no source."""
    definition = definition_of(code)
    if definition is None:
        return code
    definition.decorator_list = []
    probing = (ProbeEverything if everywhere else ProbeAssignments)(added_to(definition))
    definition.body = [part for statement in definition.body for part in probing.all(statement)]
    tree = ast.Module([enclosing(definition, code.co_freevars)], type_ignores=[])
    ast.increment_lineno(tree, code.co_firstlineno - 1)
    features = code.co_flags & __future__.annotations.compiler_flag
    compiled = compile(
        ast.fix_missing_locations(tree), code.co_filename, "exec", features, dont_inherit=True
    )
    return code_named(code_named(compiled, ENCLOSING), definition.name)


def definition_of(code: types.CodeType) -> ast.FunctionDef | None:
    """The syntax tree of a function, None for a lambda and where there is no source."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(code)))
    except (OSError, SyntaxError):  # no file; or a part of an expression
        return None
    statement = tree.body[0]
    is_it = isinstance(statement, ast.FunctionDef) and statement.name == code.co_name
    return statement if is_it else None  # type: ignore[return-value]  # a FunctionDef


def added_to(definition: ast.FunctionDef) -> frozenset[str]:
    """Names that are changed by +=, *= and so on."""
    return frozenset(
        node.target.id
        for node in ast.walk(definition)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
    )


def enclosing(definition: ast.FunctionDef, free: Sequence[str]) -> ast.FunctionDef:
    """A function around it that has its free names, so that they stay free, and no others."""
    outer = ast.parse(f"def {ENCLOSING}(): pass").body[0]
    assert isinstance(outer, ast.FunctionDef)
    own = [] if definition.name in free else [f"global {definition.name}"]
    lines = "\n".join([*own, *(f"{name} = None" for name in free)])
    outer.body = [*ast.parse(lines).body, definition]
    return outer


def code_named(code: types.CodeType, name: str) -> types.CodeType:
    """The code of the function of that name that is defined inside."""
    return next(
        constant
        for constant in code.co_consts
        if isinstance(constant, types.CodeType) and constant.co_name == name
    )


class ProbeAssignments(ast.NodeTransformer):
    """`name = value` becomes `name = __probe__("name", value)`."""

    def __init__(self, added_to: frozenset[str]) -> None:
        self.added_to = added_to

    def all(self, statement: ast.stmt) -> list[ast.stmt]:
        """What a statement becomes."""
        visited = self.visit(statement)
        return visited if isinstance(visited, list) else [visited]

    def visit_Assign(self, node: ast.Assign) -> ast.stmt | list[ast.stmt]:
        self.generic_visit(node)
        if len(node.targets) == 1 and (name := self.spelled(node.targets[0])) is not None:
            node.value = probe_call(name, node.value)
            return node
        return [node, *(self.probed(name) for name in names_in(node.targets))]

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        self.generic_visit(node)
        if node.value is not None and (name := self.spelled(node.target)) is not None:
            node.value = probe_call(name, node.value)
        return node

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.NamedExpr:
        self.generic_visit(node)
        node.value = probe_call(ast.Constant(self.quantity(node.target.id)), node.value)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        self.generic_visit(node)
        node.value = probe_call(ast.Constant("+="), node.value)  # an increment has no name
        operator = type(node.op).__name__
        if not isinstance(node.target, ast.Name) or operator not in OPERATORS:
            return node
        x = ast.Name(node.target.id, ast.Load())
        value = call("__changed__", ast.Constant(operator), x, node.value)
        return ast.Assign([node.target], value)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> list[ast.stmt]:
        """What is imported inside stands for something else, as the globals do."""
        names = [alias.asname or alias.name.partition(".")[0] for alias in node.names]
        again = ast.parse("".join(f"{name} = __again__({name})\n" for name in names))
        return [node, *again.body]

    visit_ImportFrom = visit_Import  # the names are ast's

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        return node  # a function inside has names of its own

    def probed(self, name: str) -> ast.stmt:
        """name = __probe__("name", name)."""
        value = probe_call(ast.Constant(self.quantity(name)), ast.Name(name, ast.Load()))
        return ast.Assign([ast.Name(name, ast.Store())], value)

    def quantity(self, name: str) -> str:
        """What is changed later on is not the quantity yet."""
        return f"{name} before +=" if name in self.added_to else name

    def spelled(self, target: ast.expr) -> ast.expr | None:
        """An expression for the quantity's name: "Z1" for Z1, "Z" + str(l) for Z[l]."""
        if isinstance(target, ast.Name):
            return ast.Constant(self.quantity(target.id))
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
            if not isinstance(target.slice, (ast.Name, ast.Constant, ast.BinOp, ast.Tuple)):
                return ast.Constant(f"{target.value.id}[...]")
            if any(isinstance(node, (ast.Slice, ast.Call)) for node in ast.walk(target.slice)):
                return ast.Constant(f"{target.value.id}[...]")
            index = ast.FormattedValue(value=target.slice, conversion=-1, format_spec=None)
            return ast.JoinedStr(values=[ast.Constant(target.value.id), index])
        return None


class ProbeEverything(ProbeAssignments):
    """And `a @ b + f(c)` becomes `probe(probe(a @ b) + probe(f(c)))`."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        return probe_call(ast.Constant(UNNAMED), node)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        return probe_call(ast.Constant(UNNAMED), node)


def probed_everywhere(expression: ast.expr) -> ast.expr:
    """A copy of an expression with its parts probed."""
    probed: ast.expr = ProbeEverything(frozenset()).visit(copy.deepcopy(expression))
    return ast.fix_missing_locations(probed)


def names_in(targets: Sequence[ast.expr]) -> list[str]:
    """The plain names among the targets of `a, (b, c) = d = ...`."""
    return [
        node.id
        for target in targets
        for node in ast.walk(target)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]


def probe_call(name: ast.expr, value: ast.expr) -> ast.expr:
    """__probe__(name, value)."""
    return call("__probe__", name, value)


def call(function: str, *arguments: ast.expr) -> ast.expr:
    """function(arguments)."""
    return ast.Call(ast.Name(function, ast.Load()), list(arguments), keywords=[])
