"""A parity-findings/1 file, read back strictly. Its names are data: nothing is opened by them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_args

from parity.finding import Finding, Verdict
from parity.strict_json import read_json, refuse

SCHEMA = "parity-findings/1"
REMEDY = "give a result that parity run --format json printed, or parity.json of its --reports"
Key = tuple[str, str, str]


@dataclass(frozen=True)
class StoredResult:
    """The findings of a file by (case, quantity, who), and the digests of its cases."""

    findings: Mapping[Key, Finding]
    digests: Mapping[str, str]


class UnfitError(Exception):
    """What is wrong with a value, and where."""


def read_findings(path: Path) -> StoredResult:
    """The result in the file."""
    value = read_json(path, REMEDY)
    try:
        return result(value)
    except UnfitError as problem:
        refuse(path, str(problem), REMEDY)


def result(value: Any) -> StoredResult:
    """An object of the schema, as records."""
    found = value.get("schema") if isinstance(value, dict) else None
    if found != SCHEMA:
        raise UnfitError(f"says schema {str(found)[:40]!r}, expected {SCHEMA!r}")
    findings: dict[Key, Finding] = {}
    for number, item in enumerate(list_in(value, "findings")):
        row = finding(item, f"findings[{number}]")
        key = (row.case, row.quantity, row.who)
        if key in findings:
            raise UnfitError(f"has findings[{number}] ({' '.join(key)}) twice")
        findings[key] = row
    return StoredResult(findings, digests(value))


def list_in(value: dict[str, Any], name: str) -> list[Any]:
    """A member that is a list."""
    if not isinstance(value.get(name), list):
        raise UnfitError(f"has no list {name!r}")
    items: list[Any] = value[name]
    return items


def digests(value: dict[str, Any]) -> dict[str, str]:
    """The SHA-256 of every case."""
    found = {}
    for number, item in enumerate(list_in(value, "cases")):
        if not isinstance(item, dict):
            raise UnfitError(f"has cases[{number}] that is no object")
        name, sha256 = (word(item, key, f"cases[{number}]") for key in ("case", "sha256"))
        found[name] = sha256
    return found


def finding(item: Any, where: str) -> Finding:
    """One row: the names of the schema, no more and no less."""
    names = {field.name for field in fields(Finding)}
    if not isinstance(item, dict) or set(item) != names:
        raise UnfitError(f"has {where} that is no finding (members {', '.join(sorted(names))})")
    if item["verdict"] not in get_args(Verdict):
        raise UnfitError(f"has {where} with verdict {str(item['verdict'])[:40]!r}")
    return Finding(
        case=word(item, "case", where),
        quantity=word(item, "quantity", where),
        who=word(item, "who", where),
        verdict=item["verdict"],
        roundoffs=size(item, "roundoffs", where),
        limit=size(item, "limit", where),
    )


def word(item: dict[str, Any], name: str, where: str) -> str:
    """A name of something: text that can be printed, on one line."""
    text = item.get(name)
    if not isinstance(text, str) or not text or not text.isprintable():
        raise UnfitError(f"has {where} whose {name} is no printable text")
    return text


def size(item: dict[str, Any], name: str, where: str) -> float | None:
    """A number that is not negative, or null."""
    number = item[name]
    if number is None:
        return None
    if isinstance(number, bool) or not isinstance(number, (int, float)) or number < 0:
        raise UnfitError(f"has {where} whose {name} is neither null nor a number of at least 0")
    return float(min(number, 10**300))  # an integer may be too large for a float
