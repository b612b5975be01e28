"""Everything that belongs into the reports folder."""

from pathlib import Path

import click

from parity.commands.options import Place
from parity.files import writable


@click.command()
@click.option(
    "--reports",
    type=Place(file_okay=False, path_type=Path),
    default=Path("reports"),
    show_default=True,
    help="Folder to write into; made if it is missing.",
)
def report(reports: Path) -> int:
    """Write the reports: the catalogue on trial, the errata of the notes, and real data.

    Exit code: as parity run, and 1 if the optimum on real data is not scikit-learn's.

    Example: parity report --reports /tmp/reports
    """
    from parity.parity_tables import sentence
    from parity.report import write_reports

    written = write_reports(writable(reports))
    for path in written.paths:
        click.echo(f"wrote {path}")
    click.echo(sentence(written.trial))
    click.echo(f"The L2 optimum on real data {written.breast_cancer} with scikit-learn's.")
    return written.exit_code()
