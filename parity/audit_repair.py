"""What repair suggests for a printed formula, without being told what it should be.

The search knows the truth of the target at the points of the audit and at further ones. What it
finds is a suggestion only if the audit itself says that it holds at all of them.
"""

import functools
from collections.abc import Sequence

import numpy as np

from parity.audit import SEED, SETTINGS, Audited, surroundings, tried
from parity.repair import Demand, Suggestion, suggestions
from parity.settings import places
from parity.statements import Neighbourhood, Statement, neighbourhood, statements
from reference.arrays import Array

FURTHER = SEED + 1000
ROUGHLY = 1e-11  # of the largest component: what passes is judged by the audit, to the last bit
ENOUGH = 3  # points for the search; the others confirm
FAILING = ("disagrees", "does not fit", "out of range")


def suggest(found: Audited) -> str:
    """The corrected statement and the reason; nothing for what holds or has no single reading."""
    if found.verdict not in ("wrong", "ill-typed"):
        return ""
    setting = found.formula.setting
    points = (*surroundings(setting), *further_points(setting))
    failing = {t.statement.source: t for t in found.readings[0].trials if t.outcome in FAILING}
    ideas = [idea_for(found, trial.statement, points) for trial in failing.values()]
    return "; ".join(f"{idea.source} ({idea.words})" for idea in ideas if idea is not None)


def idea_for(
    found: Audited, statement: Statement, points: Sequence[Neighbourhood]
) -> Suggestion | None:
    """For the statement, or for one with a prime where a gradient is claimed of what is none."""
    if found.formula.claims != "gradient" or statement.target[0] == "d":
        return first_that_holds(statement, points)
    right = statement.source.partition(" = ")[2]
    slopes = sorted((n for n in points[0].place.truth if n[0] == "d"), key=len, reverse=True)
    for name in slopes:
        if tried(f"{name} = {right}", points).verdict == "holds":
            return Suggestion(f"{name} = {right}", f"it is {name}, not {statement.target}", 1)
    primed = (statements(f"{name} = {right}")[0] for name in slopes)
    ideas = (first_that_holds(one, points) for one in primed)
    return next((idea for idea in ideas if idea is not None), None)


@functools.cache
def further_points(setting: str) -> tuple[Neighbourhood, ...]:
    """Points that the audit did not see."""
    drawn = places(SETTINGS[setting], FURTHER)
    return tuple(neighbourhood(place, FURTHER + k) for k, place in enumerate(drawn))


def first_that_holds(statement: Statement, points: Sequence[Neighbourhood]) -> Suggestion | None:
    """What the search finds and the audit confirms."""
    demands = [seen(there, statement) for there in points]
    ideas = suggestions(statement.source, demands[:ENOUGH], demands[ENOUGH:])
    return next(
        (
            idea
            for idea in ideas
            if not is_another(statement, idea) and tried(idea.source, points).verdict == "holds"
        ),
        None,
    )


def is_another(statement: Statement, idea: Suggestion) -> bool:
    """Whether the whole right-hand side was replaced: that corrects nothing."""
    whole = statement.source.partition(" = ")[2]
    return len(statement.names) > 1 and f"{whole} stands where" in idea.words


def seen(there: Neighbourhood, statement: Statement) -> Demand:
    """A point, as the search wants it: all that a reader has at this line, not what is sought.

    Derivatives by parameters are the ends of the chain: no line is computed from them, but for
    the updates, which name them.
    """
    truth: Array = there.place.truth[statement.target].nearest
    parameters = {
        f"d{name}" for name in there.place.truth if there.place.setting.is_parameter(name)
    }
    hidden = {statement.target, *parameters} - set(statement.names)
    scope = {name: value for name, value in there.scope.items() if name not in hidden}
    size = np.max(np.abs(truth), initial=0.0)
    return Demand({"np": np, **scope}, truth, np.full(truth.shape, ROUGHLY * size))


def repaired(found: Sequence[Audited]) -> tuple[int, int]:
    """How many gradients and updates that do not hold there are, and how many have a suggestion."""
    claimed = [
        one
        for one in found
        if one.verdict in ("wrong", "ill-typed") and one.formula.claims in ("gradient", "update")
    ]
    return len(claimed), sum(bool(one.suggestion) for one in claimed)
