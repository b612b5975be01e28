"""What changed between two results."""

from pathlib import Path

import click

from parity.commands.options import PathOption, screen_format_option

file_argument = PathOption(path_type=Path)


@click.command()
@click.argument("old", type=file_argument)
@click.argument("new", type=file_argument)
@screen_format_option
def compare(old: Path, new: Path, form: str | None) -> int:
    """Say what changed between two results of parity run (schema parity-findings/1).

    Worse is: a verdict that went down the line agrees, inconclusive, not run, disagrees; a case or
    a quantity that is gone; roundoffs that more than doubled and are above a quarter of the limit.
    (Right gradients stay below a quarter, and doubling is more than another order of summation in
    another BLAS or framework explains: see parity/changes.py.)

    A file may be a pipe, such as <(git show main:reports/parity.json), that somebody writes to.

    Exit code: 0 nothing got worse, 1 something did, 2 a file is not such a result.

    Example: parity compare main/parity.json reports/parity.json
    """
    from parity import changes
    from parity.documents import printed
    from parity.findings_file import read_findings
    from parity.screen import show_rows, terminal
    from parity.step_summary import summarise

    before, after = read_findings(old), read_findings(new)
    found = changes.changes(before, after)
    said = changes.sentence(found, before, after)
    members = {"old": str(old), "new": str(new), "growth": changes.GROWTH, "share": changes.SHARE}
    to_read = form in (None, "github", "plain")
    if found and terminal(form):
        show_rows(found, changes.COLUMNS)
    elif found or not to_read:
        click.echo(printed("compare", found, changes.COLUMNS, form or "github", **members))
    click.echo(("\n" if found else "") + said, err=not to_read)
    summarise("Gradient parity: what changed", said, found, changes.COLUMNS)
    return int(any(change.worse for change in found))
