"""Full disks and places that cannot be written: one sentence, and nothing is lost or half there."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.faults.processes import BENCH, QUICK, command_line, one_sentence, parity, started
from tests.parity.sweeps import until

FULL = "ulimit -f 1"  # RLIMIT_FSIZE: no file may be longer than 1 KiB; root is limited, too


def test_a_full_disk_costs_a_run_its_files_and_not_its_verdict(tmp_path: Path) -> None:
    done = parity(*QUICK, "--reports", tmp_path, before=FULL)
    assert done.returncode == 2
    assert "All 8 findings in 2 cases agree" in done.stdout
    assert one_sentence(done.stderr)
    assert f"cannot write {tmp_path / 'parity.md'}: File too large" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_files_of_the_last_run(tmp_path: Path) -> None:
    for name in ("parity.md", "parity.json", "parity.tex", "parity.csv"):
        (tmp_path / name).write_text("of the last run")
    assert parity(*QUICK, "--reports", tmp_path, before=FULL).returncode == 2
    assert {path.read_text() for path in tmp_path.iterdir()} == {"of the last run"}


def test_a_full_disk_costs_a_junit_file_only(tmp_path: Path) -> None:
    xml = tmp_path / "junit.xml"
    done = parity("run", "logistic", "--witness", "certified", "--junit", xml, before=FULL)
    assert done.returncode == 2
    assert "agree with the certified truth" in done.stdout
    assert one_sentence(done.stderr)
    assert list(tmp_path.iterdir()) == []


def test_a_benchmark_goes_on_without_its_journal(tmp_path: Path) -> None:
    done = parity(*BENCH, "--reports", tmp_path, before=FULL)
    assert done.returncode == 2, done.stderr
    assert "floor" in done.stdout
    assert one_sentence(done.stderr)
    assert "cannot write" in done.stderr


def test_output_that_has_no_room_is_one_sentence_and_no_verdict() -> None:
    command = [*QUICK, "--format", "json"]
    done = parity(*command, before="exec > /dev/full")
    assert done.returncode == 2
    assert done.stderr == (
        "parity: the system says No space left on device; see to that and try again\n"
    )


@pytest.mark.parametrize("command", [("--help",), ("--version",), ("run", "-h")], ids=" ".join)
def test_help_that_has_no_room_is_one_sentence(command: tuple[str, ...]) -> None:
    done = parity(*command, before="exec > /dev/full")
    assert done.returncode == 2
    assert one_sentence(done.stderr)


@pytest.mark.parametrize("command", [("run", "--list"), ("--help",)], ids=" ".join)
def test_output_that_nobody_reads_any_more_ends_quietly(command: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        done = subprocess.run(
            command_line(*command), stdout=closed, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_change_no_exit_code(closed: str) -> None:
    done = parity(*QUICK, before=f"exec {closed}")
    assert (done.returncode, done.stderr) == (0, "")
    refused = parity("run", "nothing/*", before=f"exec {closed}")
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    "command",
    [
        QUICK,
        BENCH,
        ("sweep", "--cases", "1"),
        ("audit", "S0-01", "--no-repair"),
        ("cost",),
        ("report",),
    ],
    ids=lambda command: command[0],
)
def test_a_reports_folder_that_is_no_folder_is_refused_before_the_work(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("here first")
    for place in (tmp_path / "file" / "folder", Path("/proc/nowhere")):
        done = parity(*command, "--reports", place)
        assert (done.returncode, done.stdout) == (2, "")
        assert one_sentence(done.stderr)
        assert str(place) in done.stderr
    assert (tmp_path / "file").read_text() == "here first"


def test_a_report_whose_place_is_a_folder_is_refused_and_the_verdict_is_printed(
    tmp_path: Path,
) -> None:
    (tmp_path / "parity.json").mkdir()
    done = parity(*QUICK, "--reports", tmp_path)
    assert done.returncode == 2
    assert "All 8 findings" in done.stdout
    assert one_sentence(done.stderr)
    assert {path.name for path in tmp_path.iterdir()} == {"parity.md", "parity.json"}


def test_two_benchmarks_at_once_do_not_spoil_each_other(tmp_path: Path) -> None:
    journal = tmp_path / "performance.jsonl"
    first = started(*BENCH, "--rounds", "12", "--reports", tmp_path)
    until(journal.exists)
    second = parity(*BENCH, "--reports", tmp_path)
    assert second.returncode == 2
    assert one_sentence(second.stderr)
    assert "is being written by another parity bench; wait for it" in second.stderr
    assert first.communicate(timeout=120)[1].count("wrote") == 2
    assert first.returncode == 0
    assert not journal.exists()
    assert json.loads((tmp_path / "performance.json").read_text())["missing"] == 0
