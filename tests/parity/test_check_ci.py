"""What CI servers are told of a derivation of one's own: the failing line and what to try."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from parity.cli import parity
from parity.own.check import Check
from parity.own.check_junit import junit
from parity.own.check_summary import summarise_checks
from parity.step_summary import VARIABLE
from tests.parity.own_trials import checked
from tests.parity.test_check_command import RIGHT, WRONG
from tests.parity.test_markdown import HARMLESS, kinds

SUGGESTION = "dw = X @ dE.T + lam * w"
LOOP = WRONG.replace("dE = E", "for _ in range(1):\n        dE = E")


def suite_of(text: str) -> ET.Element:
    suite = ET.fromstring(text).find("testsuite")
    assert suite is not None
    return suite


def marks(suite: ET.Element) -> dict[str | None, list[str]]:
    """What each testcase was marked with."""
    return {case.get("name"): [mark.tag for mark in case] for case in suite.findall("testcase")}


@pytest.fixture
def summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "summary.md"
    monkeypatch.setenv(VARIABLE, str(path))
    return path


def test_the_suggestion_of_a_failing_line_is_in_both(summary: Path, tmp_path: Path) -> None:
    path, xml = tmp_path / "ridge.py", tmp_path / "new" / "junit.xml"
    path.write_text(WRONG)
    command = ["check", str(path), "--witness", "certified", "--draws", "2", "--junit", str(xml)]
    assert CliRunner().invoke(parity, command, standalone_mode=False).return_value == 1
    suite = suite_of(xml.read_text())
    assert marks(suite) == {"J": [], "dE": [], "dw": ["failure"]}
    (failure,) = suite.iter("failure")
    assert failure.get("message") == f"{path}:11: dw disagrees; try {SUGGESTION}"
    assert failure.text is not None
    assert f"try  {SUGGESTION}" in failure.text
    text = summary.read_text()
    assert text.startswith(
        "### Gradient parity: ridge.py\n\n**One of 2 lines is wrong: dw (line 11)"
    )
    assert f"| `{SUGGESTION}` " in text


def test_what_agrees_passes(summary: Path, tmp_path: Path) -> None:
    check = checked(tmp_path, RIGHT, draws=1)
    suite = suite_of(junit([check, check]))
    assert [suite.get(name) for name in ("tests", "failures", "errors", "skipped")] == [
        "6", "0", "0", "0",
    ]  # fmt: skip
    assert {case.get("file") for case in suite.findall("testcase")} == {str(tmp_path / "net.py")}
    summarise_checks([check])
    assert "All 3 quantities agree" in summary.read_text()
    assert "|" not in summary.read_text()


def test_where_no_line_is_told_quantities_are(summary: Path, tmp_path: Path) -> None:
    check = checked(tmp_path, LOOP, draws=1)
    assert marks(suite_of(junit([check])))["dw"] == ["failure"]
    summarise_checks([check])
    assert "| dw " in summary.read_text()


def test_a_wrong_line_fails_though_another_mends_it(tmp_path: Path) -> None:
    twice = RIGHT.replace("dE = E", "dE = 2 * E").replace("dE.T +", "dE.T / 2 +")
    check = checked(tmp_path, twice, draws=1)
    assert {f.verdict for f in check.findings if f.quantity == "dw"} == {"agrees"}
    assert marks(suite_of(junit([check]))) == {"J": [], "dE": ["failure"], "dw": ["failure"]}


def without(check: Check, note: str) -> Check:
    """The check as it would be if torch gave nothing."""
    results = [
        replace(one, findings=(*one.findings, replace(one.findings[-1], who="torch",
                                                      verdict="not run", note=note)))
        for one in check.report.results
    ]  # fmt: skip
    return replace(check, report=replace(check.report, results=tuple(results)))


def test_a_witness_that_may_be_missing_is_no_error(tmp_path: Path) -> None:
    check = checked(tmp_path, RIGHT, draws=1)
    missing, crashed = (without(check, f"torch {what}") for what in ("is not installed", "died"))
    assert suite_of(junit([missing])).get("errors") == "1"
    assert suite_of(junit([missing], ["torch"])).get("errors") == "0"
    assert suite_of(junit([crashed], ["torch"])).get("errors") == "1"


def test_nothing_of_the_file_is_markup(summary: Path, tmp_path: Path) -> None:
    spell = '\n    "<script>alert(1)</script> ![](//evil.example) `` | \x1b[2J"'
    text = WRONG.replace("lam * w\n", "lam * w * len('<script>|`![](//x)`')\n") + spell + "\n"
    check = checked(tmp_path, text, "<img src=x>|`.py", draws=1)
    assert suite_of(junit([check])).get("failures") == "1"
    summarise_checks([check])
    assert kinds(summary.read_text()) <= HARMLESS | {"heading", "strong"}
