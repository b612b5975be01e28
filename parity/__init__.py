"""Derivations on trial: checked against torch, JAX and certified truth, reported as tables."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parity.case import Case
    from parity.result import CaseResult, Report
    from parity.training import TrainingCase

__all__ = ["run"]


def run(
    cases: "Sequence[Case | TrainingCase | str] | None" = None,
    witnesses: Sequence[str] | Mapping[str, str] | None = None,
    seconds: float = 60.0,
    progress: "Callable[[CaseResult], None] | None" = None,
) -> "Report":
    """Put cases on trial: all of the catalogue, those that match names or globs, or given ones."""
    from parity.catalogue import select
    from parity.trials import run as run_cases

    given = [case for case in cases or () if not isinstance(case, str)]
    patterns = tuple(case for case in cases or () if isinstance(case, str))
    chosen = given if given else select(patterns)
    return run_cases(chosen, witnesses, seconds, progress)
