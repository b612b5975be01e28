"""What `parity audit` prints and writes."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from parity.audit import Audited, audit
from parity.audit_tables import COUNTS, FORMULAS, account, as_json, counted, sentence
from parity.errata import write_errata
from parity.formats import FORMATS
from parity.latex import Math, latex
from parity.tables import Column, table
from reference.notes import FORMULAS as PRINTED
from tests.parity.command_line import parity
from tests.parity.schemas import problems


@pytest.fixture(scope="module")
def found() -> Sequence[Audited]:
    return audit(PRINTED.values())


@pytest.fixture(scope="module")
def written(found: Sequence[Audited], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    write_errata(found, folder, "parity audit")
    return folder


# A formula in a cell.


def test_a_formula_is_rendered_as_each_format_can() -> None:
    columns = (Column("f", lambda formula: formula),)
    cell = Math(r"a_1 * b_1 < \frac{1}{m}")
    shown = {form: table([cell], columns, form) for form in FORMATS if form != "json"}
    assert f"$`{cell}`$" in shown["github"]
    assert f"& ${cell}$" in latex(("id", "f"), (("1", cell),))
    assert r"\(a_1 * b_1 &lt; \frac{1}{m}\)" in shown["html"]
    assert cell in shown["plain"]
    assert cell in shown["csv"]


def test_latex_with_formulas_says_what_the_document_needs() -> None:
    assert r"% \usepackage{amsmath,amssymb}" in latex(("f",), ((Math("a"),),))
    assert "amsmath" not in latex(("f",), (("a",),))


# The reports.


def test_every_formula_stands_in_the_errata_once(written: Path) -> None:
    ids = re.findall(r"^\| (S\d-\d\d) ", (written / "errata.md").read_text(), re.MULTILINE)
    assert sorted(ids) == sorted(PRINTED)


def test_every_row_of_the_errata_has_as_many_cells_as_its_head(written: Path) -> None:
    """A bar or a line break in a formula would end its cell."""
    for block in (written / "errata.md").read_text().split("\n\n"):
        rows = [line for line in block.splitlines() if line.startswith("|")]
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) <= 1


def test_no_formula_ends_early(written: Path) -> None:
    text = (written / "errata.md").read_text()
    assert text.count("$`") == text.count("`$") > 219
    for formula in re.findall(r"\$`(.*?)`\$", text):
        assert "`" not in formula
        assert "|" not in formula


def test_the_latex_has_every_mistake_once_and_closes_all_it_opens(written: Path) -> None:
    text = (written / "errata.tex").read_text()
    ids = re.findall(r"^(S\d-\d\d) &", text, re.MULTILINE)
    assert len(ids) == len(set(ids)) == 219 - 137
    assert len(re.findall(r"(?<!\\)\$", text)) % 2 == 0
    for line in text.splitlines():
        if line.startswith("S"):
            outside = re.sub(r"\$[^$]*\$", "", line)
            assert len(re.findall(r"(?<!\\)&", outside)) == len(FORMULAS) - 1
            assert line.endswith(r" \\")


def test_the_json_is_what_its_schema_says(written: Path) -> None:
    value = json.loads((written / "errata.json").read_text())
    assert problems(value) == []
    assert len(value["formulas"]) == value["summary"]["all"]["formulas"] == 219


def test_writing_twice_writes_the_same(
    found: Sequence[Audited], written: Path, tmp_path: Path
) -> None:
    for path in write_errata(found, tmp_path, "parity audit"):
        assert path.read_text() == (written / path.name).read_text()


# One formula.


def test_the_account_names_place_values_and_correction(found: Sequence[Audited]) -> None:
    (one,) = (one for one in found if one.formula.id == "S3-30")
    text = account(one, "plain")
    for words in (
        "line 72 of S3",
        "dz1 = W2.T @ dz2 + g1_prime(z1)",
        "wrong",
        "truth ",
        "dz1 = W2.T @ dz2 * g1_prime(z1)",
        "holds at 4 points",
        "+ for *",
    ):
        assert words in text
    assert re.search(r"dz1\[\d, 0\] is -?\d\.\d+", text)


@pytest.mark.parametrize("name", ["S0-06", "S0-36", "S1-16", "S2-20", "S3-04", "S4-53"])
@pytest.mark.parametrize("form", ["github", "plain", "html"])
def test_every_kind_of_formula_has_an_account(
    name: str, form: str, found: Sequence[Audited]
) -> None:
    (one,) = (one for one in found if one.formula.id == name)
    assert one.verdict in account(one, form)


def test_the_points_of_a_setting_have_names_of_their_own(found: Sequence[Audited]) -> None:
    for one in found:
        for reading in one.readings:
            points = [(trial.statement.source, trial.place.sizes) for trial in reading.trials]
            assert len(set(points)) == len(points), one.formula.id


def test_counts_of_one_note_are_one_row(found: Sequence[Audited]) -> None:
    of_s2 = [one for one in found if one.formula.note == "S2"]
    assert [count.note for count in counted(of_s2)] == ["S2"]
    assert table(counted(of_s2), COUNTS, "csv").splitlines()[1] == "S2,31,30,1,0,0,0"
    assert sentence(of_s2) == "Of 31 printed formulas, 30 hold, 1 is wrong."


def test_every_format_holds_every_formula(found: Sequence[Audited]) -> None:
    for form in FORMATS:
        text = as_json(found) if form == "json" else table(found, FORMULAS, form)
        assert all(one.formula.id in text for one in found)


# The command.


def test_the_command_prints_table_counts_and_sentence() -> None:
    done = parity("audit", "S2")
    assert (done.returncode, done.stderr) == (0, "")
    assert "| S2-28 | $`db = dz^{(i)}`$" in done.stdout
    assert "missing accumulation" in done.stdout
    assert done.stdout.endswith("Of 31 printed formulas, 30 hold, 1 is wrong.\n")


def test_the_command_explains_what_is_named_and_writes_json() -> None:
    assert "line 72 of S3" in parity("audit", "S3-30").stdout
    value = json.loads(parity("audit", "S3-30", "S0-12", "--format", "json").stdout)
    assert problems(value) == []
    assert [one["id"] for one in value["formulas"]] == ["S0-12", "S3-30"]


@pytest.mark.parametrize("name", ["S7", "S3-99", "s3"])
def test_the_command_refuses_what_is_unknown(name: str) -> None:
    done = parity("audit", name)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"parity: NOTES: {name!r} is unknown; the ")
    assert done.stderr.count("\n") == 1
