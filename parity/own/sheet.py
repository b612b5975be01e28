"""One line at a time: each is evaluated alone, with the true values on its right-hand side.

So one mistake does not stain the lines below it. A line whose true value is not defined (a helper
name such as `keep`) gives what it gives, and is judged through the lines that use it.
"""

import ast
import builtins
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from parity.case import Case
from parity.comparison import Held, compare, limit, one_roundoff, scaled
from parity.conditioning import Conditioning
from parity.derivation import arguments_of, derivation_of
from parity.finding import Finding
from parity.own.blame import told
from parity.own.derivation import OwnDerivation, as_number, with_locals
from parity.own.lines import SourceLine
from parity.witnesses.answer import Enclosure, Truth
from reference.arrays import Array


@dataclass(frozen=True)
class Page:
    """What is known at one point: the case, its truth and its ruler."""

    case: Case
    truth: Truth
    kappa: Conditioning

    def quantity(self, name: str) -> str | None:
        """The quantity that a name is the derivative of, if its truth is known."""
        quantity = name[1:] if name[:1] == "d" else ""
        return quantity if quantity in self.truth.derivatives else None

    def factor(self, quantity: str, summed: bool) -> int:
        """What the derivation's number is a multiple of: of m*J where losses are `summed`."""
        return self.case.examples if summed and quantity not in self.case.parameters else 1

    def true(self, quantity: str, summed: bool) -> Array:
        """The true value."""
        value: Array = self.exact(quantity, summed).nearest
        return value

    def exact(self, quantity: str, summed: bool) -> Enclosure:
        """The truth, in the convention of the derivation."""
        return scaled(self.truth.derivatives[quantity], self.factor(quantity, summed))

    def ruler(self, quantity: str, summed: bool) -> Array:
        """kappa, in that convention."""
        return self.kappa.kappa(quantity, self.factor(quantity, summed), of_hand=True)

    def allowed(self, quantity: str, summed: bool) -> Array:
        """The error that rounding may cause."""
        roundoff = one_roundoff(self.ruler(quantity, summed), np.dtype(float))
        allowed: Array = limit(self.case.longest_sum) * roundoff
        return allowed + self.exact(quantity, summed).radius


@dataclass(frozen=True)
class Outcome:
    """What a line gave at one point."""

    scope: Mapping[str, Any]  # what it could see
    finding: Finding | None = None  # none of a helper
    value: Any = None
    error: str = ""


@dataclass
class LinesAtPoint:
    """All lines at one point."""

    outcomes: list[Outcome] = field(default_factory=list)

    def holding(self) -> int:
        """How many lines agree."""
        return sum(o.finding is not None and o.finding.verdict == "agrees" for o in self.outcomes)


def tried(lines: Sequence[SourceLine], page: Page, summed: bool) -> LinesAtPoint:
    """Every line at one point."""
    derivation = derivation_of(page.case)
    assert isinstance(derivation, OwnDerivation)
    scope = scope_of(derivation, page.case)
    run, last = LinesAtPoint(), last_lines(lines)
    for line in lines:
        quantity = page.quantity(line.target) if last.get(line.target) is line else None
        outcome = evaluated(line, dict(scope), page, quantity, summed)
        run.outcomes.append(outcome)
        value = page.true(quantity, summed) if quantity else outcome.value
        keep(scope, line, value, outcome)
    return run


def last_lines(lines: Sequence[SourceLine]) -> dict[str, SourceLine]:
    """The line that gives each name the value that it keeps."""
    return {line.target: line for line in lines if line.target}


def scope_of(derivation: OwnDerivation, case: Case) -> dict[str, Any]:
    """The names that gradients may use, with the values that the cost left."""
    arguments = arguments_of(case)
    with np.errstate(all="ignore"):
        _, left = with_locals(derivation.cost, arguments)
    names = dict(derivation.given_gradients.__globals__)
    return {**names, **case.sizes, **arguments, **left, "__builtins__": builtins}


def evaluated(
    line: SourceLine, scope: dict[str, Any], page: Page, quantity: str | None, summed: bool
) -> Outcome:
    """One line."""
    try:
        with np.errstate(all="ignore"):
            value = line_value(line, scope)
    except Exception as error:
        return Outcome(scope, error=f"{told(error)} ({shapes_in(line, scope)})")
    if quantity is None:
        return Outcome(scope, value=value)
    finding = compare(
        Held(
            page.case.name,
            line.target,
            "line",
            as_number(value, np.dtype(float)),
            page.exact(quantity, summed),
            page.ruler(quantity, summed),
            np.dtype(float),
            page.case.longest_sum,
        )
    )
    return Outcome(scope, finding, value)


def line_value(line: SourceLine, scope: dict[str, Any]) -> Any:
    """What stands on the right-hand side; a line without target sets its name up."""
    if line.expression is None:
        exec(compile(ast.Module([line.node], []), "<line>", "exec"), scope)
        return None
    expression = ast.fix_missing_locations(ast.Expression(line.expression))
    return eval(compile(expression, "<line>", "eval"), scope)


def keep(scope: dict[str, Any], line: SourceLine, value: Any, outcome: Outcome) -> None:
    """What later lines see; the name of a helper that raised is not there."""
    if line.expression is None:
        scope.update(outcome.scope)
    elif line.table:
        scope[line.table] = {**scope.get(line.table, {}), line.target: value}
    elif outcome.error and value is None:
        scope.pop(line.target, None)
    else:
        scope[line.target] = value


def shapes_in(line: SourceLine, scope: Mapping[str, Any]) -> str:
    """Names of arrays in a line, with their shapes."""
    arrays = {name: scope[name] for name in sorted(line.names) if name in scope}
    return ", ".join(
        f"{name} {np.shape(value)}"
        for name, value in arrays.items()
        if isinstance(value, (np.ndarray, np.generic))
    )
