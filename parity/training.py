"""Whole trajectories on trial: gradient descent by hand, in torch and in JAX, step by step.

All parties start from the same numbers and see the same batches and the same dropout masks,
which differ from step to step. What each holds after every step is a finding: the cost J[17]
of the batch of step 17 and the parameters W1[17] that 17 updates have led to, both against a
trajectory in ball arithmetic.

    p[k+1] = p[k] - alpha dJ[k]/dp,   J[k] = J(p[k], batch k),   k = 0, ..., steps

An error of an early step is carried along by all that follow, so what rounding may cause after
k steps is measured on whole runs, as it is for gradients: all inputs, intermediates and updates
of all steps are multiplied by 1 + d, d of the order 2^-26, and kappa of step k is the root mean
square of the change, divided by 2^-26, plus the size.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from parity.case import Case, digest
from parity.comparison import Held, compare
from parity.conditioning import Pass, doubled, measured
from parity.derivation import derivation_of, example_axis
from parity.finding import COST, Finding, Verdict, verdict_of
from parity.nudges import DRAWS, Nudges
from parity.tables import Column
from parity.trial import HAND
from parity.witnesses.answer import Enclosure, as_it_is
from reference import descent
from reference.arrays import Array

STEPS = 50

Batch = Mapping[str, Array]


@dataclass(frozen=True)
class TrainingCase:
    """Gradient descent from the case's parameters on its examples, the same for every party.

    `batches` are the examples of each step, all of one length (none: every step has all of
    them), `masks` the dropout masks. Both have an entry more than there are steps, for the cost
    after the last one.
    """

    case: Case
    alpha: float
    steps: int = STEPS
    batches: tuple[tuple[int, ...], ...] = ()
    masks: tuple[Batch, ...] = ()
    kind: str = "training"

    @property
    def name(self) -> str:
        """That of the case it starts from."""
        return self.case.name

    @property
    def examples(self) -> int:
        """m of every step."""
        return len(self.batches[0]) if self.batches else self.case.examples

    def data(self, step: int) -> dict[str, Array]:
        """The batch and the masks of that step."""
        batch, axis = dict(self.case.data), example_axis(self.case)
        if self.batches:
            chosen = self.batches[step]
            batch = {name: np.take(value, chosen, axis) for name, value in batch.items()}
        return batch | dict(self.masks[step] if self.masks else {})

    def at(self, step: int, parameters: Mapping[str, Any]) -> Case:
        """The case that a step is."""
        return replace(
            self.case,
            name=f"{self.name}[{step}]",
            parameters=parameters,
            data=self.data(step),
            examples=self.examples,
        )

    @cached_property
    def sha256(self) -> str:
        """The digest that every party must return for what it really holds."""
        return digest(held(self.case.parameters, [self.data(k) for k in range(self.steps + 1)]))

    @property
    def longest_sum(self) -> int:
        """n of a step's case."""
        return self.at(0, self.case.parameters).longest_sum


AnyCase = Case | TrainingCase


