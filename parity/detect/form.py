"""How the lines of a detection go into a file and come back."""

from parity.detect.lines import SCHEMA, Line, read, written
from parity.detect.plan import planned, sequence, task
from parity.sweep.journal import Form


def problem(line: Line, position: int) -> str:
    """Whether this version plants that mutant there."""
    if position > len(sequence(line.seed)) or line.sha256 != task(line.number, line.seed).sha256:
        return f"is of another mutant {line.number} than this version plants"
    return ""


def bound(tasks: int, seed: int) -> str:
    """How many tasks there are: the mutants, and every target as it is before its first one."""
    if tasks == len(sequence(seed)):
        return f"{tasks}, which are all tasks"
    return f"{tasks}, the tasks that --mutants {planned(tasks, seed)} makes"


FORM = Form(
    "detect", f'{{"schema":"{SCHEMA}","seed":'.encode(), written, read, problem, "task", bound
)
