"""What checking costs: that it is measured, and kept. No test asserts a time."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import parity
from parity.cost import start_up
from parity.cost.checking import Checking, checking
from parity.cost.nets import SHARES, Cost, net
from parity.cost.own import SHAPES, cost, gradients
from parity.cost.page import sections
from parity.cost.start_up import CHECK, EXAMPLE, FLOOR, StartUp, seconds, start_ups


def of_net(**changed: Any) -> Cost:
    """A net whose parts are easy to add up."""
    parts: dict[str, Any] = {
        "net": "7-7-7-1", "parameters": 120, "examples": 64, "hand": 1.0, "torch": 2.0, "jax": 3.0,
        "certified": 20.0, "judging": 14.0, "imports": 40.0, "compilation": 20.0, "run": 40.0,
        "check": 50.0, "without_truth": 0.5, "gradcheck": 7.0, "gradcheck_fast": 0.1,
        "check_grads": 0.2, "memory": 500.0, "verdict": "agrees",
    }  # fmt: skip
    return Cost(**{**parts, **changed})


def test_the_shares_of_a_first_check_add_up() -> None:
    row = of_net()
    assert row.first == 100.0
    cells = {column.head: column.cell(row) for column in SHARES}
    assert cells["import"] == "40%"
    assert cells["compilation"] == "20%"
    assert cells["certified arithmetic"] == "20%"
    assert cells["conditioning and verdict"] == "14%"
    assert cells["gradients"] == "6%"


def test_without_a_witness_there_is_no_whole() -> None:
    row = of_net(run=None, jax=None)
    assert row.first is None
    assert {column.cell(row) for column in SHARES[3:]} == {""}


def test_the_net_of_ones_own_is_right_and_read_line_by_line() -> None:
    point = dict(net(7, 64).arrays)
    found = parity.check(cost, gradients, shapes=SHAPES, point=point, witnesses=["certified"])
    assert found.verdict == "agrees"
    assert [line.verdict for line in found.lines] == ["holds"] * 9


def test_the_example_has_seven_lines_and_agrees(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(EXAMPLE)
    (found,) = parity.check(tmp_path / "net.py", witnesses=["certified"])
    assert found.verdict == "agrees"
    assert len(found.lines) == 7


def test_what_fails_has_no_time() -> None:
    assert seconds([["-c", "pass"], ["-c", "raise SystemExit(3)"]]) is None
    assert seconds([["-c", "pass"], ["-c", "pass"]]) is not None


def test_where_files_cannot_be_forgotten_nothing_is_cold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "posix_fadvise")
    monkeypatch.setattr(start_up, "COMMANDS", {"nothing": (("-c", "pass"),)})
    (row,) = start_ups()
    assert (row.what, row.cold, row.warm is None) == ("nothing", None, False)


def test_forgetting_leaves_files_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.so").write_bytes(b"abc")
    start_up.forget(str(tmp_path / "a.so"))
    start_up.forget(str(tmp_path / "not there"))
    assert (tmp_path / "a.so").read_bytes() == b"abc"


def test_what_is_imported_is_forgotten_wherever_it_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "site-packages" / "package" / "of_it"
    inside.mkdir(parents=True)
    for name in ("a.pyc", "b.so", "c.txt"):
        (inside / name).touch()
    assert Path(np.__file__).parents[1] in start_up.site_folders()
    monkeypatch.setattr(start_up.sys, "path", [str(tmp_path / "site-packages")])
    told = list[str]()
    monkeypatch.setattr(start_up, "forget", told.append)
    assert start_up.forgotten()
    assert {str(inside / "a.pyc"), str(inside / "b.so")} <= set(told)
    assert str(inside / "c.txt") not in told
    assert any(path.startswith(os.path.dirname(parity.__file__)) for path in told)


def test_an_interruption_keeps_what_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "posix_fadvise")
    commands = {"nothing": (("-c", "pass"),), "the same": (("-c", "pass"),)}
    monkeypatch.setattr(start_up, "COMMANDS", commands)
    monkeypatch.setattr("parity.cost.checking.COMMANDS", commands)

    def ctrl_c(_: object) -> None:
        raise KeyboardInterrupt

    found = checking(ctrl_c, nets=())
    assert [row.what for row in found.start_ups] == ["nothing"]
    assert (found.planned, found.missing) == (2, 1)


def test_the_floor_is_told_beside_the_check() -> None:
    starts = (StartUp(FLOOR, 2.0, 1.0), StartUp(CHECK, 5.0, 2.5))
    text = sections(Checking((of_net(),), starts, 3))[-1]
    assert text == (
        "The floor of the check is importing torch and JAX: cold 2.0 of 5.0 s, warm 1.0 of 2.5 s."
    )
