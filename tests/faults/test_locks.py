"""Signals that come while the main thread has a lock that other threads need."""

import subprocess
import sys

# Python's own locks are entered by functions: a signal may be handled as one returns, when the
# lock is taken and no `with` knows of it yet. The script sends one at the nth such moment.
PROGRAM = """
import faulthandler, signal, sys, threading
from concurrent.futures import ThreadPoolExecutor
from parity.interruption import results, terminable, undisturbed

def entered(frame, event, _):
    global left
    if event == "call":
        return entered if frame.f_code is threading.Condition.__enter__.__code__ else None
    if event == "return":
        left -= 1
        if left == 0:
            signal.raise_signal(signal.SIGINT)
    return entered

def work():
    pool = ThreadPoolExecutor(2)
    try:
        {submit}
        {wait}
    finally:
        sys.settrace(None)
        pool.shutdown()

faulthandler.dump_traceback_later({patience}, exit=True)
interrupted = 0
for at in range(1, 30):
    left = at
    with terminable():
        sys.settrace(entered)
        try:
            work()
        except KeyboardInterrupt:
            interrupted += 1
    if left > 0:
        break
print(at, interrupted)
"""
RAW_SUBMIT = "futures = [pool.submit(sum, (each,)) for each in range(3)]"
RAW_WAIT = "assert [future.result() for future in futures] == [0, 1, 2]"
SUBMIT = f"with undisturbed(): {RAW_SUBMIT}"
WAIT = "assert results(futures) == [0, 1, 2]"


def ran(submit: str, wait: str, patience: int = 30) -> subprocess.CompletedProcess[str]:
    """The program to its end, or to the end of its patience."""
    program = PROGRAM.format(submit=submit, wait=wait, patience=patience)
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )


def test_no_lock_is_left_behind() -> None:
    done = ran(SUBMIT, WAIT)
    assert done.returncode == 0, done.stderr
    last, interrupted = map(int, done.stdout.split())
    assert interrupted == last - 1 > 3  # each signal was let in, once it could be


def test_the_signals_come_where_it_matters() -> None:
    """The same program without protection does hang."""
    done = ran(RAW_SUBMIT, RAW_WAIT, patience=3)
    assert done.returncode == 1
    assert "Timeout" in done.stderr
