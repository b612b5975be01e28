"""The command line as a user meets it; where the process matters, in one of its own."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.processes import one_sentence
from tests.faults.processes import parity as process
from tests.parity.command_line import parity


def test_without_arguments_it_prints_a_short_help() -> None:
    done = process()
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: parity")
    assert "report" in done.stdout


@pytest.mark.parametrize("arguments", [["--help"], ["report", "--help"]])
def test_every_help_exits_with_0(arguments: list[str]) -> None:
    for run in (parity, process):
        done = run(*arguments)
        assert done.returncode == 0
        assert "Usage:" in done.stdout


@pytest.mark.parametrize(
    ("command", "codes"),
    [
        ("sweep", [0, 1, 2, 3, 130]),
        ("detect", [0, 1, 2, 130]),
        ("bench", [0, 1, 2, 3, 130]),
        ("cost", [0, 2, 130]),
    ],
)
def test_help_names_every_exit_code(command: str, codes: list[int]) -> None:
    _, told = parity(command, "--help").stdout.split("Exit code:")
    sentence, *_ = told.split("Example:")
    assert [int(code) for code in re.findall(r"\b\d+\b", sentence)] == codes


def test_help_imports_no_framework() -> None:
    code = (
        "import sys; from parity.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'torch', 'jax', 'sklearn', 'scipy', 'autograd', 'flint', 'numpy'}\n"
        "print('heavy:', sorted(heavy & sys.modules.keys()))"
    )
    command = [sys.executable, "-c", code, "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("heavy: []\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["bla"], "parity: No such command 'bla'; see parity --help\n"),
        (["report", "--foo"], "parity: No such option '--foo'; see parity report --help\n"),
        (
            ["report", "extra"],
            "parity: Got unexpected extra argument (extra); see parity report --help\n",
        ),
        (
            ["report", "--reports", "README.md"],
            "parity: Invalid value for '--reports': Directory 'README.md' is a file; "
            "see parity report --help\n",
        ),
        (
            ["run", "--reports", ""],
            "parity: Invalid value for '--reports': '' is no path; see parity run --help\n",
        ),
        (
            ["vectors", ""],
            "parity: Invalid value for 'DIR': '' is no path; see parity vectors --help\n",
        ),
        *(
            (
                [command, option, value],
                f"parity: Invalid value for '{option}': '{value}' is not finite; "
                f"give a finite number; see parity {command} --help\n",
            )
            for command, option in (("bench", "--budget"), ("run", "--seconds"))
            for value in ("nan", "inf")
        ),
    ],
)
def test_bad_usage_is_one_sentence_and_exit_code_2(arguments: list[str], sentence: str) -> None:
    done = parity(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == sentence


def test_a_process_prints_one_sentence_and_exits_with_2() -> None:
    done = process("bla")
    assert (done.returncode, done.stdout) == (2, "")
    assert one_sentence(done.stderr)


def test_a_sentence_has_no_control_characters_and_an_end() -> None:
    path = "\x1b[2Jone\ntwo" + "/x" * 50_000
    done = parity("check", path, "--witness", "certified")
    assert done.returncode == 2
    assert done.stderr.startswith("parity: \\x1b[2Jone two/x/x")
    assert len(done.stderr) < 2100


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = parity("report", "--reports", str(tmp_path / "file" / "folder"))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "cannot write into" in done.stderr
    assert "Not a directory" in done.stderr


def test_scikit_learn_missing_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "sklearn.py").write_text("raise ImportError('not here')")
    done = process("report", "--reports", str(tmp_path), PYTHONPATH=str(tmp_path))
    assert done.returncode == 2
    assert "pip install 'gradient-parity[report]'" in done.stderr
    assert list(tmp_path.glob("*.md")) == []


def test_the_head_of_the_report_says_what_was_asked(tmp_path: Path) -> None:
    asked = ["run", "logistic/graph/*64", "--witness", "certified", "--reports", str(tmp_path)]
    assert process(*asked).returncode == 0
    said = f"Command `parity run 'logistic/graph/*64' --witness certified --reports {tmp_path}`."
    assert said in (tmp_path / "parity.md").read_text()


@pytest.mark.parametrize("command", ["run", "bench"])
def test_a_list_of_names_obeys_the_format(command: str) -> None:
    plain = parity(command, "--list").stdout.splitlines()
    assert len(plain) > 20
    assert json.loads(parity(command, "--list", "--format", "json").stdout) == plain
    assert parity(command, "--list", "--format", "csv").stdout.split() == ["case", *plain]
