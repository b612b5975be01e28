"""The same function, run again on other arrays, with its intermediates in view.

`again(function, namespace, probe)` is the function with `np` (and what else comes from numpy)
standing for the namespace, in it and in all functions that it calls, and with every assignment
`Z1 = ...` made `Z1 = probe("Z1", ...)`, and `Z[l] = ...` made `Z[l] = probe("Z" + str(l), ...)`.
Nothing is ported: it is the syntax tree of the function itself, as pytest does with assertions.
"""

import ast
import dataclasses
import functools
import inspect
import textwrap
import types
from collections.abc import Callable
from typing import Any

import numpy as np

Probe = Callable[[str, Any], Any]

# Elementwise building blocks: their local names are no intermediates of a derivation.
BLOCKS = frozenset(
    f"reference.{name}" for name in ("activations", "losses", "regularization", "per_example")
)


def again(
    function: Callable[..., Any], namespace: Any = np, probe: Probe | None = None
) -> Callable[..., Any]:
    """The function in that namespace, probed."""
    formula = getattr(function, "formula", function)
    return Rebinding(namespace, probe, formula.__module__.partition(".")[0]).function(formula)


class Rebinding:
    """One walk over a function and all that its globals reach, inside its own package."""

    def __init__(self, namespace: Any, probe: Probe | None, package: str) -> None:
        self.namespace = namespace
        self.probe = probe
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
            code = probed_code(function)
        copy = types.FunctionType(
            code, names, function.__name__, function.__defaults__, function.__closure__
        )
        copy.__kwdefaults__ = function.__kwdefaults__
        copy.formula = copy  # type: ignore[attr-defined]  # a door's formula, without the door
        self.remember(function, copy)
        names.fill(code)
        return copy

    def remember(self, original: object, copy: object) -> None:
        """Each original has one copy, so that recursion ends."""
        self.done[id(original)] = copy
        self.keep.append(original)

    def value(self, value: Any) -> Any:
        """What a global stands for in the other namespace."""
        if value is np:
            return self.namespace
        if is_numpy_function(value):
            return getattr(self.namespace, value.__name__)
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
        if type(value) is dict:
            copy: Any = {key: self.value(item) for key, item in value.items()}
        else:
            copy = type(value)(self.value(item) for item in value)
        self.remember(value, copy)
        return copy

    def record(self, value: Any) -> Any:
        """A frozen record of functions, such as an activation."""
        fields = {f.name: self.value(getattr(value, f.name)) for f in dataclasses.fields(value)}
        copy = dataclasses.replace(value, **fields)
        self.remember(value, copy)
        return copy

    def is_ours(self, module: str) -> bool:
        """Whether it belongs to the package of the function that is run again, or is a formula."""
        return module.partition(".")[0] in (self.package, "reference")


class Globals(dict[str, Any]):
    """A function's globals in the other namespace: just the names that its code uses."""

    def __init__(self, rebinding: Rebinding, original: dict[str, Any]) -> None:
        super().__init__(__builtins__=original["__builtins__"], __name__=original["__name__"])
        self.rebinding, self.original = rebinding, original

    def fill(self, code: types.CodeType) -> None:
        """Resolve the names of the code, and of the functions that it defines inside."""
        self["__probe__"] = self.rebinding.probe
        for name in code.co_names:
            if name in self.original and name not in self:
                self[name] = self.rebinding.value(self.original[name])
        for constant in code.co_consts:
            if isinstance(constant, types.CodeType):
                self.fill(constant)


class Module:
    """A module whose functions are run again when they are asked for."""

    def __init__(self, rebinding: Rebinding, module: types.ModuleType) -> None:
        self._rebinding, self._module = rebinding, module

    def __getattr__(self, name: str) -> Any:
        return self._rebinding.value(getattr(self._module, name))


def is_numpy_function(value: object) -> bool:
    """Whether it came by `from numpy import ...`."""
    module = getattr(value, "__module__", None) or ""
    return isinstance(value, np.ufunc) or (
        callable(value)
        and (module == "numpy" or module.startswith("numpy."))
        and not isinstance(value, type)
    )


@functools.cache
def probed_code(function: types.FunctionType) -> types.CodeType:
    """The function's code with its assignments probed."""
    source = textwrap.dedent(inspect.getsource(function))
    tree = ast.parse(source)
    definition = tree.body[0]
    assert isinstance(definition, ast.FunctionDef)
    definition.decorator_list = []
    definition.body = [ProbeAssignments().visit(statement) for statement in definition.body]
    ast.increment_lineno(tree, function.__code__.co_firstlineno - 1)
    compiled = compile(ast.fix_missing_locations(tree), function.__code__.co_filename, "exec")
    return next(
        constant
        for constant in compiled.co_consts
        if isinstance(constant, types.CodeType) and constant.co_name == function.__name__
    )


class ProbeAssignments(ast.NodeTransformer):
    """`name = value` becomes `name = __probe__("name", value)`."""

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        self.generic_visit(node)
        if len(node.targets) == 1 and (name := spelled(node.targets[0])) is not None:
            node.value = probe_call(name, node.value)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        self.generic_visit(node)
        if node.value is not None and (name := spelled(node.target)) is not None:
            node.value = probe_call(name, node.value)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AugAssign:
        self.generic_visit(node)
        node.value = probe_call(ast.Constant("+="), node.value)  # an increment has no name
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        return node  # a function inside has names of its own


def spelled(target: ast.expr) -> ast.expr | None:
    """An expression for the quantity's name: "Z1" for Z1, "Z" + str(l) for Z[l]."""
    if isinstance(target, ast.Name):
        return ast.Constant(target.id)
    if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
        index = ast.FormattedValue(value=target.slice, conversion=-1, format_spec=None)
        return ast.JoinedStr(values=[ast.Constant(target.value.id), index])
    return None


def probe_call(name: ast.expr, value: ast.expr) -> ast.expr:
    """__probe__(name, value)."""
    call = ast.Name(id="__probe__", ctx=ast.Load())
    return ast.Call(func=call, args=[name, value], keywords=[])
