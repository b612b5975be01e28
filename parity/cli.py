"""The command line. Bad usage and bad input end in one sentence and exit code 2."""

import sys
from pathlib import Path
from typing import NoReturn

import click

from parity.errors import InputError


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="gradient-parity", prog_name="parity")
@click.pass_context
def parity(context: click.Context) -> None:
    """Put hand-derived backpropagation on trial."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@parity.command()
@click.option(
    "--reports",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("reports"),
    show_default=True,
    help="Folder to write into; made if it is missing.",
)
def report(reports: Path) -> None:
    """Write the reports.

    Today that is one: the reference trained on the breast-cancer data.

    Example: parity report --reports /tmp/reports
    """
    from parity.report import write_reports

    for path in write_reports(reports):
        click.echo(f"wrote {path}")


def main() -> NoReturn:
    """Run the command line and exit with its code."""
    try:
        code = parity.main(prog_name="parity", standalone_mode=False)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "parity"
        refuse(f"{error.format_message().rstrip('.')}; see {command} --help")
    except (InputError, click.ClickException) as error:
        refuse(error.format_message() if isinstance(error, click.ClickException) else str(error))
    except (KeyboardInterrupt, click.Abort):
        click.echo("parity: interrupted", err=True)
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)


def refuse(sentence: str) -> NoReturn:
    """Say why not, on standard error."""
    click.echo(f"parity: {sentence}", err=True)
    sys.exit(2)
