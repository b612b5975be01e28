"""What is timed: a net, so many examples, a dtype, and the threads that everybody gets.

A case's name says all of it: bench/2-4-1/400/float64/1-thread, and for whole trainings
training/2-4-1/400/10000-steps/float64/1-thread. A width that comes four times or
more in a row is written once: 256x9-1 is eight hidden layers of 256 on 256 inputs.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from itertools import groupby

import numpy as np

from parity.case import Case
from parity.points import DTYPES, in_dtype, labels, layers
from parity.training import TrainingCase

SMALL = 64  # the widest layer of a small net
THREADS = (1, 2)
TABLE, TRAINING = "bench", "training"  # the series that are no sweeps
ALPHA = (
    0.1  # of trainings. At 0.5 the cost also rises, and what is 1e-12 apart at first ends 0.3 apart
)


@dataclass(frozen=True)
class BenchCase:
    """One row's net; `series` is what it belongs to."""

    sizes: tuple[int, ...]
    examples: int
    dtype: str = "float64"
    threads: int = 1
    hidden: str = "tanh"
    series: str = TABLE
    steps: int = 0  # of gradient descent; 0: it is one cost with its gradients that is timed

    @property
    def net(self) -> str:
        """Sizes in words."""
        runs = ((size, len(list(run))) for size, run in groupby(self.sizes))
        return "-".join(
            f"{size}x{times}" if times > 3 else "-".join([str(size)] * times)
            for size, times in runs
        )

    @property
    def name(self) -> str:
        """The case as a path."""
        threads = f"{self.threads}-thread{'s' * (self.threads > 1)}"
        steps = f"/{self.steps}-steps" if self.steps else ""
        return f"{self.series}/{self.net}/{self.examples}{steps}/{self.dtype}/{threads}"

    @property
    def is_small(self) -> bool:
        """Whether overhead counts for more than arithmetic."""
        return max(self.sizes) <= SMALL

    @property
    def is_step(self) -> bool:
        """Whether it is one of a sweep."""
        return self.series not in (TABLE, TRAINING)

    @property
    def derivation(self) -> str:
        """Which form of `reference/` such a net has."""
        return {2: "logistic/vectorised", 3: "shallow/vectorised"}.get(len(self.sizes), "deep")

    def drawn(self) -> Case:
        """The arrays, the same in every process: they come from the net and the examples alone."""
        seed = zlib.crc32(f"{self.sizes} {self.examples}".encode())
        rng = np.random.default_rng(seed)
        parameters = layers(rng, self.sizes, 0.5)
        settings: dict[str, object] = {}
        if len(self.sizes) == 2:
            parameters = {"w": parameters["W1"].T.copy(), "b": np.array(parameters["b1"][0, 0])}
        elif len(self.sizes) == 3:
            settings = {"hidden": self.hidden}
        else:
            settings = {"activations": (*[self.hidden] * (len(self.sizes) - 2), "sigmoid")}
        m = self.examples
        data = {"X": rng.normal(size=(self.sizes[0], m)), "Y": labels(rng, (self.sizes[-1], m))}
        case = Case(self.name, self.derivation, parameters, data, settings, seed, examples=m)
        return in_dtype(case, self.dtype)

    def run(self) -> TrainingCase:
        """The training; its labels are the exclusive or of the signs of two inputs."""
        case = self.drawn()
        first, second = case.data["X"][:2]
        Y = (first * second > 0).astype(case.dtype).reshape(1, -1)
        return TrainingCase(replace(case, data={**case.data, "Y": Y}), ALPHA, self.steps)


NETS = (
    # sizes, examples, hidden units: those of the notes ...
    ((2, 1), 1000, "tanh"),
    ((30, 1), 569, "tanh"),
    ((12288, 1), 209, "tanh"),
    ((2, 4, 1), 400, "tanh"),
    ((12288, 7, 1), 209, "relu"),
    ((12288, 20, 7, 5, 1), 209, "relu"),
    # ... and larger ones
    ((64, 64, 64, 1), 256, "tanh"),
    ((784, 256, 128, 1), 512, "relu"),
    ((*[256] * 9, 1), 512, "tanh"),
    ((1024, 1024, 1024, 1), 1024, "tanh"),
)
TRAININGS = (BenchCase((2, 4, 1), 400, series=TRAINING, steps=10_000),)
QUICK = (
    "bench/2-4-1/400/float64/1-thread",
    "bench/64-64-64-1/256/float64/1-thread",
    "bench/784-256-128-1/512/float32/2-threads",
)


def rows() -> Iterator[BenchCase]:
    """The rows of the table."""
    for sizes, examples, hidden in NETS:
        for dtype in DTYPES:
            for threads in THREADS:
                yield BenchCase(sizes, examples, dtype, threads, hidden)


# Sweeps: one thing doubles at every step, all else stays.
EXAMPLES, WIDTH, DEPTH = "growth/examples", "growth/width", "growth/depth"


def growth() -> Iterator[BenchCase]:
    """Time against examples, width (whose square is the work) and depth."""
    for doublings in range(11):
        yield BenchCase((64, 64, 64, 1), 16 << doublings, series=EXAMPLES)
    for doublings in range(7):
        d = 16 << doublings
        yield BenchCase((d, d, d, 1), 256, series=WIDTH)
    for doublings in range(11):
        yield BenchCase((*[32] * (1 + (1 << doublings)), 1), 256, series=DEPTH)


def abscissa(case: BenchCase) -> int:
    """What doubles in the case's sweep."""
    return {EXAMPLES: case.examples, WIDTH: case.sizes[1], DEPTH: len(case.sizes) - 2}[case.series]


def select(patterns: tuple[str, ...] = (), quick: bool = False) -> list[BenchCase]:
    """The cases that match a name, the beginning of a path or a glob; all without any."""
    chosen = QUICK if quick and not patterns else patterns
    return [
        case
        for case in (*rows(), *growth(), *TRAININGS)
        if not chosen
        or any(
            fnmatchcase(case.name, pattern) or case.name.startswith(pattern.rstrip("/") + "/")
            for pattern in chosen
        )
    ]
