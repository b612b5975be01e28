"""What a check costs."""

from dataclasses import asdict
from pathlib import Path

import click

from parity.commands.options import format_option, reports_option
from parity.files import writable
from parity.interruption import EXIT_CODE, missing


@click.command()
@click.option("--start-up", is_flag=True, help="Only what starting takes: imports, a first check.")
@format_option
@reports_option("cost.md")
def cost(start_up: bool, form: str, reports: Path | None) -> int:
    """What a check costs from 10^2 to 10^6 parameters, beside gradcheck and check_grads.

    These tables are also in the performance.md of parity bench, when it times everything.
    Exit code: 130 if interrupted; what is done is printed and written.

    Example: parity cost --start-up
    """
    from parity.cost.checking import checking, planned
    from parity.cost.nets import COLUMNS, NETS
    from parity.cost.page import write_cost
    from parity.cost.start_up import START_UPS
    from parity.documents import printed
    from parity.screen import progress
    from parity.tables import table

    if reports is not None:
        writable(reports)
    nets = () if start_up else NETS
    with progress(planned(nets), "measured") as step:
        found = checking(step, nets)
    starts = [asdict(row) for row in found.start_ups]
    if not start_up or form == "json":
        click.echo(printed("cost", found.nets, COLUMNS, form, start_up=starts) + "\n")
    if form != "json":
        click.echo(table(found.start_ups, START_UPS, form))
    if reports is not None:
        click.echo(f"wrote {write_cost(found, reports)}", err=True)
    if found.missing:
        click.echo(missing(found.missing, "rows"), err=True)
        return EXIT_CODE
    return 0
