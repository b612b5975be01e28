"""A file to resume from is read strictly: refused in one sentence, and left as it was."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from parity.cli import parity
from parity.errors import InputError
from parity.sweep.draw import architecture, block_of, random_case
from parity.sweep.journal import Journal, journal, problem_of_case
from parity.sweep.lines import Line, Party, read, written
from tests.parity.sweeps import drawn

CASES, SEED = 6, 1


def line(number: int) -> Line:
    """A line as a sweep writes it."""
    net, case = architecture(block_of(number), SEED), random_case(number, SEED)
    verdicts = {"agrees": 3, "disagrees": 0, "inconclusive": 1, "not run": 0}
    party = Party(verdicts, (3, 0, 1), 1.5, 0.01, "dW1", "", 2)
    return Line(SEED, number, net.dtype, net.size, case.sha256, 0.25, 1, 600, {"hand": party})


GOOD = written(line(0))


def changed(**members: Any) -> str:
    """A good line with other members."""
    return json.dumps({**json.loads(GOOD), **members}) + "\n"


def hand(**members: Any) -> str:
    """A good line with other members of its only party."""
    party = {**json.loads(GOOD)["parties"]["hand"], **members}
    return changed(parties={"hand": party})


BAD: dict[str, tuple[str | bytes, str]] = {
    "foreign": ("# a diary\n", "line 1 is not strict JSON"),
    "foreign, without an end": ("my only copy of a poem", "is not the beginning of a sweep's line"),
    "another schema": ('{"schema": "parity-findings/1"}\n', "expected 'parity-sweep-case/1'"),
    "no object": ("[]\n", "says schema 'None'"),
    "another seed": (changed(seed=2, case="sweep/2/0"), "is of seed 2, expected 1"),
    "too many cases": (written(line(6)), "is of case 6, expected less than --cases 6"),
    "twice": (GOOD + GOOD, "line 2 is of case 0, which was there before"),
    "NaN": (GOOD.replace("0.25", "NaN"), "NaN is no JSON number"),
    "infinite": (GOOD.replace("0.25", "1e999"), "too large for a float"),
    "a name twice": (GOOD.replace('"number"', '"seed"'), "occurs twice"),
    "deeply nested": ("[" * 50_000 + "\n", "is nested too deeply"),
    "endless line": ("[" * 10**6, "line 1"),
    "endless number": (GOOD.replace('"number":0', '"number":' + "9" * 5000), "is not strict JSON"),
    "huge number": (changed(number=2**70), "is no whole number"),
    "true for a number": (changed(number=True), "is no whole number"),
    "a path as a name": (changed(case="../../etc/passwd"), "calls case sweep/1/0"),
    "another case": (changed(sha256="0" * 64), "is of another case 0 than this version draws"),
    "another dtype": (changed(dtype="float16"), "is of another case 0 than this version draws"),
    "no digest": (changed(sha256="\n"), "is no printable text"),
    "one member more": (changed(more=1), "or with others"),
    "no party": (changed(parties={}), "has parties other than"),
    "unknown party": (changed(parties={"<b>": 1}), "has parties other than"),
    "verdict missing": (hand(verdicts={"agrees": 1}), "hand's verdicts without the members"),
    "negative": (changed(seconds=-1), "neither null nor a number of at least 0"),
    "no age": (changed(age=None), "is no whole number"),
    "memory with a point": (changed(megabytes=0.5), "is no whole number"),
    "no time": (changed(seconds=None), "is no number"),
    "more than counted": (hand(bins=[9]), "more quantities in bins than verdicts"),
    "too many bins": (hand(bins=[0] * 11), "no list of at most 10 counts"),
    "decided by half": (hand(decided=0.5), "is no whole number"),
    "markup": (hand(quantity="<script>"), "quantity is '<script>'"),
    "control characters": (hand(note="\x1b[2J"), "no printable text"),
    "not UTF-8": (b"\xff\n", "is not UTF-8 at byte 0"),
}


def refusal(*arguments: object) -> str:
    """What the command says when it refuses."""
    done = CliRunner().invoke(parity, ["sweep", *map(str, arguments)], standalone_mode=False)
    assert isinstance(done.exception, InputError), done.output
    return str(done.exception)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_and_left_as_it_was(name: str, tmp_path: Path) -> None:
    content, expected = BAD[name]
    raw = content if isinstance(content, bytes) else content.encode()
    path = tmp_path / "lines.jsonl"
    path.write_bytes(raw)
    said = refusal("--cases", CASES, "--seed", SEED, "--resume", path)
    assert expected in said
    assert said.startswith(str(path))
    assert "\n" not in said
    assert len(said) < 400 + len(str(path))
    assert path.read_bytes() == raw


def test_a_case_as_an_older_version_drew_it_is_noticed_late_in_a_file() -> None:
    now, then = line(2300), drawn(2300, 250)
    assert problem_of_case(now, position=2300) == ""
    assert "of another case 2300" in problem_of_case(replace(now, sha256=then.sha256), 2300)


def resumed(path: Path, see: Callable[[Line], None] = lambda _: None) -> list[int]:
    """What is missing in the file."""
    with journal(None, path, CASES, SEED, see) as kept:
        return list(kept.missing)


def test_what_is_there_is_seen_and_the_rest_is_missing(tmp_path: Path) -> None:
    path, seen = tmp_path / "lines.jsonl", list[Line]()
    path.write_text(written(line(4)) + written(line(1)))
    assert resumed(path, seen.append) == [0, 2, 3, 5]
    assert seen == [line(4), line(1)]


@pytest.mark.parametrize("length", range(0, len(GOOD), 7))
def test_a_last_line_that_was_cut_off_anywhere_is_dropped(length: int, tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text(GOOD + written(line(2))[:length])
    assert resumed(path) == [1, 2, 3, 4, 5]
    assert path.read_text() == GOOD


def test_a_whole_last_line_without_its_end_is_not_trusted(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text(GOOD + written(line(2)).rstrip("\n"))
    assert 2 in resumed(path)
    assert path.read_text() == GOOD


def test_lines_come_back_as_they_went(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    with journal(path, None, CASES, SEED, lambda _: None) as kept:
        for number in (3, 0):
            kept.append(line(number))
    assert [read(text) for text in path.read_text().splitlines()] == [line(3), line(0)]


def test_two_sweeps_do_not_write_into_one_file(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    with journal(path, None, CASES, SEED, lambda _: None):
        assert "being written by another sweep" in refusal("--resume", path)
    assert resumed(path) == list(range(CASES))


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text("my only copy of a poem\n")
    assert "has something in it" in refusal("--results", path)
    assert path.read_text() == "my only copy of a poem\n"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert "is no ordinary file" in refusal("--resume", pipe)
    assert "is no ordinary file" in refusal("--results", "/dev/null")
    assert "No such file" in refusal("--resume", tmp_path / "missing")
    assert "cannot open" in refusal("--results", tmp_path / "no" / "folder" / "here")


def test_options_that_exclude_each_other_are_refused(tmp_path: Path) -> None:
    one, two = tmp_path / "1", tmp_path / "2"
    assert "exclude each other" in refusal("--results", one, "--resume", two)
    said = refusal("--workers", 2, "--scheduler", "tcp://127.0.0.1:1")
    assert "exclude each other" in said


def test_a_journal_without_a_file_keeps_nothing() -> None:
    kept = Journal(bytearray(2))
    kept.append(line(0))
    assert list(kept.missing) == [0, 1]
