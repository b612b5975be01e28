"""parity detect as its users run it; who says what of a mistake; and what the bars make of it."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from parity.detect.court import court_of, courts_of
from parity.detect.form import FORM
from parity.detect.judging import is_powerless, judged
from parity.detect.lines import DTYPES, Judged, Line, read, written
from parity.detect.locating import located
from parity.detect.mutant import Mutant, planted
from parity.detect.page import page
from parity.detect.peers import PEERS, verdicts
from parity.detect.plan import planned, sequence, tasks
from parity.detect.planting.planting import mutants
from parity.detect.report import DetectionRun, as_json
from parity.detect.tally import CHECKERS, Tally
from parity.detect.targets import TARGETS
from parity.errors import InputError
from parity.findings_file import UnfitError
from parity.sweep.journal import journal
from tests.parity.schemas import problems
from tests.parity.sweeps import records, until

FEW, SEED = 3, 5449  # logistic regression only: small nets, whose frameworks compile quickly
COMMAND = (sys.executable, "-m", "parity", "detect", "--seed", str(SEED), "--workers", "1")


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a detection of a few mutants."""
    folder = tmp_path_factory.mktemp("detect")
    lines = folder / "lines.jsonl"
    command = [*COMMAND, "--mutants", str(FEW), "--results", lines, "--reports", folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1200)
    assert done.returncode == 0, done.stderr
    assert f"parity catches 100 % ({FEW} of {FEW}) planted mistakes" in done.stdout
    return folder


def test_lines_and_report_are_what_their_schemas_say(few: Path) -> None:
    lines = [json.loads(line) for line in (few / "lines.jsonl").read_text().splitlines()]
    assert [problems(line) for line in lines] == [[]] * tasks(FEW, SEED)
    value = json.loads((few / "detection.json").read_text())
    assert problems(value) == []
    assert value["planned"] == FEW
    assert (few / "detection.svg").read_text().startswith("<?xml")
    assert (few / "detection.png").read_bytes().startswith(b"\x89PNG")
    assert "(detection.svg)" in (few / "detection.md").read_text()


def test_what_is_there_is_not_tried_again(few: Path, tmp_path: Path) -> None:
    path, seen = tmp_path / "lines.jsonl", list[Line]()
    whole = (few / "lines.jsonl").read_text()
    path.write_text(whole + '{"schema":"parity-detection-mut')  # the last one was cut off
    with journal(None, path, tasks(FEW + 1, SEED), SEED, seen.append, FORM) as kept:
        missing = list(kept.missing)
    assert missing == list(range(tasks(FEW, SEED), tasks(FEW + 1, SEED)))
    assert len(seen) == tasks(FEW, SEED)
    assert path.read_text() == whole


