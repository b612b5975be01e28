"""Derivations in files as tests: a file, its derivations, a test for each quantity."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from parity.errors import InputError
from parity.pytest_session import ON_TRIAL, Session

if TYPE_CHECKING:
    from parity.own.calling import Options
    from parity.own.check import Check
    from parity.own.source import Source


class DisagreementError(Exception):
    """The report of a quantity that does not agree."""


class NoModule(pytest.Module):
    """A derivation as a test module: there are no tests in it."""

    def collect(self) -> list[pytest.Item | pytest.Collector]:
        """Nothing, and nothing is imported."""
        return []


class DerivationFile(pytest.File):
    """A Python or Markdown file."""

    def collect(self) -> Iterator[pytest.Collector]:
        """Its derivations; a second one of the same name gets a number."""
        from parity.own.reading import sources_in

        seen: Counter[str] = Counter()
        try:
            sources = sources_in(self.shown)
        except InputError as error:
            raise self.CollectError(str(error)) from None
        for source in sources:
            seen[source.label] += 1
            number = f"-{seen[source.label]}" if seen[source.label] > 1 else ""
            yield Derivation.from_parent(self, name=source.label + number, source=source)

    @property
    def shown(self) -> Path:
        """The path as messages have it."""
        here = Path.cwd()
        return self.path.relative_to(here) if self.path.is_relative_to(here) else self.path


class Derivation(pytest.Collector):
    """A cost and its gradients; checked once, when the first of its quantities is asked for."""

    def __init__(self, *, source: "Source", **rest: Any) -> None:
        super().__init__(**rest)
        self.source = source
        self.outcome: Check | InputError | None = None

    @property
    def on_trial(self) -> Session:
        """What the plugin knows."""
        return self.config.stash[ON_TRIAL]

    @property
    def options(self) -> "Options":
        """How it is tried."""
        from parity.own.calling import Options

        return Options(**self.on_trial.of_a_check)

    def collect(self) -> Iterator[pytest.Item]:
        """Its quantities, the cost first."""
        from parity.own.calling import quantities

        try:
            names = quantities(self.source, self.options)
        except InputError as error:
            raise self.CollectError(str(error)) from None
        for name in names:
            yield Quantity.from_parent(self, name=name)

    def checked(self) -> "Check":
        """What was found, or what is wrong with it, for all of its tests."""
        if self.outcome is None:
            try:
                self.outcome = self.check()
            except InputError as error:
                self.outcome = error
        if isinstance(self.outcome, InputError):
            raise self.outcome
        return self.outcome

    def check(self) -> "Check":
        """Put it on trial."""
        from parity.own.calling import check_requests

        (found,) = check_requests(
            [self.options.request(self.source, self.source.file)], self.options
        )
        self.on_trial.found.pop(self.nodeid, None)
        self.on_trial.add(self.nodeid, found)
        return found


class Quantity(pytest.Item):
    """Whether one quantity agrees."""

    def runtest(self) -> None:
        """What is inconclusive or was not run does not pass."""
        from parity.own.quantity_report import complaint

        assert isinstance(self.parent, Derivation)
        words = complaint(self.parent.checked(), self.name)
        if words:
            raise DisagreementError(words)

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """The report and nothing else; a fault of this project has its traceback."""
        if isinstance(excinfo.value, DisagreementError | InputError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """How the failure is headed."""
        assert self.parent is not None
        return self.path, None, f"{self.parent.name}: {self.name}"
