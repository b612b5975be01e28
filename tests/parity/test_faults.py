"""What goes wrong in a witness costs its own rows only; nothing else is lost."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from parity.catalogue import select
from parity.parity_tables import sentence
from parity.result import Report
from parity.training import AnyCase
from parity.trials import run
from parity.witnesses.modules import WITNESSES
from parity.witnesses.silence import Silence
from parity.workers import Worker

NAMES = (
    "logistic/vectorised/labels-0/float64",
    "logistic/vectorised/labels-1/float64",
    "shallow/vectorised/tanh/labels-0/float32",
    "shallow/vectorised/tanh/labels-1/float32",
)
CASES = select(NAMES)


def with_faulty(
    module: str = "tests.parity.faulty", cases: Sequence[AnyCase] = CASES, seconds: float = 30
) -> Report:
    """A run in which `odd` fails at two of four cases."""
    return run(cases, {"certified": WITNESSES["certified"], "odd": module}, seconds=seconds)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("crash", "odd was killed by SIGKILL"),
        ("leave", "odd ended with exit code 7"),
        ("fail", "odd raised ArithmeticError: no idea"),
        ("exhaust", "odd ran out of memory"),
    ],
)
def test_a_fault_costs_its_own_rows(
    fault: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAULT", fault)
    assert_only_odd_is_silent(with_faulty(), reason)


def test_a_witness_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAULT", "hang")
    report = with_faulty(cases=CASES[::-1], seconds=1)  # it has answered before it hangs
    assert_only_odd_is_silent(report, "odd gave no answer within 1 s and was stopped")


def test_a_first_request_has_time_for_imports_and_none_to_hang(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    silence = Silence("odd gave no answer within 0.1 s and was stopped")
    worker = Worker("odd", "time")
    with contextlib.ExitStack() as after:
        after.callback(worker.stop)
        assert worker.ask("sleep", 0.5, seconds=0.1) is None
        assert worker.ask("sleep", 600, seconds=0.1) == silence
        monkeypatch.setattr("parity.workers.START_SECONDS", 1.0)
        assert worker.ask("sleep", 600, seconds=0.1) == silence


def assert_only_odd_is_silent(report: Report, reason: str) -> None:
    """The rows of `odd` in the struck cases say why; all others are there and agree."""
    assert len(report.results) == len(CASES)
    for finding in report.findings:
        struck = finding.who == "odd" and "labels-0" in finding.case
        assert finding.verdict == ("not run" if struck else "agrees"), finding
        assert finding.note == (reason if struck else "")
    assert report.exit_code() == 3
    assert report.exit_code(allow_missing=("odd",)) == 3  # it is there, and fails
    assert "were not run" in sentence(report)


def test_a_witness_that_is_not_installed_says_so() -> None:
    report = with_faulty("tests.parity.broken_import")
    notes = {finding.note for finding in report.findings if finding.who == "odd"}
    assert notes == {"odd cannot be imported: No module named 'framework_that_is_not_installed'"}
    assert {f.verdict for f in report.findings if f.who == "hand"} == {"agrees"}
    assert report.exit_code() == 3
    assert report.exit_code(allow_missing=("odd",)) == 0


def test_without_torch_the_sentence_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = "raise ImportError(\"No module named 'torch'\", name='torch')"
    (tmp_path / "torch.py").write_text(hidden)
    monkeypatch.syspath_prepend(str(tmp_path))
    report = run(CASES[:1], ("torch", "certified"))
    notes = {finding.note for finding in report.findings if finding.who == "torch"}
    assert notes == {"torch is not installed; get it with pip install 'gradient-parity[torch]'"}
    assert report.exit_code() == 3
    assert report.exit_code(allow_missing=("torch",)) == 0


def test_without_any_witness_nothing_is_said_to_agree() -> None:
    report = run(CASES[:1], {"certified": "tests.parity.broken_import"})
    assert {finding.verdict for finding in report.findings} == {"not run"}
    assert report.exit_code() == 3


KINDS = ("logistic/graph", "per-example/logistic", "training/logistic")


@pytest.fixture(scope="module")
def without_truth(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A run of a case of each kind where python-flint is not installed."""
    folder = tmp_path_factory.mktemp("without-flint")
    hidden = "raise ImportError(\"No module named 'flint'\", name='flint')"
    (folder / "flint.py").write_text(hidden)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        return run([select((kind,))[0] for kind in KINDS])


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_truth_costs_its_own_rows_only(kind: str, without_truth: Report) -> None:
    (result,) = (each for each in without_truth.results if each.case.name.startswith(kind))
    report = Report((result,), 1)
    verdicts = {who: {f.verdict for f in report.findings if f.who == who} for who in WITNESSES}
    assert verdicts["certified"] == {"not run"}
    notes = {f.note for f in report.findings if f.who == "certified"}
    assert notes == {"python-flint is not installed; get it with pip install 'gradient-parity'"}
    assert verdicts["jax"] == {"agrees"}
    assert {f.verdict for f in report.findings if f.who == "hand"} == {"agrees"}
    assert verdicts["torch"] == set()  # it stands in for the truth
    assert report.exit_code() == 3
    assert report.exit_code(allow_missing=("certified",)) == 0


def test_a_witness_that_holds_other_values_is_an_error_and_no_row() -> None:
    report = with_faulty("tests.parity.forgetful")
    odd = [finding for finding in report.findings if finding.who == "odd"]
    assert {finding.verdict for finding in odd} == {"not run"}
    assert all("held other values than the case" in finding.note for finding in odd)


def test_two_runs_into_one_folder_leave_whole_files(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "parity", "run", "logistic/graph", "--witness", "certified"]
    command += ["--reports", str(tmp_path)]
    both = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [child.wait(timeout=120) for child in both] == [0, 0]
    assert json.loads((tmp_path / "parity.json").read_text())["summary"]["cases"] == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "parity.csv", "parity.json", "parity.md", "parity.tex",
    ]  # fmt: skip


def test_no_child_outlives_a_run() -> None:
    before, during = children(), set[str]()
    witnesses = {"certified": WITNESSES["certified"], "odd": "tests.parity.forgetful"}
    run(CASES[:1], witnesses, progress=lambda _: during.update(children()))
    assert len(during - before) == 2
    assert children() <= before


def children() -> set[str]:
    """The processes that this one has started and that live."""
    listing = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "pid=,args="],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    return {line for line in listing.splitlines() if "parity.workers" in line}
