"""What a person sees in a terminal: tables that fit into it, not ones made for a pipe."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

SHOWN = """
import json, sys
from parity.benchmark.cases import select
from parity.benchmark.run import Result
from parity.benchmark.timing import Timing
from parity.cost.checking import Checking
from parity.cost.nets import Cost
from parity.cost.start_up import StartUp
from parity.{command}.screen import show

known = json.load(open(sys.argv[1]))
nets = tuple(Cost(**row) for row in known["checking"])
checking = Checking(nets, tuple(StartUp(**row) for row in known["start_up"]))
timings = tuple(Timing(**row) for row in known["rows"])
result = Result(timings, select(()), known["rounds"], known["seconds"], checking=checking)
show(*{given})
"""
PERFORMANCE = Path(__file__).parents[2] / "reports" / "performance.json"


def on_screen(*arguments: object, columns: int = 80) -> str:
    """Everything that a command prints in a terminal of that width."""
    return said_on_screen("-m", "parity", *arguments, columns=columns)


def said_on_screen(*arguments: object, columns: int) -> str:
    """Everything that Python prints there."""
    ours, theirs = pty.openpty()
    command = [sys.executable, *map(str, arguments)]
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


SWEPT = (
    "2 random correct derivations, 132 findings: no false alarm, 0 inconclusive (0 %), 0 not run."
)


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


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The lines of a sweep, which another one takes up, and what it said."""
    lines = tmp_path_factory.mktemp("sweep") / "lines.jsonl"
    return lines, on_screen("sweep", "--cases", 2, "--workers", 1, "--results", lines)


@pytest.mark.parametrize("columns", [80, 140, 240])
def test_a_sweep_fits_into_the_terminal_and_ends_with_a_sentence(
    columns: int, sweep: tuple[Path, str]
) -> None:
    lines, said = sweep
    if columns != 80:
        said = on_screen("sweep", "--cases", 2, "--resume", lines, columns=columns)
    assert_fits(said, columns)
    assert ("sweep/0/0 J" in said) == (columns == 240)  # the last column is there if all are
    assert " ".join(said.split()).endswith(SWEPT)


@pytest.mark.parametrize("form", ["plain", "csv"])
def test_a_sweep_ends_with_a_sentence_in_a_pipe(form: str, sweep: tuple[Path, str]) -> None:
    command = [sys.executable, "-m", "parity", "sweep", "--cases", "2", "--resume", str(sweep[0])]
    piped = subprocess.run([*command, "--format", form], capture_output=True, text=True, check=True)
    assert (SWEPT in piped.stdout, SWEPT in piped.stderr) == (form == "plain", form == "csv")


def test_a_detection_fits_into_the_terminal(tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    for columns, option in ((80, "--results"), (140, "--resume")):
        said = on_screen("detect", "--mutants", 1, "--workers", 1, option, lines, columns=columns)
        assert_fits(said, columns)
        assert "In float64 parity catches 100 % (1 of 1) planted mistakes" in said


@pytest.mark.parametrize("columns", [80, 140])
@pytest.mark.parametrize(
    ("command", "given", "words"),
    [
        ("benchmark", "(result, None)", "10,000 steps on 2-4-1"),
        ("cost", "(checking, None, False)", "The floor of the check"),
    ],
)
def test_what_was_timed_fits_into_the_terminal(
    command: str, given: str, words: str, columns: int
) -> None:
    script = SHOWN.format(command=command, given=given)
    said = said_on_screen("-c", script, PERFORMANCE, columns=columns)
    assert words in said
    assert_fits(said, columns)


def assert_fits(said: str, columns: int) -> None:
    """No table of pipes, and no line that the terminal would break."""
    assert "|" not in said
    assert [line for line in said.splitlines() if len(line) > columns] == []


def test_a_format_that_is_asked_for_is_obeyed_in_a_terminal() -> None:
    assert on_screen("witnesses", "--format", "github").startswith("| witness")
