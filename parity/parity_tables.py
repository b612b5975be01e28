"""The parity report as tables: one row a case, one row a finding, and a sentence."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from parity.comparison import LIMIT_AT_LEAST, LIMIT_GROWTH
from parity.finding import STANDS_IN, Finding
from parity.result import CaseResult, Report
from parity.tables import Column, pairs, table

FRAMEWORKS = ("torch", "jax")


@dataclass(frozen=True)
class CaseRow:
    """A case in one line."""

    case: str
    quantities: int
    roundoffs: dict[str, float | None]
    worst: str
    apart: dict[str, float | None]
    seconds: dict[str, float]
    verdict: str


def case_row(result: CaseResult) -> CaseRow:
    """The line of a case."""
    top = max(result.findings, key=distance)
    index = list(top.worst.index) if top.worst and top.worst.index else ""
    where = "-" if distance(top) < 0 else f"{top.quantity}{index} {top.who}"
    parties = dict.fromkeys(finding.who for finding in result.findings)
    return CaseRow(
        case=result.case.name,
        quantities=len({finding.quantity for finding in result.findings}),
        roundoffs={who: largest(result.findings, who) for who in parties},
        worst=where,
        apart=dict(result.apart),
        seconds=dict(result.seconds),
        verdict=result.verdict,
    )


def distance(finding: Finding) -> float:
    """Roundoffs; infinite for a value that has none and disagrees, negative for no value."""
    if finding.roundoffs is not None:
        return finding.roundoffs
    return math.inf if finding.verdict == "disagrees" else -1.0


def largest(findings: Sequence[Finding], who: str) -> float | None:
    """The largest roundoffs of a party; None where one of its values has none."""
    of_party = [finding.roundoffs for finding in findings if finding.who == who]
    known = [roundoffs for roundoffs in of_party if roundoffs is not None]
    return max(known) if len(known) == len(of_party) else None


def roundoffs_of(who: str) -> Column:
    return Column(who, lambda row: brief(row.roundoffs.get(who)))


def apart_from(who: str) -> Column:
    return Column(f"hand - {who}", lambda row: tiny(row.apart.get(who)))


def seconds_of(who: str) -> Column:
    return Column(f"{who} s", lambda row: tiny(row.seconds.get(who)))


def brief(number: float | None) -> str:
    """Roundoffs with one digit behind the point."""
    return "-" if number is None else f"{number:.1f}" if number < 1e4 else f"{number:.0e}"


def tiny(number: float | None) -> str:
    """An error or a time, by its order."""
    return "-" if number is None else "0" if number == 0 else f"{number:.0e}"


def columns(frameworks: Sequence[str]) -> tuple[Column, ...]:
    """Of a table with one row a case, for these frameworks."""
    return (
        Column("case", lambda row: row.case),
        Column("verdict", lambda row: row.verdict),
        Column("quantities", lambda row: row.quantities),
        *(roundoffs_of(who) for who in ("hand", *frameworks)),
        Column("worst", lambda row: row.worst),
        *(apart_from(who) for who in frameworks),
        *(seconds_of(who) for who in ("hand", *frameworks, "certified")),
    )


CASES = columns(FRAMEWORKS)


def columns_for(report: Report) -> tuple[Column, ...]:
    """Torch and JAX always have columns, differences where they were asked."""
    asked = any(finding.who == "differences" for finding in report.findings)
    return columns((*FRAMEWORKS, "differences")) if asked else CASES


def on_screen(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Those that a terminal of the usual width has room for."""
    return tuple(column for column in columns if not column.head.endswith(" s"))


QUANTITIES = (
    Column("case", lambda row: row.case),
    Column("quantity", lambda row: row.quantity),
    Column("of", lambda row: row.scale),
    Column("who", lambda row: row.who),
    Column("verdict", lambda row: row.verdict),
    Column("roundoffs", lambda row: brief(row.roundoffs)),
    Column("limit", lambda row: brief(row.limit)),
    Column("max abs", lambda row: tiny(row.max_abs)),
    Column("max rel", lambda row: tiny(row.max_rel)),
    Column("max ulp", lambda row: brief(row.max_ulp)),
    Column("index", lambda row: list(row.worst.index) if row.worst else ""),
    Column("value", lambda row: value_of(row)),
    Column("truth", lambda row: row.worst.truth if row.worst else ""),
    Column("note", lambda row: row.note),
)


def value_of(finding: Finding) -> str:
    """The value at the worst index, to its last bit."""
    if finding.worst is None:
        return ""
    return "not finite" if finding.worst.value is None else repr(finding.worst.value)


