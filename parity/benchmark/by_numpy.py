"""The hand-derived gradient as it stands in `reference/`, and the matrix products alone."""

from typing import Any

import numpy as np

from parity.benchmark import threads as pools
from parity.benchmark.contenders import Contender
from parity.benchmark.work import products
from parity.case import Case
from parity.derivation import arguments_of, derivation_of
from parity.witnesses.answer import Answer


def hand(case: Case, threads: int) -> Contender:
    """cost_and_gradients without its door: nothing but the mathematics."""
    formula = derivation_of(case).cost_and_gradients.formula  # type: ignore[attr-defined]  # the door adds it
    arguments = arguments_of(case)

    def answer(result: Any) -> Answer:
        J, gradients = result
        return Answer(J, {name: gradients[f"d{name}"] for name in case.parameters}, case.sha256)

    return Contender(
        lambda: formula(**arguments), answer, pools.of_blas(threads), f"numpy {np.__version__}"
    )


def floor(case: Case, threads: int) -> Contender:
    """The products of the same shapes; they make no gradients."""
    W = [value.T if name == "w" else value for name, value in case.parameters.items()
         if name[0] in "wW"]  # fmt: skip
    call = products(W, case.data["X"])
    return Contender(call, lambda _: None, pools.of_blas(threads), f"numpy {np.__version__}")
