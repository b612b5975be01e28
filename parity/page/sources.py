"""The files of a reports folder: read strictly; what is missing or damaged is a sentence."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parity.errors import InputError
from parity.strict_json import read_json

# File, the schema that it must say, and the command that writes it.
FILES = {
    "parity.json": ("parity-findings/1", "parity report"),
    "check.json": ("parity-check/1", "parity check FILE... --format json > reports/check.json"),
    "detection.json": ("parity-detection/1", "parity detect --reports reports"),
    "false-alarms.json": (
        "parity-sweep/1",
        "parity sweep --cases 100000 --seed 1 --reports reports",
    ),
    "performance.json": ("parity-performance/1", "parity bench --reports reports"),
    "cost.json": ("parity-cost/1", "parity cost --format json > reports/cost.json"),
    "errata.json": ("parity-audit/1", "parity audit --reports reports"),
    "conventions.json": ("parity-conventions/1", "parity report"),
    "breast-cancer.json": ("parity-breast-cancer/1", "parity report"),
}


@dataclass(frozen=True)
class Source:
    """A file: its object, or why there is none."""

    name: str
    command: str  # that writes it
    date: str = ""
    value: Mapping[str, Any] | None = None
    problem: str = ""

    @property
    def is_absent(self) -> bool:
        """Whether there is no such file, which is no problem."""
        return self.value is None and not self.problem


def read_sources(folder: Path) -> dict[str, Source]:
    """All files that the page knows, by name."""
    return {name: read_source(folder / name, *known) for name, known in FILES.items()}


def read_source(path: Path, schema: str, command: str) -> Source:
    """One file; what is not what it should be has a problem, which its part of the page says."""
    if not path.exists():
        return Source(path.name, command)
    try:
        value = read_json(path, f"make it again with {command}")
    except InputError as error:
        return Source(path.name, command, problem=str(error))
    found = value.get("schema") if isinstance(value, dict) else None
    if found != schema:
        problem = f"{path.name} says schema {str(found)[:40]!r}, expected {schema!r}"
        return Source(path.name, command, problem=f"{problem}; make it again with {command}")
    return Source(path.name, command, date_of(path, value), value)


def said_of(name: str, sources: Mapping[str, Source]) -> str:
    """Whether a file is there, and what to do where it is not; costs may stand in either of two."""
    source, speed = sources[name], sources["performance.json"].value or {}
    if source.value is not None:
        return f"taken as it was on {source.date}"
    if name == "cost.json" and source.is_absent and speed.get("checking"):
        return "not needed; performance.json has what a check costs"
    return source.problem or f"not there; {source.command} writes it"


def date_of(path: Path, value: Mapping[str, Any]) -> str:
    """The day on which the result was obtained, as it says itself; of older ones, the file's."""
    environment = value.get("environment")
    recorded = environment.get("date") if isinstance(environment, dict) else None
    return str(recorded or time.strftime("%Y-%m-%d", time.gmtime(path.stat().st_mtime)))
