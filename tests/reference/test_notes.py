"""The printed formulas as data."""

import ast
import re
from collections import Counter
from dataclasses import fields

import pytest

from reference.notes import FORMULAS, NOTES, Formula

ALL = list(FORMULAS.values())
COMMANDS = set(
    re.findall(
        r"\w+",
        """frac sum log hat bar text mathbb mathcal mathrel alpha beta theta Theta lambda sigma chi
        gamma partial left right begin end times le in ni quad qquad rightarrow Rightarrow tanh max
        int dots vdots ddots cdot lVert rVert underbrace overline mid""",
    )
)


def test_every_note_has_all_its_formulas() -> None:
    counts = Counter(formula.note for formula in ALL)
    assert counts == {"S0": 60, "S1": 34, "S2": 31, "S3": 38, "S4": 56}


def test_no_id_stands_twice_and_each_stands_in_its_note_in_order() -> None:
    for name, note in NOTES.items():
        ids = [formula.id for formula in note.formulas]
        assert ids == sorted(set(ids))
        assert {formula.note for formula in note.formulas} == {name}


def test_the_data_holds_no_verdict() -> None:
    assert "verdict" not in {field.name for field in fields(Formula)}
    words = re.compile(r"\b(holds|ill-typed|ambiguous|unreadable|agrees|disagrees)\b")
    for formula in ALL:
        assert not words.search(" ".join(map(str, vars(formula).values()))), formula.id
        assert formula.mistake not in ("wrong", "right")


@pytest.mark.parametrize("formula", ALL, ids=lambda formula: formula.id)
def test_every_form_is_assignments_to_one_name(formula: Formula) -> None:
    for form in (*formula.readings, formula.offered):
        for statement in ast.parse(form).body:
            assert isinstance(statement, ast.Assign)
            assert isinstance(statement.targets[0], ast.Name)


@pytest.mark.parametrize("formula", ALL, ids=lambda formula: formula.id)
def test_every_formula_is_latex(formula: Formula) -> None:
    for latex in filter(None, (formula.printed, formula.right_latex)):
        depth = 0
        for brace in re.findall(r"(?<!\\)[{}]", latex):
            depth += 1 if brace == "{" else -1
            assert depth >= 0
        assert depth == 0
        assert latex.count(r"\left") - latex.count(r"\leftarrow") == latex.count(r"\right") - (
            latex.count(r"\rightarrow")
        )
        assert re.findall(r"\\begin{(\w+)}", latex) == re.findall(r"\\end{(\w+)}", latex)
        assert set(re.findall(r"\\([a-zA-Z]+)", latex)) <= COMMANDS
        assert not re.search(r"[^\x00-\x7f]|[|$#%`]", latex)


@pytest.mark.parametrize("formula", ALL, ids=lambda formula: formula.id)
def test_what_is_offered_comes_with_its_formula_and_its_reason(formula: Formula) -> None:
    assert bool(formula.right) == bool(formula.right_latex) == bool(formula.mistake)
    assert formula.right or formula.reading or len(formula.readings) == 1
    assert formula.place
    assert formula.setting
    assert re.fullmatch(r"\d+(-\d+)?", formula.lines)


def test_what_is_read_in_more_than_one_way_says_which_is_taken() -> None:
    for formula in ALL:
        if len(formula.readings) != 1:
            assert formula.reading, formula.id
            assert len(set(formula.readings)) == len(formula.readings)


def test_what_is_offered_is_the_correction_or_what_is_printed() -> None:
    assert FORMULAS["S3-30"].offered_latex == FORMULAS["S3-30"].right_latex
    assert FORMULAS["S0-19"].offered_latex == FORMULAS["S0-19"].printed
    assert FORMULAS["S3-30"].offered != FORMULAS["S3-30"].readings[0]
    assert FORMULAS["S0-19"].offered == FORMULAS["S0-19"].readings[0]
