"""A report as JUnit XML, which every CI server shows: one testcase for each case."""

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from parity.finding import Finding, is_missing, verdict_of
from parity.parity_tables import QUANTITIES, sentence
from parity.result import CaseResult, Report
from parity.tables import table

FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # by XML 1.0
MARKS = {"disagrees": "failure", "inconclusive": "skipped", "not run": "error"}


def junit(report: Report, allow_missing: Sequence[str] = ()) -> str:
    """The whole document. What is allowed to be missing is no error."""
    cases = [testcase(result, allow_missing) for result in report.results]
    return document(cases, report.seconds, sentence(report))


def document(cases: Sequence[ET.Element], seconds: float, said: str) -> str:
    """The testcases of a run or of a check, counted, and the sentence."""
    suite = ET.Element("testsuite", name="parity", time=f"{seconds:.3f}")
    suite.extend(cases)
    counts = {mark: len(suite.findall(f"testcase/{mark}")) for mark in MARKS.values()}
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(counts["failure"]))
    suite.set("errors", str(counts["error"]))
    suite.set("skipped", str(counts["skipped"]))
    ET.SubElement(suite, "system-out").text = allowed(said)
    suites = ET.Element("testsuites")
    suites.append(suite)
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=False) + "\n"


def testcase(result: CaseResult, allow_missing: Sequence[str]) -> ET.Element:
    """A case: passed, or what disagrees, was not run or is inconclusive, with the reasons."""
    name = allowed(result.case.name)
    folder = name.rpartition("/")[0].replace("/", ".")
    seconds = sum(result.seconds.values())
    element = ET.Element("testcase", classname=folder, name=name, time=f"{seconds:.3f}")
    counted = [f for f in result.findings if f.who not in allow_missing or not is_missing(f)]
    verdict = verdict_of(finding.verdict for finding in counted)
    if verdict in MARKS:
        told = [finding for finding in counted if finding.verdict == verdict]
        mark = ET.SubElement(element, MARKS[verdict], message=message(told), type=verdict)
        mark.text = allowed(table(told, QUANTITIES, "plain"))
    return element


def message(findings: Sequence[Finding]) -> str:
    """The first finding in words, and how many there are of its kind."""
    if not findings:
        return "nothing was checked"
    first = findings[0]
    reason = f": {first.note}" if first.note else ""
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    return allowed(f"{first.quantity} {first.who} {first.verdict}{reason}{more}")


def allowed(text: str) -> str:
    """The text with what XML forbids written as Python would write it."""
    return FORBIDDEN.sub(lambda match: f"\\x{ord(match[0]):02x}", text)