def test_ctrl_c_keeps_what_is_done(tmp_path: Path) -> None:
    path, folder = tmp_path / "lines.jsonl", tmp_path / "reports"
    command = [*COMMAND, "--mutants", "300", "--results", path, "--reports", folder]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as running:
        until(lambda: bool(records(path)), 1200)
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=600)
    assert running.returncode == 130, errors
    assert f"interrupted, {tasks(300, SEED) - len(records(path))} tasks are missing" in errors
    assert "Traceback" not in errors
    assert problems(json.loads((folder / "detection.json").read_text())) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sha256": "0" * 64}, "is of another mutant"),
        ({"seed": 5}, "is of seed 5, expected 5449"),
        (
            {"number": 10**6},
            f"expected less than {tasks(FEW, SEED)}, the tasks that --mutants {FEW} makes",
        ),
        ({"located": "here"}, "has located 'here'"),
        ({"parity": {"float64": None}}, "has parity without the members"),
    ],
)
def test_a_line_of_something_else_is_refused(
    few: Path, tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    path = tmp_path / "lines.jsonl"
    value = json.loads((few / "lines.jsonl").read_text().splitlines()[0])
    path.write_text(json.dumps(value | change) + "\n")
    with (
        pytest.raises(InputError, match=words) as refused,
        journal(None, path, tasks(FEW, SEED), SEED, lambda _: None, FORM),
    ):
        pass
    assert "\n" not in str(refused.value)
    assert "parity detect --results" in str(refused.value)


def of(target: str, after: str) -> Mutant:
    return next(m for m in mutants() if m.target_name == target and m.after == after)


def said(mutant: Mutant | None, target: str) -> dict[str, str]:
    """By the peers in float64."""
    cases = [court.case for court in courts_of(TARGETS[target]) if court.case.dtype == "float64"]
    with planted(mutant):
        return verdicts(cases)


LOOP = "logistic.loop.cost_and_gradients"


def test_peers_let_pass_what_is_right_and_catch_what_is_far_off() -> None:
    assert set(said(None, LOOP).values()) == {"right"}
    assert set(said(of(LOOP, "db = dz"), LOOP).values()) == {"wrong"}


def test_peers_see_as_much_as_their_tolerances_let_them() -> None:
    small = said(of(LOOP, "(dw / m) * (1 + 1e-06)"), LOOP)
    assert small == {**dict.fromkeys(PEERS, "right"), "numpy against torch": "wrong"}


def test_no_power_is_no_agreement() -> None:
    target = TARGETS["logistic.vectorised.backward"]
    doubled = of(target.name, "(cross_entropy_dz(A, Y)) * 2")
    for mutant in (None, doubled):
        with planted(mutant):
            found = {court.case.dtype.name: judged(court) for court in map(court_of, target.hard)}
        assert found["float32"].verdict == "inconclusive"
        assert found["float32"].reach > 0.5
        assert found["float64"].verdict == ("agrees" if mutant is None else "disagrees")
        assert not any(map(is_powerless, found.values()))


def test_the_line_of_a_mistake_is_named_and_a_helper_is_named_with_its_user() -> None:
    net = "shallow.vectorised.backward"
    assert located(of(net, "(W2.T @ dZ2 * slope(A1)) * (1 + 1e-09)")) == "that line"
    assert located(of(net, "swapped(dW1)")) == "that line"
    assert located(of(net, "activation(hidden).slope_z")) == "among others"
    assert located(of(LOOP, "db = dz")) == "not straight"


RIGHT = dict.fromkeys(PEERS, "right")
CAUGHT = Judged("disagrees", 1.0, 1.0, False, "not run", 0)
UNSEEN = Judged("agrees", 1.0, 1.0, False, "not run", 0)
PASSED = Judged("agrees", 1e-9, 1e-9, False, "not run", 0)
SHA = "0" * 64
LINE = Line(0, 1, "a mutant", "deep.backward", "sign", 7, "x", "-(x)", SHA, SHA, 0.1,
            "not straight", dict.fromkeys(DTYPES, CAUGHT),
            dict.fromkeys(DTYPES, RIGHT))  # fmt: skip
CONTROL = replace(LINE, kind="no mistake", parity=dict.fromkeys(DTYPES, PASSED))


@pytest.mark.parametrize(
    ("line", "broken"),
    [
        (LINE, None),
        (replace(LINE, parity={"float64": CAUGHT, "float32": PASSED}), None),
        (replace(LINE, parity={"float64": PASSED, "float32": CAUGHT}), 0),
        (replace(LINE, parity={"float64": replace(CAUGHT, verdict="inconclusive"),
                               "float32": CAUGHT}), 0),
        (replace(LINE, parity={"float64": CAUGHT, "float32": UNSEEN}), 1),
        (replace(LINE, parity={"float64": CAUGHT, "float32": replace(PASSED, powerless=1)}), 2),
        (replace(CONTROL, parity=dict.fromkeys(DTYPES, CAUGHT)), 3),
        (replace(LINE, located="another line"), 4),
        (replace(LINE, parity={}, peers={}), 0),
    ],
)  # fmt: skip
def test_the_bars_fall_where_they_should(line: Line, broken: int | None) -> None:
    tally = Tally([LINE, CONTROL, line])
    holds = [bar.holds for bar in tally.bars()]
    if broken is None:
        assert all(holds)
    else:
        assert not holds[broken]
    assert tally.exit_code() == (0 if broken is None else 1)
    run = DetectionRun(0, 2)
    assert problems(json.loads(as_json(tally, run))) == []
    assert "| bar" in page(tally, run)
    assert read(written(line)) == line


def test_nothing_tried_is_no_success() -> None:
    assert Tally([CONTROL]).exit_code() == 1


def test_counts_are_told_by_kind_and_checker() -> None:
    wrong = {**RIGHT, "gradcheck slow": "wrong"}
    tally = Tally([LINE, replace(LINE, kind="name", peers=dict.fromkeys(DTYPES, wrong)), CONTROL])
    rows = {row.kind: row for row in tally.kinds("float64")}
    assert (rows["all"].mutants, rows["name"].mutants) == (2, 1)
    assert [rows["all"].caught[who] for who in CHECKERS] == [2, 1, 0, 0, 0]
    assert len(tally.missed("gradcheck slow", "float64")) == 1


def test_a_line_that_anyone_may_have_written_is_read_strictly() -> None:
    for change in ('"place":-1', '"place":7,"extra":1', '"place":true'):
        with pytest.raises(UnfitError):
            read(written(LINE).replace('"place":7', change))


def test_the_first_of_many_tasks_are_those_of_few() -> None:
    assert tasks(None, 3) == len(mutants()) + len(TARGETS)
    assert planned(tasks(17, 3), 3) == 17
    first = sequence(3)[: tasks(17, 3)]
    with_mistakes = {there.target.name for there in first if there.mutant}
    assert {there.target.name for there in first if there.mutant is None} == with_mistakes
    assert sequence(3) != sequence(4)
