"""Two processes share a witness's work; what compiles alike is asked of the same one."""

from dataclasses import replace

import pytest

from parity import queues
from parity.case import Case
from parity.catalogue import catalogue
from parity.queues import Queues, make_of

CASES = {case.name: case for case in catalogue()}
PLAIN = CASES["logistic/vectorised/float64"]


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ("logistic/vectorised/labels-0/float64", True),
        ("logistic/vectorised/l2/float64", True),  # lambda is handed over
        ("logistic/vectorised/float32", False),
        ("logistic/vectorised/m-200/float64", False),
        ("logistic/loop/float64", False),
    ],
)
def test_what_compiles_alike(other: str, alike: bool) -> None:
    assert (make_of(PLAIN) == make_of(CASES[other])) == alike


def test_two_processes_share_the_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "PROCESSES", {"pids": 2})
    names = ("labels-0", "labels-1", "soft-labels", "kink")
    alike = [CASES[f"logistic/vectorised/{name}/float64"] for name in names]
    others = [case for case in CASES.values() if case.name.endswith("outputs-3/float64")][:3]
    both = Queues({"pids": "tests.parity.pids"})
    try:
        futures = [both.ask("pids", "testify", case, 30.0) for case in (*alike, *others)]
        pids = [future.result().cost for future in futures]
    finally:
        both.end()
    assert len(set(pids[: len(alike)])) == 1
    assert len(set(pids)) == 2


def test_the_end_drops_what_waits() -> None:
    one = Queues({"pids": "tests.parity.pids"})
    cases: list[Case] = [replace(PLAIN, name=f"{k}") for k in range(50)]
    futures = [one.ask("pids", "testify", case, 30.0) for case in cases]
    one.end()
    assert any(future.cancelled() for future in futures)
    assert all(future.done() for future in futures)
