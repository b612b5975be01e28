"""All that checking costs, kept if interrupted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from parity.cost.nets import NETS, Cost, costs
from parity.cost.start_up import COMMANDS, StartUp, start_ups

Nets = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Checking:
    """The rows that are there, of how many."""

    nets: tuple[Cost, ...] = ()
    start_ups: tuple[StartUp, ...] = ()
    planned: int = 0

    @property
    def missing(self) -> int:
        """Rows that an interruption left out."""
        return self.planned - len(self.nets) - len(self.start_ups)


NOTHING = Checking()


def planned(nets: Nets = NETS) -> int:
    """How many rows there will be."""
    return len(nets) + len(COMMANDS)


def checking(progress: Callable[[Any], None] = lambda _: None, nets: Nets = NETS) -> Checking:
    """Start-up first: nothing else of ours runs then."""
    starts, rows = list[StartUp](), list[Cost]()
    try:
        for start in start_ups():
            starts.append(start)
            progress(start)
        for row in costs(nets) if nets else ():
            rows.append(row)
            progress(row)
    except KeyboardInterrupt:
        pass  # what is missing says so
    return Checking(tuple(rows), tuple(starts), planned(nets))
