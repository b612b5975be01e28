"""performance.md, .json and the pictures."""

from collections.abc import Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path

from parity.benchmark.contenders import CONTENDERS
from parity.benchmark.run import Result
from parity.benchmark.standings import GROWTHS, STANDINGS, growths, standings, summary
from parity.benchmark.threads import steering
from parity.benchmark.timing import COLUMNS, Timing, seconds
from parity.documents import document
from parity.environment import environment
from parity.files import write_whole
from parity.tables import Column, pairs, table

MEASURED = """\
Every contender is alone in a fresh process, with the same arrays (proved by a SHA-256 of what it
holds), dtype and number of threads, asked for by environment and by API and read back; `cores` is
processor time over time. Only one works at a time. Each computes the cost and the gradients of all
parameters. These are compared with the hand-derived ones before any time counts, by the ruler of
the parity tables with the hand-derived gradient in place of the truth (first in its short form, two
perturbed passes, which lets nothing pass that the full one would not; in large nets as in small).

The first call (tracing, compilation; torch compiles into an empty folder, only its precompiled
headers are kept) is timed apart. A sample is as many calls as fill 20 ms, or
one, after one that is not timed, with the garbage collector off. In every round all contenders
are sampled in turn, and another one begins; ratios are taken round by round. `n` is the number of
rounds. The interval of a ratio is that of the median by the order of the values alone, at least
95 %; if it holds 1, there is *no difference*. The *floor* is only the matrix products of the same
shapes, into reused buffers, through NumPy's BLAS; GFLOP/s count these products. Peak memory is
that of the process up to its second call, in brackets what of it came with the calls.
"""


def as_json(result: Result) -> str:
    """The object of schema parity-bench/1."""
    return document(
        "bench",
        environment=environment(),
        steering=steering(),
        steering_kept=result.keep_steering,
        planned=[case.name for case in result.planned],
        missing=result.missing,
        rounds=result.rounds,
        seconds=result.seconds,
        rows=[asdict(row) for row in result.timings],
        growth=[asdict(row) for row in growths(result.planned, result.timings)],
    )


def as_table(result: Result, form: str) -> str:
    """The rows in that format; what they come to stands below where there is room for sentences."""
    if form == "json":
        return as_json(result)
    text = table(result.timings, COLUMNS, form)
    if form not in ("github", "plain"):
        return text
    return "\n\n".join([text, *summary(standings(result.planned, result.timings)), *lack(result)])


def lack(result: Result) -> list[str]:
    """What an interruption left out."""
    if not result.missing:
        return []
    return [f"Interrupted: {result.missing} of {len(result.planned)} cases are missing."]


def write_performance(result: Result, folder: Path) -> list[Path]:
    """All files of the report."""
    contents: dict[str, str | bytes] = dict(pictures(result))
    contents["performance.md"] = markdown(result, sorted(contents))
    contents["performance.json"] = as_json(result) + "\n"
    for name, content in contents.items():
        write_whole(folder / name, content)
    return [folder / name for name in contents]


def pictures(result: Result) -> dict[str, bytes]:
    """growth-examples.png and so on, if matplotlib is there."""
    found = growths(result.planned, result.timings)
    if not found or find_spec("matplotlib") is None:
        return {}
    from parity.benchmark.plots import picture

    return {
        f"{series.replace('/', '-')}.{form}": picture(series, found, form)
        for series in dict.fromkeys(row.series for row in found)
        for form in ("png", "svg")
    }


def markdown(result: Result, drawn: Sequence[str]) -> str:
    """The page."""
    found = standings(result.planned, result.timings)
    parts = [
        "# Performance",
        *(f"**{sentence}**" for sentence in (*summary(found), *lack(result))),
        section("By hand against the fastest framework", table(found, STANDINGS, "github")),
        section("Medians", medians(result.timings)),
        growth_section(result, drawn),
        section("All rows", table(result.timings, COLUMNS, "github")),
        section("How it was measured", MEASURED.strip()),
        section("With what", with_what(result)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def section(head: str, body: str) -> str:
    """A heading and what stands below it."""
    return f"## {head}\n\n{body}"


def medians(rows: Sequence[Timing]) -> str:
    """A line for each case, a column for each contender."""
    cases = dict.fromkeys(row.case for row in rows)
    times = {(row.case, row.contender): seconds(row.median) for row in rows}
    columns = [Column("case", lambda case: case)] + [
        Column(name, lambda case, name=name: times.get((case, name)))  # type: ignore[misc]  # name is bound now
        for name in CONTENDERS
    ]
    return table(list(cases), columns, "github")


def growth_section(result: Result, drawn: Sequence[str]) -> str:
    """Exponents and pictures."""
    found = growths(result.planned, result.timings)
    if not found:
        return ""
    shown = [f"![{name}]({name})" for name in drawn if name.endswith(".svg")]
    text = (
        "One thing doubles from step to step. The exponent is that of a power law fitted to the\n"
        "upper half of the steps. Who needed too long for a first call left the sweep there."
    )
    return section("Growth", "\n\n".join([text, table(found, GROWTHS, "github"), *shown]))


def with_what(result: Result) -> str:
    """Command, machine, versions and thread pools."""
    pools = {row.contender: row.libraries for row in result.timings if row.libraries}
    versions = {row.contender: row.version for row in result.timings if row.version}
    named = {name: f"{versions[name]}; pools: {pools[name] or 'none seen'}" for name in pools}
    took = f"{result.rounds} rounds, {result.seconds:.0f} seconds, command `parity bench`."
    return f"{took}\n\n{pairs({**environment(), **steering(), **named})}"
