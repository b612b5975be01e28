"""Text from files inside Markdown is never markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from parity.markdown import as_code, as_written
from parity.tables import Column, table

GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])
MARKUP = st.text(st.sampled_from("`*_<>[]()!|\\#-+~&;:/.@1. wscript=\n"), max_size=40)
HARMLESS = {"paragraph", "inline", "text", "code_inline", "softbreak", "table", "thead", "tbody",
            "tr", "th", "td"}  # fmt: skip


def kinds(markdown: str) -> set[str]:
    """What a renderer sees in it."""
    tokens = GITHUB.parse(markdown)
    inner = [child for token in tokens for child in token.children or ()]
    return {token.type.removesuffix("_open").removesuffix("_close") for token in tokens + inner}


@pytest.mark.parametrize("text", ["dW1", "deep/a/float64", "19", "One of 7 lines is wrong: dZ1."])
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert as_written(text) == text


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "![](//evil.example/x)", "https://evil.example", "*a*", "@user"],
)
def test_markup_is_code(text: str) -> None:
    assert as_written(text) == f"`{text}`"


@given(MARKUP)
def test_in_a_cell_nothing_is_markup(text: str) -> None:
    cells = table([text], [Column("head", as_written), Column("x", as_code)], "github")
    assert kinds(cells) <= HARMLESS
    assert GITHUB.render(cells).count("<td>") == 2


@given(MARKUP.filter(lambda text: text.strip(" \n`")))
def test_code_keeps_every_character(text: str) -> None:
    (token,) = GITHUB.parse(f"a {as_code(text)}")[1].children[1:]  # type: ignore[index]
    assert token.type == "code_inline"
    assert token.content.strip() == " ".join(text.split())
