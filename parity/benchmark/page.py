"""performance.md, .json and the pictures."""

from collections.abc import Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path

from parity.benchmark.bars import disturbed, summary
from parity.benchmark.bounded import bounded, missed
from parity.benchmark.cases import TRAINING
from parity.benchmark.contenders import CONTENDERS
from parity.benchmark.growing import GROWTHS, growths, steepest
from parity.benchmark.run import Result
from parity.benchmark.standings import STANDINGS, large, small, standings
from parity.benchmark.threads import steering
from parity.benchmark.timing import COLUMNS, TRAINED, Timing, seconds
from parity.cost.page import sections
from parity.documents import document
from parity.environment import environment, priority
from parity.files import write_whole
from parity.tables import Column, pairs, table

MEASURED = """\
- Every contender is alone in a process, with the same arrays (a SHA-256 of what it holds proves
  it), dtype and number of threads, asked for by environment and by API and read back. `cores` is
  processor time over time, `parked` the same while others have their turns: whoever has been
  sampled waits until its threads sleep.
- Each computes the cost and the gradients of all parameters. They are compared with the
  hand-derived ones before any time counts, by the ruler of the parity tables, with no tolerance
  typed in.
- *hand* is the derivation as it is read. *hand prepared* is `reference.prepared`, the same net in
  memory that it reuses; where it is timed, it stands for *by hand* in sentences and standings.
- The first call (tracing, compilation; torch compiles into an empty folder, only its precompiled
  headers are kept, with a compiler on every core, as it does where nobody says otherwise) is timed
  apart, while nothing else runs. Memory is the peak of the process from before that call to the end
  of the second one, in brackets what came with the calls.
- A sample is as many calls as fill 20 ms, or one, after one that is not timed (unless it takes
  0.1 s), with the garbage collector off. In every round all are sampled in turn, and another one
  begins.
- Ratios are taken round by round; `n` is the number of rounds. An interval is that of the median
  by the order of the values alone, at least 95 %; if it holds 1, there is *no difference*.
- *floor*: only the matrix products of the same shapes, a call each, into reused buffers, through
  NumPy's BLAS; GFLOP/s count these. Who multiplies in pieces may be faster: above 100 %.
  *one pass*: a multiplication in the shape of every layer's activations.
"""
TRAININGS = """\
All steps from the same initial values, with the gradients of all examples at each. By hand the
costs of all steps are kept, too; the frameworks return the last parameters only. What rounding may
cause at the end is measured on whole perturbed runs; `max rel` is the largest relative difference
from the end by hand. The step is 0.1: at 0.5 the cost rises at 1,109 of the steps and a
perturbation grows 3e11-fold, so that nobody's end would be anybody else's."""
GREW = """\
One thing doubles from step to step. The exponent is that of a power law fitted to the upper half
of the steps. Who needed too long for a first call left the sweep there."""


def as_json(result: Result) -> str:
    """The object of schema parity-performance/1."""
    return document(
        "performance",
        environment={**environment(), "priority": priority()},
        steering=steering(),
        steering_kept=result.keep_steering,
        planned=[case.name for case in result.planned],
        missing=result.missing,
        rounds=result.rounds,
        seconds=result.seconds,
        summary=summary(result.planned, result.timings),
        rows=[asdict(row) for row in result.timings],
        growth=[asdict(row) for row in growths(result.planned, result.timings)],
        checking=[asdict(row) for row in result.checking.nets],
        start_up=[asdict(row) for row in result.checking.start_ups],
    )


def as_table(result: Result, form: str) -> str:
    """The rows in that format; what they come to stands below where there is room for sentences."""
    if form == "json":
        return as_json(result)
    text = table(result.timings, COLUMNS, form)
    if form not in ("github", "plain"):
        return text
    return "\n\n".join([text, *sections(result.checking), *told(result)])


def told(result: Result) -> list[str]:
    """The sentences: bars, and what is missing."""
    said = [*summary(result.planned, result.timings), *disturbed(result.timings)]
    if steering() and not result.keep_steering:
        names = ", ".join(f"{name}={value}" for name, value in steering().items())
        said.append(f"Taken out of the contenders' environment: {names}.")
    if result.missing:
        said.append(f"Interrupted: {result.missing} of {result.expected} cases are missing.")
    return said


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
    """The page: what it comes to, with what and how, then the tables by group."""
    found = standings(result.planned, result.timings)
    trained = [row for row in result.timings if f"{TRAINING}/" in row.case]
    timed = [row for row in result.timings if row not in trained]
    parts = [
        "# Performance",
        "\n".join(f"- {sentence}" for sentence in told(result)),
        section("The machine", with_what(result)),
        section("How it was measured", MEASURED.strip()),
        section("Nets up to 64 wide", table_of(small(found), STANDINGS)),
        section("Larger nets", table_of(large(found), STANDINGS)),
        section("Rows that miss a bar: what bounds them", bounded(missed(found))),
        growth_section(result, drawn),
        section("Training", table_of(trained, TRAINED, TRAININGS)),
        section("What checking costs", "\n\n".join(sections(result.checking))),
        section("Medians", medians(timed)),
        section("All rows", table_of(timed, COLUMNS)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def section(head: str, body: str) -> str:
    """A heading and what stands below it; nothing, if that is nothing."""
    return f"## {head}\n\n{body}" if body else ""


def table_of(rows: Sequence[object], columns: Sequence[Column], text: str = "") -> str:
    """A table below its text; nothing without rows."""
    return f"{text}\n\n{table(rows, columns, 'github')}".strip() if rows else ""


def medians(rows: Sequence[Timing]) -> str:
    """A line for each case, a column for each contender."""
    cases = dict.fromkeys(row.case for row in rows)
    times = {(row.case, row.contender): seconds(row.median) for row in rows}
    present = [name for name in CONTENDERS if any(row.contender == name for row in rows)]
    columns = [Column("case", lambda case: case)] + [
        Column(name, lambda case, name=name: times.get((case, name)))  # type: ignore[misc]  # name is bound now
        for name in present
    ]
    return table_of(list(cases), columns)


def growth_section(result: Result, drawn: Sequence[str]) -> str:
    """Exponents and pictures."""
    found = growths(result.planned, result.timings)
    shown = [f"![{name}]({name})" for name in drawn if name.endswith(".svg")]
    parts = [table_of(found, GROWTHS, GREW), *steepest(found), *shown]
    return section("Growth", "\n\n".join(filter(None, parts)))


def with_what(result: Result) -> str:
    """Command, machine, versions and thread pools."""
    pools = {row.contender: row.libraries for row in result.timings if row.libraries}
    versions = {row.contender: row.version for row in result.timings if row.version}
    named = {name: f"{versions[name]}; pools: {pools[name]}" for name in pools}
    steered = {
        name: f"{value} ({'kept' if result.keep_steering else 'taken away'})"
        for name, value in steering().items()
    }
    took = f"{rounds(result)}, {result.seconds:.0f} seconds, command `parity bench`."
    machine = {**environment(), "priority": priority()}
    return f"{took}\n\n{pairs({**machine, **steered, **named})}"


def rounds(result: Result) -> str:
    """6 to 12 rounds: who is slow and behind schedule makes fewer; sweeps are left out."""
    steps = {case.name for case in result.planned if case.is_step}
    made = [row.n for row in result.timings if row.n and row.case not in steps] or [result.rounds]
    return f"{min(made)} to {max(made)} rounds" if min(made) < max(made) else f"{made[0]} rounds"
