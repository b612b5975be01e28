"""The command line. Bad usage and bad input end in one sentence and exit code 2."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NoReturn

import click

from parity.errors import InputError
from parity.interruption import EXIT_CODE, terminable

LONGEST = 2000  # characters of a sentence
PIPE_CLOSED = 141  # as shells have it for SIGPIPE: whoever read the output has seen enough

# Each is a file in parity/commands.
COMMANDS = (
    "run", "check", "audit", "bench", "compare", "vectors", "sweep", "detect", "cost", "witnesses",
    "report",
)  # fmt: skip


class Commands(click.Group):
    """Commands that are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which `parity --help` prints them."""
        return [*COMMANDS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(import_module(f"parity.commands.{cmd_name}"), cmd_name)
        return command

    def make_context(self, *given: Any, **extra: Any) -> click.Context:
        """Read the command line, which prints --help and --version."""
        with printing():
            return super().make_context(*given, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with printing():
            return super().invoke(ctx)


@contextmanager
def printing() -> Iterator[None]:
    """Inside, output that cannot be written is no traceback and no verdict."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        silence()
        raise click.exceptions.Exit(PIPE_CLOSED) from None
    except OSError as error:
        silence()
        where = f" ({error.filename})" if error.filename else ""
        raise InputError(
            f"the system says {error.strerror or error}{where}; see to that and try again"
        ) from None


def silence() -> None:
    """What is still in the buffer goes nowhere, so that Python does not fail on it at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def open_all_streams() -> None:
    """What a shell has closed (>&-), and Python has None for, leads nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)  # takes its number, before another file does
            setattr(sys, name, os.fdopen(nowhere, mode, closefd=False))


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="gradient-parity", prog_name="parity")
@click.pass_context
def parity(context: click.Context) -> None:
    """Put hand-derived backpropagation on trial."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main() -> NoReturn:
    """Run the command line and exit with its code."""
    open_all_streams()
    try:
        with terminable():
            code = parity.main(prog_name="parity", standalone_mode=False)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "parity"
        refuse(f"{error.format_message().rstrip('.')}; see {command} --help")
    except (InputError, click.ClickException) as error:
        refuse(error.format_message() if isinstance(error, click.ClickException) else str(error))
    except (KeyboardInterrupt, click.Abort):
        click.echo("parity: interrupted", err=True)
        sys.exit(EXIT_CODE)
    sys.exit(code if isinstance(code, int) else 0)


def refuse(sentence: str) -> NoReturn:
    """Say why not, on standard error."""
    click.echo(f"parity: {on_one_line(sentence)}", err=True)
    sys.exit(2)


def on_one_line(sentence: str) -> str:
    """The sentence whatever names in it are made of: no control characters, no end in sight."""
    words = " ".join(sentence.split())
    shown = "".join(c if c.isprintable() else repr(c)[1:-1] for c in words)
    if len(shown) <= LONGEST:
        return shown
    return f"{shown[: LONGEST // 2]} ... {shown[-LONGEST // 2 :]}"
