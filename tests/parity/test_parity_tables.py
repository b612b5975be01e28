"""Tables of findings: where the worst is, and what they were obtained with."""

import zlib
from collections.abc import Sequence

import pytest

from parity import histogram
from parity.catalogue import catalogue, select
from parity.finding import Finding, Verdict, Worst
from parity.page import alarms, trial
from parity.page.grid import Field
from parity.parity_tables import case_row, markdown
from parity.result import CaseResult, Report
from parity.screen import show
from parity.sweep import tally, ways
from parity.tables import Column

CASE = select(("logistic/graph/float64",))[0]


def result(*findings: Finding) -> CaseResult:
    return CaseResult(CASE, findings, {"hand": 0.5}, {})


def finding(quantity: str, verdict: Verdict, roundoffs: float | None) -> Finding:
    worst = Worst((2, 0), 1.0, "1 +/- 0") if verdict != "not run" else None
    return Finding(CASE.name, quantity, "hand", verdict, roundoffs, 40.0, worst=worst)


def test_the_worst_is_the_one_that_is_not_a_number() -> None:
    row = case_row(result(finding("dw", "disagrees", None), finding("db", "disagrees", 1e9)))
    assert row.worst == "dw[2, 0] hand"


def test_where_nothing_was_run_there_is_no_worst() -> None:
    assert case_row(result(finding("dw", "not run", None))).worst == "-"


def test_what_does_not_agree_stands_below_the_cases(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report((result(finding("dw", "disagrees", 1e9)),), 1)
    show(report, "plain", quantities=False)
    _, troubled, sentence = capsys.readouterr().out.split("\n\n")
    assert troubled.splitlines()[2].split()[:3] == [CASE.name, "dw", "hand"]
    assert sentence == "Of 1 finding in 1 case, 0 agree with the certified truth, 1 disagrees.\n"


def test_the_head_of_the_report_says_what_it_was_obtained_with() -> None:
    report = Report((result(finding("dw", "agrees", 1.0)),), 1)
    head = markdown(report, "parity run --reports r").split("## Cases")[0]
    assert "Command `parity run --reports r`." in head
    assert "each case is drawn from the CRC-32 of its name" in head
    for case in catalogue():
        assert case.seed == zlib.crc32(case.name.rpartition("/")[0].encode())
    for name, value in report.environment.items():
        assert f"| {name}" in head
        assert str(value) in head


@pytest.mark.parametrize(
    "columns",
    [tally.COLUMNS, tally.ON_SCREEN, ways.LOOKS, histogram.COLUMNS, alarms.ROWS, trial.STANDINGS],
)
def test_what_one_party_says_is_counted_in_quantities(columns: Sequence[Column | Field]) -> None:
    heads = [column.head for column in columns]
    assert {"who", "quantities"} <= set(heads)
    assert "findings" not in heads
