"""At which priority a process runs, told by the process itself."""

import os
import subprocess
import sys

import pytest

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
NOT_INHERITED = REAL_TIME.replace("os.SCHED_RR,", "os.SCHED_RR | os.SCHED_RESET_ON_FORK,")
STARTED = f"""
import subprocess, sys
subprocess.run([sys.executable, "-c", {TOLD!r}], check=True)
"""


def said(program: str) -> list[str]:
    command = [sys.executable, "-u", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_a_nice_process_says_how_nice_it_is() -> None:
    nice = os.getpriority(os.PRIO_PROCESS, 0) + 3
    (line,) = said(f"import os; os.nice(3)\n{TOLD}")
    assert line == f"ordinary priority, nice {nice}"


@pytest.mark.parametrize("name", ["batch", "idle"])
def test_who_is_to_wait_for_others_does_not_pass_as_ordinary(name: str) -> None:
    policy = f"SCHED_{name.upper()}"
    (line,) = said(f"import os; os.sched_setscheduler(0, os.{policy}, os.sched_param(0))\n{TOLD}")
    assert line.startswith(f"{name} priority ({policy})")


def test_real_time_is_told_and_so_is_that_nobody_may_have_it() -> None:
    expected, told = said(REAL_TIME + TOLD)
    assert told.startswith(expected)


def test_real_time_that_is_not_inherited_is_not_claimed_for_what_is_started() -> None:
    expected, told, told_by_started = said(NOT_INHERITED + TOLD + STARTED)
    if expected.startswith("real-time"):
        assert told == f"{expected}, what it starts has ordinary priority"
    assert told_by_started.startswith("ordinary priority")
