"""--format html: nothing that comes from a file is markup, whatever it is called."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from parity import screen
from parity.cli import parity
from parity.commands.check import show
from parity.tables import Column, table
from tests.parity.own_trials import checked
from tests.parity.test_check_command import WRONG
from tests.parity.test_compare import result

SPELL = "<script>alert('1')</script><img src=x onerror=\"alert(2)\">&amp;-->"
TABLE = {"table", "thead", "tbody", "tr", "th", "td"}


class Seen(HTMLParser):
    """What a browser makes of it: elements, their attributes, and the text of each cell."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.cells: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


def assert_only_tables(text: str) -> Seen:
    """No element but those of tables, no attribute but style."""
    seen = Seen(text)
    assert seen.tags == TABLE
    assert seen.attributes <= {"style"}
    return seen


@given(st.text(st.sampled_from("<>&\"'/=!-script td\n"), max_size=30))
def test_every_cell_comes_back_as_it_went(text: str) -> None:
    written = table([text], [Column(text or "head", str), Column("last", lambda _: "end")], "html")
    cells = assert_only_tables(written).cells
    assert re.sub(r"\s", "", "".join(cells)) == re.sub(r"\s", "", f"{text or 'head'}last{text}end")


@pytest.mark.parametrize("member", ["case", "quantity", "who"])
def test_compare(member: str, tmp_path: Path) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(json.dumps(result()))
    value = result()
    value["findings"][0][member] = SPELL
    new.write_text(json.dumps(value))
    command = ["compare", str(old), str(new), "--format", "html"]
    done = CliRunner().invoke(parity, command, standalone_mode=False)
    seen = assert_only_tables(done.stdout)
    assert SPELL in [cell.strip() for cell in seen.cells]


def test_check_and_its_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = SPELL.replace("/", "") + ".py"
    text = WRONG.replace("Ridge", SPELL).replace("lam * w\n", f"lam * w * len({SPELL!r})\n")
    check = checked(tmp_path, text, name, draws=1)
    capsys.readouterr()
    show([check], "html")
    seen = assert_only_tables(capsys.readouterr().out)
    assert any(SPELL in cell.replace("\\", "") for cell in seen.cells)  # the line's source
    assert any(name in cell for cell in seen.cells)
    for quantities in (True, False):
        screen.show(check.report, "html", quantities)
        seen = assert_only_tables(capsys.readouterr().out)
        assert any(name in cell for cell in seen.cells)
