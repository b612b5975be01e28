"""A real dask scheduler with real workers on loopback, one of them killed in the middle."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from parity.cli import parity
from parity.errors import InputError
from tests.parity.sweeps import assert_complete, command, records, swept, until

CASES = 60  # six blocks


@contextlib.contextmanager
def process(folder: Path, name: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A dask program that ends with the test."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with (folder / f"{name}.log").open("wb") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            stdout=log, stderr=log, env=environment, cwd=folder,
        )  # fmt: skip
        try:
            yield running
        finally:
            running.kill()
            running.wait()


@contextlib.contextmanager
def scheduler(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A scheduler on a free port: its address first."""
    arguments = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-jupyter")
    with process(folder, "scheduler", "distributed.cli.dask_scheduler", *arguments) as running:
        log = folder / "scheduler.log"
        until(lambda: "Scheduler at:" in log.read_text())
        line = next(line for line in log.read_text().splitlines() if "Scheduler at:" in line)
        yield line.split()[-1], running


def worker(
    folder: Path, name: str, address: str
) -> contextlib.AbstractContextManager[subprocess.Popen[bytes]]:
    """A worker without a nanny, which would start it again."""
    arguments = ("--no-nanny", "--no-dashboard", "--nthreads", "1", "--name", name)
    return process(folder, name, "distributed.cli.dask_worker", address, *arguments)


def test_a_worker_that_is_killed_costs_no_case(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    arguments = ("--cases", CASES, "--results", path, "--scheduler")
    with (
        scheduler(tmp_path) as (address, _),
        worker(tmp_path, "one", address) as one,
        worker(tmp_path, "two", address) as two,
        subprocess.Popen(
            command(*arguments, address), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as running,
    ):
        until(lambda: len(records(path)) >= 10)
        one.send_signal(signal.SIGKILL)
        one.wait()
        assert len(records(path)) < CASES, "it was finished before the worker was killed"
        _, errors = running.communicate(timeout=200)
        assert running.returncode in (0, 3), errors.decode()
        assert two.poll() is None
    assert_complete(path, CASES)


def test_a_cluster_does_the_same_as_one_machine(tmp_path: Path) -> None:
    here, there = tmp_path / "here.jsonl", tmp_path / "there.jsonl"
    assert swept("--cases", 3, "--workers", 1, "--results", here).returncode in (0, 3)
    with scheduler(tmp_path) as (address, _), worker(tmp_path, "one", address):
        done = swept("--cases", 3, "--scheduler", address, "--results", there)
    assert done.returncode in (0, 3), done.stderr
    for mine, theirs in zip(records(here), records(there), strict=True):
        differs = {"seconds": 0, "age": 0, "megabytes": 0}
        assert {**mine, **differs} == {**theirs, **differs}


@pytest.mark.parametrize("end", ["scheduler", "sweep"])
def test_what_ends_a_sweep_on_a_cluster_keeps_the_lines_that_came(tmp_path: Path, end: str) -> None:
    path = tmp_path / "lines.jsonl"
    with (
        scheduler(tmp_path) as (address, of_scheduler),
        worker(tmp_path, "one", address),
        subprocess.Popen(
            command("--cases", CASES, "--results", path, "--scheduler", address),
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        ) as running,
    ):  # fmt: skip
        until(lambda: len(records(path)) >= 10)
        if end == "scheduler":
            of_scheduler.kill()
        else:
            running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=200)
    said = {
        "scheduler": (2, b"parity: the cluster of --scheduler is gone"),
        "sweep": (130, b"parity: interrupted, "),
    }
    code, sentence = said[end]
    last = errors.strip().splitlines()[-1]
    assert (running.returncode, last[: len(sentence)]) == (code, sentence), errors.decode()
    assert b"Traceback" not in errors
    done = [line["number"] for line in records(path)]
    assert 10 <= len(set(done)) == len(done) < CASES


def test_a_scheduler_that_is_not_there_is_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("parity.sweep.cluster.CONNECTING", 1.0)
    for address in ("tcp://127.0.0.1:1", "nonsense://x"):
        done = CliRunner().invoke(parity, ["sweep", "--scheduler", address], standalone_mode=False)
        assert isinstance(done.exception, InputError)
        assert f"--scheduler {address} does not answer" in str(done.exception)
        assert "\n" not in str(done.exception)
