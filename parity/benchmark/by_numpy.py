"""The hand-derived gradient as it stands, the form made fast, and the matrix products alone."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from parity.benchmark import threads as pools
from parity.benchmark.contenders import Contender
from parity.benchmark.work import products
from parity.case import Case
from parity.derivation import arguments_of, derivation_of
from parity.witnesses.answer import Answer
from reference.arrays import Array
from reference.prepared import Prepared


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


def prepared(case: Case, threads: int) -> Contender:
    """The net of any depth made fast; its plan says whether BLAS or the blocks get the threads."""
    parameters, last = deep_parameters(case), case.settings.get("hidden")
    hidden = (last,) * (len(parameters) // 2 - 1)
    activations = case.settings.get("activations", (*hidden, "sigmoid"))
    given: dict[str, Any] = {**case.data, **parameters, "activations": activations}
    batch = Prepared(**given, threads=threads)
    of_blas = pools.of_blas(1 if batch.plan.threads > 1 else threads)

    def answer(result: Any) -> Answer:
        J, gradients = result
        if "w" in case.parameters:
            gradients = {"dw": gradients["dW1"].T, "db": gradients["db1"].reshape(())}
        return Answer(J, {name: gradients[f"d{name}"] for name in case.parameters}, case.sha256)

    return Contender(
        lambda: batch(**parameters),
        answer,
        of_blas * batch.plan.threads,
        f"numpy {np.__version__}",
    )


def deep_parameters(case: Case) -> Mapping[str, Array]:
    """W1, b1, ... of the case; logistic regression calls them w and b."""
    if "w" not in case.parameters:
        return case.parameters
    return {
        "W1": np.ascontiguousarray(case.parameters["w"].T),
        "b1": case.parameters["b"].reshape(1, 1),
    }


def floor(case: Case, threads: int) -> Contender:
    """The products of the same shapes; they make no gradients."""
    W = [value.T if name == "w" else value for name, value in case.parameters.items()
         if name[0] in "wW"]  # fmt: skip
    call = products(W, case.data["X"])
    return Contender(call, lambda _: None, pools.of_blas(threads), f"numpy {np.__version__}")
