"""What a check costs, from a hundred to a million parameters, beside PyTorch's gradcheck."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from threadpoolctl import threadpool_limits

from parity.case import Case
from parity.finding import verdict_of
from parity.hearing import CERTIFIED, HAND, heard
from parity.points import Point, deep
from parity.tables import Column
from parity.trial import hand_answer
from parity.witnesses.answer import Silence
from parity.workers import Worker

WIDTHS = (7, 22, 70, 223, 707)  # d-d-d-1 has 2 d^2 + 3 d + 1 parameters
EXAMPLES = 64
WITNESSES = ("torch", "jax", CERTIFIED)
MINUTE = 60.0
LIMIT = 600.0


@dataclass(frozen=True)
class Cost:
    """Seconds for one net; None where it would have taken more than a minute, or failed."""

    net: str
    parameters: int
    hand: float
    torch: float | None
    jax: float | None
    certified: float | None
    judging: float
    check: float | None
    without_truth: float  # by hand and judging; the frameworks' own gradients come on top
    gradcheck: float | None
    gradcheck_fast: float | None
    verdict: str


COLUMNS = tuple(
    Column(head, lambda row, key=key: getattr(row, key))  # type: ignore[misc]  # key is bound now
    for head, key in (
        ("net", "net"),
        ("parameters", "parameters"),
        ("hand s", "hand"),
        ("torch s", "torch"),
        ("jax s", "jax"),
        ("certified s", "certified"),
        ("judging s", "judging"),
        ("whole check s", "check"),
        ("without truth or frameworks s", "without_truth"),
        ("gradcheck slow s", "gradcheck"),
        ("gradcheck fast s", "gradcheck_fast"),
        ("verdict", "verdict"),
    )
)


def net(width: int, examples: int = EXAMPLES) -> Case:
    """A d-d-d-1 net of tanh units in float64."""
    point = Point(inputs=width, m=examples)
    cases = deep((width, width), ("tanh", "tanh", "sigmoid"), point)
    return next(case for case in cases if case.dtype == "float64")


def costs(widths: tuple[int, ...] = WIDTHS) -> Iterator[Cost]:
    """One row a net, each witness alone in its process and warm."""
    modules = {
        "torch": "parity.witnesses.torch_autograd",
        "jax": "parity.witnesses.jax_grad",
        "certified": "parity.witnesses.certified",
        "gradcheck": "parity.witnesses.torch_gradcheck",
    }
    workers = {name: Worker(name, module) for name, module in modules.items()}
    try:
        # One thread here, as in the witnesses: see parity.trials.
        with threadpool_limits(limits=1, user_api="blas"):
            yield from rows(widths, workers)
    finally:
        for worker in workers.values():
            worker.stop()


def rows(widths: tuple[int, ...], workers: dict[str, Worker]) -> Iterator[Cost]:
    """gradcheck is asked as long as it stays under a minute."""
    slow: float | None = 0.0
    for width in widths:
        case = net(width)
        if slow is not None:
            slow = measured(workers["gradcheck"], "slow", case)
        yield cost(case, workers, slow)
        if slow is None or slow * 10 > MINUTE:  # ten times the parameters: ten times as long
            slow = None


def measured(worker: Worker, verb: str, case: Case) -> float | None:
    """Seconds that a verb took, as it says itself."""
    worker.ask(verb, net(WIDTHS[0]), LIMIT)  # warm
    answer = worker.ask(verb, case, LIMIT)
    return None if isinstance(answer, Silence) else float(answer)


def cost(case: Case, workers: dict[str, Worker], slow: float | None) -> Cost:
    """The row of one net."""
    answers = {}
    for name in WITNESSES:
        workers[name].ask("testify", case, LIMIT)  # warm: compiled, imported, paged in
        answers[name] = workers[name].ask("testify", case, LIMIT)
    hand_answer(case)
    start = time.perf_counter()
    hand = hand_answer(case)
    result = heard(case, hand, answers, time.perf_counter() - start)
    frameworks = {name: answers[name] for name in WITNESSES if name != CERTIFIED}
    without = heard(case, hand, frameworks, result.seconds[HAND])
    parts = [result.seconds.get(name) for name in (HAND, "judging", *WITNESSES)]
    return Cost(
        net=case.name.split("/")[1],
        parameters=sum(value.size for value in case.parameters.values()),
        hand=result.seconds[HAND],
        torch=result.seconds.get("torch"),
        jax=result.seconds.get("jax"),
        certified=result.seconds.get(CERTIFIED),
        judging=result.seconds["judging"],
        check=None if None in parts else sum(part for part in parts if part is not None),
        without_truth=without.seconds[HAND] + without.seconds["judging"],
        gradcheck=slow,
        gradcheck_fast=measured(workers["gradcheck"], "fast", case),
        verdict=verdict_of((result.verdict, without.verdict)),
    )
