"""What checking costs, as text."""

from pathlib import Path

from parity.cost.checking import Checking
from parity.cost.nets import COLUMNS, SHARES
from parity.cost.start_up import CHECK, FLOOR, START_UPS
from parity.environment import environment
from parity.files import write_whole
from parity.tables import pairs, table

OF_NETS = """\
Seconds for one check of a d-d-d-1 net of tanh units in float64, everything warm, each witness alone
in its process with one thread. *judging* is conditioning and verdict; *run* is the sum of gradient
by hand, witnesses and judging (the witnesses work side by side). *check* is `parity.check` of the
same net as a user's derivation of nine lines, in float64 and in float32, line by line. *Without
truth or frameworks* is what a check against torch and JAX takes besides their own gradients, when
nobody asks for the certified truth. *gradcheck* is PyTorch's on the same cost; its slow mode, which
alone looks at every component, is left out where it would take more than a minute. *check_grads* is
JAX's, in reverse mode, along one random direction. *peak MiB* is all processes together."""

OF_SHARES = """\
The same check from nothing, in shares: *import* is until all witnesses have their frameworks, side
by side; *compilation* is what first answers of torch and JAX take longer than second ones."""

OF_START_UP = """\
From the start of a process to its end. *Cold*: the system was asked to forget all installed files;
what other programs have open stays in memory. *Warm*: right after that. Medians of three runs."""


def sections(checking: Checking) -> list[str]:
    """Paragraphs and tables."""
    parts = []
    if checking.nets:
        parts += [OF_NETS, table(checking.nets, COLUMNS, "github")]
        parts += [OF_SHARES, table(checking.nets, SHARES, "github")]
    if checking.start_ups:
        parts += [OF_START_UP, table(checking.start_ups, START_UPS, "github"), *floor(checking)]
    return parts


def floor(checking: Checking) -> list[str]:
    """The seven-line check beside what it cannot do without."""
    rows = {row.what: row for row in checking.start_ups}
    if CHECK not in rows:
        return []
    told = [
        f"{name} {least:.1f} of {whole:.1f} s"
        for name in ("cold", "warm")
        if (whole := getattr(rows[CHECK], name)) and (least := getattr(rows[FLOOR], name))
    ]
    return [f"The floor of the check is importing torch and JAX: {', '.join(told)}."]


def write_cost(checking: Checking, folder: Path) -> Path:
    """cost.md: what checking takes as nets grow, and from a cold start."""
    lack = [f"Interrupted: {checking.missing} of {checking.planned} rows are missing."]
    parts = ["# What a check costs", *sections(checking), *lack[: checking.missing],
             pairs(environment())]  # fmt: skip
    write_whole(folder / "cost.md", "\n\n".join(parts) + "\n")
    return folder / "cost.md"
