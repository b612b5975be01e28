"""What a check costs."""

from pathlib import Path

import click

from parity.commands.options import reports_option, screen_format_option
from parity.files import writable
from parity.interruption import EXIT_CODE, missing


@click.command()
@click.option("--start-up", is_flag=True, help="Only what starting takes: imports, a first check.")
@screen_format_option
@reports_option("cost.md")
def cost(start_up: bool, form: str | None, reports: Path | None) -> int:
    """What a check costs from 10^2 to 10^6 parameters, beside gradcheck and check_grads.

    These tables are also in the performance.md of parity bench, when it times everything.
    Exit code: 0 measured, 2 bad usage, 130 interrupted; what is done is printed and written.

    Example: parity cost --start-up
    """
    from parity.cost.checking import checking, planned
    from parity.cost.nets import NETS
    from parity.cost.page import write_cost
    from parity.cost.screen import show
    from parity.screen import progress

    if reports is not None:
        writable(reports)
    nets = () if start_up else NETS
    with progress(planned(nets), "measured") as step:
        found = checking(step, nets)
    show(found, form, start_up)
    if reports is not None:
        click.echo(f"wrote {write_cost(found, reports)}", err=True)
    if found.missing:
        click.echo(missing(found.missing, "rows"), err=True)
        return EXIT_CODE
    return 0
