"""The program text of a derivation, as data: whoever gets it can run it.

The text has the line numbers of the file it was read from. Of a Markdown file it is the Python
blocks, with empty lines for everything between them.
"""

import functools
import hashlib
import linecache
import sys
import types
import warnings
from dataclasses import dataclass
from pathlib import Path

from parity.errors import InputError
from parity.own.derivation import Function, OwnDerivation


@dataclass(frozen=True)
class Source:
    """A text that defines a cost and its gradients under these names."""

    file: str
    text: str
    cost: str = "cost"
    gradients: str = "gradients"

    @property
    def label(self) -> str:
        """net.py, or net.py:deep for cost_deep and gradients_deep."""
        suffix = self.cost.removeprefix("cost").lstrip("_")
        return f"{Path(self.file).name}:{suffix}" if suffix else Path(self.file).name

    @property
    def where(self) -> str:
        """net.py:4, the line on which the cost begins."""
        lines = self.text.splitlines()
        starts = (n for n, line in enumerate(lines, 1) if line.startswith(f"def {self.cost}("))
        return f"{self.file}:{next(starts, 1)}"

    def derivation(self) -> OwnDerivation:
        """The derivation, its text executed once in each process.

        Its lines are put where tracebacks and inspect look, every time: a file that was edited, and
        edited back, has the same name.
        """
        lines = self.text.splitlines(keepends=True)
        linecache.cache[self.file] = (len(self.text), None, lines, self.file)
        return executed(self)

    def function(self, name: str) -> Function:
        """One of its functions."""
        found = getattr(module_of(self.file, self.text), name, None)
        if not isinstance(found, types.FunctionType) or found.__code__.co_name != name:
            raise InputError(
                f"{self.file}: {name} is not the function that the file defines "
                "any more; take away what decorates, replaces or deletes it"
            )
        return found


@functools.cache
def executed(source: Source) -> OwnDerivation:
    """The functions as a derivation."""
    cost, gradients = source.function(source.cost), source.function(source.gradients)
    return OwnDerivation(source.label, cost, cost, gradients=gradients)


@functools.cache
def module_of(file: str, text: str) -> types.ModuleType:
    """The text as a module of its own."""
    name = f"derivation_{hashlib.sha256(f'{file}|{text}'.encode()).hexdigest()[:12]}"
    module = types.ModuleType(name)
    module.__file__ = file
    sys.modules[name] = module  # data classes look themselves up there
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an unknown escape in a string, say
        code = compile(text, file, "exec", dont_inherit=True)
    exec(code, module.__dict__)
    return module
