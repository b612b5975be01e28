"""How the lines of a detection go into a file and come back."""

from parity.detect.lines import SCHEMA, Line, read, written
from parity.detect.plan import sequence, task
from parity.sweep.journal import Form


def problem(line: Line, position: int) -> str:
    """Whether this version plants that mutant there."""
    if position > len(sequence(line.seed)) or line.sha256 != task(line.number, line.seed).sha256:
        return f"is of another mutant {line.number} than this version plants"
    return ""


FORM = Form("detect", f'{{"schema":"{SCHEMA}","seed":'.encode(), written, read, problem)
