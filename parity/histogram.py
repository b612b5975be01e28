"""How the roundoffs of a run are spread, by party and dtype: the histogram behind the limit."""

from collections.abc import Iterator
from dataclasses import dataclass

from parity.case import Case
from parity.result import CaseResult, Report
from parity.sweep.lines import BINS, Party, bin_names, parties_of
from parity.tables import Column


@dataclass(frozen=True)
class Spread:
    """One party in one dtype."""

    who: str
    dtype: str
    quantities: int
    counts: tuple[int, ...]  # per bin
    share: float  # the largest, of the limit
    where: str


def spreads(report: Report) -> Iterator[Spread]:
    """One row for each party and dtype that something was compared of."""
    groups: dict[tuple[str, str], list[tuple[str, Party]]] = {}
    for result in report.results:
        for who, party in parties_of(result.findings).items():
            if party.share is not None:
                groups.setdefault((who, dtype_of(result)), []).append((result.case.name, party))
    for (who, dtype), parties in sorted(groups.items()):
        yield spread(who, dtype, parties)


def spread(who: str, dtype: str, parties: list[tuple[str, Party]]) -> Spread:
    """The row of one party in one dtype."""
    name, top = max(parties, key=lambda item: item[1].share or 0.0)
    counts = [0] * (len(BINS) - 1)
    for _, party in parties:
        for position, found in enumerate(party.bins):
            counts[position] += found
    return Spread(
        who, dtype, sum(counts), tuple(counts), top.share or 0.0, f"{name} {top.quantity}"
    )


def dtype_of(result: CaseResult) -> str:
    """That of the parameters; a training's are those of the case it starts from."""
    case = result.case if isinstance(result.case, Case) else result.case.case
    return str(case.dtype)


def bin_column(position: int, head: str) -> Column:
    """One bin."""
    return Column(head, lambda row: row.counts[position])


COLUMNS = (
    Column("who", lambda row: row.who),
    Column("dtype", lambda row: row.dtype),
    Column("quantities", lambda row: row.quantities),
    *(bin_column(position, head) for position, head in enumerate(bin_names())),
    Column("largest / limit", lambda row: f"{row.share:.2f}"),
    Column("where", lambda row: row.where),
)
