"""What a check costs, from a hundred to a million parameters, beside PyTorch's gradcheck."""

import re
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from threadpoolctl import threadpool_limits

from parity.case import Case
from parity.finding import verdict_of
from parity.hearing import CERTIFIED, heard
from parity.points import Point, deep
from parity.tables import Column
from parity.trial import HAND, hand_answer
from parity.witnesses.answer import Silence
from parity.workers import Worker

# Width and examples of d-d-d-1 nets, which have 2 d^2 + 3 d + 1 parameters.
NETS = ((7, 64), (22, 64), (64, 256), (70, 64), (223, 64), (707, 64), (1024, 64))
OFTEN = 0.3  # seconds for which short passes are repeated; their median counts
WITNESSES = ("torch", "jax", CERTIFIED)
MINUTE = 60.0
LIMIT = 600.0


@dataclass(frozen=True)
class Cost:
    """Seconds for one net; None where it would have taken more than a minute, or failed."""

    net: str
    parameters: int
    examples: int
    hand: float
    torch: float | None
    jax: float | None
    certified: float | None
    judging: float
    check: float | None
    without_truth: float  # by hand and judging; the frameworks' own gradients come on top
    gradcheck: float | None
    gradcheck_fast: float | None
    memory: float | None  # MiB at most, this process and the witnesses' together
    verdict: str


COLUMNS = tuple(
    Column(head, lambda row, key=key: getattr(row, key))  # type: ignore[misc]  # key is bound now
    for head, key in (
        ("net", "net"),
        ("parameters", "parameters"),
        ("examples", "examples"),
        ("hand s", "hand"),
        ("torch s", "torch"),
        ("jax s", "jax"),
        ("certified s", "certified"),
        ("judging s", "judging"),
        ("whole check s", "check"),
        ("without truth or frameworks s", "without_truth"),
        ("gradcheck slow s", "gradcheck"),
        ("gradcheck fast s", "gradcheck_fast"),
        ("peak MiB", "memory"),
        ("verdict", "verdict"),
    )
)


def net(width: int, examples: int) -> Case:
    """A d-d-d-1 net of tanh units in float64."""
    point = Point(inputs=width, m=examples)
    cases = deep((width, width), ("tanh", "tanh", "sigmoid"), point)
    return next(case for case in cases if case.dtype == "float64")


def costs(nets: tuple[tuple[int, int], ...] = NETS) -> Iterator[Cost]:
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
            yield from rows(nets, workers)
    finally:
        for worker in workers.values():
            worker.stop()


def rows(nets: tuple[tuple[int, int], ...], workers: dict[str, Worker]) -> Iterator[Cost]:
    """gradcheck is asked as long as it stays under a minute."""
    slow: float | None = 0.0
    before = net(*nets[0])
    for width, examples in nets:
        case = net(width, examples)
        # As many passes as there are parameters, and every pass takes longer.
        growth = (size_of(case) / size_of(before)) ** 1.5 * case.examples / before.examples
        asked = slow is not None and slow * growth <= MINUTE
        slow = measured(workers["gradcheck"], "slow", case) if asked else None
        before = case
        yield cost(case, workers, slow)


def size_of(case: Case) -> int:
    """The number of parameters."""
    return sum(value.size for value in case.parameters.values())


def measured(worker: Worker, verb: str, case: Case) -> float | None:
    """Seconds that a verb took, as it says itself."""
    worker.ask(verb, net(*NETS[0]), LIMIT)  # warm
    answer = worker.ask(verb, case, LIMIT)
    return None if isinstance(answer, Silence) else float(answer)


def cost(case: Case, workers: dict[str, Worker], slow: float | None) -> Cost:
    """The row of one net."""
    answers = {}
    for name in WITNESSES:
        workers[name].ask("testify", case, LIMIT)  # warm: compiled, imported, paged in
        answers[name] = workers[name].ask("testify", case, LIMIT)
    frameworks = {name: answers[name] for name in WITNESSES if name != CERTIFIED}
    hand_seconds = median_seconds(lambda: hand_answer(case))
    hand = hand_answer(case)
    result = heard(case, hand, answers, hand_seconds)
    without = heard(case, hand, frameworks, hand_seconds)
    quick = median_seconds(lambda: heard(case, hand, frameworks, hand_seconds))
    parts = [result.seconds.get(name) for name in (HAND, "judging", *WITNESSES)]
    return Cost(
        net=case.name.split("/")[1],
        parameters=size_of(case),
        examples=case.examples,
        hand=result.seconds[HAND],
        torch=result.seconds.get("torch"),
        jax=result.seconds.get("jax"),
        certified=result.seconds.get(CERTIFIED),
        judging=result.seconds["judging"],
        check=None if None in parts else sum(part for part in parts if part is not None),
        without_truth=hand_seconds + quick,
        gradcheck=slow,
        gradcheck_fast=measured(workers["gradcheck"], "fast", case),
        memory=memory([workers[name] for name in WITNESSES]),
        verdict=verdict_of((result.verdict, without.verdict)),
    )


def median_seconds(function: Callable[[], object]) -> float:
    """Of as many calls as fit, after one that is not counted."""
    function()
    times: list[float] = []
    while sum(times) < OFTEN or not times:
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def memory(workers: Sequence[Worker]) -> float | None:
    """The peaks of all processes together, in MiB, where the system tells them."""
    pids = ["self", *(worker.process.pid for worker in workers if worker.process)]
    files = [Path(f"/proc/{pid}/status") for pid in pids]
    if not all(file.exists() for file in files):
        return None
    peaks = [re.search(r"VmHWM:\s*(\d+) kB", file.read_text()) for file in files]
    return sum(int(peak[1]) for peak in peaks if peak) / 1024
