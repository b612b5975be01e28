"""A mutant: a function of `reference/` with one mistake in it, and how it is put in its place."""

import __future__

import ast
import contextlib
import hashlib
import linecache
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from types import CodeType
from typing import Any

from parity.detect.slips import SLIPS
from parity.detect.targets import TARGETS, Target
from parity.probing import code_named


@dataclass(frozen=True)
class Mutant:
    """One change. `statement` is the position of the changed line in a straight-line function."""

    target_name: str
    kind: str
    line: int  # in the file of reference/
    before: str
    after: str
    text: str  # the whole function, with the mistake
    statement: int
    reason: str = ""  # why it is no mistake, if that is proved

    @property
    def target(self) -> Target:
        """Where it is planted."""
        return TARGETS[self.target_name]

    @cached_property
    def sha256(self) -> str:
        """Of the function with the mistake."""
        return hashlib.sha256(f"{self.target_name} {self.text}".encode()).hexdigest()

    @property
    def name(self) -> str:
        """How it is called in reports: shallow.vectorised.backward:71 transpose 3fa04c."""
        return f"{self.target_name}:{self.line} {self.kind} {self.sha256[:6]}"

    @property
    def code(self) -> CodeType:
        """The function's code; its text is put where inspect looks for it."""
        file = f"planted/{self.sha256}.py"
        linecache.cache[file] = (len(self.text), None, self.text.splitlines(keepends=True), file)
        features = self.target.formula.__code__.co_flags & __future__.annotations.compiler_flag
        compiled = compile(self.text, file, "exec", features, dont_inherit=True)
        return code_named(compiled, self.target.formula.__name__)


@contextlib.contextmanager
def planted(mutant: Mutant | None) -> Iterator[None]:
    """Inside, whoever calls the function calls the mutant; none plants nothing."""
    if mutant is None:
        yield
        return
    formula = mutant.target.formula
    code, names = formula.__code__, formula.__globals__
    added = {name: slip for name, slip in SLIPS.items() if name not in names}
    formula.__code__ = mutant.code
    names.update(added)
    try:
        yield
    finally:
        formula.__code__ = code
        linecache.cache.pop(f"planted/{mutant.sha256}.py", None)
        for name in added:
            del names[name]


def definition(target: Target) -> ast.FunctionDef:
    """The syntax tree of a target, with the line numbers of its file."""
    import inspect
    import textwrap

    lines, first = inspect.getsourcelines(target.formula)
    (tree,) = ast.parse(textwrap.dedent("".join(lines))).body
    assert isinstance(tree, ast.FunctionDef)
    ast.increment_lineno(tree, first - 1)
    tree.decorator_list = []
    if ast.get_docstring(tree) is not None:
        del tree.body[0]
    return tree


def short(node: Any) -> str:
    """A statement in one line of a report."""
    return " ".join(ast.unparse(node).split())
