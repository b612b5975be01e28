"""What a person sees in a terminal: tables that fit into it, not ones made for a pipe."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest


def on_screen(*arguments: object, columns: int = 80) -> str:
    """Everything that a command prints in a terminal of that width."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "parity", *map(str, arguments)]
    variables = {**os.environ, "COLUMNS": str(columns), "NO_COLOR": "1", "TERM": "xterm"}
    process = subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env=variables)
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 2**16):
            said += part
    except OSError:  # Linux says so where the other end is closed
        pass
    finally:
        os.close(ours)
        process.wait(timeout=60)
    return re.sub(r"\x1b\[[\d;]*m", "", said.decode())  # bold and dim are no colours


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A result, and one in which all cases are gone."""
    folder = tmp_path_factory.mktemp("results")
    report = json.loads((Path(__file__).parents[2] / "reports" / "parity.json").read_text())
    old, new = folder / "old.json", folder / "new.json"
    old.write_text(json.dumps({**report, "findings": report["findings"][:20]}))
    new.write_text(json.dumps({**report, "findings": []}))
    return old, new


@pytest.mark.parametrize("columns", [80, 140])
@pytest.mark.parametrize("what", ["witnesses", "compare", "vectors"])
def test_tables_fit_into_the_terminal(
    what: str, columns: int, results: tuple[Path, Path], tmp_path: Path
) -> None:
    given = {
        "witnesses": (),
        "compare": results,
        "vectors": (tmp_path, "shallow/vectorised/tanh/subnormal-inputs/float64"),
    }
    said = on_screen(what, *given[what], columns=columns)
    head, *rows = said.splitlines()
    assert head.split()[0] in ("witness", "case")
    assert rows
    assert "|" not in said
    assert all(len(line) <= columns for line in said.splitlines())


def test_a_format_that_is_asked_for_is_obeyed_in_a_terminal() -> None:
    assert on_screen("witnesses", "--format", "github").startswith("| witness")
