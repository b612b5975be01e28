"""Rows as a LaTeX table that breaks across pages and wraps what is long."""

import re
from collections.abc import Sequence


class Math(str):
    """A cell that is a formula in LaTeX: every format renders it as it can."""

    __slots__ = ()


# A column with more characters wraps; its 23.5 em hold the widest formula, which cannot break.
LONG = 44
SIZES = ((110, "footnotesize"), (180, "scriptsize"), (10**9, "tiny"))  # by characters a row
ESCAPED = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", "*": "{*}", "[": "{[}",
}  # fmt: skip


def latex(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The whole table; the comment says what the document needs."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    size = next(name for most, name in SIZES if sum(min(w, LONG) for w in widths) <= most)
    columns = "".join(
        ">{\\raggedright\\arraybackslash}p{23.5em}" if width > LONG else "l" for width in widths
    )
    has_formulas = any(isinstance(cell, Math) for cells in rows for cell in cells)
    body = [
        r"% \usepackage{array,booktabs,longtable}",
        *([r"% \usepackage{amsmath,amssymb}"] if has_formulas else []),
        r"% Wide: \usepackage[a4paper,landscape,margin=1cm]{geometry}",
        rf"{{\{size}\setlength{{\tabcolsep}}{{1.5pt}}",
        *([r"\renewcommand{\arraystretch}{1.6}"] if has_formulas else []),  # fractions are tall
        rf"\begin{{longtable}}{{{columns}}}",
        r"\toprule",
        row(heads),
        r"\midrule",
        r"\endhead",
        r"\bottomrule",
        r"\endfoot",
        *map(row, rows),
        r"\end{longtable}}",
    ]
    return "\n".join(body)


def row(cells: Sequence[str]) -> str:
    """One line of the table."""
    return " & ".join(map(escaped, cells)) + r" \\"


def escaped(cell: str) -> str:
    """Text that LaTeX prints as it is; whatever is no printable character becomes a space."""
    if isinstance(cell, Math):
        return f"${cell}$"
    text = "".join(ESCAPED.get(c, c if c.isprintable() else " ") for c in cell)
    return re.sub(r"/(?=\w)", r"/\\allowbreak{}", text)  # names of cases are paths
