"""How many mistakes in hand-derived gradients `parity.repair` repairs.

    python tests/repair_bars.py

Two figures: every small mistake planted into right derivations (tests/repair_nets.py), and the
wrong gradients and updates of the lecture notes (tests/repair_notes.py). Whatever was not
repaired is listed, and whatever was repaired to a wrong form, which must not happen: a form is
right if it gives the truth at points that the search has not seen, of other sizes. Exit code 1
when a figure falls below its bar.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

if __name__ == "__main__":  # the script's own folder has another `parity` in it: its tests
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from parity.repair import Demand, Suggestion, suggestions
from tests.repair_nets import NETS, planted
from tests.repair_notes import NOTES

ENOUGH_PLANTED, ENOUGH_PRINTED = 0.95, 0.80


@dataclass(frozen=True)
class Task:
    """A wrong line, where to try it, and unseen points to hold the repair against."""

    name: str
    line: str
    demands: tuple[Demand, ...]
    fresh: tuple[Demand, ...]
    unseen: tuple[Demand, ...]


@dataclass(frozen=True)
class Outcome:
    """What the search said."""

    task: Task
    found: tuple[Suggestion, ...]
    seconds: float

    @property
    def verdict(self) -> str:
        if not self.found:
            return "not repaired"
        right = all(holds(suggestion.source, self.task.unseen) for suggestion in self.found)
        return "repaired" if right else "WRONG FORM"


def holds(source: str, demands: Iterable[Demand]) -> bool:
    """Whether a line gives the truth everywhere; by Python itself, not by the search's rules."""
    return all(agrees(source, demand) for demand in demands)


def agrees(source: str, demand: Demand) -> bool:
    scope = dict(demand.scope)
    try:
        with np.errstate(all="ignore"):
            exec(source, scope)
    except Exception:  # an ill-typed line may raise anything
        return False
    value = np.asarray(scope[source.split("=")[0].strip()])
    if value.shape != demand.truth.shape:
        return False
    return bool(np.all(np.abs(value - demand.truth) <= demand.allowed))


def planted_tasks() -> Iterator[Task]:
    """Each mistake that really is one."""
    for net in NETS:
        for target, line in net.lines.items():
            points = [net.demand(target, seed) for seed in range(5)]
            for wrong in planted(line, points[0].scope):
                if not holds(wrong, points):
                    yield Task(
                        f"{net.name}: {line}",
                        wrong,
                        tuple(points[:2]),
                        (points[2],),
                        tuple(points[3:]),
                    )


def printed_tasks() -> Iterator[Task]:
    """The formulas of the notes."""
    for note in NOTES:
        points = [note.demand(seed) for seed in range(5)]
        assert holds(note.corrected, points), note.name
        assert not holds(note.printed, points), note.name
        yield Task(note.name, note.printed, tuple(points[:2]), (points[2],), tuple(points[3:]))


def outcome(task: Task, seconds: float = 2.0) -> Outcome:
    start = perf_counter()
    found = suggestions(task.line, task.demands, task.fresh, seconds=seconds)
    return Outcome(task, found, perf_counter() - start)


def report(title: str, tasks: Iterable[Task], enough: float) -> bool:
    """Print the figure and what falls short; whether the bar is reached."""
    outcomes = [outcome(task) for task in tasks]
    for each in outcomes:
        if each.verdict != "repaired":
            print(f"{each.verdict}: {each.task.line}   [{each.task.name}]", *each.found, sep="\n  ")  # noqa: T201
    repaired = sum(each.verdict == "repaired" for each in outcomes)
    wrong = sum(each.verdict == "WRONG FORM" for each in outcomes)
    seconds = sorted(each.seconds for each in outcomes)
    print(  # noqa: T201
        f"{title}: {repaired} of {len(outcomes)} repaired ({repaired / len(outcomes):.1%}),"
        f" {wrong} to a wrong form; median {seconds[len(seconds) // 2]:.2f} s,"
        f" longest {seconds[-1]:.2f} s\n"
    )
    return repaired >= enough * len(outcomes) and wrong == 0


def main() -> int:
    printed = report("printed in the notes", printed_tasks(), ENOUGH_PRINTED)
    mistakes = report("planted mistakes", planted_tasks(), ENOUGH_PLANTED)
    return 0 if printed and mistakes else 1


if __name__ == "__main__":
    sys.exit(main())
