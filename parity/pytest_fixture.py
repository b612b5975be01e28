"""The fixture `parity`: its functions, with the options of the session."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import parity
from parity.pytest_session import Session

if TYPE_CHECKING:
    from parity.result import Report


@dataclass(frozen=True)
class OnTrial:
    """parity's functions; what they find goes into the report of the session as well."""

    asked_in: str  # the test's node id
    session: Session = field(repr=False)  # a failing test prints its arguments

    def check(self, cost: Any, gradients: Any = None, *arguments: Any, **options: Any) -> Any:
        """parity.check: a result for two functions, a list for a path."""
        __tracebackhide__ = True
        given = {**self.session.of_a_check, **options}
        found = parity.check(cost, gradients, *arguments, **given)
        for one in found if isinstance(found, list) else [found]:
            self.session.add(self.asked_in, one)
        return found

    def assert_agrees(self, cost: Any, gradients: Any, *arguments: Any, **options: Any) -> None:
        """parity.assert_agrees: the report is the test's failure."""
        __tracebackhide__ = True
        found = self.check(cost, gradients, *arguments, **options)
        if found.verdict != "agrees":
            raise AssertionError(str(found))

    def check_function(self, f: Any, point: Any, **options: Any) -> Any:
        """parity.check_function: a custom backward pass."""
        __tracebackhide__ = True
        given = {"seconds": self.session.seconds, **options}
        found = parity.check_function(f, point, **given)
        self.session.add(self.asked_in, found)
        return found

    def run(self, cases: Any = None, **options: Any) -> "Report":
        """parity.run: cases of the catalogue."""
        __tracebackhide__ = True
        report = parity.run(cases, **{**self.session.of_a_run, **options})
        self.session.add(self.asked_in, report)
        return report
