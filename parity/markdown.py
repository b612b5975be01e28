"""Text from files inside Markdown: whatever Markdown would read as markup becomes code."""

import re

HARMLESS = re.compile(r"[\w ,.;:+=%'\"()/^-]*")
LINKS = ("://", "www.", "---")  # GitHub makes links of the first two, and a line of the third


def as_written(text: str) -> str:
    """The text, legible as it stands; names come from files that others wrote."""
    words = " ".join(text.split())
    harmless = HARMLESS.fullmatch(words) and not any(link in words for link in LINKS)
    return words if harmless else as_code(words)


def as_code(text: str) -> str:
    """A code span: its fence is longer than any that the text has."""
    words = " ".join(text.split())
    longest = max(map(len, re.findall("`+", words)), default=0)
    fence = "`" * (longest + 1)
    space = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{space}{words}{space}{fence}"
