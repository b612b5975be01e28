"""Everything that belongs into the reports folder."""

from pathlib import Path

import click

from parity.files import writable


@click.command()
@click.option(
    "--reports",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("reports"),
    show_default=True,
    help="Folder to write into; made if it is missing.",
)
def report(reports: Path) -> int:
    """Write the reports: the whole catalogue on trial, and the reference on real data.

    Exit code: as parity run.

    Example: parity report --reports /tmp/reports
    """
    from parity.parity_tables import sentence
    from parity.report import write_reports

    paths, result = write_reports(writable(reports))
    for path in paths:
        click.echo(f"wrote {path}")
    click.echo(sentence(result))
    return result.exit_code()
