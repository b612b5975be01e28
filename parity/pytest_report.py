"""What a session found, as Markdown."""

from collections.abc import Mapping
from pathlib import Path

from parity.environment import environment
from parity.files import write_whole
from parity.own import check_tables
from parity.own.check import Check
from parity.own.check_report import section
from parity.parity_tables import CASES, case_row, sentence
from parity.result import Report
from parity.tables import Column, pairs, table

Found = dict[str, str]  # sentence, verdict and section of the report; plain, for xdist
CHECKED = (
    Column("where", lambda row: row[0]),
    Column("verdict", lambda row: row[1]["verdict"]),
    Column("found", lambda row: row[1]["sentence"]),
)


def entry(where: str, what: Check | Report) -> Found:
    """A result as plain text."""
    if isinstance(what, Check):
        words, page = check_tables.sentence(what), section(what, where)
    else:
        rows = table([case_row(result) for result in what.results], CASES, "github")
        words = sentence(what)
        page = f"## {where}\n\n**{words}**\n\n{rows}"
    return {"verdict": what.verdict, "sentence": words, "section": page}


def write(path: Path, found: Mapping[str, Found]) -> None:
    """The report of a session, in the order of the tests' names."""
    items = sorted(found.items())
    parts = [
        "# Gradient parity",
        table(items, CHECKED, "github") if items else "Nothing was checked.",
    ]
    parts += [one["section"] for _, one in items]
    parts += ["## Environment", pairs(environment())]
    write_whole(path, "\n\n".join(parts) + "\n")
