"""Straight-line derivations of `reference/` as a user would write them: a cost and its gradients.

The cost is the forward pass, its own lines, and the cost that follows; the gradients are the
backward pass, its own lines, with a mistake in one of them. So each line can be tried alone.
"""

import ast
import functools
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, replace
from inspect import getsource
from typing import Any

from parity.case import Case
from parity.conditioning import Conditioning, cost_pass, measured
from parity.detect.mutant import Mutant, definition
from parity.detect.targets import TARGETS, Target
from parity.nudges import Nudges
from parity.own.sheet import Page
from parity.own.source import Source
from parity.witnesses import certified
from reference import logistic, rows, shallow

NET = "mean_over_examples(cross_entropy_from_logit({}, {}), {})"


@dataclass(frozen=True)
class Straight:
    """The module that a derivation is in, its cost, and the intermediates that have a truth."""

    module: Any
    cost: str
    asked: tuple[str, ...]


STRAIGHT: Mapping[str, Straight] = {
    "logistic.graph.backward": Straight(
        logistic.graph, "cross_entropy_as_printed(a, y)", ("a", "z")
    ),
    "logistic.vectorised.backward": Straight(
        logistic.vectorised, "cost_at(Z, w, Y, lam)", ("Z",)
    ),
    "shallow.one.backward": Straight(
        shallow.one, "np.sum(cross_entropy_from_logit(z2, y))", ("z1", "z2")
    ),
    "shallow.vectorised.backward": Straight(
        shallow.vectorised, "cost_at(Z2, W1, W2, Y, lam)", ("Z1", "Z2")
    ),
    "rows.matrix.backward": Straight(
        rows.matrix, NET.format("w", "y", "X.shape[0]"), ("w", "Z", "A")
    ),
}  # fmt: skip
HEAD = """import numpy as np
from reference.losses import cross_entropy_as_printed
from {module} import {names}
from parity.detect.slips import one_component, swapped
"""


def program(target: Target, gradients: str) -> Source:
    """The text of the program with these gradients."""
    straight = STRAIGHT[target.name]
    text = head(straight.module) + cost_text(target, straight) + renamed(gradients)
    return Source(f"{target.name}.py", text)


def head(module: Any) -> str:
    """The module's own names; those that NumPy's stand for come first."""
    names = [name for name in vars(module) if not name.startswith("__") and name != "np"]
    return HEAD.format(module=module.__name__, names=", ".join(names))


def cost_text(target: Target, straight: Straight) -> str:
    """def cost: the forward pass's lines, and J."""
    forward = ast.parse(textwrap.dedent(getsource(straight.module.forward.formula))).body[0]
    assert isinstance(forward, ast.FunctionDef)
    case = target.cases[0]
    names = [*case.arrays, *settings(case, target.name)]
    lines = [ast.unparse(line) for line in forward.body[1:-1]]
    body = "\n".join(f"    {line}" for line in [*lines, f"return {straight.cost}"])
    return f"\n\ndef cost({', '.join(names)}):\n{body}\n\n\n"


def renamed(gradients: str) -> str:
    """The function under the name that a program's gradients have, without defaults and types."""
    tree = ast.parse(gradients).body[0]
    assert isinstance(tree, ast.FunctionDef)
    tree.name, tree.returns, tree.args.defaults = "gradients", None, []
    for argument in tree.args.args:
        argument.annotation = None
    return ast.unparse(tree) + "\n"


def line_of(source: Source, statement: int) -> int:
    """The line of the program on which a statement of its gradients is."""
    before = source.text[: source.text.index("def gradients(")].count("\n")
    return before + 2 + statement


@functools.cache
def true_page(name: str, number: int) -> Page:
    """A point of the target as a program's, with its truth; whatever the gradients say."""
    target, straight = TARGETS[name], STRAIGHT[name]
    case = target.cases[number]
    right = program(target, ast.unparse(definition(target)))
    there = replace(
        case,
        name=f"{case.name} as a program",
        derivation=right.label,
        program=right,
        asked=(*straight.asked, *case.parameters),
        settings=settings(case, name),
    )
    nudges = Nudges(there.seed + 1, there.dtype)
    by_cost = measured(cost_pass(there, nudges), nudges)
    return Page(there, certified.testify(there), Conditioning({}, by_cost))


def settings(case: Case, name: str) -> dict[str, Any]:
    """What the functions take by default is given here."""
    usual = {"lam": 0.0} if "vectorised" in name else {}
    return {**usual, **case.settings}


def pages(mutant: Mutant) -> tuple[Source, list[Page]]:
    """The mutant's program, and the points in float64 where its lines are tried."""
    source = program(mutant.target, mutant.text)
    numbers = [i for i, case in enumerate(mutant.target.cases) if case.dtype == "float64"]
    known = [true_page(mutant.target_name, number) for number in numbers]
    return source, [replace(page, case=replace(page.case, program=source)) for page in known]
