"""Certified test vectors for implementers in any language."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from parity.commands.options import PathOption, screen_format_option
from parity.errors import InputError
from parity.files import writable
from parity.interruption import EXIT_CODE, missing

if TYPE_CHECKING:
    from parity.case import Case


@click.command()
@click.argument("folder", metavar="DIR", type=PathOption(path_type=Path))
@click.argument("rest", nargs=-1, metavar="[CASE | FILE]...")
@click.option("--verify", is_flag=True, help="Judge the results in FILE against those in DIR.")
@screen_format_option
def vectors(folder: Path, rest: tuple[str, ...], verify: bool, form: str | None) -> int:
    """Write certified test vectors into DIR, or judge results computed from them.

    For each CASE (a name or a glob; all without one) a safetensors file with inputs, cost and every
    derivative, correctly rounded, and one manifest.json with settings, formulas and 40 digits.
    With --verify, FILE holds somebody's results for one case, under the same names; its metadata
    ("case") or its name says which. The verdict is that of parity run.

    Exit code: 0 written, or all agree; 1 something disagrees, 2 a file or DIR is not what it should
    be, 3 something is inconclusive, 130 interrupted.

    \b
    Example: parity vectors vectors 'shallow/*'
             parity vectors --verify vectors results.safetensors
    """
    return judge(folder, rest, form) if verify else write(folder, rest, form)


def write(folder: Path, patterns: tuple[str, ...], form: str | None) -> int:
    """Make the vectors."""
    from parity.screen import progress
    from parity.vectors.folder import write_vectors

    cases = gradients(patterns)
    writable(folder)
    done: list[Case] = []
    try:
        with progress(len(cases)) as step:

            def keep(case: "Case") -> None:
                done.append(case)
                step(case)

            made = write_vectors(cases, folder, keep)
    except KeyboardInterrupt:
        click.echo(missing(len(cases) - len(done), "cases and manifest.json"), err=True)
        return EXIT_CODE
    show_written(made, form)
    say_written(made, folder)
    return 0


def gradients(patterns: tuple[str, ...]) -> "list[Case]":
    """The cases of which vectors can be made."""
    from parity.case import Case
    from parity.catalogue import select
    from parity.kinds import GRADIENTS

    chosen = select(patterns)
    cases = [case for case in chosen if isinstance(case, Case) and case.kind == GRADIENTS]
    if not cases:
        raise InputError(
            f"CASE matches no gradients, got {' '.join(patterns)!r}; "
            "parity run --list prints what there is"
        )
    return cases


def show_written(made: Sequence[dict[str, Any]], form: str | None) -> None:
    """The manifest, or a table of it."""
    from parity.screen import show_rows, terminal
    from parity.tables import table
    from parity.vectors.folder import COLUMNS, manifest

    if terminal(form):
        show_rows(made, COLUMNS)
    else:
        click.echo(manifest(made) if form == "json" else table(made, COLUMNS, form or "github"))


def say_written(made: Sequence[dict[str, Any]], folder: Path) -> None:
    """What is in the folder now."""
    from parity.vectors.folder import unlisted

    written = f"{len(made)} case{'s' * (len(made) != 1)}"
    click.echo(f"wrote {written} and manifest.json into {folder}", err=True)
    if others := unlisted(folder, made):
        files = f"{others} .safetensors file{'s' * (others != 1)}"
        click.echo(f"{folder} has {files} that manifest.json does not list", err=True)


def judge(folder: Path, files: tuple[str, ...], form: str | None) -> int:
    """Judge somebody's results."""
    from parity.screen import show
    from parity.vectors.verify import verify

    if len(files) != 1:
        raise InputError(f"--verify needs DIR and one FILE, got {len(files)} files")
    report = verify(folder, Path(files[0]))
    show(report, form, quantities=True)
    return report.exit_code()
