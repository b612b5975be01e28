"""Everything that belongs into the reports folder."""

from pathlib import Path

import click

from parity.commands.options import PathOption
from parity.files import writable
from parity.interruption import EXIT_CODE


@click.command()
@click.option(
    "--reports",
    type=PathOption(file_okay=False, path_type=Path),
    default=Path("reports"),
    show_default=True,
    help="Folder to write into; made if it is missing.",
)
@click.option("--page", is_flag=True, help="Only index.html, of what is in the folder already.")
def report(reports: Path, page: bool) -> int:
    """Write the reports, and index.html with all of them on one page.

    The catalogue on trial, the errata of the notes, the frameworks' conventions and real data are
    found out anew (minutes). The last results of sweep, detect and bench, and check.json (from
    parity check FILE --format json) are taken into the page as they are.

    Exit code: as parity run, and 1 if the optimum on real data is not scikit-learn's; with --page,
    0 when it is written. Ctrl-C and SIGTERM change no file.

    Example: parity report --reports /tmp/reports
    """
    folder = writable(reports)
    try:
        return write_page_only(folder) if page else write_all(folder)
    except KeyboardInterrupt:
        click.echo(f"parity: interrupted, {folder} is as it was", err=True)
        return EXIT_CODE


def write_all(folder: Path) -> int:
    """Everything."""
    from parity.report import closing, write_reports

    written = write_reports(folder)
    for path in written.paths:
        click.echo(f"wrote {path}", err=True)
    say_sources(folder, {path.name for path in written.paths})
    click.echo(closing(written, folder))
    return written.exit_code()


def write_page_only(folder: Path) -> int:
    """The page."""
    from parity.page import write_page

    path = write_page(folder)
    say_sources(folder, set())
    click.echo(f"wrote {path}")
    return 0


def say_sources(folder: Path, new: set[str]) -> None:
    """Which results the page has that were not found out just now, and which it has not."""
    from parity.page.sources import read_sources, said_of

    sources = read_sources(folder)
    for name in [name for name in sources if name not in new]:
        click.echo(f"{name}: {said_of(name, sources)}", err=True)
