"""What changed between two results, and whether it got worse."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from parity.finding import Finding, Verdict
from parity.findings_file import Key, StoredResult
from parity.tables import Column

GROWTH = 2.0
SHARE = 0.25
# Another BLAS or another framework sums in another order. Had hand, torch and JAX been two versions
# of one party each, no finding of the catalogue (13,170) would have grown like this; with a tenth
# of the limit instead of a quarter, up to three would have.
RANKS: dict[Verdict, int] = {"agrees": 0, "inconclusive": 1, "not run": 2, "disagrees": 3}

What = Literal["verdict", "roundoffs", "gone", "new", "inputs"]


@dataclass(frozen=True)
class Change:
    """One difference; quantity and who are empty where it is of a whole case."""

    case: str
    quantity: str
    who: str
    what: What
    old: str
    new: str
    worse: bool


COLUMNS = (
    Column("case", lambda row: row.case),
    Column("quantity", lambda row: row.quantity),
    Column("who", lambda row: row.who),
    Column("what", lambda row: row.what),
    Column("old", lambda row: row.old),
    Column("new", lambda row: row.new),
    Column("worse", lambda row: "worse" if row.worse else ""),
)


def changes(old: StoredResult, new: StoredResult) -> list[Change]:
    """All differences: what got worse first, otherwise in the order of the files."""
    found = [*of_cases(old, new), *of_findings(old, new)]
    return sorted(found, key=lambda change: not change.worse)


def of_cases(old: StoredResult, new: StoredResult) -> Iterator[Change]:
    """Cases that are gone, new, or of other values under the same name."""
    before, after = cases(old), cases(new)
    for case in before:
        if case not in after:
            yield Change(case, "", "", "gone", "case", "", worse=True)
    for case in after:
        if case not in before:
            yield Change(case, "", "", "new", "", "case", worse=False)
    for case, sha256 in old.digests.items():
        other = new.digests.get(case, sha256)
        if other != sha256:
            yield Change(case, "", "", "inputs", sha256[:12], other[:12], worse=False)


def cases(result: StoredResult) -> dict[str, None]:
    """The names of all cases that findings are of."""
    return dict.fromkeys(case for case, _, _ in result.findings)


def of_findings(old: StoredResult, new: StoredResult) -> Iterator[Change]:
    """Findings that are gone, new or different, in cases that both have."""
    both = cases(old).keys() & cases(new).keys()
    for key, before in old.findings.items():
        after = new.findings.get(key)
        if after is None and before.case in both:
            yield Change(*key, "gone", before.verdict, "", worse=True)
        elif after is not None:
            yield from of_finding(key, before, after)
    for key, after in new.findings.items():
        if key not in old.findings and after.case in both:
            yield Change(*key, "new", "", after.verdict, worse=False)


def of_finding(key: Key, before: Finding, after: Finding) -> Iterator[Change]:
    """Another verdict, or the same one with roundoffs that grew."""
    if after.verdict != before.verdict:
        worse = RANKS[after.verdict] > RANKS[before.verdict]
        yield Change(*key, "verdict", before.verdict, after.verdict, worse)
    elif grew(before, after):
        yield Change(*key, "roundoffs", brief(before), brief(after), worse=True)


def grew(before: Finding, after: Finding) -> bool:
    """Whether roundoffs grew by more than rounding in another order explains."""
    if before.roundoffs is None or after.roundoffs is None or after.limit is None:
        return False
    return after.roundoffs > max(GROWTH * before.roundoffs, SHARE * after.limit)


def brief(finding: Finding) -> str:
    """Roundoffs beside their limit."""
    return f"{finding.roundoffs:.1f} of {finding.limit or 0:.1f}"


def sentence(found: Sequence[Change], old: StoredResult, new: StoredResult) -> str:
    """What a person wants to read."""
    compared = len(old.findings.keys() & new.findings.keys())
    if not found:
        return f"Nothing changed in {compared} findings."
    worse = sum(change.worse for change in found)
    return (
        f"{len(found)} change{'s' if len(found) > 1 else ''}, {worse or 'none'} for the worse; "
        f"{compared} findings are in both."
    )
