"""One check of nets from a hundred to a million parameters, beside gradcheck and check_grads."""

import re
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parity.case import Case
from parity.cost.own import checked
from parity.finding import verdict_of
from parity.hearing import heard
from parity.points import Recipe, deep
from parity.surroundings import ours
from parity.tables import Column, headed
from parity.trial import HAND, hand_answer
from parity.witnesses.modules import CERTIFIED
from parity.witnesses.silence import Silence
from parity.workers import Worker

# Width and examples of d-d-d-1 nets, which have 2 d^2 + 3 d + 1 parameters.
NETS = ((7, 64), (22, 64), (64, 256), (70, 64), (223, 64), (707, 64))
OFTEN = 0.3  # seconds for which short passes are repeated; their median counts
WITNESSES = ("torch", "jax", CERTIFIED)
MODULES = {
    "torch": "parity.witnesses.torch_autograd",
    "jax": "parity.witnesses.jax_grad",
    CERTIFIED: "parity.witnesses.certified",
    "gradcheck": "parity.witnesses.torch_gradcheck",
    "check_grads": "parity.witnesses.jax_check_grads",
}
MINUTE = 60.0
LIMIT = 600.0


Workers = Mapping[str, Worker]


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
    judging: float  # conditioning and verdict
    imports: float  # until all witnesses are there; they start side by side
    compilation: float  # what the first answers took longer than the second ones
    run: float | None  # the parts of `parity run`: by hand, witnesses, judging
    check: float | None  # `parity.check`, line by line, in float64 and in float32
    without_truth: float  # by hand and judging; the frameworks' own gradients come on top
    gradcheck: float | None
    gradcheck_fast: float | None
    check_grads: float | None
    memory: float | None  # MiB at most, this process and the witnesses' together
    verdict: str

    @property
    def name(self) -> str:
        """What a progress bar shows."""
        return self.net

    @property
    def gradients(self) -> float:
        """By hand, in torch and in JAX."""
        return self.hand + (self.torch or 0.0) + (self.jax or 0.0)

    @property
    def first(self) -> float | None:
        """A check from nothing: imports and compilation come on top."""
        return None if self.run is None else self.imports + self.compilation + self.run


def in_seconds(head: str, key: str) -> Column:
    """A column with three digits."""
    return Column(f"{head} s", lambda row: three_digits(getattr(row, key)))


def three_digits(value: float | None) -> str:
    """Nothing where nothing was measured."""
    return "" if value is None else f"{value:.3g}"


def share(part: str) -> Callable[[Any], str]:
    """A part of a first check from nothing, in percent."""
    return lambda row: f"{getattr(row, part) / row.first:.0%}" if row.first else ""


SHARES = (
    Column("net", lambda row: row.net),
    Column("parameters", lambda row: row.parameters),
    Column("first check s", lambda row: three_digits(row.first)),
    Column("import", share("imports")),
    Column("compilation", share("compilation")),
    Column("certified arithmetic", share("certified")),
    Column("conditioning and verdict", share("judging")),
    Column("gradients", share("gradients")),
)


COLUMNS = (
    Column("net", lambda row: row.net),
    Column("parameters", lambda row: row.parameters),
    Column("examples", lambda row: row.examples),
    in_seconds("hand", "hand"),
    in_seconds("torch", "torch"),
    in_seconds("jax", "jax"),
    in_seconds("certified", "certified"),
    in_seconds("judging", "judging"),
    in_seconds("run", "run"),
    in_seconds("check", "check"),
    in_seconds("without truth or frameworks", "without_truth"),
    in_seconds("gradcheck slow", "gradcheck"),
    in_seconds("gradcheck fast", "gradcheck_fast"),
    in_seconds("check_grads", "check_grads"),
    Column("peak MiB", lambda row: None if row.memory is None else round(row.memory)),
    Column("verdict", lambda row: row.verdict),
)
ON_SCREEN = headed(
    COLUMNS, "net", "parameters", "run s", "check s", "gradcheck slow s", "check_grads s", "verdict"
)


def net(width: int, examples: int) -> Case:
    """A d-d-d-1 net of tanh units in float64."""
    recipe = Recipe(inputs=width, m=examples)
    cases = deep((width, width), ("tanh", "tanh", "sigmoid"), recipe)
    return next(case for case in cases if case.dtype == "float64")


def costs(nets: tuple[tuple[int, int], ...] = NETS) -> Iterator[Cost]:
    """One row a net, each witness alone in its process and warm."""
    workers = {name: Worker(name, module) for name, module in MODULES.items()}
    try:
        with ours():  # as parity run does
            yield from rows(nets, workers, started(workers))
    finally:
        for worker in workers.values():
            worker.stop()


def started(workers: Workers) -> float:
    """Seconds until the witnesses have imported what they need."""
    start = time.perf_counter()
    for name in WITNESSES:
        workers[name].tell("parity.benchmark.child:ready", f"{MODULES[name]}:")
    for name in WITNESSES:
        workers[name].hear(LIMIT)
    return time.perf_counter() - start


def rows(nets: tuple[tuple[int, int], ...], workers: Workers, imports: float) -> Iterator[Cost]:
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
        yield cost(case, workers, slow, imports)


def size_of(case: Case) -> int:
    """The number of parameters."""
    return sum(value.size for value in case.parameters.values())


def measured(worker: Worker, verb: str, case: Case) -> float | None:
    """Seconds that a verb took, as it says itself."""
    worker.ask(verb, net(*NETS[0]), LIMIT)  # warm
    answer = worker.ask(verb, case, LIMIT)
    return None if isinstance(answer, Silence) else float(answer)


def cost(case: Case, workers: Workers, slow: float | None, imports: float) -> Cost:
    """The row of one net."""
    answers, compilation = asked_twice(case, workers)
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
        imports=imports,
        compilation=compilation,
        run=None if None in parts else sum(part for part in parts if part is not None),
        check=of_own(case),
        without_truth=hand_seconds + quick,
        gradcheck=slow,
        gradcheck_fast=measured(workers["gradcheck"], "fast", case),
        check_grads=measured(workers["check_grads"], "reverse", case),
        memory=memory([workers[name] for name in WITNESSES]),
        verdict=verdict_of((result.verdict, without.verdict)),
    )


def asked_twice(case: Case, workers: Workers) -> tuple[dict[str, Any], float]:
    """What the witnesses say, and how much longer it took when frameworks had to compile."""
    answers, compilation = {}, 0.0
    for name in WITNESSES:
        first, _ = timed(workers[name], case)  # compiled, paged in
        second, answers[name] = timed(workers[name], case)
        compilation += max(0.0, first - second) if name != CERTIFIED else 0.0
    return answers, compilation


def timed(worker: Worker, case: Case) -> tuple[float, Any]:
    """Seconds until the answer, and the answer."""
    start = time.perf_counter()
    answer = worker.ask("testify", case, LIMIT)
    return time.perf_counter() - start, answer


def of_own(case: Case) -> float | None:
    """Seconds of `parity.check` of the same net, its processes being there; None if it fails."""
    checked(net(*NETS[0]))
    start = time.perf_counter()
    return time.perf_counter() - start if checked(case) == "agrees" else None


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
