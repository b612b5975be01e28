"""What CI servers are told: JUnit XML, and the summary of a GitHub Actions step."""

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parity.catalogue import select
from parity.finding import Finding, Verdict, Worst
from parity.junit import allowed, junit
from parity.parity_tables import QUANTITIES
from parity.result import CaseResult, Report
from parity.step_summary import MOST_ROWS, VARIABLE, summarise

CASES = select(("logistic/graph", "logistic/loop/float64"))


def finding(who: str, verdict: Verdict, note: str = "") -> Finding:
    return Finding("c", "dw", who, verdict, 1e9, 40.0, worst=Worst((2,), 1.5, "2.5"), note=note)


def report(*of_cases: tuple[Finding, ...]) -> Report:
    results = [
        CaseResult(case, found, {"hand": 0.5, "torch": 0.25}, {})
        for case, found in zip(CASES, of_cases, strict=False)
    ]
    return Report(tuple(results), len(results), 2.0)


def suite_of(text: str) -> ET.Element:
    suite = ET.fromstring(text).find("testsuite")
    assert suite is not None
    return suite


def test_one_testcase_for_each_case_failed_by_what_disagrees() -> None:
    suite = suite_of(
        junit(
            report(
                (finding("hand", "agrees"), finding("torch", "agrees")),
                (finding("hand", "disagrees", "& <b>"), finding("torch", "agrees")),
                (finding("hand", "agrees"), finding("torch", "not run", "torch is not installed")),
            )
        )
    )
    counts = {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "3", "failures": "1", "errors": "1", "skipped": "0"}
    passed, failed, silent = suite.findall("testcase")
    assert [case.get("name") for case in (passed, failed, silent)] == [c.name for c in CASES]
    assert passed.get("classname") == "logistic.graph"
    assert passed.get("time") == "0.750"
    assert len(passed) == 0
    failure = failed.find("failure")
    assert failure is not None
    assert failure.get("message") == "dw hand disagrees: & <b>"
    assert failure.text is not None
    assert "1.5" in failure.text
    assert "torch" not in failure.text
    assert [(part.tag, part.get("message")) for part in silent] == [
        ("error", "dw torch not run: torch is not installed")
    ]


def test_what_may_be_missing_is_no_error_and_may_not_crash() -> None:
    def errors(note: str, *allowed: str) -> str | None:
        run = report((finding("hand", "agrees"), finding("torch", "not run", note)))
        return suite_of(junit(run, allowed)).get("errors")

    assert errors("torch is not installed", "torch") == "0"
    assert errors("torch is not installed", "jax") == "1"
    assert errors("torch was killed by SIGKILL", "torch") == "1"


def test_what_has_no_power_is_skipped() -> None:
    suite = suite_of(junit(report((finding("hand", "inconclusive"),))))
    assert (suite.get("skipped"), suite.get("errors"), suite.get("failures")) == ("1", "0", "0")


@given(st.text(st.characters(codec=None)))
def test_any_note_gives_xml_that_reads_back(note: str) -> None:
    suite = suite_of(junit(report((finding("hand", "disagrees", note),))))
    assert suite.get("failures") == "1"


def test_what_xml_forbids_is_written_out() -> None:
    assert allowed("a\x1b[2J\x00\ud800\ufffe\tb\U0001f600") == (
        "a\\x1b[2J\\x00\\xd800\\xfffe\tb\U0001f600"
    )


def parity(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "parity", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **env}
    )


def test_a_run_writes_the_file_and_appends_the_summary(tmp_path: Path) -> None:
    path, summary = tmp_path / "new" / "junit.xml", tmp_path / "summary.md"
    summary.write_text("before\n")
    arguments = ("run", "logistic/graph/*", "--witness", "certified", "--junit", str(path))
    done = parity(*arguments, **{VARIABLE: str(summary)})
    assert done.returncode == 0, done.stderr
    assert f"wrote {path}" in done.stderr
    assert suite_of(path.read_text()).get("tests") == "2"
    assert summary.read_text() == (
        "before\n### Gradient parity\n\n"
        "**All 8 findings in 2 cases agree with the certified truth.**\n\n"
    )


def test_a_summary_that_cannot_be_written_costs_no_verdict(tmp_path: Path) -> None:
    arguments = ("run", "logistic/graph/float64", "--witness", "certified")
    done = parity(*arguments, **{VARIABLE: str(tmp_path)})
    assert done.returncode == 0
    assert f"no summary in {tmp_path}" in done.stderr


def test_a_place_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = parity("run", "--junit", str(tmp_path / "file" / "junit.xml"))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "cannot write into" in done.stderr


def test_a_summary_has_no_more_rows_than_github_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "summary.md"
    monkeypatch.setenv(VARIABLE, str(path))
    summarise("Title", "Sentence.", [finding("hand", "disagrees")] * (MOST_ROWS + 3), QUANTITIES)
    lines = path.read_text().splitlines()
    assert sum("| disagrees" in line for line in lines) == MOST_ROWS
    assert lines[-2] == "... and 3 more."


def test_without_the_variable_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    summarise("Title", "Sentence.", [], QUANTITIES)
    assert list(tmp_path.iterdir()) == []
