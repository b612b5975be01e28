"""What is kept of a case: one line of JSON, and the strict way back.

A line's numbers are counts and the largest roundoffs of each party. What else one may want to know
of a case is found by trying it again: its number and the seed say all about it.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import pairwise
from typing import Any

import numpy as np

from parity.finding import Finding
from parity.findings_file import UnfitError, size, word
from parity.result import VERDICTS
from parity.strict_json import strict
from parity.sweep.second import DECIDED

SCHEMA = "parity-sweep-case/1"
BINS = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, float("inf"))
PARTIES = ("hand", "torch", "jax", "certified")  # certified has rows where it is not run
MEMBERS = (
    "schema", "case", "seed", "number", "dtype", "size", "sha256", "seconds", "age", "megabytes",
    "parties",
)  # fmt: skip


@dataclass(frozen=True)
class Party:
    """What one party's quantities of a case came to."""

    verdicts: Mapping[str, int]
    bins: tuple[int, ...]  # quantities by roundoffs; bins at the end that are empty are left away
    largest: float | None  # roundoffs; None where they are infinite, or nothing was compared
    share: float | None  # of the limit
    quantity: str  # where that is
    note: str  # why something was not run
    decided: int  # of the verdicts, how many a second look gave


@dataclass(frozen=True)
class Line:
    """One case, tried."""

    seed: int
    number: int
    dtype: str
    size: str
    sha256: str
    seconds: float
    age: int  # how many cases its process had tried, with this one
    megabytes: int  # that the process held then
    parties: Mapping[str, Party] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The case's name."""
        return f"sweep/{self.seed}/{self.number}"


def parties_of(findings: Sequence[Finding]) -> dict[str, Party]:
    """What is kept of a case's findings."""
    by_party: dict[str, list[Finding]] = {}
    for finding in findings:
        by_party.setdefault(finding.who, []).append(finding)
    return {who: party(found) for who, found in by_party.items()}


def party(findings: Sequence[Finding]) -> Party:
    """The findings of one party in one case."""
    verdicts = Counter(finding.verdict for finding in findings)
    roundoffs = [finding.roundoffs for finding in findings if finding.roundoffs is not None]
    counts, _ = np.histogram(roundoffs, BINS)
    top = max(findings, key=alarm)
    share = None if top.roundoffs is None or not top.limit else top.roundoffs / top.limit
    return Party(
        {verdict: verdicts[verdict] for verdict in VERDICTS},
        tuple(int(count) for count in np.trim_zeros(counts, "b")),
        None if top.roundoffs is None else float(f"{top.roundoffs:.6g}"),
        None if share is None else float(f"{share:.6g}"),
        top.quantity,
        next((printable(f.note) for f in findings if f.verdict == "not run"), ""),
        sum(finding.note in DECIDED for finding in findings),
    )


def printable(note: str) -> str:
    """A reason that fits into a line, whatever raised it."""
    return "".join(letter if letter.isprintable() else "?" for letter in note[:200])


def alarm(finding: Finding) -> float:
    """How alarming a finding is: its share of the limit, without end where none can be told."""
    if finding.roundoffs is None or not finding.limit:
        return -1.0 if finding.verdict == "not run" else np.inf
    return finding.roundoffs / finding.limit


def written(line: Line) -> str:
    """The line, as short as JSON goes."""
    value = {
        "schema": SCHEMA,
        "case": line.name,
        **{name: getattr(line, name) for name in MEMBERS[2:-1]},
        "parties": {who: vars(party) for who, party in line.parties.items()},
    }
    return json.dumps(value, separators=(",", ":"), allow_nan=False) + "\n"


def read(text: str) -> Line:
    """The record in a line that may come from anyone; UnfitError says what is wrong with it."""
    value = strict(text)
    found = value.get("schema") if isinstance(value, dict) else None
    if found != SCHEMA:
        raise UnfitError(f"says schema {str(found)[:40]!r}, expected {SCHEMA!r}")
    members(value, MEMBERS, "it")
    parties = value["parties"]
    if not isinstance(parties, dict) or not parties or not set(parties) <= set(PARTIES):
        raise UnfitError(f"has parties other than {', '.join(PARTIES)}")
    line = Line(
        seed=count(value, "seed", "it"),
        number=count(value, "number", "it"),
        dtype=word(value, "dtype", "it"),
        size=word(value, "size", "it"),
        sha256=matching(value, "sha256", "[0-9a-f]{64}", "it"),
        seconds=number(value, "seconds", "it"),
        age=count(value, "age", "it"),
        megabytes=count(value, "megabytes", "it"),
        parties={who: party_read(item, who) for who, item in parties.items()},
    )
    if value["case"] != line.name:
        raise UnfitError(f"calls case {line.name} {str(value['case'])[:40]!r}")
    return line


def party_read(item: Any, who: str) -> Party:
    """What a line says of one party."""
    members(item, [field.name for field in fields(Party)], who)
    members(item["verdicts"], VERDICTS, f"{who}'s verdicts")
    verdicts: dict[str, int] = {v: count(item["verdicts"], v, who) for v in VERDICTS}
    bins = item["bins"]
    if not isinstance(bins, list) or len(bins) >= len(BINS):
        raise UnfitError(f"has {who} whose bins are no list of at most {len(BINS) - 1} counts")
    counts = tuple(count({"bin": found}, "bin", who) for found in bins)
    if sum(counts) > sum(verdicts.values()):
        raise UnfitError(f"has {who} with more quantities in bins than verdicts")
    note = item["note"]
    if not isinstance(note, str) or (note and not note.isprintable()):
        raise UnfitError(f"has {who} whose note is no printable text")
    quantity = matching(item, "quantity", r"J|d[A-Za-z]+\d*", who)
    return Party(
        verdicts,
        counts,
        size(item, "largest", who),
        size(item, "share", who),
        quantity,
        note,
        count(item, "decided", who),
    )


def members(item: Any, names: Sequence[str], where: str) -> None:
    """An object of these members, no more and no less."""
    if not isinstance(item, dict) or set(item) != set(names):
        raise UnfitError(f"has {where} without the members {', '.join(names)}, or with others")


def count(item: Mapping[str, Any], name: str, where: str) -> int:
    """A whole number of at least 0."""
    found = item[name]
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found < 2**63:
        raise UnfitError(f"has {where} whose {name} is no whole number of at least 0")
    return found


def number(item: dict[str, Any], name: str, where: str) -> float:
    """A number that is not negative."""
    found = size(item, name, where)
    if found is None:
        raise UnfitError(f"has {where} whose {name} is no number")
    return found


def matching(item: dict[str, Any], name: str, pattern: str, where: str) -> str:
    """A text of that form."""
    found = word(item, name, where)
    if not re.fullmatch(pattern, found):
        raise UnfitError(f"has {where} whose {name} is {found[:40]!r}")
    return found


def bin_names() -> list[str]:
    """Heads of the histogram's columns."""
    return [
        f"{low:g} to {high:g}" if np.isfinite(high) else f"above {low:g}"
        for low, high in pairwise(BINS)
    ]
