"""A user's process: parity in the middle of it, with settings of the user's own, or without.

It prints the verdicts, and ends badly where a setting is not what it was before.
"""

import json
import os
import random
import signal
import sys
import warnings
from typing import Any

import jax
import numpy as np
import torch

import parity

CASES = ["shallow/vectorised/tanh/float32", "logistic/vectorised/saturated-800/float64"]
SHAPES = {"w": "n 1", "X": "n m", "Y": "1 m in {0,1}", "lam": "> 0"}


def cost(w, X, Y, lam):
    E = w.T @ X - Y
    return np.sum(E**2) / 2 + lam / 2 * np.sum(w**2)


def gradients(w, X, E, lam):
    dw = X @ E.T - lam * w
    return {"dw": dw}


def make_strange() -> None:
    """Everything otherwise than parity would like it."""
    np.seterr(all="raise")
    np.random.seed(5)  # noqa: NPY002  # the global state is the point
    random.seed(6)
    torch.manual_seed(7)
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(2)
    jax.config.update("jax_enable_x64", not jax.config.jax_enable_x64)
    warnings.simplefilter("error")
    signal.signal(signal.SIGTERM, lambda *_: None)
    os.environ["USERS_OWN"] = "1"


def settings() -> dict[str, Any]:
    """All of these, as they are."""
    return {
        "numpy errors": np.geterr(),
        "random of NumPy": str(np.random.get_state()),  # noqa: NPY002
        "random of Python": random.getstate(),
        "random of torch": torch.random.get_rng_state().tolist(),
        "dtype of torch": torch.get_default_dtype(),
        "threads of torch": torch.get_num_threads(),
        "x64 of jax": jax.config.jax_enable_x64,
        "filters of warnings": list(warnings.filters),
        "variables": dict(os.environ),
        "signals": [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)],
        "folder": os.getcwd(),
        "paths": list(sys.path),
        "limit of recursion": sys.getrecursionlimit(),
    }


def main() -> None:
    """Both ways into parity from Python."""
    if sys.argv[1] == "strange":
        make_strange()
    before = settings()
    report = parity.run(CASES)
    check = parity.check(cost, gradients, SHAPES, draws=1, witnesses=["certified"])
    after = settings()
    changed = [name for name in before if before[name] != after[name]]
    found = [*report.findings, *check.findings]
    verdicts = [(f.case, f.quantity, f.who, f.verdict, f.note) for f in found]
    lines = [(line.quantity, line.verdict, *line.suggestions) for line in check.lines]
    sys.stdout.write(json.dumps({"changed": changed, "verdicts": verdicts, "lines": lines}) + "\n")


if __name__ == "__main__":
    main()
