"""What a check costs."""

from pathlib import Path

import click

from parity.commands.options import format_option, reports_option
from parity.files import writable


@click.command()
@format_option
@reports_option("cost.md")
def cost(form: str, reports: Path | None) -> int:
    """What a check costs from 10^2 to 10^6 parameters, beside PyTorch's gradcheck.

    Example: parity cost --format csv
    """
    from parity.cost import COLUMNS, costs
    from parity.documents import printed
    from parity.report import write_cost

    if reports is not None:
        writable(reports)
    rows = list(costs())
    click.echo(printed("cost", rows, COLUMNS, form))
    if reports is not None:
        click.echo(f"wrote {write_cost(rows, reports)}", err=True)
    return 0
