"""A part of the page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from parity.findings_file import UnfitError
from parity.page.bars import Bars
from parity.page.grid import Grid
from parity.page.lines import Lines
from parity.page.marks import Mark
from parity.page.matrix import Matrix
from parity.page.sources import Source

Plot = Bars | Lines | Matrix


@dataclass(frozen=True)
class Figure:
    """Plots side by side, and what they show."""

    caption: str
    plots: Sequence[Plot]


@dataclass(frozen=True)
class Section:
    """A heading, what it comes to, and the evidence."""

    name: str
    title: str
    sentence: str
    mark: Mark | None = None
    words: Sequence[str] = ()  # paragraphs
    figures: Sequence[Figure] = ()
    grids: Sequence[Grid] = ()
    files: Sequence[str] = ()  # where there is more


def section_of(source: Source, name: str, title: str, made: Callable[[Any], Section]) -> Section:
    """The part that is made from a file; a sentence in its place where that cannot be."""
    if source.value is None:
        missing = f"Not in this folder: {source.command} writes {source.name}."
        return Section(name, title, source.problem or missing)
    try:
        return made(source.value)
    except UNFIT as error:
        return Section(name, title, unfit(source, error))


# What a file raises that is of its schema by name only: by another version, or written by hand.
UNFIT = (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, UnfitError)


def unfit(source: Source, error: Exception) -> str:
    """What is wrong with the file, and what to do."""
    problem = str(error) if isinstance(error, UnfitError) else type(error).__name__
    return f"{source.name} is not what its schema says ({problem}); {source.command} writes it."
