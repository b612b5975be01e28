"""`parity check` as a user meets it: exit codes, sentences, every format."""

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from parity.cli import parity
from parity.commands.check import show
from parity.errors import InputError
from tests.parity.own_trials import checked
from tests.parity.schemas import problems

RIGHT = '''"""Ridge regression."""
import numpy as np

def cost(w: "n 1", X: "n m", Y: "1 m", lam: "> 0"):
    print("noise")
    E = w.T @ X - Y
    return np.sum(E**2) / 2 + lam / 2 * np.sum(w**2)

def gradients(w, X, E, lam):
    dE = E
    dw = X @ dE.T + lam * w
    return dict(dE=dE, dw=dw)
'''
WRONG = RIGHT.replace("dE.T + lam", "dE.T - lam")
FOREVER = RIGHT.replace('print("noise")', "while True: pass")
KILLED = RIGHT.replace('print("noise")', "import os; os._exit(7)")
LATE = RIGHT.replace("dE = E", "dE = E\n    while w.dtype == np.float32: pass")


def parity_check(path: Path, *arguments: str) -> Result:
    command = ["check", str(path), "--witness", "certified", "--draws", "2", *arguments]
    return CliRunner().invoke(parity, command, standalone_mode=False)


def written(folder: Path, text: str) -> Path:
    path = folder / "ridge.py"
    path.write_text(text)
    return path


def test_it_prints_results_and_nothing_of_what_the_program_prints(tmp_path: Path) -> None:
    done = parity_check(written(tmp_path, WRONG), "--format", "json")
    assert done.return_value == 1
    value = json.loads(done.output)
    assert problems(value) == []
    (derivation,) = value["derivations"]
    assert [line["verdict"] for line in derivation["lines"]] == ["holds", "wrong"]
    assert "dw = X @ dE.T + lam * w" in derivation["lines"][1]["suggestions"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (FOREVER, "the derivation did not end within 1 s; mend it, or give it more --seconds"),
        (LATE, "the derivation did not end within 1 s; mend it, or give it more --seconds"),
        (KILLED, "the derivation ended with exit code 7; mend it"),
    ],
)
def test_a_program_that_does_not_come_back_is_refused(tmp_path: Path, text: str, what: str) -> None:
    path = written(tmp_path, text)
    done = parity_check(path, "--seconds", "1")
    assert isinstance(done.exception, InputError)  # which parity.cli.main prints, and exits with 2
    line = 1 + text[: text.index("def cost(")].count("\n")
    assert str(done.exception) == f"{path}:{line}: {what}"
    assert done.output == ""


def test_a_point_of_ones_own(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(3, 5)), rng.normal(size=(1, 5))
    np.savez(tmp_path / "point.npz", w=np.ones((3, 1)), X=X, Y=Y, lam=2)
    path = written(tmp_path, WRONG)
    done = parity_check(path, "--point", str(tmp_path / "point.npz"))
    assert done.return_value == 1
    assert "try  dw = X @ dE.T + lam * w\n" in done.output
    assert done.output.endswith("One of 2 lines is wrong: dw (line 11).\n")


def test_without_the_truth_lines_are_not_judged(tmp_path: Path) -> None:
    path = written(tmp_path, WRONG)
    command = ["check", str(path), "--witness", "differences", "--draws", "1"]
    done = CliRunner().invoke(parity, command, standalone_mode=False)
    assert done.return_value == 1
    assert "note: lines are not judged without the certified truth" in done.output
    assert "dw" in done.output.splitlines()[-1]


@pytest.mark.parametrize("form", ["github", "plain", None])
def test_text(tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str | None) -> None:
    check = checked(tmp_path, WRONG, "ridge.py", draws=2)
    capsys.readouterr()
    show([check], form)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "ridge.py: Ridge regression."
    assert "    10  dE  holds         dE = E" in lines
    assert "    11  dw  wrong         dw = X @ dE.T - lam * w" in lines
    assert lines[-1] == "One of 2 lines is wrong: dw (line 11)."


def test_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check = checked(tmp_path, WRONG, "ridge.py", draws=2)
    capsys.readouterr()
    show([check], "csv")
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["quantity"], row["verdict"]) for row in rows] == [("dE", "holds"), ("dw", "wrong")]
    assert rows[1]["line"] == f"{tmp_path / 'ridge.py'}:11"
    assert float(rows[1]["by hand"]) != float(rows[1]["truth"].split()[0])


@pytest.mark.parametrize("form", ["html", "latex"])
def test_what_stands_in_the_file_is_escaped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    text = WRONG.replace("lam * w\n", 'lam * w * len("<b>&%_#$")\n')
    check = checked(tmp_path, text, "<i>&_%.py", draws=2)
    capsys.readouterr()
    show([check], form)
    out = capsys.readouterr().out
    if form == "html":
        assert "&lt;b&gt;&amp;" in out
        assert "&lt;i&gt;&amp;_%.py:11" in out
        assert "<b>" not in out
        assert "<i>" not in out
    else:
        assert r"\&\%\_\#\$" in out
        assert "&%_#$" not in out


def test_several_derivations_are_one_object(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checks = [checked(tmp_path, text, draws=1) for text in (RIGHT, WRONG)]
    capsys.readouterr()
    show(checks, "json")
    value = json.loads(capsys.readouterr().out)
    assert problems(value) == []
    assert [one["verdict"] for one in value["derivations"]] == ["agrees", "disagrees"]
    assert value["summary"]["cases"] == len(value["cases"]) == 4
