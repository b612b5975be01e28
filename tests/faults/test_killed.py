"""Processes that are killed, from outside, by SIGKILL: the command ends, and says what it cost."""

import json
import os
import signal
import time
from pathlib import Path

from tests.faults.processes import BENCH, started, workers_of
from tests.parity.sweeps import records, until


def worker_of(parent: int, which: str) -> int:
    """The process of a command that has it in its command line."""
    until(lambda: any(which in line for line in workers_of(parent).values()))
    return next(pid for pid, line in workers_of(parent).items() if which in line)


def test_a_killed_witness_costs_the_case_that_it_was_asked_and_no_other() -> None:
    running = started("run", "logistic", "--witness", "certified", "--format", "json")
    os.kill(worker_of(running.pid, "certified"), signal.SIGKILL)
    out, errors = running.communicate(timeout=120)
    assert running.returncode == 3, errors
    assert "Traceback" not in errors
    findings = json.loads(out)["findings"]
    silent = [f for f in findings if f["verdict"] == "not run"]
    assert {f["note"] for f in silent if f["who"] == "certified"} == {
        "certified was killed by SIGKILL"
    }
    assert len({f["case"] for f in silent}) == 1
    assert {f["verdict"] for f in findings if f not in silent} == {"agrees"}


def test_a_killed_worker_of_a_sweep_costs_no_case(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    running = started("sweep", "--cases", 6, "--workers", 2, "--seed", 1, "--results", path)
    until(lambda: len(records(path)) >= 1)
    os.kill(worker_of(running.pid, "parity.sweep.trying"), signal.SIGKILL)
    _, errors = running.communicate(timeout=120)
    assert running.returncode in (0, 3), errors
    assert errors == ""
    assert sorted(line["number"] for line in records(path)) == list(range(6))
    assert {line["parties"]["hand"]["verdicts"]["not run"] for line in records(path)} == {0}


def test_a_killed_contender_is_not_timed_and_the_others_are() -> None:
    running = started(*BENCH, "--format", "json")
    while running.poll() is None:  # whenever it is started, for the next case as well
        for pid, line in workers_of(running.pid).items():
            if " floor " in line:
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)
    out, errors = running.communicate(timeout=120)
    assert running.returncode == 3, errors
    assert "Traceback" not in errors
    rows = json.loads(out)["rows"]
    assert {row["note"] for row in rows if row["verdict"] == "not run"} == {
        "floor was killed by SIGKILL"
    }
    assert [row["contender"] for row in rows if row["median"] is not None] == ["hand"] * 2


def test_nobody_stays_behind_when_the_command_itself_is_killed() -> None:
    running = started("run", "logistic", "--witness", "certified")
    child = worker_of(running.pid, "certified")
    running.kill()
    running.communicate(timeout=60)
    until(lambda: not Path(f"/proc/{child}").exists(), seconds=30)
