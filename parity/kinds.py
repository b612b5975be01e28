"""The kinds of cases: what is asked of each party, and how its answers are judged.

gradients    the derivatives of the cost by every quantity
per-example  the gradients of every example, before the mean, against vmap(grad)
training     whole trajectories of gradient descent
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from parity import conditioning, per_example, training, trial
from parity.case import Case
from parity.comparison import finite
from parity.conditioning import Conditioning
from parity.finding import Finding
from parity.witnesses.answer import Answer, Truth
from parity.witnesses.silence import Silence

GRADIENTS, PER_EXAMPLE, TRAINING = "gradients", "per-example", "training"
TESTIFY = "testify"


@dataclass(frozen=True)
class Kind:
    """How cases of a kind are tried."""

    by_hand: Callable[[Any], Any]
    conditioning: Callable[[Any, Any], Any]
    quick_conditioning: Callable[[Any, Any], Any]  # at most as large; or none
    labels: Callable[[Any], tuple[str, ...]]
    findings: Callable[[Any, Any, Any, Any], list[Finding]]
    stand_in: Callable[[Any], Any]
    verbs: Mapping[str, str]  # what each witness is asked
    apart: Callable[[Any, Any], dict[str, float | None]]


def gradients_conditioning(case: Case, truth: Truth | None) -> Conditioning:
    """kappa of the case, in wider floats where float64 underflows."""
    wide = truth is not None and conditioning.underflows(truth)
    return conditioning.conditioning(case, wide=wide, truth=truth)


def apart(case: Case, answers: Mapping[str, Answer | Silence]) -> dict[str, float | None]:
    """The largest |hand - framework| over the derivatives of all parameters."""
    hand = answers[trial.HAND]
    return {
        who: gap(case, hand, answer)
        for who, answer in answers.items()
        if isinstance(hand, Answer) and isinstance(answer, Answer) and who != trial.HAND
    }


def gap(case: Case, hand: Answer, other: Answer) -> float | None:
    """The largest difference, where shapes and kinds allow one."""
    gaps = [
        float(np.max(np.abs(ours - theirs)))
        for name in case.parameters
        if (ours := np.asarray(hand.derivatives.get(name))).shape
        == (theirs := np.asarray(other.derivatives.get(name))).shape
        and ours.dtype.kind == theirs.dtype.kind == "f"
    ]
    return finite(max(gaps)) if gaps else None


KINDS = {
    GRADIENTS: Kind(
        trial.hand_answer,
        gradients_conditioning,
        conditioning.quick,
        trial.labels,
        trial.findings,
        trial.stand_in,
        {"torch": TESTIFY, "jax": TESTIFY, "certified": TESTIFY, "differences": TESTIFY},
        apart,
    ),
    PER_EXAMPLE: Kind(
        per_example.hand_answer,
        lambda case, _: per_example.conditioning(case),
        lambda *_: None,
        per_example.labels,
        per_example.findings,
        trial.stand_in,
        {
            "torch": "testify_examples",
            "jax": "testify_examples",
            "certified": "parity.witnesses.certified_examples:testify_examples",
        },
        apart,
    ),
    TRAINING: Kind(
        training.train,
        lambda case, _: training.conditioning(case),
        lambda *_: None,
        training.labels,
        training.findings,
        training.stand_in,
        {
            "torch": "parity.witnesses.torch_training:train",
            "jax": "parity.witnesses.jax_training:train",
            "certified": "parity.witnesses.certified_training:train",
        },
        lambda *_: {},
    ),
}
