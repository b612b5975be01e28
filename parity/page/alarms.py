"""False alarms: how far right gradients are from the truth."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from parity.comparison import LIMIT_AT_LEAST, LIMIT_GROWTH
from parity.page.bars import Bars, bars
from parity.page.grid import Field, code, grid, number, text
from parity.page.headline import PARTIES, party
from parity.page.marks import BAD, GOOD
from parity.page.numbers import brief, counted, percent, seconds
from parity.page.section import Figure, Section
from parity.sweep.lines import BINS

ROWS = (
    text("who", "who"),
    text("dtype", "dtype"),
    text("longest dimension", "size"),
    number("quantities", "findings", "{:,}".format),
    number("false alarms", "disagrees", "{:,}".format),
    number("inconclusive", "inconclusive", "{:,}".format),
    number("median", "median", "{:.2f}".format),
    number("largest", "largest", brief),
    number("of the limit", "largest_share", percent),
    code("where", "where"),
)
PEAKS = (
    code("case", "case"),
    code("quantity", "quantity"),
    text("who", "who"),
    text("dtype", "dtype"),
    number("roundoffs", "roundoffs", brief),
    number("of the limit", "share", percent),
)
PRICES = (
    text("longest dimension", "size"),
    number("cases", "cases", "{:,}".format),
    number("time of a case", "mean", seconds),
    number("longest", "largest", seconds),
)
THROUGHPUT = (
    number("workers", "workers"),
    number("cases", "cases", "{:,}".format),
    number("time", "seconds", seconds),
    Field("cases a second", lambda row: row["cases"] / row["seconds"], "{:.1f}".format, "number"),
)


def alarms(value: Mapping[str, Any]) -> Section:
    """The part of the page."""
    grids = [
        grid("alarms", "By who, dtype and size", value["rows"], ROWS),
        grid("peaks", "The largest, as shares of their limits", value["peaks"], PEAKS),
        grid("prices", "What a case takes", value["prices"], PRICES),
    ]
    if value["throughput"]:
        grids.append(
            grid(
                "throughput",
                "The same cases with one process and with two",
                value["throughput"],
                THROUGHPUT,
            )
        )
    return Section(
        "alarms",
        "False alarms",
        sentence(value["summary"]),
        BAD if value["summary"]["disagrees"] else GOOD,
        figures=[Figure(ROUNDOFFS, panels(value))],
        grids=grids,
        files=("false-alarms.md", "false-alarms.json"),
    )


def sentence(counts: Mapping[str, int]) -> str:
    """What a sweep came to."""
    wrong = counts["disagrees"]
    share = percent(counts["inconclusive"] / max(counts["findings"], 1))
    return (
        f"{counted(counts['cases'], 'random correct derivation', 'random correct derivations')}, "
        f"{counted(counts['findings'], 'finding', 'findings')}: "
        f"{counted(wrong, 'false alarm', 'false alarms') if wrong else 'no false alarm'}, "
        f"{counts['inconclusive']:,} inconclusive ({share}), {counts['not run']:,} not run."
    )


ROUNDOFFS = (
    "Roundoffs of right gradients, by who computed them; counts are on a logarithmic axis. The "
    f"limit is {LIMIT_AT_LEAST:g} + {LIMIT_GROWTH:g} sqrt(n), n being the longest sum's length."
)


def panels(value: Mapping[str, Any]) -> list[Bars]:
    """A histogram for each party, over all dtypes and sizes."""
    totals: dict[str, Counter[int]] = {}
    for row in value["rows"]:
        totals.setdefault(row["who"], Counter()).update(dict(enumerate(row["counts"])))
    bins = len(BINS) - 1
    counts = {who: [found[k] for k in range(bins)] for who, found in totals.items()}
    top = max((max(found) for found in counts.values()), default=0)
    ordered = sorted(
        counts, key=lambda who: (list(PARTIES).index(who) if who in PARTIES else 9, who)
    )
    return [bars(party(who), BINS, counts[who], top) for who in ordered]
