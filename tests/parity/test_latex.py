"""LaTeX that compiles: nothing unescaped, everything that begins ends."""

import re

from hypothesis import given
from hypothesis import strategies as st

from parity.latex import LONG, escaped, latex

SPECIAL = re.compile(r"(?<!\\)[&%$#_~^<>|]")  # as they would stand if they were not escaped


@given(st.text())
def test_nothing_special_is_left(cell: str) -> None:
    text = escaped(cell)
    assert SPECIAL.search(text) is None
    assert text.isprintable()
    assert re.sub(r"\\[{}]", "", text).count("{") == re.sub(r"\\[{}]", "", text).count("}")


def test_letters_stay_and_special_characters_are_written_out() -> None:
    assert escaped("W1_b 5% a&b") == r"W1\_b 5\% a\&b"
    assert escaped("\\") == r"\textbackslash{}"
    assert escaped("deep/5-1, 1 +/- 2") == r"deep/\allowbreak{}5-1, 1 +/- 2"


def test_a_row_that_begins_with_a_bracket_is_no_option_of_the_line_before() -> None:
    table = latex(("case",), (("[2]",), ("*",)))
    assert "\n[" not in table
    assert "\n*" not in table


def test_every_environment_and_every_group_that_begins_ends() -> None:
    table = latex(("a", "b"), (("x_y", "long " * 20), ("[1]", "{")))
    assert re.findall(r"\\begin{(\w+)}", table) == re.findall(r"\\end{(\w+)}", table)
    braces = re.sub(r"\\[{}]", "", table)
    assert braces.count("{") == braces.count("}")
    body = table.split(r"\endfoot")[1].split(r"\end{")[0].strip().splitlines()
    assert [len(re.findall(r"(?<!\\)&", line)) for line in body] == [1, 1]
    assert all(line.endswith(r"\\") for line in body)


def test_what_is_long_wraps() -> None:
    assert "p{" not in latex(("a",), (("x" * LONG,),))
    assert "p{" in latex(("a",), (("x" * (LONG + 1),),))


def test_it_says_what_the_document_needs() -> None:
    first = latex(("a",), ()).splitlines()[0]
    assert first == r"% \usepackage{array,booktabs,longtable}"
