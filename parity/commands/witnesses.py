"""Which witnesses are there."""

import click

from parity.commands.options import screen_format_option


@click.command()
@screen_format_option
def witnesses(form: str | None) -> int:
    """Say which witnesses are there: versions, devices, precision.

    Example: parity witnesses --format json
    """
    from parity.documents import printed
    from parity.screen import show_rows, terminal
    from parity.witnesses.presence import COLUMNS, presence

    found = presence()
    if terminal(form):
        show_rows(found, COLUMNS)
    else:
        click.echo(printed("witnesses", found, COLUMNS, form or "github"))
    return 0 if all(witness.version for witness in found) else 3
