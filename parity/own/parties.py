"""The processes of a check. They start first of all: importing torch and JAX takes the longest."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from parity.interruption import undisturbed
from parity.witnesses.modules import Witnesses, modules_of
from parity.workers import Worker

TRYING = "parity.own.trying"


@dataclass(frozen=True)
class Parties:
    """Who runs the program, and the witnesses by name."""

    hand: Worker
    witnesses: Mapping[str, Worker]

    def start(self) -> None:
        """All who are not there: they import while others do something else."""
        with undisturbed():
            for worker in (self.hand, *self.witnesses.values()):
                if worker.process is None:
                    worker.start()

    def stop(self) -> None:
        """End all processes; nobody may be waiting for one."""
        with undisturbed():
            for worker in (self.hand, *self.witnesses.values()):
                worker.stop()


@contextlib.contextmanager
def parties(witnesses: Witnesses) -> Iterator[Parties]:
    """Processes of these witnesses, as long as it takes."""
    modules = modules_of(witnesses)
    there = Parties(
        Worker("hand", TRYING), {name: Worker(name, module) for name, module in modules.items()}
    )
    try:
        there.start()
        yield there
    finally:
        there.stop()
