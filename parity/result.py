"""What a run leaves behind: findings by case, and the report of all of them."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from parity.documents import document
from parity.environment import environment
from parity.finding import Finding, Verdict, is_missing, verdict_of
from parity.training import AnyCase, TrainingCase

VERDICTS: tuple[Verdict, ...] = ("agrees", "disagrees", "inconclusive", "not run")
EXIT_CODES: dict[Verdict, int] = {"agrees": 0, "disagrees": 1, "inconclusive": 3, "not run": 3}


@dataclass(frozen=True)
class CaseResult:
    """All that was found of a case, and what it took."""

    case: AnyCase
    findings: tuple[Finding, ...]
    seconds: Mapping[str, float]
    apart: Mapping[str, float | None]  # largest |hand - framework| over all parameters

    @property
    def verdict(self) -> Verdict:
        """The worst of its findings."""
        return verdict_of(finding.verdict for finding in self.findings)


@dataclass(frozen=True)
class Report:
    """The result of a run."""

    results: tuple[CaseResult, ...]
    planned: int
    seconds: float = 0.0
    environment: Mapping[str, Any] = field(default_factory=environment)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All rows, in the order of the catalogue."""
        return tuple(finding for result in self.results for finding in result.findings)

    @property
    def verdict(self) -> Verdict:
        """The worst of all findings."""
        return verdict_of(finding.verdict for finding in self.findings)

    @property
    def summary(self) -> dict[str, int]:
        """How many of what."""
        verdicts = [finding.verdict for finding in self.findings]
        counts: dict[str, int] = {verdict: verdicts.count(verdict) for verdict in VERDICTS}
        return {"cases": len(self.results), "findings": len(verdicts), **counts}

    def exit_code(self, allow_missing: Sequence[str] = ()) -> int:
        """0 all agree, 1 something disagrees, 3 something is inconclusive or was not run.

        A witness that may be missing is not one that may crash.
        """
        counted = [f for f in self.findings if f.who not in allow_missing or not is_missing(f)]
        return EXIT_CODES[verdict_of(finding.verdict for finding in counted)]

    def to_json(self) -> str:
        """The object of schema parity-findings/1."""
        return document(
            "findings",
            environment=dict(self.environment),
            findings=[dataclasses.asdict(finding) for finding in self.findings],
            cases=[case_record(result) for result in self.results],
            summary=self.summary,
        )


def case_record(result: CaseResult) -> dict[str, Any]:
    """A case in the JSON result; a training's arrays are those it starts from."""
    case = result.case.case if isinstance(result.case, TrainingCase) else result.case
    return {
        "case": case.name,
        "sha256": result.case.sha256,
        "seed": case.seed,
        "dtype": str(case.dtype),
        "shapes": {name: list(value.shape) for name, value in case.arrays.items()},
        "seconds": dict(result.seconds),
    }
