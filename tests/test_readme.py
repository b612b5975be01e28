"""The README's Python examples are run, and print what the README says."""

import doctest
import re
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


def test_the_run_prints_what_the_readme_says() -> None:
    text, report = README.read_text(), README.parent / "reports" / "parity.md"
    (shown,) = re.findall(r"\$ parity run 'rows/\*/tanh/float64'\n(.*?)```", text, re.DOTALL)
    rows = [line for line in shown.splitlines() if line.startswith("| rows/")]
    committed = {tuple(cells(line)) for line in report.read_text().splitlines()}
    assert len(rows) == 5
    assert {tuple(cells(row)) for row in rows} <= committed


def cells(row: str) -> list[str]:
    """What a row says besides how many seconds it took."""
    return [cell.strip() for cell in row.split("|")[1:-5]]


def test_the_paths_it_links_to_exist() -> None:
    text = README.read_text()
    targets = [part.split(")")[0] for part in text.split("](")[1:]]
    assert targets
    for target in targets:
        assert (README.parent / target).exists(), target
