"""Training by hand: gradient descent as it stands in `reference/`."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from parity.benchmark import threads as pools
from parity.benchmark.by_numpy import prepared_batch
from parity.benchmark.contenders import Contender
from parity.derivation import derivation_of
from parity.training import TrainingCase
from parity.witnesses.answer import Answer
from reference.descent import Descent, train


def descent(training: TrainingCase, threads: int) -> Contender:
    """reference.descent.train, which also keeps the cost of every step."""
    case = training.case
    form = derivation_of(case).cost_and_gradients
    return trained(training, threads, form, {**case.data, **case.settings})


def prepared(training: TrainingCase, threads: int) -> Contender:
    """The same descent, on the batch that is prepared."""
    return trained(training, threads, prepared_batch(training.case, threads), None)


def trained(
    training: TrainingCase, threads: int, form: Callable[..., Any], data: Mapping[str, Any] | None
) -> Contender:
    """The training down that cost."""
    case = training.case

    def call() -> Descent:
        return train(form, case.parameters, data, alpha=training.alpha, steps=training.steps)

    def answer(end: Descent) -> Answer:
        return Answer(end.history[-1], end.parameters, case.sha256)

    return Contender(call, answer, pools.of_blas(threads), f"numpy {np.__version__}")
