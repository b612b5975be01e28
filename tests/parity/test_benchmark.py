"""The machinery of the benchmark. No test asserts a time."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from parity.benchmark import run as running
from parity.benchmark.cases import (
    EXAMPLES,
    QUICK,
    BenchCase,
)
from parity.benchmark.contenders import BOUNDS, CONTENDERS, FLOOR, HAND, TRAINERS, entered
from parity.benchmark.page import as_json, markdown, pictures
from parity.benchmark.race import Race, stalls
from parity.benchmark.run import Result
from parity.benchmark.timing import Timing
from tests.parity.schemas import problems

PLANTED = "tests.parity.planted_contenders"
LIGHT = {name: CONTENDERS[name] for name in (HAND, "torch eager matrix", "jax jit", FLOOR)}
TINY = BenchCase((2, 4, 1), 40)
SHARED = {HAND: CONTENDERS[HAND]}


def raced(case: BenchCase, makers: dict[str, str], rounds: int = 2) -> dict[str, Timing]:
    """One case, by contender."""
    with stalls(makers, case.threads) as workers:
        return {row.contender: row for row in Race(case, makers, workers).run(rounds)}


DERIVATIONS = [
    BenchCase((5, 1), 30),
    BenchCase((5, 1), 30, "float32"),
    BenchCase((5, 4, 1), 30, "float32", hidden="relu"),
    BenchCase((5, 4, 3, 1), 30, "float32", hidden="relu"),
    BenchCase((5, 4, 3, 1), 30),
]
RESTATING = {**LIGHT, "torch eager modules": CONTENDERS["torch eager modules"]}


@pytest.fixture(scope="module")
def everything() -> Result:
    """One case of all contenders, and every derivation by some of them, in the same processes."""
    cases = [TINY, *DERIVATIONS]
    return running.run(cases, 2, lambda case: entered(case) if case == TINY else RESTATING)


@pytest.fixture(scope="module")
def everybody(everything: Result) -> Result:
    """All contenders, in one case."""
    rows = tuple(row for row in everything.timings if row.case == TINY.name)
    return replace(everything, timings=rows, planned=(TINY,))


def test_everybody_is_alone_in_a_process(everybody: Result) -> None:
    pids = [row.pid for row in everybody.timings]
    assert len(set(pids)) == len(entered(TINY)) == len(everybody.timings)
    assert None not in pids
    assert os.getpid() not in pids


def test_everybody_agrees_and_is_timed_apart_from_the_first_call(everybody: Result) -> None:
    assert everybody.exit_code() == 0
    for row in everybody.timings:
        assert (row.verdict, row.note.startswith("reads back"), row.n) == ("agrees", False, 2), row
        assert row.median
        assert len(row.samples) == 2
        assert row.first_call
        assert row.memory_peak
        assert row.memory_before
        assert row.memory_peak >= row.memory_before
        assert (row.ratio is None) == (row.contender == HAND)
        assert (row.roundoffs is None) == (row.contender in BOUNDS)
        assert row.words == ("" if row.contender == HAND else "too few rounds")


def test_what_is_written_is_what_the_schema_says(everybody: Result) -> None:
    text = as_json(everybody)
    assert problems(json.loads(text)) == []
    assert [row["contender"] for row in json.loads(text)["rows"]] == list(entered(TINY))


@pytest.fixture(scope="module")
def on_two_threads() -> dict[str, Timing]:
    """Everybody light, and one who does not rest when others have their turns."""
    return raced(replace(TINY, threads=2), {**LIGHT, "restless": f"{PLANTED}:restless"})


@pytest.mark.parametrize("threads", [1, 2])
def test_the_threads_read_back_are_those_asked_for(
    threads: int, everything: Result, on_two_threads: dict[str, Timing]
) -> None:
    rows = on_two_threads.values() if threads == 2 else everything.timings
    found = [row for row in rows if row.contender in LIGHT]
    assert {row.contender for row in found} == set(LIGHT)
    for row in found:
        assert row.threads == threads
        assert row.libraries
        pools = [pool.rpartition(" ")[2] for pool in row.libraries.split("; ")]
        assert set(pools) == {str(threads)}, row.libraries


def test_more_threads_than_asked_for_are_told() -> None:
    row = raced(TINY, {"greedy": f"{PLANTED}:greedy"})["greedy"]
    assert row.note == "reads back 2 threads where 1 were asked for"


@pytest.mark.parametrize(
    "case", DERIVATIONS, ids=lambda case: f"{case.net}-{case.dtype}-{case.hidden}"
)
def test_every_derivation_is_restated_rightly(case: BenchCase, everything: Result) -> None:
    found = {row.contender: row.verdict for row in everything.timings if row.case == case.name}
    assert found == dict.fromkeys(RESTATING, "agrees")


WRONG_OR_DEAD = {
    "slightly_off": ("disagrees", "dW2["),
    "not_a_number": ("disagrees", "db1[0, 0] is not finite"),
    "of_wrong_shape": ("disagrees", "db1 has shape (4,), expected (4, 1)"),
    "of_wrong_dtype": ("disagrees", "dW1 has dtype float32, expected float64"),
    "of_other_values": ("not run", "held other values than the case"),
    "out_of_its_depth": ("not run", "raised ArithmeticError: no idea"),
    "killed_at_once": ("not run", "was killed by SIGKILL"),
    "killed_later": ("not run", "was killed by SIGKILL"),
}


@pytest.fixture(scope="module")
def among_planted() -> Result:
    """Two who are right, among all who are wrong or die."""
    planted = {name: f"{PLANTED}:{name}" for name in WRONG_OR_DEAD}
    makers = {HAND: CONTENDERS[HAND], **planted, FLOOR: CONTENDERS[FLOOR]}
    return running.run([TINY], rounds=3, makers=lambda _: makers)


@pytest.mark.parametrize("planted", WRONG_OR_DEAD)
def test_who_is_wrong_or_dies_is_not_timed(planted: str, among_planted: Result) -> None:
    verdict, why = WRONG_OR_DEAD[planted]
    found = {row.contender: row for row in among_planted.timings}
    assert found[planted].verdict == verdict
    assert why in found[planted].note
    assert (found[planted].n, found[planted].samples) == (0, ())
    assert (found[HAND].n, found[FLOOR].n) == (3, 3)
    alone = replace(among_planted, timings=(found[HAND], found[planted], found[FLOOR]))
    assert alone.exit_code() == (1 if verdict == "disagrees" else 3)
    assert problems(json.loads(as_json(alone))) == []


def test_what_steers_a_library_from_outside_is_reported(
    everybody: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    assert json.loads(as_json(everybody))["steering"]["OPENBLAS_CORETYPE"] == "Haswell"
    assert "OPENBLAS_CORETYPE" in markdown(everybody, [])


def steering_seen(keep: bool) -> str:
    makers = {"steered": f"{PLANTED}:steered"}
    (row,) = running.run([TINY], 1, lambda _: makers, keep_steering=keep).timings
    return row.version


def test_what_steers_a_library_is_taken_away_unless_it_is_to_be_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    assert steering_seen(keep=False) == "nothing"
    assert steering_seen(keep=True) == "Haswell"
    assert os.environ["OPENBLAS_CORETYPE"] == "Haswell"


def test_who_waits_is_at_rest(on_two_threads: dict[str, Timing]) -> None:
    restless = on_two_threads["restless"].parked
    assert restless is not None
    assert on_two_threads["restless"].note.endswith("of a core busy while others were timed")
    for name in LIGHT:  # how much is no test's to say: turns are short here, and others are about
        parked = on_two_threads[name].parked
        assert parked is not None
        assert parked < restless / 2


TRAINING = BenchCase((2, 4, 1), 40, series="training", steps=30)


def test_all_trainings_end_at_the_same_parameters() -> None:
    result = running.run([TRAINING], rounds=2)
    assert [row.contender for row in result.timings] == list(TRAINERS)
    assert len({row.pid for row in result.timings}) == len(TRAINERS)
    for row in result.timings:
        assert (row.verdict, row.n) == ("agrees", 2), row
        assert row.max_rel is not None
        assert row.max_rel < 1e-9
    assert problems(json.loads(as_json(result))) == []


def test_a_training_that_makes_a_step_less_is_not_timed() -> None:
    makers = {HAND: TRAINERS[HAND], "short": f"{PLANTED}:short_of_a_step"}
    found = {row.contender: row for row in running.run([TRAINING], 1, lambda _: makers).timings}
    assert (found["short"].verdict, found["short"].n) == ("disagrees", 0)
    assert found[HAND].n == 1


def test_a_missing_framework_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = "raise ImportError(\"No module named 'jax'\", name='jax')"
    (tmp_path / "jax.py").write_text(hidden)
    monkeypatch.syspath_prepend(str(tmp_path))
    found = raced(TINY, {HAND: CONTENDERS[HAND], "jax jit": CONTENDERS["jax jit"]})
    assert found["jax jit"].note == (
        "jax is not installed; get it with pip install 'gradient-parity[jax]'"
    )
    assert found[HAND].n == 2


LIGHTLY = """
import sys
from parity import cli
from parity.benchmark.contenders import CONTENDERS
for name in [name for name in CONTENDERS if name not in ("hand", "floor", "torch eager matrix")]:
    del CONTENDERS[name]
