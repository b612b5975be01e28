"""At which priority a process runs, told by the process itself."""

import os
import subprocess
import sys

TOLD = "from parity.environment import priority; print(priority())"
REAL_TIME = """
import os
try:
    os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(7))
except PermissionError:  # not everybody may
    print("ordinary priority")
else:
    print("real-time priority 7 (SCHED_RR)")
"""


def said(program: str, *before: str) -> list[str]:
    command = [*before, sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_a_nice_process_says_how_nice_it_is() -> None:
    nice = os.getpriority(os.PRIO_PROCESS, 0) + 3
    (line,) = said(f"import os; os.nice(3)\n{TOLD}")
    assert line == f"ordinary priority, nice {nice}"


def test_real_time_is_told_and_so_is_that_nobody_may_have_it() -> None:
    expected, told = said(REAL_TIME + TOLD)
    assert told.startswith(expected)
