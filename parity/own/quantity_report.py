"""One quantity of a check, as text."""

from collections.abc import Collection, Iterator

from parity.finding import Finding
from parity.own.check import Check
from parity.own.check_tables import quantity_rows, told_line
from parity.parity_tables import brief, value_of
from parity.trial import HAND

WRONG = ("wrong", "ill-typed")


def complaint(check: Check, name: str) -> str:
    """Why a quantity does not agree; nothing where it does."""
    row = next(row for row in quantity_rows(check) if row.quantity == name)
    lines = [line for line in check.lines if line.quantity == name]
    wrong = any(line.verdict in WRONG for line in lines)
    if row.verdict == "agrees" and not wrong:
        return ""
    place = f"{check.file}:{lines[-1].line}" if lines else check.file
    said = [f"{place}: {name} {'has a wrong line' if row.verdict == 'agrees' else row.verdict}"]
    for line in lines:
        said += ["".join(piece.text for piece in pieces) for pieces in told_line(line, len(name))]
    said += off(check, name, [HAND] if any(line.worst for line in lines) else [])
    if not check.lines:
        said += [f"  note: {note}" for note in check.notes]
    return "\n".join(said)


def off(check: Check, name: str, told: Collection[str]) -> Iterator[str]:
    """The first finding that does not agree, of each party of which that is not told yet."""
    found: dict[str, Finding] = {}
    for finding in check.findings:
        if finding.quantity == name and finding.verdict != "agrees" and finding.who not in told:
            found.setdefault(finding.who, finding)
    for who, finding in found.items():
        yield f"  {who} {finding.verdict}{measured(finding)} in {finding.case}"


def measured(finding: Finding) -> str:
    """By how much, or why nobody can tell."""
    if finding.worst is None:
        return f" ({finding.note})" if finding.note else ""
    truth = finding.worst.truth.partition(" +/-")[0][:20]
    return (
        f": {value_of(finding)} at {list(finding.worst.index)}, the truth is {truth}, "
        f"{brief(finding.roundoffs)} roundoffs apart (limit {brief(finding.limit)})"
    )
