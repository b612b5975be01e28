"""Records to text in every format."""

import csv
import io
import json
from dataclasses import dataclass

import pytest

from parity.formats import FORMATS
from parity.tables import Column, table


@dataclass(frozen=True)
class Row:
    name: str
    error: float | None


ROWS = (Row("dW1", 1 / 3), Row('a|b, "c" & <d>', None))
COLUMNS = (Column("name", lambda row: row.name), Column("error", lambda row: row.error))


def test_every_format_holds_every_row() -> None:
    for form in FORMATS:
        assert "dW1" in table(ROWS, COLUMNS, form)


def test_json_keeps_whole_records() -> None:
    assert json.loads(table(ROWS, COLUMNS, "json"))[0] == {"name": "dW1", "error": 1 / 3}


def test_csv_reads_back() -> None:
    rows = list(csv.reader(io.StringIO(table(ROWS, COLUMNS, "csv"))))
    assert rows == [["name", "error"], ["dW1", "0.333333"], ['a|b, "c" & <d>', ""]]


def test_html_escapes() -> None:
    assert "&lt;d&gt;" in table(ROWS, COLUMNS, "html")


def test_github_escapes_the_bar() -> None:
    lines = table(ROWS, COLUMNS, "github").splitlines()
    assert lines[-1].replace("\\|", "").count("|") == 3


def test_latex_escapes_the_ampersand() -> None:
    assert r"\&" in table(ROWS, COLUMNS, "latex")


def test_json_refuses_what_json_has_no_word_for() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        table((Row("dW1", float("nan")),), COLUMNS, "json")


def test_a_line_that_ends_inside_a_cell_does_not_end_the_row() -> None:
    rows = table(["a\nb | c"], [Column("head", str)], "github").splitlines()
    assert len(rows) == 3
    assert rows[-1] == "| a b \\| c |"
