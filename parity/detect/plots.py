"""Detection by kind, as a picture: a row of dots for each kind, a colour for each checker."""

import io
from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from parity.benchmark.plots import INK, STYLE
from parity.detect.peers import PEERS
from parity.detect.tally import PARITY, KindRow

LOOKS = {  # colour, marker, size: colours that colour-blind people tell apart
    PARITY: ("#d55e00", "o", 9.0),
    "numpy against torch": ("#cc79a7", "D", 5.0),
    "jax check_grads": ("#009e73", "v", 6.5),
    "gradcheck slow": ("#0072b2", "s", 5.5),
    "gradcheck fast": ("#3ba3e0", "^", 6.0),
}
APART = 0.15  # of a row, so that checkers that caught the same share are all seen


def picture(rows: Sequence[KindRow], form: str) -> bytes:
    """The share that each checker caught, as PNG or SVG."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(8.4, 1.6 + 0.3 * len(rows)), layout="constrained")
        draw(figure.subplots(), rows)
        out = io.BytesIO()
        metadata = {"Date": None} if form == "svg" else None
        figure.savefig(out, format=form, dpi=150, transparent=True, metadata=metadata)
    return out.getvalue()


def draw(axes: Axes, rows: Sequence[KindRow]) -> None:
    """Kinds from top to bottom, all of them together last."""
    heights = range(len(rows), 0, -1)
    for place, who in enumerate((PARITY, *PEERS)):
        apart = [height + APART * (2 - place) for height in heights]
        colour, marker, size = LOOKS[who]
        shares = [100 * row.caught[who] / row.mutants for row in rows]
        axes.plot(shares, apart, color=colour, marker=marker, markersize=size, linestyle="",
                  label=who, alpha=0.9, zorder=1 if who == PARITY else 2)  # fmt: skip
    axes.set_yticks(list(heights), [f"{row.kind} ({row.mutants})" for row in rows])
    axes.axhline(2.5, color=INK, linewidth=0.6)
    axes.set_xlim(-3, 103)
    axes.set_xlabel(f"caught, % of the mistakes planted ({rows[0].dtype})")
    axes.grid(which="major", color=INK, alpha=0.25, linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=9, loc="upper center", bbox_to_anchor=(0.4, 1.07), ncols=5,
                columnspacing=0.8, handletextpad=0.1)  # fmt: skip
