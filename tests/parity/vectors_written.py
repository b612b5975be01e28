"""Vectors that several tests look at: few cases, of every kind."""

from pathlib import Path

from parity.case import Case
from parity.catalogue import select
from parity.vectors.folder import file_name, write_vectors

NAMES = (
    "logistic/graph", "logistic/vectorised/l2", "logistic/vectorised/float*",
    "logistic/vectorised/saturated-800", "logistic/vectorised/subnormal-inputs",
    "logistic/vectorised/fortran-order", "shallow/one/tanh",
    "shallow/vectorised/relu/l2/outputs-3", "shallow/vectorised/leaky_relu/kink",
    "shallow/vectorised/step/float64", "rows/matrix/sigmoid", "deep/5-4-6-3/*",
    "deep/5-4-6-1/*/half-squared-error",
)  # fmt: skip
CASES = [case for case in select(NAMES) if isinstance(case, Case)]
LOGISTIC, DEEP = "logistic/vectorised/float64", "deep/5-4-6-3/tanh-relu-sigmoid/outputs-3/float64"


def all_written(folder: Path) -> Path:
    """The folder, with all of them in it."""
    write_vectors(CASES, folder, lambda _: None)
    return folder


def file_of(folder: Path, name: str) -> Path:
    """Where the vectors of the case are."""
    return folder / file_name(next(case for case in CASES if case.name == name))
