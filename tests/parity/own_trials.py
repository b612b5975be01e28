"""Users' derivations tried in this process: the whole of parity check but for its children."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parity.own.check import Check, bench_of
from parity.own.parties import TRYING, Parties
from parity.own.reading import sources_in
from parity.own.request import Request
from parity.workers import Worker, answered


@dataclass
class Here(Worker):
    """A worker without a process: the same verbs, answered here."""

    def start(self) -> None:
        """There is nothing to start."""

    def ask(self, verb: str, request: Any, seconds: float) -> Any:
        """The answer, failures included, as a child would send it."""
        del seconds
        return answered(self.name, self.module, verb, request)


def checks_of(path: Path, **settings: Any) -> list[Check]:
    """Every derivation of a file, against the certified truth."""
    certified = Here("certified", "parity.witnesses.certified")
    bench = bench_of(Parties(Here("hand", TRYING), {"certified": certified}), seconds=60.0)
    with bench.queues["certified"].pool:
        return [
            bench.check(Request(source, source.file, source.label, **settings))
            for source in sources_in(path)
        ]


def checked(folder: Path, text: str, name: str = "net.py", **settings: Any) -> Check:
    """The only derivation of a text."""
    path = folder / name
    path.write_text(text)
    (check,) = checks_of(path, **settings)
    return check
