"""What the plugin knows during a session."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from parity.own.check import Check
    from parity.pytest_report import Found
    from parity.result import Report


@dataclass
class Session:
    """The options of the ini file, the derivations among the files, and what was found where."""

    draws: int
    seconds: float
    witnesses: tuple[str, ...] | None
    files: frozenset[Path] = frozenset()
    found: "dict[str, Found]" = field(default_factory=dict, repr=False)

    @property
    def of_a_run(self) -> dict[str, Any]:
        """Options of parity.run."""
        return {"witnesses": self.witnesses, "seconds": self.seconds}

    @property
    def of_a_check(self) -> dict[str, Any]:
        """Options of parity.check."""
        return {**self.of_a_run, "draws": self.draws}

    def add(self, where: str, what: "Check | Report") -> None:
        """One result; a test may have several."""
        from parity.pytest_report import entry

        count = 1
        key = where
        while key in self.found:
            count += 1
            key = f"{where} ({count})"
        self.found[key] = entry(key, what)


ON_TRIAL = pytest.StashKey[Session]()
