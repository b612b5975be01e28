"""From the start of a process to its end: the seven-line example, what it needs, and its floor.

Cold means that none of the installed files is in memory: before each run the system is asked to
forget them. Warm is right after that. Both are medians, of fresh processes that run bytecode.
"""

import compileall
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import parity
import reference
from parity.tables import Column
from parity.workers import one_thread

RUNS = 3
IMPORTED = (".pyc", ".so", ".dylib")
EXAMPLE = '''"""One hidden layer: tanh, then sigmoid; binary cross-entropy."""
import numpy as np

def cost(W1: "n1 n0", b1: "n1 1", W2: "n2 n1", b2: "n2 1", X: "n0 m", Y: "n2 m in {0,1}"):
    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = 1 / (1 + np.exp(-Z2))
    return -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / X.shape[1]

def gradients(W1, b1, W2, b2, X, Y, Z1, A1, Z2, A2):
    m = X.shape[1]
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = W2.T @ dZ2 * (1 - A1**2)
    dW1 = dZ1 @ X.T / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return dict(dZ2=dZ2, dW2=dW2, db2=db2, dZ1=dZ1, dW1=dW1, db1=db1)
'''
CHECK = "parity check of seven lines"
FLOOR = "import torch and import jax, side by side"  # of the check
COMMANDS: dict[str, tuple[tuple[str, ...], ...]] = {  # what is started together
    "import numpy": (("-c", "import numpy"),),
    "import parity": (("-c", "import parity"),),
    "parity --help": (("-m", "parity", "--help"),),
    "import torch": (("-c", "import torch"),),
    "import jax": (("-c", "import jax"),),
    FLOOR: (("-c", "import torch"), ("-c", "import jax")),
    CHECK: (("-m", "parity", "check"),),
}


@dataclass(frozen=True)
class StartUp:
    """Seconds from start to end; None: it failed, or files cannot be forgotten here."""

    what: str
    cold: float | None
    warm: float | None

    @property
    def name(self) -> str:
        """What a progress bar shows."""
        return self.what


START_UPS = (
    Column("what", lambda row: row.what),
    Column("cold s", lambda row: row.cold and f"{row.cold:.3g}"),
    Column("warm s", lambda row: row.warm and f"{row.warm:.3g}"),
)


def start_ups() -> Iterator[StartUp]:
    """A row for each command."""
    for package in (parity, reference):  # pip does that where it installs
        compileall.compile_dir(Path(package.__file__ or "").parent, quiet=2)
    with tempfile.TemporaryDirectory(prefix="parity-start-up-") as folder:
        example = Path(folder) / "net.py"
        example.write_text(EXAMPLE)
        for what, commands in COMMANDS.items():
            if what == CHECK:
                commands = ((*commands[0], str(example)),)
            cold = median(seconds(commands) for _ in range(RUNS) if forgotten())
            yield StartUp(what, cold, median(seconds(commands) for _ in range(RUNS)))


def median(runs: Iterable[float | None]) -> float | None:
    """That of the runs that did not fail; None without any."""
    succeeded = [run for run in runs if run is not None]
    return statistics.median(succeeded) if succeeded else None


def seconds(commands: Sequence[Sequence[str]]) -> float | None:
    """Until the last of them has ended; None if one failed."""
    start = time.perf_counter()
    started = [
        subprocess.Popen(
            [sys.executable, *arguments],
            env=one_thread(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for arguments in commands
    ]
    try:
        codes = [process.wait() for process in started]
    finally:  # at Ctrl-C
        for process in started:
            process.kill()
    return None if any(codes) else time.perf_counter() - start


def forgotten() -> bool:
    """Let the system drop what it keeps of files that imports read; whether it can."""
    if not hasattr(os, "posix_fadvise"):
        return False
    for root in (Path(parity.__file__).parent, *site_folders()):
        for folder, _, names in os.walk(root):
            for name in names:
                if name.endswith(IMPORTED):
                    forget(os.path.join(folder, name))
    return True


def site_folders() -> list[Path]:
    """Where packages are installed."""
    return [Path(path) for path in sys.path if Path(path).name == "site-packages"]


def forget(path: str) -> None:
    """One file; links to nowhere and what may not be read stay as they are."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)
