"""A clock that is set back while parity works: no second is negative."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.faults.processes import BENCH, QUICK, parity
from tests.parity.sweeps import records

BACKWARDS = """
import itertools, time
hours = itertools.count()
time.time = lambda: 1.7e9 - 3600 * next(hours)
time.time_ns = lambda: int(1e9 * time.time())
"""


def set_back(folder: Path) -> dict[str, str]:
    """Variables under which every process, children too, has a clock that goes backwards."""
    (folder / "sitecustomize.py").write_text(BACKWARDS)
    return {"PYTHONPATH": f"{folder}:{Path.cwd()}"}


def numbers(value: Any, name: str, inside: bool = False) -> list[float]:
    """All numbers in members that have `name` in theirs, however deep."""
    if isinstance(value, float):
        return [value] if inside else []
    if isinstance(value, dict):
        found = [numbers(item, name, inside or name in key) for key, item in value.items()]
    else:
        found = [numbers(item, name, inside) for item in value] if isinstance(value, list) else []
    return [number for some in found for number in some]


def test_the_clock_is_really_set_back(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import time; print(time.time() - time.time())"]
    variables = {**os.environ, **set_back(tmp_path)}
    assert float(subprocess.check_output(command, env=variables)) == 3600


def test_a_run(tmp_path: Path) -> None:
    done = parity(*QUICK, "--format", "json", "--reports", tmp_path / "r", **set_back(tmp_path))
    assert done.returncode == 0, done.stderr
    seconds = numbers(json.loads(done.stdout), "seconds")
    assert len(seconds) >= 4
    assert min(seconds) >= 0


def test_a_sweep(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    done = parity("sweep", "--cases", 1, "--results", path, **set_back(tmp_path))
    assert done.returncode in (0, 3), done.stderr
    assert [line["seconds"] > 0 for line in records(path)] == [True]


def test_a_benchmark(tmp_path: Path) -> None:
    done = parity(*BENCH, "--format", "json", **set_back(tmp_path))
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    for name in ("median", "seconds", "first_call"):
        assert min(numbers(rows, name)) > 0
