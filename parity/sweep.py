"""Random correct derivations: how often is the verdict wrong?

Case number i of a seed is the same on every machine. Twenty points share one architecture, so
that a compiler which specialises on shapes does not eat the sweep. The reference is right (its
tests say so), and so are the frameworks: every `disagrees` is a false alarm.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from parity.case import Case
from parity.finding import Finding
from parity.points import in_dtype, kink, labels, layers, saturated
from parity.tables import Column
from reference.activations import ACTIVATIONS
from reference.arrays import Array

POINTS_PER_ARCHITECTURE = 20
BINS = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, float("inf"))


@dataclass(frozen=True)
class Architecture:
    """What twenty points have in common."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    m: int
    dropout: bool
    loss: str
    dtype: str


def architecture(number: int, seed: int) -> Architecture:
    """The random net of that number."""
    rng = np.random.default_rng((seed, number, 0))
    depth = int(rng.integers(1, 9))
    widths = (int(2 ** rng.uniform(0, 6)) for _ in range(depth))
    sizes = (*widths, int(rng.integers(1, 4)))
    hidden = tuple(str(name) for name in rng.choice(list(ACTIVATIONS), depth - 1))
    loss = "cross_entropy" if rng.random() < 0.8 else "half_squared_error"
    any_last = str(rng.choice(["identity", "tanh", "sigmoid"]))
    last = "sigmoid" if loss == "cross_entropy" else any_last
    return Architecture(
        sizes,
        (*hidden, last),
        m=int(rng.integers(1, 301)),
        dropout=bool(depth > 1 and rng.random() < 0.3),
        loss=loss,
        dtype=str(rng.choice(["float32", "float64"])),
    )


def random_case(number: int, seed: int) -> Case:
    """Case `number` of the sweep with that seed."""
    net = architecture(number // POINTS_PER_ARCHITECTURE, seed)
    rng = np.random.default_rng((seed, number, 1))
    scale = 10 ** rng.uniform(-3, 1)
    data: dict[str, Array] = {
        "X": rng.normal(size=(net.sizes[0], net.m)),
        "Y": labels(rng, (net.sizes[-1], net.m)),
    }
    settings: dict[str, Any] = {"activations": net.activations, "loss": net.loss}
    if rng.random() < 0.5:
        settings["lam"] = float(10 ** rng.uniform(-3, 1))
    if net.dropout:
        keep = float(rng.uniform(0.3, 1))
        settings["keep"] = keep
        for l, width in enumerate(net.sizes[1:-1], start=1):
            data[f"D{l}"] = (rng.random((width, net.m)) < keep) * 1.0
    case = Case(f"sweep/{seed}/{number}", "deep", layers(rng, net.sizes, scale), data, settings,
                seed=number, examples=net.m)  # fmt: skip
    return in_dtype(hardened(case, rng), net.dtype)


def hardened(case: Case, rng: np.random.Generator) -> Case:
    """One case in ten sits on a kink or is saturated."""
    luck = rng.random()
    if luck < 0.05 and case.examples > 1:
        return kink(case)
    if luck < 0.1 and len(case.parameters) == 4 and case.settings["activations"][0] == "tanh":
        return replace(saturated(40)(case), settings=case.settings)
    return case


def sweep_cases(count: int, seed: int) -> list[Case]:
    """The first `count` cases."""
    return [random_case(number, seed) for number in range(count)]


@dataclass(frozen=True)
class Spread:
    """How the roundoffs of one party in one dtype are spread."""

    who: str
    dtype: str
    findings: int
    counts: tuple[int, ...]  # per bin
    median: float
    largest: float
    largest_share: float  # of the limit
    where: str
    disagrees: int
    inconclusive: int


def spreads(findings: Iterable[Finding], dtypes: dict[str, str]) -> Iterator[Spread]:
    """One row for each party and dtype."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.who, dtypes[finding.case]), []).append(finding)
    for (who, dtype), group in sorted(groups.items()):
        if any(finding.roundoffs is not None for finding in group):
            yield spread(who, dtype, group)


def spread(who: str, dtype: str, group: list[Finding]) -> Spread:
    """The row of one party in one dtype."""
    judged = [finding for finding in group if finding.roundoffs is not None]
    roundoffs = np.array([finding.roundoffs for finding in judged])
    top = max(judged, key=share_of_limit)
    counts, _ = np.histogram(roundoffs, BINS)
    return Spread(
        who,
        dtype,
        len(group),
        tuple(int(count) for count in counts),
        float(np.median(roundoffs)),
        float(roundoffs.max()),
        share_of_limit(top),
        f"{top.case} {top.quantity}",
        sum(finding.verdict == "disagrees" for finding in group),
        sum(finding.verdict == "inconclusive" for finding in group),
    )


def share_of_limit(finding: Finding) -> float:
    """How near a finding comes to its limit."""
    return (finding.roundoffs or 0.0) / (finding.limit or 1.0)


def bin_names() -> list[str]:
    """Heads of the histogram's columns."""
    return [
        f"{low:g} to {high:g}" if np.isfinite(high) else f"above {low:g}"
        for low, high in pairwise(BINS)
    ]


def bin_column(position: int, head: str) -> Column:
    """One bin of the histogram."""
    return Column(head, lambda row: row.counts[position])


COLUMNS = (
    Column("who", lambda row: row.who),
    Column("dtype", lambda row: row.dtype),
    Column("quantities", lambda row: row.findings),
    Column("disagree", lambda row: row.disagrees),
    Column("inconclusive", lambda row: row.inconclusive),
    Column("median", lambda row: f"{row.median:.2f}"),
    Column("largest", lambda row: f"{row.largest:.1f}"),
    Column("largest / limit", lambda row: f"{row.largest_share:.2f}"),
    *(bin_column(position, head) for position, head in enumerate(bin_names())),
    Column("nearest to its limit", lambda row: row.where),
)
