"""One mutant before everybody, in one process."""

import hashlib
import time
import warnings
from collections.abc import Sequence

import numpy as np

from parity.case import Case, digest
from parity.detect.court import Court, court_of, courts_of
from parity.detect.judging import is_powerless, judged
from parity.detect.lines import CONTROL, DTYPES, Judged, Line, rounded
from parity.detect.locating import located
from parity.detect.mutant import planted
from parity.detect.peers import verdicts
from parity.detect.plan import Task, task
from parity.finding import verdict_of
from parity.hearing import attempt
from parity.kinds import KINDS
from parity.sweep.trying import Trier
from parity.witnesses.silence import Silence

MODULE = "parity.detect.trying"


class MutantTrier(Trier):
    """A process that tries mutants."""

    name, module = "the detection", MODULE

    def not_run(self, number: int, seed: int, why: Silence) -> Line:
        """The line of a mutant that ends its process: nobody has said anything."""
        del why
        return line_of(task(number, seed), number, seed)


def tried(request: tuple[int, int]) -> Line:
    """What a process does with a request."""
    number, seed = request
    start = time.perf_counter()
    there = task(number, seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a mutant may divide by zero, and overflow
        line = line_tried(there, number, seed)
    return replaced(line, time.perf_counter() - start)


def line_tried(there: Task, number: int, seed: int) -> Line:
    """The mutant before parity, the peers, and parity's lines."""
    known, hard = courts_of(there.target), tuple(map(court_of, there.target.hard))
    with planted(there.mutant):
        by_parity = {dtype: of_parity(known, hard, dtype) for dtype in DTYPES}
        by_peers = {dtype: verdicts(of_dtype(known, dtype)) for dtype in DTYPES}
        result = result_of(known)
    line = line_of(there, number, seed)
    where = "not straight" if there.mutant is None else located(there.mutant)
    return Line(**{**vars(line), "parity": by_parity, "peers": by_peers, "result": result,
                   "located": where})  # fmt: skip


def replaced(line: Line, seconds: float) -> Line:
    """The line with what it took."""
    return Line(**{**vars(line), "seconds": round(seconds, 4)})


def line_of(there: Task, number: int, seed: int) -> Line:
    """A line on which nobody has said anything."""
    mutant, nothing = there.mutant, hashlib.sha256().hexdigest()
    if mutant is None:
        name = f"{there.target.name} as it is"
        return Line(seed, number, name, there.target.name, CONTROL, 0, "", "", there.sha256,
                    nothing, 0.0, "not straight")  # fmt: skip
    return Line(seed, number, mutant.name, there.target.name, mutant.kind, mutant.line,
                mutant.before, mutant.after, mutant.sha256, nothing, 0.0, "no line")  # fmt: skip


def of_dtype(known: Sequence[Court], dtype: str) -> list[Case]:
    """The points of a dtype."""
    return [court.case for court in known if court.case.dtype == dtype]


def of_parity(known: Sequence[Court], hard: Sequence[Court], dtype: str) -> Judged:
    """Parity's verdict over the points of a dtype, the worst; effects, the largest."""
    found = [judged(court) for court in known if court.case.dtype == dtype]
    blind = [judged(court) for court in hard if court.case.dtype == dtype]
    off = [judgement for judgement in found if judgement.verdict == "disagrees"]
    return Judged(
        verdict_of(judgement.verdict for judgement in found),
        rounded(max(judgement.effect for judgement in found)),
        rounded(max(judgement.seen for judgement in found)),
        bool(off) and all(judgement.raised for judgement in off),
        verdict_of(judgement.verdict for judgement in blind),
        sum(is_powerless(judgement) for judgement in (*found, *blind)),
    )


def result_of(known: Sequence[Court]) -> str:
    """A digest of the numbers that come out, to tell mutants that differ in their text only."""
    sha = hashlib.sha256()
    for court in known:
        with np.errstate(all="ignore"):
            answer = attempt("the derivation", KINDS[court.case.kind].by_hand, court.case)
        given = {} if isinstance(answer, Silence) else answer.derivatives
        arrays = {name: np.asarray(value) for name, value in given.items()}
        floats = {name: x for name, x in arrays.items() if x.dtype.kind == "f"}
        sha.update(f"{court.case.name} {digest(floats)}".encode())
    return sha.hexdigest()
