"""Ctrl-C and SIGTERM in the middle: exit code 130, rows are kept, what is missing is counted."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from safetensors.numpy import load_file

from parity.catalogue import select
from parity.cost.checking import planned
from parity.cost.start_up import COMMANDS, RUNS
from reference.notes import NOTES
from tests.faults.processes import BENCH, started, workers_of
from tests.parity.schemas import problems
from tests.parity.sweeps import until

WHAT = "cases|derivations|formulas|rows|cases and manifest.json"
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
    found = re.search(rf"parity: interrupted, (\d+) ({WHAT}) are missing\n$", errors)
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


SENT_AT_CALL = """
import importlib, os, sys
sent, count = int(sys.argv.pop(1)), int(sys.argv.pop(1))
owner, name = importlib.import_module(sys.argv.pop(1)), sys.argv.pop(1)
original, calls = getattr(owner, name), []

def counted(*arguments):
    calls.append(arguments)
    if len(calls) == count:
        os.kill(os.getpid(), sent)
    return original(*arguments)

setattr(owner, name, counted)
"""
# Installed packages stay in memory: other tests are about to import them.
OURS_ONLY = "from parity.cost import start_up\nstart_up.site_folders = lambda: []\n"
MAIN = "from parity import cli\ncli.main()\n"
TWO_CASES = """
from parity.benchmark import cases
from parity.benchmark.contenders import CONTENDERS
for name in [name for name in CONTENDERS if name not in ("hand", "floor")]:
    del CONTENDERS[name]
every = cases.select
cases.select = lambda *_: every(("bench/2-1/1000/float64/*",), False)
"""


def sent_at(
    sent: signal.Signals, count: int, where: str, *arguments: object, before: str = ""
) -> subprocess.CompletedProcess[str]:
    """A command that gets the signal when it calls that function for that time."""
    given = [str(int(sent)), str(count), *where.split(":"), *map(str, arguments)]
    command = [sys.executable, "-c", SENT_AT_CALL + before + MAIN, *given]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 130, done.stderr
    return done


@SIGNALS
def test_an_audit_keeps_its_formulas_and_writes_no_file(
    sent: signal.Signals, tmp_path: Path
) -> None:
    audit = ("audit", "S0", "--no-repair", "--format", "json", "--reports", tmp_path)
    done = sent_at(sent, 3, "parity.audit:audited", *audit)
    assert len(json.loads(done.stdout)["formulas"]) == 2
    assert told_missing(done.stderr) == len(NOTES["S0"].formulas) - 2
    assert not list(tmp_path.iterdir())


@SIGNALS
def test_vectors_that_are_done_are_whole_and_no_manifest_claims_more(
    sent: signal.Signals, tmp_path: Path
) -> None:
    vectors = ("vectors", tmp_path, "logistic/graph", "logistic/loop")
    done = sent_at(sent, 3, "parity.vectors.folder:vectors", *vectors)
    chosen = select(("logistic/graph", "logistic/loop"))
    assert told_missing(done.stderr) == len(chosen) - 2
    assert {path.suffix for path in tmp_path.iterdir()} == {".safetensors"}
    assert [len(load_file(path)) > 3 for path in tmp_path.iterdir()] == [True, True]


@SIGNALS
def test_costs_keep_their_rows(sent: signal.Signals, tmp_path: Path) -> None:
    cost = ("cost", "--start-up", "--format", "json", "--reports", tmp_path)
    done = sent_at(sent, RUNS + 1, "parity.cost.start_up:forgotten", *cost, before=OURS_ONLY)
    (row,) = json.loads(done.stdout)["start_up"]
    assert told_missing(done.stderr) == len(COMMANDS) - 1
    assert row["what"] in (tmp_path / "cost.md").read_text()


@SIGNALS
def test_a_benchmark_that_is_interrupted_while_it_checks_keeps_both(
    sent: signal.Signals, tmp_path: Path
) -> None:
    bench = ("bench", "--rounds", "1", "--format", "json", "--reports", tmp_path)
    before = OURS_ONLY + TWO_CASES
    done = sent_at(sent, RUNS + 1, "parity.cost.start_up:forgotten", *bench, before=before)
    result = json.loads(done.stdout)
    assert {row["case"] for row in result["rows"]} == set(result["planned"])
    assert len(result["start_up"]) == 1
    assert result["missing"] == told_missing(done.stderr) == planned() - 1
    assert problems(result) == []
    page = (tmp_path / "performance.md").read_text()
    assert "priority" in result["environment"]["priority"]
    assert result["environment"]["priority"] in page.partition("## The machine")[2]
    assert json.loads((tmp_path / "performance.json").read_text()) == result
