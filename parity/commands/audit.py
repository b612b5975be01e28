"""The printed formulas of the notes on trial."""

from pathlib import Path

import click

from parity.commands.options import reports_option, screen_format_option
from parity.files import writable
from parity.interruption import EXIT_CODE, missing


@click.command()
@click.argument("notes", nargs=-1, metavar="[NOTES]...")
@click.option(
    "--repair/--no-repair",
    default=True,
    show_default=True,
    help="Search what a wrong formula should have been; half a minute for all.",
)
@reports_option("errata.md, .json and .tex")
@screen_format_option
def audit(notes: tuple[str, ...], repair: bool, reports: Path | None, form: str | None) -> int:
    """Which printed formulas of the notes hold, what is wrong, and what they should be.

    NOTES are notes (S0 to S4) or formulas (such as S3-30); without one, all 219 formulas are
    tried. Formulas that are named one by one are explained in full.
    Exit code: 0 when the audit ran; what it finds about the notes is its result. 130 if
    interrupted: what is done is printed, no file is written.

    Example: parity audit S3-30
    """
    from parity.audit import Audited, select
    from parity.audit import audit as audit_formulas
    from parity.audit_repair import suggest
    from parity.audit_screen import show
    from parity.errata import write_errata

    chosen = select(notes)
    if reports is not None:
        writable(reports)
    found: list[Audited] = []
    try:
        audit_formulas(chosen, suggest if repair else None, found.append)
    except KeyboardInterrupt:
        if found:
            show(found, form, in_full=False)
        click.echo(missing(len(chosen) - len(found), "formulas"), err=True)
        return EXIT_CODE
    show(found, form, in_full={formula.id for formula in chosen} == set(notes))
    if reports is not None:
        for path in write_errata(found, reports, "parity audit"):
            click.echo(f"wrote {path}", err=True)
    return 0
