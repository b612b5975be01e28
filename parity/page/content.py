"""What stands on the page, in its order: the verdict, the facts, all parts, the files."""

from collections.abc import Mapping, Sequence
from typing import Any

from parity.page.alarms import alarms
from parity.page.conventions import conventions
from parity.page.costs import cost
from parity.page.detection import detection
from parity.page.findings import findings_of
from parity.page.grid import Field
from parity.page.headline import Headline, headline
from parity.page.notes import notes
from parity.page.own import own
from parity.page.real_data import real_data
from parity.page.section import UNFIT, Section, section_of, unfit
from parity.page.sources import Source
from parity.page.speed import speed
from parity.page.trial import trial
from parity.page.unsettled import section_of_unsettled, unsettled

PARTS = (  # file, name in the page, title, what makes it; in the order of the page
    ("parity.json", "trial", "The trial", trial),
    ("check.json", "own", "Own derivations", own),
    ("detection.json", "detection", "Planted mistakes", detection),
    ("false-alarms.json", "alarms", "False alarms", alarms),
    ("performance.json", "speed", "Performance", speed),
    ("cost.json", "cost", "What a check costs", cost),
    ("errata.json", "notes", "Errata of the notes", notes),
    ("conventions.json", "conventions", "Conventions", conventions),
    ("breast-cancer.json", "real-data", "Real data", real_data),
)
FINDINGS = ("parity.json", "check.json")
OPTIONAL = ("check.json", "cost.json")  # performance.json has costs, too


def sections(sources: Mapping[str, Source]) -> list[Section]:
    """All parts; one that nobody expects is not named where it is absent."""
    parts = [
        section_of(sources[file], name, title, made)
        for file, name, title, made in PARTS
        if not (file in OPTIONAL and sources[file].is_absent)
    ]
    rows = [row for value in results(sources) for row in unsettled(value)]
    return [section_of_unsettled(rows), *parts] if rows else parts


def results(sources: Mapping[str, Source]) -> list[Mapping[str, Any]]:
    """The objects with findings; one that is not what its schema says is left to its own part."""
    values = [source.value for name in FINDINGS if (source := sources[name]).value is not None]
    return [value for value in values if value is not None and not misfit(value)]


def misfit(value: Mapping[str, Any]) -> Exception | None:
    """What is wrong with a result, if something is."""
    try:
        list(unsettled(value))
        facts_of([value])
    except UNFIT as error:
        return error
    return None


def verdict(sources: Mapping[str, Source]) -> Headline:
    """Of the trial and of own derivations together; a file that cannot be read is no agreement."""
    for source in (sources[name] for name in FINDINGS):
        if source.problem:
            return Headline("not run", f"{source.problem}.")
        if source.value is not None and (error := misfit(source.value)):
            return Headline("not run", unfit(source, error))
    return headline([one for value in results(sources) for one in findings_of(value)])


def facts_of(values: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """What was checked, by whom, against what, on what."""
    if not values:
        return []
    with_what = values[0]["environment"]
    cases = [case for value in values for case in value["cases"]]
    findings = [row for value in values for row in value["findings"]]
    parties = {
        "hand": f"by hand in NumPy {with_what['numpy']}",
        "torch": f"torch {with_what['torch']}",
        "jax": f"JAX {with_what['jax']}",
    }
    asked = dict.fromkeys(row["who"] for row in findings)
    dtypes = " and ".join(sorted({case["dtype"] for case in cases}))
    return [
        ("Checked", f"{len(findings):,} findings, {len(cases):,} cases, {dtypes}"),
        ("Parties", ", ".join(parties.get(who, who) for who in asked)),
        ("Truth", f"certified ball arithmetic, python-flint {with_what['flint']}"),
        ("Machine", f"{with_what['cpu']}, {with_what['threads']} threads, {with_what['blas']}, "
                    f"Python {with_what['python']}"),
    ]  # fmt: skip


def present(sources: Mapping[str, Source]) -> list[Source]:
    """The files that are there."""
    return [source for source in sources.values() if source.value is not None]


ENVIRONMENT = ("python", "numpy", "blas", "torch", "jax", "flint", "cpu", "threads")
FILES = (
    Field("file", lambda source: source.name, kind="code"),
    Field("date", lambda source: source.date),
    Field("written by", lambda source: source.command, kind="code"),
    *(Field(name, lambda source, name=name: told(source, name)) for name in ENVIRONMENT),  # type: ignore[misc]  # name is bound now
)


def told(source: Source, name: str) -> str | None:
    """What a file says of what it was obtained with."""
    environment = (source.value or {}).get("environment")
    found = environment.get(name) if isinstance(environment, dict) else None
    return None if found is None else str(found)
