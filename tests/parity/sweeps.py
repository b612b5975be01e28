"""Sweeps as their users run them: in processes of their own, with real files."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from parity.case import Case
from parity.sweep.draw import architecture, block_of, case_of


def command(*arguments: object) -> list[str]:
    """The command line of a sweep of seed 1."""
    return [sys.executable, "-m", "parity", "sweep", "--seed", "1", *map(str, arguments)]


def swept(*arguments: object) -> subprocess.CompletedProcess[str]:
    """A sweep to its end."""
    done = command(*arguments)
    return subprocess.run(done, capture_output=True, text=True, check=False, timeout=300)


def drawn(number: int, length: int) -> Case:
    """The case of seed 1 as it was drawn when so many shared an architecture."""
    return case_of(architecture(block_of(number, length), 1), number, 1)


def records(path: Path) -> list[dict[str, Any]]:
    """The whole lines of a file."""
    text = path.read_text() if path.exists() else ""
    return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]


def until(true: Callable[[], bool], seconds: float = 200) -> None:
    """Wait for something to happen."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def assert_complete(path: Path, cases: int) -> None:
    """Every case is there exactly once, and what can be compared was compared."""
    lines = records(path)
    assert sorted(line["number"] for line in lines) == list(range(cases))
    for line in lines:
        assert set(line["parties"]) == {"hand", "torch", "jax"}
        for party in line["parties"].values():
            assert party["verdicts"]["agrees"] > 0
            assert party["verdicts"]["disagrees"] == party["verdicts"]["not run"] == 0
