"""Contenders that are wrong, or die, on purpose."""

import hashlib
import os
import signal
import threading
import weakref
from dataclasses import replace
from typing import Any

from parity.benchmark import by_numpy, training_by_numpy
from parity.benchmark.contenders import Contender
from parity.case import Case
from parity.training import TrainingCase
from parity.witnesses.answer import Answer


def altered(case: Case, threads: int, name: str, change: Any) -> Contender:
    """By hand, one gradient changed."""
    honest = by_numpy.hand(case, threads)

    def answer(result: Any) -> Answer:
        said = honest.answer(result)
        assert said is not None
        return replace(said, derivatives={**said.derivatives, name: change(said.derivatives[name])})

    return replace(honest, answer=answer)


def slightly_off(case: Case, threads: int) -> Contender:
    return altered(case, threads, "W2", lambda dW2: dW2 * (1 + 1e-9))


def not_a_number(case: Case, threads: int) -> Contender:
    return altered(case, threads, "b1", lambda db1: db1 * float("nan"))


def of_wrong_shape(case: Case, threads: int) -> Contender:
    return altered(case, threads, "b1", lambda db1: db1[:, 0])


def of_wrong_dtype(case: Case, threads: int) -> Contender:
    return altered(case, threads, "W1", lambda dW1: dW1.astype("float32"))


def of_other_values(case: Case, threads: int) -> Contender:
    """It computes right, but about another X."""
    return by_numpy.hand(replace(case, data={**case.data, "X": case.data["X"] + 1}), threads)


def greedy(case: Case, threads: int) -> Contender:
    """It says that it has more threads than were asked for."""
    return replace(by_numpy.hand(case, threads), threads=threads + 1)


def steered(case: Case, threads: int) -> Contender:
    """Its version is what its environment says to OpenBLAS."""
    said = os.environ.get("OPENBLAS_CORETYPE", "nothing")
    return replace(by_numpy.hand(case, threads), version=said)


def restless(case: Case, threads: int) -> Contender:
    """A thread of its own that works on when nobody has called."""

    def work() -> None:
        while True:
            hashlib.sha256(bytes(10**6))  # lets others run meanwhile

    threading.Thread(target=work, daemon=True).start()
    return by_numpy.hand(case, threads)


class Loop:
    """It refers to itself: only the garbage collector frees it."""

    def __init__(self) -> None:
        self.self = self


LEFT: "weakref.WeakSet[Loop]" = weakref.WeakSet()


def littering(case: Case, threads: int) -> Contender:
    """Its version is how many loops there still are of whoever was here before."""
    honest, found, kept = by_numpy.hand(case, threads), len(LEFT), Loop()
    LEFT.add(kept)

    def call() -> Any:
        LEFT.add(Loop())
        return honest.call(), kept

    return replace(
        honest, call=call, answer=lambda said: honest.answer(said[0]), version=str(found)
    )


def killed_at(case: Case, threads: int, call_number: int) -> Contender:
    """It is killed in that call."""
    honest, calls = by_numpy.hand(case, threads), []

    def call() -> Any:
        calls.append(0)
        if len(calls) == call_number:
            os.kill(os.getpid(), signal.SIGKILL)
        return honest.call()

    return replace(honest, call=call)


def killed_at_once(case: Case, threads: int) -> Contender:
    return killed_at(case, threads, 1)


def killed_later(case: Case, threads: int) -> Contender:
    """While it is calibrated, or after."""
    return killed_at(case, threads, 40)


def killed_in_float32(case: Case, threads: int) -> Contender:
    """In other cases it is honest."""
    return killed_at(case, threads, 1 if case.dtype.itemsize == 4 else 0)


def out_of_its_depth(case: Case, threads: int) -> Contender:
    del case, threads
    raise ArithmeticError("no idea")


def short_of_a_step(training: TrainingCase, threads: int) -> Contender:
    """It is the faster for it."""
    return training_by_numpy.descent(replace(training, steps=training.steps - 1), threads)
