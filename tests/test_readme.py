"""The README's Python examples are run, and print what the README says."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

from parity.comparison import LIMIT_AT_LEAST
from tests.parity.own_trials import checks_of

README = Path(__file__).parent.parent / "README.md"


def test_examples_print_what_the_readme_says() -> None:
    result = doctest.testfile(str(README), module_relative=False)
    assert result.attempted > 8
    assert result.failed == 0


def test_examples_print_it_with_blas_for_another_processor() -> None:
    """A training that amplifies rounding would end elsewhere; every x86 runs what Nehalem did."""
    done = subprocess.run(
        [sys.executable, "-m", "doctest", str(README)],
        env={**os.environ, "OPENBLAS_CORETYPE": "Nehalem"},
        cwd=README.parent, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_the_check_prints_what_the_readme_says(tmp_path: Path) -> None:
    pattern = r'```python\n("""One hidden.*?)```\n\n```console\n\$ parity check net.py\n(.*?)```'
    (found,) = re.findall(pattern, README.read_text(), re.DOTALL)
    (tmp_path / "net.py").write_text(found[0])
    (check,) = checks_of(tmp_path / "net.py")
    assert f"{check}\n" == found[1]


def test_the_session_of_pytest_prints_what_the_readme_says(tmp_path: Path) -> None:
    text = README.read_text()
    (net,) = re.findall(r'```python\n"""One hidden.*?```\n', text, re.DOTALL)
    ini, said = re.findall(
        r"```ini\n(.*?)```\n\n```console\n\$ pytest -q [^\n]*\n(.*?)```", text, re.DOTALL
    )[0]
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "net.md").write_text(net)
    (tmp_path / "pytest.ini").write_text(ini)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    at_home = {name: value for name, value in os.environ.items() if name != "CI"}  # pytest looks
    printed = subprocess.run(
        command, cwd=tmp_path, env=at_home, capture_output=True, text=True, check=False
    )
    expected = [line for line in said.splitlines() if line != "[...]"]
    assert expected.pop().split(" in ")[0] in printed.stdout  # how long it took varies
    assert [line for line in printed.stdout.splitlines() if line in expected] == expected


def rows(text: str) -> list[dict[str, str]]:
    """The rows of a table, cells by head."""
    lines = [line.split("|")[1:-1] for line in text.splitlines() if line.startswith("| ")]
    heads, *found = [[cell.strip() for cell in line] for line in lines]
    return [dict(zip(heads, cells, strict=True)) for cells in found]


def test_the_run_prints_what_the_readme_says_but_for_what_machines_differ_in() -> None:
    pattern = r"\$ parity run '(.*?)'\n(.*?)```"
    ((cases, said),) = re.findall(pattern, README.read_text(), re.DOTALL)
    command = [sys.executable, "-m", "parity", "run", cases]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[-1] == printed.splitlines()[-1]
    for ours, theirs in zip(rows(said), rows(printed), strict=True):
        assert list(ours) == list(theirs)
        for head in ("case", "verdict", "quantities"):
            assert ours[head] == theirs[head]
        for row in (ours, theirs):
            assert re.fullmatch(r"(J|d(Theta|beta|Z|w)\[.+\]) (hand|torch|jax)", row["worst"])
            assert all(
                0 <= float(row[who]) < LIMIT_AT_LEAST / 2 for who in ("hand", "torch", "jax")
            )
            assert all(float(row[f"hand - {who}"]) < 1e-14 for who in ("torch", "jax"))
            assert all(float(row[f"{who} s"]) > 0 for who in ("hand", "torch", "jax", "certified"))


def test_the_paths_it_links_to_exist() -> None:
    text = README.read_text()
    targets = [part.split(")")[0] for part in text.split("](")[1:]]
    assert targets
    for target in targets:
        assert (README.parent / target).exists(), target
