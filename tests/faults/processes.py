"""parity as its users run it: processes of their own, and what can be done to them."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

QUICK = ("run", "logistic/graph/*", "--witness", "certified")  # two cases, half a second
LIGHT_BENCH = """
from parity import cli
from parity.benchmark.contenders import CONTENDERS
for name in [name for name in CONTENDERS if name not in ("hand", "floor")]:
    del CONTENDERS[name]
cli.main()
"""
BENCH = ("bench", "bench/2-1/1000/float64/*", "--rounds", "1")  # two cases
Done = subprocess.CompletedProcess[str]


def command_line(*arguments: object) -> list[str]:
    """A benchmark is one of two contenders: frameworks take seconds to start."""
    python = [sys.executable, "-W", "error"]
    program = ["-c", LIGHT_BENCH] if "bench" in arguments else ["-m", "parity"]
    return [*python, *program, *map(str, arguments)]


def parity(*arguments: object, before: str = "", **variables: str) -> Done:
    """A command to its end; `before` is what its shell does first."""
    command = command_line(*arguments)
    if before:
        command = ["bash", "-c", f'{before}; exec "$@"', "bash", *command]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, **variables},
    )


def started(*arguments: object) -> subprocess.Popen[str]:
    """A command on its way."""
    return subprocess.Popen(
        command_line(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def workers_of(parent: int) -> dict[int, str]:
    """The processes that a command has started, each with its command line."""
    found = {}
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            status = (folder / "stat").read_text() if folder.name.isdigit() else ""
            if status and int(status.rpartition(")")[2].split()[1]) == parent:
                found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
    return {pid: line for pid, line in found.items() if "parity.workers" in line}


def one_sentence(text: str) -> bool:
    """Whether standard error is one sentence of parity's."""
    return text.startswith("parity: ") and text.count("\n") == 1 and "Traceback" not in text