def held(parameters: Mapping[str, Any], batches: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """All that a party holds before the first step; batches go by X[17]."""
    of_steps = {f"{n}[{k}]": v for k, batch in enumerate(batches) for n, v in batch.items()}
    return {**parameters, **of_steps}


@dataclass(frozen=True)
class Trajectory:
    """Costs (steps + 1,) and parameters (steps + 1, *shape), from the initial ones on."""

    costs: Array
    parameters: Mapping[str, Array]
    sha256: str
    seconds: float = 0.0


@dataclass(frozen=True)
class TrueTrajectory:
    """Enclosures of what exact arithmetic makes of the same numbers."""

    costs: Enclosure
    parameters: Mapping[str, Enclosure]
    sha256: str
    seconds: float = 0.0
    bits: int = 0


def stacked(
    costs: Sequence[Any], path: Sequence[Mapping[str, Any]]
) -> tuple[Array, dict[str, Any]]:
    """Costs, and parameters by name, with the steps along the first axis."""
    return np.stack(costs), {name: np.stack([now[name] for now in path]) for name in path[0]}


def train(training: TrainingCase) -> Trajectory:
    """The run by hand: the derivation's own gradients, descent's own updates."""
    path: list[Mapping[str, Any]] = []

    def keep(_: int, __: float, parameters: Mapping[str, Any]) -> None:
        path.append(dict(parameters))

    case, start = training.case, time.perf_counter()
    end = descent.train(
        derivation_of(case).cost_and_gradients,
        case.parameters,
        lambda step: {**training.data(step), **case.settings},
        alpha=training.alpha,
        steps=training.steps,
        callback=keep,
    )
    seconds = time.perf_counter() - start
    costs = [np.asarray(cost, case.dtype) for cost in end.history]  # exact: they had that dtype
    return Trajectory(*stacked(costs, path), training.sha256, seconds)


# What rounding may cause.


def conditioning(training: TrainingCase, draws: int = DRAWS) -> dict[str, Array]:
    """kappa of the cost "J" and of every parameter, after each step; infinite where unknown."""
    nudges = Nudges(training.case.seed, training.case.dtype)
    kappa = measured(perturbed(training, nudges), nudges, draws)
    return {name: np.where(np.isnan(value), np.inf, value) for name, value in kappa.items()}


def perturbed(training: TrainingCase, nudges: Nudges) -> Pass:
    """The run by hand in float64, with all that it meets nudged.

    The examples, alpha and the settings are inputs of the run, not of a step: they are nudged
    once, so that what they do adds up over the steps.
    """
    run = derivation_of(training.case).again_by_hand(training.case, lambda _, v: nudges(v))

    def once() -> dict[str, Array]:
        arguments = doubled(training.case, nudges)
        given = {name: arguments[name] for name in training.case.data}
        settings = {name: arguments[name] for name in training.case.settings}
        inner = replace(training, case=replace(training.case, data=given))
        alpha = nudges(training.alpha)
        now = {name: arguments[name] for name in training.case.parameters}
        costs, path = [], []
        for step in range(training.steps + 1):
            cost, gradients = run(**now, **doubles(inner.data(step)), **settings)
            costs.append(np.asarray(nudges(cost)))
            path.append(now)
            moves = {name: nudges(alpha * gradients[f"d{name}"]) for name in now}
            now = {name: nudges(value - moves[name]) for name, value in now.items()}
        J, parameters = stacked(costs, path)
        return {COST: J, **parameters}

    return once


def doubles(batch: Batch) -> dict[str, Array]:
    """The batch in float64."""
    return {name: np.asarray(value, float) for name, value in batch.items()}


# The verdict.


def findings(
    training: TrainingCase,
    trajectories: Mapping[str, Trajectory],
    truth: TrueTrajectory,
    kappa: Mapping[str, Array],
) -> list[Finding]:
    """All rows of a training case: party by party, step by step, the cost first."""
    return [
        finding(training, who, quantity, step, trajectory, truth, kappa)
        for who, trajectory in trajectories.items()
        for quantity, step in quantities_of(training)
    ]


def labels(training: TrainingCase) -> tuple[str, ...]:
    """How the quantities are called in rows."""
    return tuple(f"{quantity}[{step}]" for quantity, step in quantities_of(training))


def stand_in(trajectory: Trajectory) -> TrueTrajectory:
    """A framework's trajectory for the true one."""
    return TrueTrajectory(
        as_it_is(trajectory.costs),
        {name: as_it_is(value) for name, value in trajectory.parameters.items()},
        trajectory.sha256,
        trajectory.seconds,
    )


def quantities_of(training: TrainingCase) -> Iterator[tuple[str, int]]:
    """(J, 0), (J, 1), (W1, 1), ...: the cost at the start, then what each step leads to."""
    for step in range(training.steps + 1):
        yield COST, step
        for name in training.case.parameters if step > 0 else ():
            yield name, step


def finding(
    training: TrainingCase,
    who: str,
    quantity: str,
    step: int,
    trajectory: Trajectory,
    truth: TrueTrajectory,
    kappa: Mapping[str, Array],
) -> Finding:
    """One quantity after one step."""
    label = f"{quantity}[{step}]"
    values = trajectory.costs if quantity == COST else trajectory.parameters.get(quantity)
    exact = truth.costs if quantity == COST else truth.parameters[quantity]
    if values is None or len(values) <= step:
        return Finding(training.name, label, who, "disagrees", note="the run did not get there")
    return compare(
        Held(
            training.name,
            label,
            who,
            values[step],
            Enclosure(exact.limbs[:, step], exact.radius[step], exact.rounded),
            kappa[quantity][step],
            training.case.dtype,
            training.longest_sum,
        )
    )


# One row a case.


@dataclass(frozen=True)
class TrainingRow:
    """A training case in one line: roundoffs and where, by party."""

    case: str
    steps: int
    first_cost: float | None
    last_cost: float | None
    roundoffs: Mapping[str, float | None]
    worst: Mapping[str, str]  # the quantity and step where a party is furthest off
    limit: float | None
    first_off: str  # the first quantity that does not agree
    verdict: Verdict


def summary(training: TrainingCase, rows: Sequence[Finding]) -> TrainingRow:
    """The line of a training case."""
    of_party: dict[str, list[Finding]] = {}
    for row in rows:
        of_party.setdefault(row.who, []).append(row)
    furthest = {who: max(found, key=roundoffs_of) for who, found in of_party.items()}
    off = next((row for row in rows if row.verdict != "agrees"), None)
    return TrainingRow(
        case=training.name,
        steps=training.steps,
        first_cost=value_of(rows, f"{COST}[0]"),
        last_cost=value_of(rows, f"{COST}[{training.steps}]"),
        roundoffs={who: row.roundoffs for who, row in furthest.items()},
        worst={who: row.quantity for who, row in furthest.items()},
        limit=next((row.limit for row in rows if row.limit is not None), None),
        first_off=f"{off.who} {off.quantity}" if off else "",
        verdict=verdict_of(row.verdict for row in rows),
    )


def roundoffs_of(row: Finding) -> float:
    """Those of a finding; one that has none is furthest off."""
    return np.inf if row.roundoffs is None else row.roundoffs


def value_of(rows: Sequence[Finding], quantity: str) -> float | None:
    """The first party's value of a number."""
    return next((row.worst.value for row in rows if row.quantity == quantity and row.worst), None)


def party(who: str) -> Column:
    """A party's roundoffs, and where they are largest."""
    return Column(who, lambda row: at_worst(row.roundoffs.get(who), row.worst.get(who)))


def at_worst(roundoffs: float | None, where: str | None) -> str:
    """1.3 at W1[50]."""
    return f"{'-' if roundoffs is None else f'{roundoffs:.3g}'} at {where}" if where else "-"


COLUMNS = (
    Column("case", lambda row: row.case),
    Column("verdict", lambda row: row.verdict),
    Column("steps", lambda row: row.steps),
    Column("first cost", lambda row: row.first_cost),
    Column("last cost", lambda row: row.last_cost),
    *(party(who) for who in (HAND, "torch", "jax")),
    Column("limit", lambda row: row.limit),
    Column("first off", lambda row: row.first_off),
)
