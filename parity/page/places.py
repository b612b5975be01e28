"""Where `reference/` assigns a quantity: the line to look at when it disagrees."""

import ast
import functools
import inspect
import re
from dataclasses import dataclass
from pathlib import Path

KINDS = ("per-example/", "training/")  # cases that are made of another case


@dataclass(frozen=True)
class SuspectLine:
    """A line of a derivation, and what it should have been, if that is known."""

    place: str  # file:number
    source: str
    verdict: str = ""  # of the line, where it was tried alone
    suggestion: str = ""
    explanation: str = ""


def line_in_reference(case: str, quantity: str) -> SuspectLine | None:
    """The first line of the case's derivation that assigns the quantity, if there is one."""
    name = derivation_of(case)
    if name is None:
        return None
    file, lines, targets = assignments(name)
    number = targets.get(quantity) or targets.get(re.sub(r"\d+$", "", quantity))
    return SuspectLine(f"{file}:{number}", lines[number - 1].strip()) if number else None


def derivation_of(case: str) -> str | None:
    """The derivation that the case's name begins with."""
    from parity.derivation import DERIVATIONS

    for kind in KINDS:
        case = case.removeprefix(kind)
    names = [name for name in DERIVATIONS if f"{case}/".startswith(f"{name}/")]
    return max(names, key=len, default=None)


@functools.cache
def assignments(derivation: str) -> tuple[str, list[str], dict[str, int]]:
    """The file of a derivation, its lines, and where each name in it is assigned first."""
    from parity.derivation import DERIVATIONS

    path = Path(inspect.getfile(inspect.unwrap(DERIVATIONS[derivation].cost_and_gradients)))
    text = path.read_text(encoding="utf-8")
    file = "/".join(path.parts[path.parts.index("reference") :])
    return file, text.splitlines(), targets_in(ast.parse(text))


def targets_in(tree: ast.AST) -> dict[str, int]:
    """Lines by assigned name; an entry f"dW{l}" of a dictionary is assigned under dW."""
    found: dict[str, int] = {}
    assigning = [n for n in ast.walk(tree) if isinstance(n, ast.Assign | ast.AugAssign)]
    for node in sorted(assigning, key=lambda node: node.lineno):
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            for name in names_in(target):
                found.setdefault(name, node.lineno)
    return found


def names_in(target: ast.expr) -> list[str]:
    """What an assignment's left-hand side names."""
    names = [part.id for part in ast.walk(target) if isinstance(part, ast.Name)]
    texts = [part.value for part in ast.walk(target) if isinstance(part, ast.Constant)]
    return [*names, *(text for text in texts if isinstance(text, str))]
