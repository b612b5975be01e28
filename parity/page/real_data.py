"""The reference trained on the breast-cancer data."""

from collections.abc import Mapping
from typing import Any

from parity.page.grid import code, grid, number, text
from parity.page.marks import mark_of
from parity.page.numbers import order, percent, thousands
from parity.page.section import Section

RUNS = (
    code("derivation", "derivation"),
    code("sizes", "sizes"),
    number("lambda", "lam", "{:g}".format),
    number("alpha", "alpha", "{:g}".format),
    number("steps", "steps", thousands),
    text("stopped by", "stopped"),
    number("training cost", "training_cost", "{:.6f}".format),
    number("held-out cost", "held_out_cost", "{:.6f}".format),
    number("held-out accuracy", "held_out_accuracy", percent),
)


def real_data(value: Mapping[str, Any]) -> Section:
    """The part of the page."""
    worst = max(row["relative_difference"] for row in value["agreement"])
    sentence = (
        f"The L2 optimum on the breast-cancer data {value['verdict']} with scikit-learn's: "
        f"{len(value['agreement'])} coefficients, largest relative difference {order(worst)}."
    )
    return Section(
        "real-data",
        "Real data",
        sentence,
        mark_of(value["verdict"]),
        grids=[grid("runs", "Trainings", value["runs"], RUNS)],
        files=("breast-cancer.md", "breast-cancer.json"),
    )
