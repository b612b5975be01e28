"""The README's Python examples are run, and print what the README says."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.parity.own_trials import checks_of

README = Path(__file__).parent.parent / "README.md"


def test_examples_print_what_the_readme_says() -> None:
    result = doctest.testfile(str(README), module_relative=False)
    assert result.attempted > 8
    assert result.failed == 0


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


def test_the_paths_it_links_to_exist() -> None:
    text = README.read_text()
    targets = [part.split(")")[0] for part in text.split("](")[1:]]
    assert targets
    for target in targets:
        assert (README.parent / target).exists(), target
