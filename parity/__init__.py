"""Derivations on trial: checked against torch, JAX and certified truth, reported as tables."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parity.case import Case
    from parity.trials import CaseResult, Report

__all__ = ["run"]


def run(
    cases: "Sequence[Case] | Sequence[str] | None" = None,
    witnesses: Sequence[str] | Mapping[str, str] | None = None,
    seconds: float = 60.0,
    progress: "Callable[[CaseResult], None] | None" = None,
) -> "Report":
    """Put cases on trial: all of the catalogue, those that match names or globs, or given ones."""
    from parity.catalogue import select
    from parity.trials import run as run_cases

    if cases is None or all(isinstance(case, str) for case in cases):
        cases = select(tuple(str(pattern) for pattern in cases or ()))
    return run_cases(cases, witnesses, seconds, progress)  # type: ignore[arg-type]  # all are cases
