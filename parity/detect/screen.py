"""What `parity detect` prints: tables that fit into the terminal, or a format."""

import click

from parity.detect.report import (
    BARS,
    KINDS,
    ON_SCREEN,
    DetectionRun,
    in_float32,
    sentence,
    shown,
)
from parity.detect.tally import Tally
from parity.screen import say, show_rows, terminal


def show(tally: Tally, run: DetectionRun, form: str | None) -> None:
    """Who caught what in float64, then in float32; the bars; what it comes to."""
    if not terminal(form):
        click.echo(shown(tally, run, form or "github"))
        return
    click.echo("float64")
    show_rows(tally.kinds("float64"), KINDS, ON_SCREEN)
    click.echo()
    columns = in_float32(tally)
    click.echo("float32")
    show_rows(tally.kinds("float32"), columns, columns[:5])  # without the peers
    click.echo()
    show_rows(tally.bars(), BARS)
    click.echo()
    say(sentence(tally, run))
