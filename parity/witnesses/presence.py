"""Which witnesses are there."""

from dataclasses import dataclass

from parity.environment import version
from parity.tables import Column

DISTRIBUTIONS = {
    "torch": "torch",
    "jax": "jax",
    "certified": "python-flint",
    "differences": "numpy",
}
DEVICES = {"torch": "cpu", "jax": "cpu", "certified": "-", "differences": "cpu"}
PRECISIONS = {
    "torch": "float32, float64",
    "jax": "float32, float64 (64 bits inside the witness only)",
    "certified": "balls of 160 bits and more",
    "differences": "float64, with an error estimate",
}
HOW = {
    "torch": "autograd on native restatements, or on a user's own NumPy cost",
    "jax": "jax.grad on native restatements, or on a user's own NumPy cost",
    "certified": "the NumPy cost in ball arithmetic, autograd's tape",
    "differences": "central differences, complex steps",
}


@dataclass(frozen=True)
class Presence:
    """A witness, and whether it can speak."""

    name: str
    version: str | None
    device: str
    precision: str
    how: str


COLUMNS = (
    Column("witness", lambda row: row.name),
    Column("version", lambda row: row.version or "not installed"),
    Column("device", lambda row: row.device),
    Column("precision", lambda row: row.precision),
    Column("how", lambda row: row.how),
)


def presence() -> list[Presence]:
    """Every witness, without importing any framework."""
    return [
        Presence(name, version(package), DEVICES[name], PRECISIONS[name], HOW[name])
        for name, package in DISTRIBUTIONS.items()
    ]
