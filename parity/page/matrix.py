"""Shares of kinds by checkers: a number in every field, and its shade."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from parity.page.numbers import percent

SIDE, UP = 200, 48  # room for names
FIELD_WIDTH, FIELD_HEIGHT = 84, 22
SHADES = 5
NAME_LENGTH, LINE_HEIGHT = 12, 13


@dataclass(frozen=True)
class FieldOf:
    """A rectangle, its text, and how dark it is."""

    x: int
    y: int
    text: str
    shade: int
    words: str


@dataclass(frozen=True)
class Name:
    """A name beside a row, or above a column."""

    x: int
    y: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Matrix:
    """The whole plot."""

    title: str
    fields: tuple[FieldOf, ...]
    rows: tuple[Name, ...]
    columns: tuple[Name, ...]
    width: int
    height: int
    words: str  # all of it, for whoever hears the page
    field_width: int = FIELD_WIDTH
    field_height: int = FIELD_HEIGHT
    kind: str = "matrix"


def matrix(
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    shares: Mapping[tuple[str, str], float],
) -> Matrix:
    """A field for every share that is known."""
    fields = [
        field_of(row, column, over, down, shares[row, column])
        for down, row in enumerate(rows)
        for over, column in enumerate(columns)
        if (row, column) in shares
    ]
    return Matrix(
        title,
        tuple(fields),
        tuple(Name(SIDE - 8, UP + FIELD_HEIGHT * k + 15, (name,)) for k, name in enumerate(rows)),
        tuple(
            head(SIDE + FIELD_WIDTH * k + FIELD_WIDTH // 2, name) for k, name in enumerate(columns)
        ),
        SIDE + FIELD_WIDTH * len(columns),
        UP + FIELD_HEIGHT * len(rows),
        f"{title}. {'; '.join(field.words for field in fields)}",
    )


def head(x: int, name: str) -> Name:
    """A name above a column, in as many lines as it needs; the last stands on the fields."""
    lines = tuple(wrap(name, NAME_LENGTH))
    return Name(x, UP - 7 - LINE_HEIGHT * (len(lines) - 1), lines)


def field_of(row: str, column: str, over: int, down: int, share: float) -> FieldOf:
    """The field of one share."""
    return FieldOf(
        SIDE + FIELD_WIDTH * over,
        UP + FIELD_HEIGHT * down,
        percent(share),
        int(share * (SHADES - 1)) if share < 1 else SHADES,
        f"{row}, {column}: {percent(share)}",
    )