def unsettled(report: Report) -> list[Finding]:
    """What does not agree."""
    return [finding for finding in report.findings if finding.verdict != "agrees"]


def sentence(report: Report) -> str:
    """What a person wants to read."""
    counts = report.summary
    findings = counted(counts["findings"], "finding", "findings")
    what = f"{findings} in {counted(counts['cases'], 'case', 'cases')}"
    others = ", ".join(
        counted(counts[verdict], one, more)
        for verdict, one, more in (
            ("disagrees", "disagrees", "disagree"),
            ("inconclusive", "is inconclusive", "are inconclusive"),
            ("not run", "was not run", "were not run"),
        )
        if counts[verdict]
    )
    missing = report.planned - counts["cases"]
    tail = f" Interrupted: {missing} of {report.planned} cases are missing." if missing else ""
    if not counts["findings"]:
        return f"Nothing was checked.{tail}"
    truth = truth_of(report.findings)
    if not others:
        return f"All {what} agree with {truth}.{tail}"
    return f"Of {what}, {counts['agrees']} agree with {truth}, {others}.{tail}"


def counted(number: int, one: str, more: str) -> str:
    """1 case, 2 cases."""
    return f"{number} {one if number == 1 else more}"


def truth_of(findings: Sequence[Finding]) -> str:
    """What they were held against."""
    notes = {f.note for f in findings if f.note.endswith(STANDS_IN)}
    if not notes:
        return "the certified truth"
    names = " or ".join(sorted(note.partition(" ")[0] for note in notes))
    some = len(notes) > 1 or any(f.verdict == "agrees" and not f.note for f in findings)
    return f"{'the certified truth, or with ' if some else ''}{names}, which {STANDS_IN}"


def markdown(report: Report, command: str = "parity run", quantities: bool = False) -> str:
    """The whole report as GitHub renders it."""
    rows = [case_row(result) for result in report.results]
    troubled = unsettled(report)
    parts = [
        "# Gradient parity",
        f"**{sentence(report)}**",
        provenance(report, command),
        "Hand-derived NumPy gradients, PyTorch autograd and JAX grad, each against certified ball "
        "arithmetic, from identical initial values. The columns hand, torch and jax give the "
        "largest *roundoffs* of a case: the distance from the truth, divided by what rounding "
        f"alone causes in that component. The limit is {LIMIT_AT_LEAST:g} + {LIMIT_GROWTH:g} "
        "sqrt(n), n being the length of the longest sum.",
    ]
    if troubled:
        parts += ["## What does not agree", table(troubled, QUANTITIES, "github")]
    parts += [
        "## Cases",
        table(rows, columns_for(report), "github"),
        f"Seconds: {seconds_told(report)}.",
    ]
    parts += ["## Roundoffs", LIMIT_CHOSEN, histogram(report)]
    if quantities:
        parts += ["## Quantities", table(report.findings, QUANTITIES, "github")]
    return "\n\n".join(parts) + "\n"


LIMIT_CHOSEN = (
    "Rounding moves a sum of n terms by about sqrt(n) units. The two constants of the limit were "
    "chosen on 65,681 random correct derivations (`parity sweep`, false-alarms.md), so that the "
    "largest roundoffs of a right gradient come to about two thirds of it. This is the histogram "
    "of the roundoffs of this run, quantity by quantity."
)


def histogram(report: Report) -> str:
    """How the roundoffs of each party are spread."""
    from parity.histogram import COLUMNS, spreads  # which need what this file is made of

    return table(list(spreads(report)), COLUMNS, "github")


def seconds_told(report: Report) -> str:
    """What each party took in all, and the whole: they work side by side."""
    totals: dict[str, float] = {}
    for result in report.results:
        for who, seconds in result.seconds.items():
            totals[who] = totals.get(who, 0.0) + seconds
    each = ", ".join(f"{who} {seconds:.1f}" for who, seconds in totals.items())
    return f"{each}; {report.seconds:.0f} from beginning to end"


def provenance(report: Report, command: str) -> str:
    """What it was obtained with: command, versions, processor, threads, seeds."""
    seeds = (
        "There is no seed to choose: each case is drawn from the CRC-32 of its name without the "
        "dtype (per-example cases and trainings, from that of the case they are made of). Seeds, "
        "shapes and SHA-256 of all cases are in the JSON result. One thread for each party."
    )
    return f"Command `{command}`. {seeds}\n\n{pairs(report.environment)}"
