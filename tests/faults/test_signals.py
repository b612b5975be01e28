"""Ctrl-C and SIGTERM in the middle: exit code 130, rows are kept, what is missing is counted."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from parity.catalogue import select
from tests.faults.processes import BENCH, started, workers_of
from tests.parity.sweeps import until

SIGNALS = pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
NET = """
import numpy as np
from pathlib import Path

def cost{name}(w: "n 1", X: "n m", Y: "1 m"):
    E = w.T @ X - Y
    return np.sum(E**2) / 2

def gradients{name}(X, E):
    {first}
    return dict(dw=X @ E.T)
"""


def told_missing(errors: str) -> int:
    """How many are missing, by the last line of standard error."""
    assert "Traceback" not in errors
    found = re.search(r"parity: interrupted, (\d+) (cases|derivations) are missing\n$", errors)
    assert found, errors
    return int(found[1])


def interrupted(running: subprocess.Popen[str], sent: signal.Signals) -> tuple[str, str]:
    """What it says, and nobody is left."""
    children = workers_of(running.pid)
    running.send_signal(sent)
    out, errors = running.communicate(timeout=60)
    assert running.returncode == 130, errors
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), seconds=30)
    return out, errors


SENT_AFTER_THREE = """
import contextlib, os, sys
SENT = int(sys.argv.pop(1))
from parity import cli, screen

@contextlib.contextmanager
def progress(total):
    done = []
    def step(result):
        done.append(result)
        if len(done) == 3:
            os.kill(os.getpid(), SENT)
    yield step

screen.progress = progress
cli.main()
"""


@SIGNALS
def test_a_run_keeps_its_rows(sent: signal.Signals, tmp_path: Path) -> None:
    arguments = ["run", "logistic", "--witness", "certified", "--reports", str(tmp_path)]
    arguments += ["--format", "json", "--junit", str(tmp_path / "junit.xml")]
    command = [sys.executable, "-c", SENT_AFTER_THREE, str(int(sent)), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 130, done.stderr
    result = json.loads(done.stdout)
    assert result["summary"]["cases"] >= 3
    assert told_missing(done.stderr) == len(select(("logistic",))) - result["summary"]["cases"] > 0
    assert json.loads((tmp_path / "parity.json").read_text()) == result
    assert f"Interrupted: {told_missing(done.stderr)} of " in (tmp_path / "parity.md").read_text()
    assert f'tests="{result["summary"]["cases"]}"' in (tmp_path / "junit.xml").read_text()


@SIGNALS
def test_a_benchmark_keeps_its_rows(sent: signal.Signals, tmp_path: Path) -> None:
    journal = tmp_path / "performance.jsonl"
    running = started(*BENCH, "bench/30-1/569/*", "--rounds", "30", "--reports", tmp_path,
                      "--format", "json")  # fmt: skip
    until(lambda: journal.exists() and journal.read_text() != "")
    out, errors = interrupted(running, sent)
    result = json.loads(out)
    assert result["missing"] == told_missing(errors) > 0
    assert {row["case"] for row in result["rows"]} < set(result["planned"])
    assert json.loads((tmp_path / "performance.json").read_text()) == result
    assert not journal.exists()


@SIGNALS
def test_a_check_keeps_the_derivations_that_are_done(sent: signal.Signals, tmp_path: Path) -> None:
    mark = tmp_path / "begun"
    path = tmp_path / "two.py"
    forever = f"Path({str(mark)!r}).touch()\n    while True: pass"
    path.write_text(NET.format(name="", first="") + NET.format(name="_x", first=forever))
    running = started("check", path, "--witness", "certified", "--draws", 1)
    until(mark.exists)
    out, errors = interrupted(running, sent)
    assert told_missing(errors) == 1
    assert out.count("quantities agree with the truth") == 1


@SIGNALS
def test_before_anything_is_done_nothing_is_written(sent: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "parity.json").write_text("of the last run")
    running = started("run", "training", "--witness", "jax", "--reports", tmp_path)
    until(lambda: bool(workers_of(running.pid)))
    out, errors = interrupted(running, sent)
    assert out == ""
    assert errors.endswith("parity: interrupted\n")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["of the last run"]


def test_an_interrupted_report_does_not_go_on(tmp_path: Path) -> None:
    running = started("report", "--reports", tmp_path)
    until(lambda: bool(workers_of(running.pid)))
    _, errors = interrupted(running, signal.SIGINT)
    assert errors.endswith(f"parity: interrupted, {tmp_path} is as it was\n")
    assert not list(tmp_path.iterdir())
