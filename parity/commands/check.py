"""Derivations of the user's own."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from parity.commands.options import (
    allow_missing_option,
    junit_option,
    screen_format_option,
    seconds_option,
    witness_option,
)
from parity.errors import InputError
from parity.files import writable, write_whole
from parity.interruption import EXIT_CODE, missing

HOW_TO_WRITE = "write one with np.savez(path, W1=W1, ...)"

if TYPE_CHECKING:
    from parity.own.check import Check
    from parity.own.check_tables import Said
    from parity.own.parties import Parties
    from parity.own.request import Request
    from parity.own.source import Source


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.option("--draws", type=click.IntRange(min=1, max=1000), default=5, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option(
    "--point",
    type=click.Path(path_type=Path),
    help="Values of the cost's arguments (.npz), instead of drawn points.",
)
@witness_option
@seconds_option("Time limit for every answer, of the derivation as well.")
@allow_missing_option
@junit_option
@screen_format_option
def check(
    files: tuple[Path, ...],
    draws: int,
    seed: int,
    point: Path | None,
    witnesses: tuple[str, ...],
    seconds: float,
    allow_missing: tuple[str, ...],
    junit: Path | None,
    form: str | None,
) -> int:
    """Try derivations of your own: which line is wrong, and what should it be?

    FILE is Python, or Markdown with python blocks, with pairs of functions cost and gradients (or
    cost_x and gradients_x). The arguments of cost say their shapes and domains:

    \b
        def cost(W: "n1 n0", b: "n1 1", X: "n0 m", Y: "n1 m in {0,1}", lam: "> 0"):

    The code in FILE is run, in processes of its own with your rights: check no file that you
    would not run. Exit code: 0 all agree, 1 something disagrees, 3 inconclusive or not run.

    Example: parity check net.py
    """
    from parity.own.parties import parties

    if junit is not None:
        writable(junit.parent)
    with parties(witnesses or None) as there:
        requests = requests_in(files, draws, seed, point)
        checks = checked(requests, there, seconds)
    if not checks:
        raise KeyboardInterrupt
    from parity.own.check_report import together
    from parity.own.check_summary import summarise_checks

    show(checks, form)
    if junit is not None:
        write_junit(junit, checks, allow_missing)
    summarise_checks(checks)
    if len(checks) < len(requests):
        click.echo(missing(len(requests) - len(checks), "derivations"), err=True)
        return EXIT_CODE
    return together(checks).exit_code(allow_missing)


def requests_in(
    files: Sequence[Path], draws: int, seed: int, point: Path | None
) -> list["Request"]:
    """All derivations of the files."""
    from parity.own.reading import sources_in
    from parity.own.request import Request

    values = None if point is None else read_point(point)
    sources = [source for file in files for source in sources_in(file)]
    return [
        Request(source, source.file, label, draws, seed=seed, point=values)
        for source, label in zip(sources, labels(sources), strict=True)
    ]


def checked(requests: Sequence["Request"], parties: "Parties", seconds: float) -> list["Check"]:
    """All on trial, with a bar."""
    from parity.own.check import check as check_all
    from parity.screen import progress

    points = sum(2 * (request.draws if request.point is None else 1) for request in requests)
    with progress(points) as step:
        return check_all(requests, parties, seconds, step)


def write_junit(path: Path, checks: Sequence["Check"], allow_missing: tuple[str, ...]) -> None:
    """The file that was asked for."""
    from parity.own.check_junit import junit

    write_whole(path, junit(checks, allow_missing))
    click.echo(f"wrote {path}", err=True)


def labels(sources: Sequence["Source"]) -> list[str]:
    """What each is called: by file name; by path, or path and number, where names repeat."""
    names = [source.label for source in sources]
    paths = [str(Path(source.file).parent / source.label) for source in sources]
    return [
        name
        if names.count(name) == 1
        else path
        if paths.count(path) == 1
        else f"{path}:{1 + paths[:number].count(path)}"
        for number, (name, path) in enumerate(zip(names, paths, strict=True))
    ]


def read_point(path: Path) -> dict[str, Any]:
    """Arrays by name."""
    import numpy as np

    if not path.is_file():
        raise InputError(f"--point {path} is no file; {HOW_TO_WRITE}")
    try:
        with path.open("rb") as file:
            return dict(np.lib.npyio.NpzFile(file, allow_pickle=False))
    except Exception as error:  # a damaged archive raises whatever zipfile, zlib and NumPy do
        raise InputError(
            f"--point {path} is no .npz file of plain arrays ({type(error).__name__}); "
            f"{HOW_TO_WRITE}"
        ) from None


def show(checks: Sequence["Check"], form: str | None) -> None:
    """Print what was found."""
    from parity.own.check_report import as_json, as_text
    from parity.own.check_tables import LINES
    from parity.tables import table

    if form == "json":
        click.echo(as_json(checks))
    elif form in ("csv", "html", "latex"):
        click.echo(table([line for one in checks for line in one.lines], LINES, form))
    elif form is None and sys.stdout.isatty():
        in_colour(checks)
    else:
        click.echo("\n\n".join(map(as_text, checks)))


def in_colour(checks: Sequence["Check"]) -> None:
    """On a terminal; NO_COLOR is obeyed."""
    from rich.console import Console
    from rich.text import Text

    from parity.own.check_tables import told

    console = Console(no_color="NO_COLOR" in os.environ)
    for one in checks:
        for pieces in told(one):
            console.print(
                Text.assemble(*((piece.text, colour(piece)) for piece in pieces)), soft_wrap=True
            )
        console.print()


def colour(piece: "Said") -> str:
    """How a piece is shown."""
    from parity.own.check_tables import LINE_COLOURS
    from parity.screen import COLOURS

    others = {"title": "bold", "note": "dim", "suggestion": "cyan"}
    return {**others, **COLOURS, **LINE_COLOURS}.get(piece.what, "")
