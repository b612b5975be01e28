"""One verdict a line, from what it gave at every point and from what the whole gave."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from parity.finding import Finding, Worst
from parity.own.derivation import as_number
from parity.own.lines import SourceLine
from parity.own.ruling import ruled
from parity.own.sheet import LinesAtPoint, Outcome, Page, tried
from parity.repair import Demand, Suggestion, relation, suggestions

LineVerdict = Literal["holds", "wrong", "ill-typed", "inherits", "not isolated"]
# The ruler is that of the line as it stands. What it should have been may round more (one that
# raises has no ruler at all), so a suggestion may be off by this much of the largest component.
SUGGESTED = 2.0**-40
NO_POWER = "the check has no power at these points"


@dataclass(frozen=True)
class LineFinding:
    """What was found of one line."""

    file: str
    line: int
    quantity: str
    source: str
    verdict: LineVerdict
    suggestions: tuple[str, ...] = ()
    explanation: str = ""
    worst: Worst | None = None


def line_findings(
    file: str,
    lines: Sequence[SourceLine],
    pages: Sequence[Page],
    fresh: Sequence[Page],
    off: Collection[str],
) -> tuple[LineFinding, ...]:
    """All lines. `off` are the derivatives that the whole gives wrongly."""
    sheet = sheet_of(file, lines, pages, fresh, off)
    return tuple(sheet.finding(i) for i, line in enumerate(lines) if line.target)


def sheet_of(
    file: str,
    lines: Sequence[SourceLine],
    pages: Sequence[Page],
    fresh: Sequence[Page],
    off: Collection[str],
) -> "Sheet":
    """All lines at all points, with their verdicts."""
    summed = are_summed(lines, pages)
    pages, fresh = ([ruled(page, lines, summed) for page in some] for some in (pages, fresh))
    runs = [tried(lines, page, summed) for page in pages]
    alone = tuple(verdict_at(index, runs) for index in range(len(lines)))
    first = with_inherited(lines, alone, off)
    return Sheet(file, tuple(lines), runs, first, summed, pages, fresh)


def are_summed(lines: Sequence[SourceLine], pages: Sequence[Page]) -> bool:
    """Whether intermediates are of m*J and not of J: by which of the two more lines hold."""
    holding = {summed: tried(lines, pages[0], summed).holding() for summed in (False, True)}
    return holding[True] > holding[False]


def verdict_at(index: int, runs: Sequence[LinesAtPoint]) -> LineVerdict | None:
    """The verdict of a line with a truth of its own, or that raises; none of other helpers."""
    outcomes = [run.outcomes[index] for run in runs]
    if any(outcome.error for outcome in outcomes):
        return "not isolated" if all(is_missing_name(o) for o in outcomes) else "ill-typed"
    found = [outcome.finding for outcome in outcomes if outcome.finding is not None]
    if not found:
        return None
    verdicts = {finding.verdict for finding in found}
    if "disagrees" in verdicts:
        return "wrong"
    if "inconclusive" in verdicts:
        return "not isolated"
    return "holds"


def with_inherited(
    lines: Sequence[SourceLine], alone: Sequence[LineVerdict | None], off: Collection[str]
) -> tuple[LineVerdict | None, ...]:
    """A line that holds alone inherits what a wrong line above spoils in the whole."""
    stained: set[int] = set()
    for index, verdict in enumerate(alone):
        made = {made_at(lines, name, index) for name in lines[index].names}
        if verdict in ("wrong", "ill-typed") or made & stained:
            stained.add(index)
    return tuple(
        "inherits"
        if verdict == "holds" and index in stained and lines[index].target in off
        else verdict
        for index, verdict in enumerate(alone)
    )


def made_at(lines: Sequence[SourceLine], name: str, before: int) -> int | None:
    """The last line above that gives the name its value."""
    return next((i for i in reversed(range(before)) if lines[i].target == name), None)


def is_missing_name(outcome: Outcome) -> bool:
    """Whether a line only lacks what an earlier line failed to make."""
    return outcome.error.startswith("NameError")


@dataclass(frozen=True)
class Sheet:
    """All lines at all points."""

    file: str
    lines: tuple[SourceLine, ...]
    runs: Sequence[LinesAtPoint]
    first: tuple[LineVerdict | None, ...]
    summed: bool
    pages: Sequence[Page]
    fresh: Sequence[Page]

    def finding(self, index: int) -> LineFinding:
        """One line's."""
        line, verdict = self.lines[index], self.first[index]
        found = LineFinding(self.file, line.number, line.target, line.source, verdict or "holds")
        if verdict is None:
            return self.of_helper(index, found)
        if verdict == "wrong":
            return self.repaired(index, self.with_worst(index, found))
        if verdict == "ill-typed":
            error = next(o.error for o in self.outcomes(index) if o.error)
            return self.repaired(index, replace(found, explanation=error))
        if verdict == "not isolated":
            error = next((o.error for o in self.outcomes(index) if o.error), NO_POWER)
            return replace(found, explanation=error)
        return found

    def outcomes(self, index: int) -> list[Outcome]:
        """What the line gave at each point."""
        return [run.outcomes[index] for run in self.runs]

    def of_helper(self, index: int, found: LineFinding) -> LineFinding:
        """A helper holds when a line that uses it holds; else the mistake may be in it."""
        users = [i for i, line in enumerate(self.lines) if index in self.helpers_of(i)]
        judged = {self.first[i] for i in users if self.first[i] is not None}
        if not judged or judged & {"holds", "inherits"}:
            return found
        numbers = ", ".join(str(self.lines[i].number) for i in users if self.first[i] is not None)
        words = f"judged through line {numbers}, which may be wrong because of it"
        return replace(found, verdict="not isolated", explanation=words)

    def helpers_of(self, index: int) -> set[int]:
        """Earlier lines without a truth of their own that this one is computed from."""
        found: set[int] = set()
        waiting = [(index, name) for name in self.lines[index].names]
        while waiting:
            before, name = waiting.pop()
            made = made_at(self.lines, name, before)
            if made is not None and self.first[made] is None and made not in found:
                found.add(made)
                waiting += [(made, other) for other in self.lines[made].names]
        return found

    def suspects(self, index: int) -> list[int]:
        """The helpers of a line that no line which holds speaks for."""
        holding = [i for i, verdict in enumerate(self.first) if verdict in ("holds", "inherits")]
        cleared = {helper for i in holding for helper in self.helpers_of(i)}
        return sorted(self.helpers_of(index) - cleared)

    def with_worst(self, index: int, found: LineFinding) -> LineFinding:
        """The component that is furthest off, at the first point where the line is wrong."""
        wrong = [o.finding for o in self.outcomes(index) if o.finding is not None]
        finding = next(f for f in wrong if f.verdict == "disagrees")
        return replace(found, worst=finding.worst, explanation=finding.note)

    def repaired(self, index: int, found: LineFinding) -> LineFinding:
        """With what the line should have been, as far as that can be found."""
        line, suspects = self.lines[index], self.suspects(index)
        words = [found.explanation] if found.explanation else []
        if suspects:
            others = ", ".join(str(self.lines[i].number) for i in suspects)
            words.append(f"the mistake lies in this line or in line {others}")
        quantity = self.pages[0].quantity(line.target)
        if quantity is None:
            return replace(found, explanation="; ".join(words))
        helpers = {self.lines[i].target: self.lines[i].source for i in suspects}
        ideas = suggestions(
            line.source,
            [self.demand(index, page, quantity) for page in self.pages],
            [self.demand(index, page, quantity) for page in self.fresh],
            helpers,
        )
        return replace(
            found,
            suggestions=tuple(idea.source for idea in ideas),
            explanation="; ".join([*words, *self.reason(index, quantity, ideas)]),
        )

    def demand(self, index: int, page: Page, quantity: str) -> Demand:
        """A point, as repair wants it."""
        outcome = tried(self.lines[: index + 1], page, self.summed).outcomes[index]
        scope = {n: v for n, v in outcome.scope.items() if not n.startswith("__")}
        truth = page.true(quantity, self.summed)
        least = SUGGESTED * np.max(np.abs(truth))
        return Demand(scope, truth, np.maximum(page.allowed(quantity, self.summed), least))

    def reason(self, index: int, quantity: str, ideas: Sequence[Suggestion]) -> list[str]:
        """What is odd, in words."""
        if ideas:
            return [ideas[0].words]
        pairs, scalars = [], []
        for outcome, page in zip(self.outcomes(index), self.pages, strict=True):
            value = as_number(outcome.value, np.dtype(float))
            true = page.true(quantity, self.summed)
            if outcome.error or value.shape != true.shape or value.dtype.kind != "f":
                return []
            pairs.append((value, true))
            scalars.append(scalars_in(outcome.scope))
        words = relation(pairs, scalars)
        return [words] if words else []


def scalars_in(scope: Mapping[str, Any]) -> dict[str, float]:
    """Numbers that a factor may be made of."""
    return {
        name: float(value)
        for name, value in scope.items()
        if isinstance(value, (int, float)) and not isinstance(value, bool) and name[0] != "_"
    }


def wrong_findings(findings: Sequence[Finding]) -> frozenset[str]:
    """The derivatives that the whole gives wrongly."""
    return frozenset(f.quantity for f in findings if f.who == "hand" and f.verdict != "agrees")
