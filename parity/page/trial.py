"""The trial: what agrees in a line for each case and party, what does not in full."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from parity.finding import Finding, Verdict, verdict_of
from parity.page.bars import Bars, bars
from parity.page.findings import findings_of, quantity
from parity.page.grid import Field, grid
from parity.page.headline import party
from parity.page.marks import mark_of
from parity.page.numbers import brief, order, percent, seconds
from parity.page.section import Figure, Section
from parity.parity_tables import distance
from parity.sweep.lines import BINS

FILES = ("parity.md", "parity.json", "parity.csv", "parity.tex")


@dataclass(frozen=True)
class PartyInCase:
    """One party in one case."""

    case: str
    who: str
    verdict: Verdict
    quantities: int
    worst: Finding
    seconds: float | None

    @property
    def share(self) -> float | None:
        """Of the limit."""
        top = self.worst
        return None if top.roundoffs is None or not top.limit else top.roundoffs / top.limit


def standings(findings: Iterable[Finding], cases: Iterable[Mapping[str, Any]]) -> list[PartyInCase]:
    """A line for each case and party."""
    took = {case["case"]: case["seconds"] for case in cases}
    groups: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.case, one.who), []).append(one)
    return [
        PartyInCase(
            case,
            who,
            verdict_of(one.verdict for one in found),
            len(found),
            max(found, key=distance),
            took.get(case, {}).get(who),
        )
        for (case, who), found in groups.items()
    ]


STANDINGS = (
    Field("case", lambda row: row.case, kind="code"),
    Field("who", lambda row: row.who),
    Field("verdict", lambda row: row.verdict, kind="verdict"),
    Field("quantities", lambda row: row.quantities, kind="number"),
    Field("worst", lambda row: quantity(row.worst), kind="code"),
    Field("roundoffs", lambda row: row.worst.roundoffs, brief, "number"),
    Field("limit", lambda row: row.worst.limit, brief, "number"),
    Field("of the limit", lambda row: row.share, percent, "number"),
    Field("max abs", lambda row: row.worst.max_abs, order, "number"),
    Field("max rel", lambda row: row.worst.max_rel, order, "number"),
    Field("time", lambda row: row.seconds, seconds, "number"),
)


def trial(value: Mapping[str, Any]) -> Section:
    """The part of the page."""
    findings = findings_of(value)
    rows = standings(findings, value["cases"])
    caption = f"{len(rows):,} rows: each case as each party gives it, with its worst quantity"
    return Section(
        "trial",
        "The trial",
        furthest(rows),
        mark_of(verdict_of(row.verdict for row in rows)),
        words=(TOLD,),
        figures=[Figure(ROUNDOFFS, panels(findings))],
        grids=[grid("cases", caption, rows, STANDINGS)],
        files=FILES,
    )


def furthest(rows: Sequence[PartyInCase]) -> str:
    """How near each party came to its limit."""
    told = []
    for who in dict.fromkeys(row.who for row in rows):
        shares = [row.share for row in rows if row.who == who and row.share is not None]
        if shares:
            told.append(f"{party(who)} {percent(max(shares))}")
    return f"The largest errors, as shares of their limits: {', '.join(told) or 'none known'}."


TOLD = (
    "An error is counted in roundoffs: the distance from the certified truth, divided by what "
    "rounding alone causes in that component. No tolerance is typed in. Summarised here: of each "
    "case and party, the quantity that is furthest from the truth; whatever does not agree stands "
    "in full, above. Every quantity is in the files."
)
ROUNDOFFS = (
    "Roundoffs of all quantities, by who computed them. Each bin is twice as wide as the one "
    "before; counts are on a logarithmic axis; the dashed line is the smallest limit of any case."
)


def panels(findings: Sequence[Finding]) -> list[Bars]:
    """A histogram for each party."""
    parties = dict.fromkeys(one.who for one in findings)
    counts = {who: counts_of([f for f in findings if f.who == who]) for who in parties}
    limits = [one.limit for one in findings if one.limit is not None]
    top = max((max(found) for found in counts.values()), default=0)
    limit = min(limits, default=None)
    return [
        bars(party(who), BINS, found, top, limit) for who, found in counts.items() if any(found)
    ]


def counts_of(findings: Sequence[Finding]) -> list[int]:
    """How many quantities are in each bin; what has no roundoffs and disagrees is in the last."""
    known = [distance(one) for one in findings if distance(one) >= 0]
    finite = [min(value, 1e300) if math.isinf(value) else value for value in known]
    return [int(count) for count in np.histogram(finite, BINS)[0]]
