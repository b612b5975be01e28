"""Which witnesses are there."""

import click

from parity.commands.options import format_option


@click.command()
@format_option
def witnesses(form: str) -> int:
    """Say which witnesses are there: versions, devices, precision.

    Example: parity witnesses --format json
    """
    from parity.documents import printed
    from parity.witnesses.presence import COLUMNS, presence

    found = presence()
    click.echo(printed("witnesses", found, COLUMNS, form))
    return 0 if all(witness.version for witness in found) else 3
