"""The rows of a result, read back in full."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from parity.finding import Finding, Worst
from parity.findings_file import finding, size


def findings_of(value: Mapping[str, Any]) -> list[Finding]:
    """The rows of a result."""
    return [finding_of(item, f"findings[{k}]") for k, item in enumerate(value["findings"])]


def finding_of(item: Mapping[str, Any], where: str) -> Finding:
    """One row, held to its schema."""
    members = dict(item)
    return replace(
        finding(members, where),
        max_abs=size(members, "max_abs", where),
        max_rel=size(members, "max_rel", where),
        max_ulp=size(members, "max_ulp", where),
        worst=item["worst"] and worst_of(item["worst"]),
        scale=item["scale"] and str(item["scale"]),
        note=str(item["note"]),
    )


def worst_of(item: Mapping[str, Any]) -> Worst:
    """A component."""
    value = item["value"]
    index = tuple(int(position) for position in item["index"])
    return Worst(index, None if value is None else float(value), str(item["truth"]))


def quantity(one: Finding) -> str:
    """dW1[2, 0]."""
    index = list(one.worst.index) if one.worst and one.worst.index else ""
    return f"{one.quantity}{index}"
