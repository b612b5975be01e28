"""Checks as JUnit XML: one testcase for each quantity, failed by the words that say why."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from xml.etree import ElementTree as ET

from parity.finding import is_missing
from parity.junit import MARKS, allowed, document
from parity.own.check import Check
from parity.own.check_tables import quantity_rows, sentence
from parity.own.quantity_report import complaint


def junit(checks: Sequence[Check], allow_missing: Sequence[str] = ()) -> str:
    """The whole document. What is allowed to be missing is no error."""
    counted = [without_missing(check, allow_missing) for check in checks]
    cases = [case for check in counted for case in testcases(check)]
    seconds = sum(check.report.seconds for check in checks)
    said = "\n".join(f"{check.label}: {sentence(check)}" for check in counted)
    return document(cases, seconds, said)


def without_missing(check: Check, allow_missing: Sequence[str]) -> Check:
    """The check as if nobody had asked the witnesses that may be missing and are."""
    results = [
        replace(
            result,
            findings=tuple(
                f for f in result.findings if f.who not in allow_missing or not is_missing(f)
            ),
        )
        for result in check.report.results
    ]
    return replace(check, report=replace(check.report, results=tuple(results)))


def testcases(check: Check) -> Iterator[ET.Element]:
    """The quantities, in order."""
    for row in quantity_rows(check):
        words = complaint(check, row.quantity)
        verdict = row.verdict if row.verdict in MARKS else "disagrees"
        yield testcase(check, row.quantity, words, MARKS[verdict] if words else "")


def testcase(check: Check, name: str, words: str, mark: str) -> ET.Element:
    """One quantity: passed, or what is wrong with it and what to try."""
    element = ET.Element(
        "testcase", classname=allowed(check.label), name=name, file=allowed(check.file)
    )
    if mark:
        tried = [suggestion for line in check.lines if line.quantity == name
                 for suggestion in line.suggestions]  # fmt: skip
        message = "; try ".join([words.partition("\n")[0], *tried[:1]])
        ET.SubElement(element, mark, message=allowed(message)).text = allowed(words)
    return element
