"""Two results: what changed, what got worse, and files that are no results."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parity.changes import GROWTH, SHARE
from parity.errors import InputError
from parity.findings_file import read_findings
from tests.faults import processes
from tests.parity.command_line import Done, parity
from tests.parity.schemas import problems

NAMES = ("deep/a/float64", "deep/b/float64")
LIMIT = 40.0


def row(case: str, quantity: str = "dW1", who: str = "hand", **more: Any) -> dict[str, Any]:
    return {
        "case": case, "quantity": quantity, "who": who, "verdict": "agrees", "roundoffs": 1.0,
        "limit": LIMIT, "max_abs": None, "max_rel": None, "max_ulp": None, "worst": None,
        "scale": "J", "note": "", **more,
    }  # fmt: skip


def result() -> dict[str, Any]:
    """Two cases with two quantities each."""
    findings = [row(case, quantity) for case in NAMES for quantity in ("dW1", "db1")]
    cases = [{"case": case, "sha256": str(number) * 64} for number, case in enumerate(NAMES)]
    return {"schema": "parity-findings/1", "findings": findings, "cases": cases}


def compare(old: Path, new: Path, form: str = "json") -> Done:
    return parity("compare", old, new, "--format", form)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.json"
    path.write_text(json.dumps(result()))
    return path


def changed(old: Path, change: Callable[[dict[str, Any]], Any]) -> tuple[int, list[dict[str, Any]]]:
    """Exit code and rows, with the change made to the new result."""
    value = result()
    change(value)
    new = old.with_name("new.json")
    new.write_text(json.dumps(value))
    done = compare(old, new)
    printed = json.loads(done.stdout)
    assert problems(printed) == []
    return done.returncode, printed["rows"]


def test_the_same_result_has_no_changes(old: Path) -> None:
    assert changed(old, lambda _: None) == (0, [])
    done = compare(old, old, "github")
    assert (done.returncode, done.stdout) == (0, "Nothing changed in 4 findings.\n")


@pytest.mark.parametrize(
    ("before", "after", "worse"),
    [
        ("agrees", "disagrees", True),
        ("agrees", "inconclusive", True),
        ("agrees", "not run", True),
        ("inconclusive", "disagrees", True),
        ("not run", "disagrees", True),
        ("disagrees", "agrees", False),
        ("inconclusive", "agrees", False),
    ],
)
def test_verdicts(old: Path, before: str, after: str, worse: bool) -> None:
    value = result()
    value["findings"][1]["verdict"] = before
    old.write_text(json.dumps(value))
    code, rows = changed(old, lambda new: new["findings"][1].update(verdict=after))
    assert rows == [
        {"case": NAMES[0], "quantity": "db1", "who": "hand", "what": "verdict",
         "old": before, "new": after, "worse": worse}
    ]  # fmt: skip
    assert code == worse


def test_a_case_that_is_gone_and_one_that_is_new(old: Path) -> None:
    def rename(new: dict[str, Any]) -> None:
        for finding in new["findings"][2:]:
            finding["case"] = "deep/c"

    code, rows = changed(old, rename)
    assert code == 1
    assert [(r["case"], r["what"], r["worse"]) for r in rows] == [
        (NAMES[1], "gone", True),
        ("deep/c", "new", False),
    ]


def test_a_quantity_that_is_gone_and_one_that_is_new(old: Path) -> None:
    code, rows = changed(old, lambda new: new["findings"][0].update(quantity="dW9"))
    assert code == 1
    assert [(r["quantity"], r["what"], r["worse"]) for r in rows] == [
        ("dW1", "gone", True),
        ("dW9", "new", False),
    ]


@pytest.mark.parametrize(
    ("roundoffs", "code"),
    [(SHARE * LIMIT * 1.01, 1), (SHARE * LIMIT * 0.99, 0), (None, 0)],
)
def test_roundoffs_that_grew_from_little(old: Path, roundoffs: float, code: int) -> None:
    assert changed(old, lambda new: new["findings"][0].update(roundoffs=roundoffs))[0] == code


@pytest.mark.parametrize(("factor", "code"), [(GROWTH * 1.01, 1), (GROWTH * 0.99, 0)])
def test_roundoffs_that_grew_from_much(old: Path, factor: float, code: int) -> None:
    value = result()
    value["findings"][0]["roundoffs"] = 15.0
    old.write_text(json.dumps(value))
    assert changed(old, lambda new: new["findings"][0].update(roundoffs=15.0 * factor))[0] == code


def test_other_inputs_under_the_same_name_are_said(old: Path) -> None:
    code, rows = changed(old, lambda new: new["cases"][1].update(sha256="f" * 64))
    assert code == 0
    assert [(r["what"], r["new"]) for r in rows] == [("inputs", "f" * 12)]


def test_the_worst_comes_first_and_the_sentence_counts(old: Path) -> None:
    value = result()
    value["findings"].append(row(NAMES[0], "dZ1"))
    value["findings"][3]["verdict"] = "disagrees"
    new = old.with_name("new.json")
    new.write_text(json.dumps(value))
    done = compare(old, new, "github")
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert "disagrees" in lines[2]
    assert lines[-1] == "2 changes, 1 for the worse; 4 findings are in both."


def test_a_path_as_a_name_is_only_a_name(old: Path, tmp_path: Path) -> None:
    name = str(tmp_path / "made" / ".." / "by a name")
    code, rows = changed(old, lambda new: new["findings"].append(row(name)))
    assert code == 0
    assert rows[0]["case"] == name
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.json", "old.json"]


# Files that are no results.


def text(**changes: Any) -> bytes:
    """A result with other findings[0]."""
    value = result()
    value["findings"][0].update(changes)
    return json.dumps(value).encode()


GOOD = json.dumps(result()).encode()
BAD = {
    "empty": (b"", "is empty"),
    "truncated": (GOOD[:-30], "is not strict JSON"),
    "two objects": (GOOD + GOOD, "is not strict JSON"),
    "no JSON": (b"| case | verdict |", "is not strict JSON"),
    "foreign": (b'{"findings": [], "cases": []}', "says schema 'None', expected"),
    "other schema": (b'{"schema": "parity-sweep/1"}', "expected 'parity-findings/1'"),
    "a list": (b"[1, 2]", "expected 'parity-findings/1'"),
    "nested": (b"[" * 10**6, "is nested too deeply"),
    "nested objects": (b'{"a":' * 10**6, "is nested too deeply"),
    "not a number": (GOOD.replace(b"1.0", b"NaN", 1), "NaN is no JSON number"),
    "infinite": (GOOD.replace(b"1.0", b"-Infinity", 1), "-Infinity is no JSON number"),
    "too large a number": (GOOD.replace(b"1.0", b"1e999", 1), "too large for a float"),
    "endless integer": (GOOD.replace(b"1.0", b"1" * 10**4, 1), "is not strict JSON"),
    "twice the same name": (b'{"schema": 1, "schema": "parity-findings/1"}', "'schema' occurs"),
    "not UTF-8": (GOOD.replace(b"deep", b"d\xe9ep", 1), "is not UTF-8 at byte"),
    "UTF-16": (GOOD.decode().encode("utf-16"), "is not UTF-8 at byte 0"),
    "no findings": (b'{"schema": "parity-findings/1", "cases": []}', "has no list 'findings'"),
    "a word for a list": (
        b'{"schema": "parity-findings/1", "findings": "x", "cases": []}', "has no list 'findings'",
    ),
    "no object": (
        b'{"schema": "parity-findings/1", "findings": [], "cases": [3]}', "cases[0] that is no obj",
    ),
    "another verdict": (text(verdict="fine"), "findings[0] with verdict 'fine'"),
    "a list of verdicts": (text(verdict=["agrees"]), "findings[0] with verdict"),
    "an extra member": (text(extra=1), "findings[0] that is no finding"),
    "negative": (text(roundoffs=-1), "whose roundoffs is neither"),
    "true": (text(roundoffs=True), "whose roundoffs is neither"),
    "a word for a number": (text(limit="40"), "whose limit is neither"),
    "nameless": (text(case=""), "whose case is no printable text"),
    "escape codes": (text(case="\x1b[2J"), "whose case is no printable text"),
    "half a character": (text(who="\ud800"), "whose who is no printable text"),
    "twice the same finding": (text(quantity="db1"), "(deep/a/float64 db1 hand) twice"),
}  # fmt: skip


def assert_refused(done: Done, path: Path, problem: str) -> None:
    """One sentence with the file, what is wrong and what to do."""
    assert done.returncode == 2, done
    assert done.stdout == ""
    assert done.stderr.startswith(f"parity: {path} ")
    assert problem in done.stderr
    assert "; give a result that parity run --format json printed" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_file_is_one_sentence(tmp_path: Path, fault: str) -> None:
    content, problem = BAD[fault]
    bad = tmp_path / "bad.json"
    bad.write_bytes(content)
    with pytest.raises(InputError) as refusal:
        read_findings(bad)
    assert str(refusal.value).startswith(f"{bad} ")
    assert problem in str(refusal.value)
    assert str(refusal.value).isprintable()


@pytest.mark.parametrize("fault", ["truncated", "nested", "not UTF-8", "escape codes"])
def test_a_bad_file_exits_with_2(old: Path, tmp_path: Path, fault: str) -> None:
    content, problem = BAD[fault]
    bad = tmp_path / "bad.json"
    bad.write_bytes(content)
    assert_refused(compare(old, bad), bad, problem)


def test_a_file_that_is_missing(old: Path, tmp_path: Path) -> None:
    path = tmp_path / "missing.json"
    assert_refused(compare(path, old), path, "cannot be read: No such file or directory")


def test_a_folder(old: Path, tmp_path: Path) -> None:
    assert_refused(compare(old, tmp_path), tmp_path, "cannot be read: Is a directory")


def test_a_file_that_is_huge(old: Path, tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(10 * 2**30)  # sparse
    assert_refused(compare(old, path), path, "has more than 67108864 bytes")


def test_a_device_that_never_ends(old: Path) -> None:
    path = Path("/dev/zero")
    assert_refused(compare(old, path), path, "has more than 67108864 bytes")


def test_a_pipe_is_a_file(old: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)  # without one, nobody can write to it
    try:
        subprocess.run(["cp", str(old), str(pipe)], check=True, timeout=60)
        assert compare(pipe, old).returncode == 0
    finally:
        os.close(reader)


def test_the_summary_of_a_step_has_the_changes(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    changed(old, lambda new: new["findings"][0].update(verdict="disagrees"))
    lines = path.read_text().splitlines()
    assert lines[:3] == [
        "### Gradient parity: what changed",
        "",
        "**1 change, 1 for the worse; 4 findings are in both.**",
    ]
    assert f"| {NAMES[0]} | dW1" in path.read_text()


def test_a_real_result_is_read(tmp_path: Path) -> None:
    """By processes, which end with the codes that all others here have only seen returned."""
    run = ("run", "logistic/graph", "--witness", "certified", "--reports", tmp_path)
    assert processes.parity(*run).returncode == 0
    path, lost = tmp_path / "parity.json", tmp_path / "lost.json"
    done = processes.parity("compare", path, path, "--format", "plain")
    assert (done.returncode, done.stdout) == (0, "Nothing changed in 8 findings.\n")
    value = json.loads(path.read_text())
    lost.write_text(json.dumps({**value, "findings": value["findings"][1:]}))
    assert processes.parity("compare", path, lost).returncode == 1
    refused = processes.parity("compare", path, tmp_path)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
