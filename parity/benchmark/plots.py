"""How time grows, as pictures: log-log, all contenders and the floor.

The ground is transparent and the lines are of middle brightness, so that a page may be light or
dark. Colours are told apart by colour-blind people, too (Okabe and Ito), and markers differ.
"""

import io
from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from parity.benchmark.cases import DEPTH, EXAMPLES, WIDTH
from parity.benchmark.contenders import BY_HAND, FLOOR, HAND, PREPARED
from parity.benchmark.growing import Growth

INK = "#7d7d7d"  # 4.2 to 1 on white, 4.6 to 1 on GitHub's dark page
AXES = {
    EXAMPLES: "examples (64-64-64-1)",
    WIDTH: "width d (d-d-d-1, 256 examples)",
    DEPTH: "hidden layers of 32 (256 examples)",
}
LOOKS = {  # colour, marker
    HAND: ("#d55e00", "o"),
    PREPARED: ("#a34700", "*"),
    "torch eager matrix": ("#0072b2", "s"),
    "torch eager modules": ("#3ba3e0", "D"),
    "torch.compile": ("#cc79a7", "^"),
    "jax jit": ("#009e73", "v"),
    "jax eager": ("#b59a00", "P"),
    FLOOR: (INK, "x"),
}
STYLE: dict[Any, Any] = {
    "svg.hashsalt": "parity",  # the same figures make the same file
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


def picture(series: str, found: Sequence[Growth], form: str) -> bytes:
    """One sweep as PNG or SVG."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(7, 4.6), layout="constrained")
        drawn(figure.subplots(), series, [row for row in found if row.series == series])
        out = io.BytesIO()
        metadata = {"Date": None} if form == "svg" else None
        figure.savefig(out, format=form, dpi=150, transparent=True, metadata=metadata)
    return out.getvalue()


def drawn(axes: Axes, series: str, found: Sequence[Growth]) -> None:
    """A line for each contender, with its exponent."""
    for row in found:
        colour, marker = LOOKS[row.contender]
        power = "" if row.exponent is None else f"  (exponent {row.exponent:.2f})"
        axes.plot(
            row.sizes,
            row.medians,
            color=colour,
            marker=marker,
            markersize=5,
            linestyle="--" if row.contender == FLOOR else "-",
            linewidth=2.4 if row.contender in BY_HAND else 1.4,
            label=row.contender + power,
        )
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.set_xlabel(AXES[series])
    axes.set_ylabel("seconds for the cost and all gradients")
    axes.grid(which="major", color=INK, alpha=0.25, linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=9)
