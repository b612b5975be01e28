"""The same function, run again on other arrays, with its intermediates in view.

`again(function, namespace, probe)` is the function with `np` (and what else comes from numpy)
standing for the namespace, in it and in all functions that it calls, and with every assignment
`Z1 = ...` made `Z1 = probe("Z1", ...)`, and `Z[l] = ...` made `Z[l] = probe("Z" + str(l), ...)`.
Nothing is ported: it is the syntax tree of the function itself, as pytest does with assertions.

A function without source (typed into an interpreter, or a lambda) is run again without probes.
`x += y` makes a new x; a program that counts on other names of the same array to change with it
is not followed there.
"""

import __future__

import ast
import contextlib
import copy
import dataclasses
import functools
import inspect
import textwrap
import types
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from parity.errors import Missing
from parity.in_place import OPERATORS, changed

Probe = Callable[[str, Any], Any]

# Elementwise building blocks: their local names are no intermediates of a derivation.
BLOCKS = frozenset(
    f"reference.{name}" for name in ("activations", "losses", "regularization", "per_example")
)


def again(
    function: Callable[..., Any],
    namespace: Any = np,
    probe: Probe | None = None,
    everywhere: bool = False,
) -> Callable[..., Any]:
    """The function in that namespace, probed; `everywhere`: parts of expressions, too, as UNNAMED.

    Who writes 1 - np.tanh(Z)**2 rounds tanh(Z) without giving it a name.
    """
    formula = getattr(function, "formula", function)
    package = package_of(formula.__module__)
    return Rebinding(namespace, probe, package, everywhere).function(formula)


class Rebinding:
    """One walk over a function and all that its names reach, inside its own package."""

    def __init__(
        self, namespace: Any, probe: Probe | None, package: str, everywhere: bool = False
    ) -> None:
        self.namespace, self.everywhere = namespace, everywhere
        self.probe = None if probe is None else Once(probe)
        self.package = package
        self.done: dict[int, Any] = {}
        self.keep: list[Any] = []  # ids stay unique while the originals live

    def function(self, function: types.FunctionType | Callable[..., Any]) -> Callable[..., Any]:
        """A copy of the function in rebound globals, rewritten where its names are probed."""
        if id(function) in self.done:
            return self.done[id(function)]  # type: ignore[no-any-return]  # a function was put in
        assert isinstance(function, types.FunctionType)
        names = Globals(self, function.__globals__)
        code = function.__code__
        if self.probe is not None and function.__module__ not in BLOCKS:
            code = probed_code(code, self.everywhere)
        cells = {
            name: types.CellType()
            for name in code.co_freevars  # filled below: a function may close over itself
        }
        again = types.FunctionType(
            code, names, function.__name__, function.__defaults__, tuple(cells.values())
        )
        again.__kwdefaults__ = function.__kwdefaults__
        again.formula = again  # type: ignore[attr-defined]  # a door's formula, without the door
        self.remember(function, again)
        closure = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
        for name, cell in closure:
            with contextlib.suppress(ValueError):  # an empty cell stays one
                cells[name].cell_contents = self.value(cell.cell_contents)
        return again

    def remember(self, original: object, copy: object) -> None:
        """Each original has one copy, so that recursion ends."""
        self.done[id(original)] = copy
        self.keep.append(original)

    def value(self, value: Any) -> Any:
        """What a global stands for in the other namespace."""
        if (path := numpy_path(value)) is not None:
            try:
                return functools.reduce(getattr, path, self.namespace)
            except AttributeError as error:
                return Missing(error)
        if id(value) in self.done:
            return self.done[id(value)]
        if isinstance(value, types.FunctionType) and self.is_ours(value.__module__):
            return self.function(getattr(value, "formula", value))
        if isinstance(value, types.ModuleType) and self.is_ours(value.__name__):
            return Module(self, value)
        if type(value) in (dict, list, tuple):
            return self.collection(value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self.record(value)
        return value

    def collection(self, value: Any) -> Any:
        """A table of functions, such as that of the activations."""
        items = list(value.values()) if type(value) is dict else list(value)
        copies = [self.value(item) for item in items]
        if all(copy is item for copy, item in zip(copies, items, strict=True)):
            copy = value
        else:
            copy = type(value)(zip(value, copies, strict=True) if type(value) is dict else copies)
        self.remember(value, copy)
        return copy

    def record(self, value: Any) -> Any:
        """A frozen record of functions, such as an activation."""
        fields = {
            f.name: new
            for f in dataclasses.fields(value)
            if f.init and (new := self.value(old := getattr(value, f.name))) is not old
        }
        copy = dataclasses.replace(value, **fields) if fields else value
        self.remember(value, copy)
        return copy

    def is_ours(self, module: str | None) -> bool:
        """Whether it belongs to the package of the function that is run again, or is a formula."""
        return package_of(module) in (self.package, "reference")


def package_of(module: str | None) -> str:
    """The top-level package; none of what was executed as a text."""
    return (module or "").partition(".")[0]


class Globals(dict[str, Any]):
    """A function's globals in the other namespace, each found when its code first uses it."""

    def __init__(self, rebinding: Rebinding, original: dict[str, Any]) -> None:
        kept = ("__builtins__", "__name__")  # executed text may have no name
        super().__init__((name, original[name]) for name in kept if name in original)
        self["__probe__"], self["__again__"] = rebinding.probe, rebinding.value
        self["__changed__"] = changed
        self.rebinding, self.original = rebinding, original

    def __missing__(self, name: str) -> Any:
        self[name] = value = self.rebinding.value(self.original[name])
        return value


def is_rewritten(names: dict[str, Any]) -> bool:
    """Whether these are the globals of a function that is run again."""
    return isinstance(names, Globals)


class Module:
    """A module whose functions are run again when they are asked for."""

    def __init__(self, rebinding: Rebinding, module: types.ModuleType) -> None:
        self._rebinding, self._module = rebinding, module

    def __getattr__(self, name: str) -> Any:
        return self._rebinding.value(getattr(self._module, name))


def numpy_path(value: Any) -> list[str] | None:
    """Where NumPy keeps a thing: [] is NumPy itself, ["linalg", "norm"]; None is not NumPy's."""
    if isinstance(value, types.ModuleType):
        home, own = value.__name__, []
    elif callable(value) and hasattr(value, "__name__"):
        home = "numpy" if isinstance(value, np.ufunc) else getattr(value, "__module__", None) or ""
        own = [value.__name__]
    else:
        return None
    if home != "numpy" and not home.startswith("numpy."):
        return None
    return [part for part in home.split(".")[1:] if not part.startswith("_")] + own


class Once:
    """A probe that leaves alone what it gave out under the same name: that is handed on only."""

    def __init__(self, probe: Probe) -> None:
        self.probe = probe
        self.last: dict[str, Any] = {}

    def __call__(self, name: str, value: Any) -> Any:
        if name not in self.last or self.last[name] is not value:
            self.last[name] = self.probe(name, value)
        return self.last[name]


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


ENCLOSING = "__enclosing__"
UNNAMED = ""  # how a probe is told of a part of an expression


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

    visit_ImportFrom = visit_Import  # noqa: N815  # the names are ast's

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
