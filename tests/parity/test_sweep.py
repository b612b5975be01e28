"""A sweep loses nothing but what was in flight, and goes on where it ended."""

import contextlib
import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from parity.sweep.draw import random_case
from parity.sweep.lines import Line
from parity.sweep.pool import try_here
from parity.sweep.trying import Trier
from tests.parity.schemas import problems
from tests.parity.sweeps import assert_complete, command, records, swept, until


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lines of a sweep of four cases."""
    path = tmp_path_factory.mktemp("sweep") / "lines.jsonl"
    done = swept("--cases", 4, "--workers", 1, "--results", path)
    assert done.returncode in (0, 3), done.stderr
    return path


def test_every_line_is_what_its_schema_says(four: Path) -> None:
    assert_complete(four, 4)
    for line in records(four):
        assert problems(line) == []
        assert line["sha256"] == random_case(line["number"], 1).sha256


def test_a_sweep_that_is_resumed_does_what_is_missing_and_reports_all(
    four: Path, tmp_path: Path
) -> None:
    path, folder = tmp_path / "lines.jsonl", tmp_path / "reports"
    lines = four.read_text().splitlines(keepends=True)
    kept = lines[0] + lines[2]
    path.write_text(kept + lines[3][:-20])  # the last one was cut off
    done = swept("--cases", 4, "--workers", 1, "--resume", path, "--reports", folder)
    assert done.returncode in (0, 3), done.stderr
    assert path.read_text().startswith(kept)
    assert_complete(path, 4)
    assert timeless(records(path)) == timeless(records(four))
    report = json.loads((folder / "false-alarms.json").read_text())
    assert problems(report) == []
    assert report["summary"]["cases"] == 4
    assert "**4 random correct derivations" in (folder / "false-alarms.md").read_text()


def test_a_sweep_that_was_done_already_is_as_fast_as_nobody_knows(four: Path) -> None:
    done = swept("--cases", 4, "--resume", four, "--format", "json")
    printed = json.loads(done.stdout)
    assert problems(printed) == []
    assert printed["whole"] is None


def timeless(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines by number, without what differs from run to run."""
    differs = ("seconds", "age", "megabytes")
    ordered = sorted(lines, key=lambda line: line["number"])
    return [{name: line[name] for name in line if name not in differs} for line in ordered]


def test_a_killed_sweep_leaves_whole_lines_and_resumes(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    with subprocess.Popen(
        command("--cases", 12, "--workers", 2, "--results", path),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as running:
        until(lambda: len(records(path)) >= 3)
        running.kill()
    before = path.read_text()
    assert 3 <= len(records(path)) < 12
    done = swept("--cases", 12, "--workers", 2, "--resume", path)
    assert done.returncode in (0, 3), done.stderr
    assert path.read_text().startswith(before[: before.rindex("\n") + 1])
    assert_complete(path, 12)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_sweep_and_keeps_what_is_done(sent: signal.Signals, tmp_path: Path) -> None:
    path, folder = tmp_path / "lines.jsonl", tmp_path / "reports"
    arguments = ("--cases", 300, "--workers", 1, "--results", path, "--reports", folder)
    with subprocess.Popen(
        command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        until(lambda: len(records(path)) >= 2)
        running.send_signal(sent)
        _, errors = running.communicate(timeout=60)
    assert running.returncode == 130, errors
    done = len(records(path))
    assert f"parity: interrupted, {300 - done} cases are missing" in errors
    assert "Traceback" not in errors
    report = json.loads((folder / "false-alarms.json").read_text())
    assert report["summary"]["cases"] == done


def test_a_full_disk_is_said_in_one_sentence_and_the_file_resumes(
    four: Path, tmp_path: Path
) -> None:
    path = tmp_path / "lines.jsonl"
    room = len(four.read_text()) - 100  # of RLIMIT_FSIZE: a part of the fourth line fits
    limited = f"ulimit -f {room // 1024}; trap '' XFSZ; exec \"$@\""
    arguments = command("--cases", 4, "--workers", 1, "--results", path)
    done = subprocess.run(
        ["bash", "-c", limited, "bash", *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "cannot write" in done.stderr
    assert "--resume" in done.stderr
    assert done.stderr.count("\n") == 1
    assert 1 <= len(records(path)) < 4
    assert swept("--cases", 4, "--workers", 1, "--resume", path).returncode in (0, 3)
    assert_complete(path, 4)


def test_a_case_whose_process_is_killed_is_tried_again() -> None:
    lines: list[Line] = []
    killed: list[int] = []
    others = children()  # of other tests in this process

    def keep(line: Line) -> None:
        lines.append(line)
        if not killed:
            (child,) = set(children()) - set(others)
            killed.append(child)
            os.kill(child, signal.SIGKILL)

    try_here([(0, 1), (2,)], 1, 1, keep)
    assert [line.number for line in lines] == [0, 1, 2]
    assert {line.parties["hand"].verdicts["not run"] for line in lines} == {0}


def children() -> list[int]:
    """Processes that try cases for this one."""
    found = []
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            status = (folder / "stat").read_text() if folder.name.isdigit() else ""
            ours = status and int(status.rpartition(")")[2].split()[1]) == os.getpid()
            if ours and "parity.workers" in (folder / "cmdline").read_text():
                found.append(int(folder.name))
    return found


def test_a_case_that_ends_every_process_is_not_run_and_says_why() -> None:
    trier = Trier()
    trier.worker.module = "tests.parity.faulty_sweep"
    line = trier.line(3, 1)
    trier.stop()
    assert {party.note for party in line.parties.values()} == {"the sweep ended with exit code 7"}
    assert all(party.verdicts["not run"] > 0 for party in line.parties.values())
    assert line.sha256 == random_case(3, 1).sha256
