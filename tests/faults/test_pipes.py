"""A pipe in the place of a file: read where somebody writes to it, refused where nobody does."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.parity.test_compare import result

NOBODY = "it is a pipe that nothing comes from: who writes to it?"


def parity(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """In a shell, in the folder of the pipe; one that waits for a writer fails the test."""
    line = command.replace("parity", f"{sys.executable} -m parity")
    return subprocess.run(
        ["bash", "-c", line], cwd=cwd, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A result, a pipe without a writer, and folders that have one in the place of a file."""
    (tmp_path / "old.json").write_text(json.dumps(result()))
    for name in ("pipe", "vectors/manifest.json", "reports/parity.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        os.mkfifo(tmp_path / name)
    (tmp_path / "net.py").write_text("")
    return tmp_path


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("parity compare pipe old.json", f"pipe cannot be read: {NOBODY}"),
        ("parity compare old.json pipe", f"pipe cannot be read: {NOBODY}"),
        ("parity check pipe", f"pipe cannot be read: {NOBODY}"),
        ("parity check net.py --point pipe", "--point pipe is no file"),
        ("parity vectors --verify vectors pipe", f"pipe cannot be read: {NOBODY}"),
        ("parity sweep --cases 1 --resume pipe", "pipe is no ordinary file"),
        ("parity detect --mutants 1 --resume pipe", "pipe is no ordinary file"),
        ("true | parity compare /dev/stdin old.json", f"/dev/stdin cannot be read: {NOBODY}"),
    ],
)
def test_nobody_is_waited_for(folder: Path, command: str, said: str) -> None:
    done = parity(command, folder)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_a_pipe_among_the_vectors(folder: Path) -> None:
    done = parity("parity vectors new logistic/graph/float64", folder)
    (name,) = (path.name for path in (folder / "new").glob("*.safetensors"))
    (folder / "new" / name).rename(folder / name)
    done = parity(f"parity vectors --verify vectors {name}", folder)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert f"vectors/manifest.json cannot be read: {NOBODY}" in done.stderr
    os.mkfifo(folder / "new" / name)
    done = parity(f"parity vectors --verify new {name}", folder)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert f"new/{name} cannot be read: {NOBODY}" in done.stderr


def test_a_pipe_among_the_reports_is_a_problem_of_its_part(folder: Path) -> None:
    done = parity("parity report --page --reports reports", folder)
    assert done.returncode == 0
    assert (
        f"parity.json: reports/parity.json cannot be read: {NOBODY}; make it again" in done.stderr
    )


@pytest.mark.parametrize(
    "command",
    [
        "parity compare <(cat old.json) <(sleep 1; cat old.json)",
        "(sleep 1; cat old.json) | parity compare old.json /dev/stdin",
        "parity compare /dev/stdin old.json < old.json",
        "cat old.json > pipe & parity compare old.json pipe",
    ],
)
def test_a_writer_is_waited_for(folder: Path, command: str) -> None:
    done = parity(command, folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Nothing changed in 4 findings.\n"
