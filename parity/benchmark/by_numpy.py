"""The hand-derived gradients as they stand in `reference/`, and what bounds them.

The bounds make no gradients: the matrix products alone, and one pass over the activations.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from parity.benchmark import threads as pools
from parity.benchmark.contenders import Contender
from parity.benchmark.work import elementwise, products
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
    batch, parameters = prepared_batch(case, threads), deep_parameters(case)
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


def prepared_batch(case: Case, threads: int) -> Prepared:
    """The case's batch; a shallow net names the activation of its only hidden layer."""
    parameters = deep_parameters(case)
    hidden = (case.settings.get("hidden"),) * (len(parameters) // 2 - 1)
    activations = case.settings.get("activations", (*hidden, "sigmoid"))
    given: dict[str, Any] = {**case.data, **parameters, "activations": activations}
    return Prepared(**given, threads=threads)


def deep_parameters(case: Case) -> Mapping[str, Array]:
    """W1, b1, ... of the case; logistic regression calls them w and b."""
    if "w" not in case.parameters:
        return case.parameters
    return {
        "W1": np.ascontiguousarray(case.parameters["w"].T),
        "b1": case.parameters["b"].reshape(1, 1),
    }


def floor(case: Case, threads: int) -> Contender:
    """The products of the same shapes."""
    return bound(products(weights(case), case.data["X"]), threads)


def one_pass(case: Case, threads: int) -> Contender:
    """One multiplication, element by element, in the shape of every activation."""
    return bound(elementwise(weights(case), case.data["X"]), threads)


def bound(call: Callable[[], None], threads: int) -> Contender:
    """A contender that computes nothing of use."""
    return Contender(call, lambda _: None, pools.of_blas(threads), f"numpy {np.__version__}")


def weights(case: Case) -> list[Array]:
    """W of every layer, (n_l, n_{l-1})."""
    return [value.T if name == "w" else value for name, value in case.parameters.items()
            if name[0] in "wW"]  # fmt: skip
