"""The command line in this process: all of it but the start of Python, which takes longer."""

import io
import sys
from dataclasses import dataclass

import pytest

from parity import cli


@dataclass(frozen=True)
class Done:
    """A command at its end."""

    returncode: int
    stdout: str
    stderr: str


def parity(*arguments: object) -> Done:
    """What the program prints, and the code it exits with."""
    out, errors = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["parity", *map(str, arguments)])
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", errors)
        with pytest.raises(SystemExit) as ended:
            cli.main()
    assert isinstance(ended.value.code, int)
    return Done(ended.value.code, text_of(out), text_of(errors))


def text_of(stream: io.TextIOWrapper) -> str:
    """All that was written."""
    stream.seek(0)
    return stream.read()
