"""What is kept of a mutant: one line of JSON, and the strict way back."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, get_args

from parity.detect.locating import Located
from parity.detect.peers import PEERS
from parity.finding import Verdict
from parity.findings_file import UnfitError, size, word
from parity.strict_json import strict
from parity.sweep.lines import count, matching, members, number

SCHEMA = "parity-detection-mutant/1"
DTYPES = ("float64", "float32")
CONTROL = "no mistake"
SAID = ("right", "wrong")


@dataclass(frozen=True)
class Judged:
    """What parity said of a mutant in a dtype, over all its points.

    `effect` and `seen` are relative errors (None: without end), of all derivatives and of those of
    parameters; `hard` is what it said at points without power (not run: there are none), and
    `powerless` counts the points of both kinds that agree though the check had no power there.
    """

    verdict: Verdict
    effect: float | None
    seen: float | None
    raised: bool
    hard: Verdict
    powerless: int


@dataclass(frozen=True)
class Line:
    """One mutant, tried."""

    seed: int
    number: int
    name: str
    target: str
    kind: str
    place: int  # the line in its file
    before: str
    after: str
    sha256: str
    result: str  # the digest of what it gives
    seconds: float
    located: Located
    parity: Mapping[str, Judged] = field(default_factory=dict)
    peers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # dtype, peer: said

    @property
    def is_control(self) -> bool:
        """Whether nothing was planted."""
        return self.kind == CONTROL


MEMBERS = ("schema", *(member.name for member in fields(Line)))


def rounded(value: float) -> float | None:
    """Six digits; JSON has no word for infinity."""
    return float(f"{value:.6g}") if math.isfinite(value) else None


def written(line: Line) -> str:
    """The line, as short as JSON goes."""
    value = {"schema": SCHEMA, **asdict(line)}
    return json.dumps(value, separators=(",", ":"), allow_nan=False) + "\n"


def read(text: str) -> Line:
    """The record in a line that may come from anyone; UnfitError says what is wrong with it."""
    value = strict(text)
    found = value.get("schema") if isinstance(value, dict) else None
    if found != SCHEMA:
        raise UnfitError(f"says schema {str(found)[:40]!r}, expected {SCHEMA!r}")
    members(value, MEMBERS, "it")
    return Line(
        seed=count(value, "seed", "it"),
        number=count(value, "number", "it"),
        name=word(value, "name", "it"),
        target=word(value, "target", "it"),
        kind=word(value, "kind", "it"),
        place=count(value, "place", "it"),
        before=printable(value, "before"),
        after=printable(value, "after"),
        sha256=matching(value, "sha256", "[0-9a-f]{64}", "it"),
        result=matching(value, "result", "[0-9a-f]{64}", "it"),
        seconds=number(value, "seconds", "it"),
        located=one_of(value, "located", get_args(Located)),
        parity={dtype: judged(item, dtype) for dtype, item in by_dtype(value, "parity").items()},
        peers={dtype: said(item, dtype) for dtype, item in by_dtype(value, "peers").items()},
    )


def printable(item: Mapping[str, Any], name: str) -> str:
    """A text that may be empty."""
    found = item[name]
    if not isinstance(found, str) or (found and not found.isprintable()):
        raise UnfitError(f"has {name} that is no printable text")
    return found


def one_of(item: Mapping[str, Any], name: str, known: Any) -> Any:
    """A word out of a few."""
    if item[name] not in known:
        raise UnfitError(f"has {name} {str(item[name])[:40]!r}, expected {', '.join(known)}")
    return item[name]


def by_dtype(value: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An object with a member for each dtype, or with none where nothing was run."""
    found = value[name]
    if not isinstance(found, dict) or (found and set(found) != set(DTYPES)):
        raise UnfitError(f"has {name} without the members {', '.join(DTYPES)}, or with others")
    return found


def judged(item: Any, where: str) -> Judged:
    """What parity said."""
    members(item, [member.name for member in fields(Judged)], where)
    if not isinstance(item["raised"], bool):
        raise UnfitError(f"has {where} whose raised is neither true nor false")
    return Judged(
        one_of(item, "verdict", get_args(Verdict)),
        size(item, "effect", where),
        size(item, "seen", where),
        item["raised"],
        one_of(item, "hard", get_args(Verdict)),
        count(item, "powerless", where),
    )


def said(item: Any, where: str) -> dict[str, str]:
    """What the peers said."""
    members(item, PEERS, where)
    return {peer: one_of(item, peer, SAID) for peer in PEERS}