sys.argv = ["parity", *sys.argv[1:]]
cli.main()
"""


def test_ctrl_c_keeps_what_is_done(tmp_path: Path) -> None:
    arguments = ["bench", "bench/2-4-1/*", "bench/2-1/*", "--rounds", "2"]
    arguments += ["--reports", str(tmp_path), "--format", "json"]
    child = subprocess.Popen(
        [sys.executable, "-c", LIGHTLY, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    wait_for_lines(child, tmp_path / "performance.jsonl")
    child.send_signal(signal.SIGINT)
    out, err = (stream.decode() for stream in child.communicate(timeout=60))
    assert child.returncode == 130, err
    assert "Traceback" not in err
    result = json.loads(out)
    assert problems(result) == []
    assert result["missing"] > 0
    done = {row["case"] for row in result["rows"]}
    assert len(done) == len(result["planned"]) - result["missing"] > 0
    assert json.loads((tmp_path / "performance.json").read_text()) == result
    assert "Interrupted" in (tmp_path / "performance.md").read_text()
    assert not (tmp_path / "performance.jsonl").exists()
    for row in result["rows"]:
        wait_until_gone(row["pid"])


def wait_for_lines(child: subprocess.Popen[bytes], journal: Path) -> None:
    """Until a case is finished and the next one is under way."""
    while not (journal.exists() and journal.read_text()):
        assert child.poll() is None, child.communicate()
        time.sleep(0.01)
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    assert [line["contender"] for line in lines][:2] == [HAND, "torch eager matrix"]


def wait_until_gone(pid: int) -> None:
    """A child may outlive its parent by the moment that it takes to see that."""
    deadline = time.monotonic() + 20
    with contextlib.suppress(ProcessLookupError):
        while time.monotonic() < deadline:
            os.kill(pid, 0)
            time.sleep(0.05)
        pytest.fail(f"process {pid} is still there")


def test_behind_schedule_there_are_six_rounds_unless_they_are_brisk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    makers = {HAND: CONTENDERS[HAND]}

    def made(budget: float) -> int:
        (row,) = running.run([TINY], 8, lambda _: makers, budget=budget).timings
        return row.n

    monkeypatch.setattr("parity.benchmark.race.BRISK", 0.0)
    assert (made(0.0), made(3600.0)) == (6, 8)
    monkeypatch.setattr("parity.benchmark.race.BRISK", 60.0)
    assert made(0.0) == 8


def test_rows_with_the_same_threads_share_processes() -> None:
    cases = [
        replace(TINY, dtype=dtype, threads=t) for t in (1, 2) for dtype in ("float64", "float32")
    ]
    timings = running.run([cases[2], cases[0], cases[3], cases[1]], 1, lambda _: SHARED).timings
    assert [row.case for row in timings] == [cases[i].name for i in (2, 0, 3, 1)]
    pids = {row.case: row.pid for row in timings}
    assert pids[cases[0].name] == pids[cases[1].name] != pids[cases[2].name] == pids[cases[3].name]


def test_the_garbage_of_a_case_is_gone_before_the_next() -> None:
    makers = {"littering": f"{PLANTED}:littering"}
    cases = [replace(TINY, dtype=dtype) for dtype in ("float32", "float64")]
    first, second = running.run(cases, 2, lambda _: makers).timings
    assert first.pid == second.pid
    assert (first.version, second.version) == ("0", "0")


def test_who_died_is_back_in_the_next_case() -> None:
    makers = {"killed": f"{PLANTED}:killed_in_float32", HAND: CONTENDERS[HAND]}
    cases = [replace(TINY, dtype=dtype) for dtype in ("float32", "float64")]
    found = [
        row for row in running.run(cases, 1, lambda _: makers).timings if row.contender != HAND
    ]
    assert [(row.verdict, row.n) for row in found] == [("not run", 0), ("agrees", 1)]
    assert found[0].note == "killed was killed by SIGKILL"


def test_who_takes_too_long_leaves_a_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parity.benchmark.run.PATIENCE", 0.0)
    steps = [BenchCase((2, 3, 1), 8 << k, series=EXAMPLES) for k in range(3)]
    makers = {HAND: CONTENDERS[HAND]}
    result = running.run(steps, rounds=1, makers=lambda _: makers)
    first, *others = result.timings
    assert first.n == 1
    assert all(row.n == 0 and row.note.startswith("left out from here on") for row in others)
    assert result.exit_code() == 0


def test_a_sweep_has_exponents_and_pictures() -> None:
    steps = [BenchCase((2, 3, 1), 8 << k, series=EXAMPLES) for k in range(4)]
    makers = {name: CONTENDERS[name] for name in (HAND, FLOOR)}
    result = running.run(steps, rounds=1, makers=lambda _: makers)
    written = json.loads(as_json(result))
    assert problems(written) == []
    assert [row["sizes"] for row in written["growth"]] == [[8, 16, 32, 64]] * 2
    assert all(row["exponent"] is not None for row in written["growth"])
    drawn = pictures(result)
    assert drawn["growth-examples.png"].startswith(b"\x89PNG")
    assert drawn["growth-examples.svg"] == pictures(result)["growth-examples.svg"]
    assert "![growth-examples.svg](growth-examples.svg)" in markdown(result, list(drawn))
    assert len({row.pid for row in result.timings}) == 2  # from step to step the same


# The command.


def parity(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "parity", "bench", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_case_that_there_is_not_is_refused() -> None:
    done = parity("bench/no-such")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "parity: CASE matches nothing, got 'bench/no-such'; "
        "parity bench --list prints what there is\n"
    )


def test_list_prints_names() -> None:
    assert parity("--quick", "--list").stdout.split() == list(QUICK)
