"""parity report: all of its files, its one sentence, and a folder that stays as it was."""

import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from parity.audit import select as select_formulas
from parity.catalogue import select
from parity.gathering import gather
from parity.page.sources import read_sources, said_of
from parity.report import Written, closing, write_gathered
from parity.result import Report
from tests.faults.processes import parity, started, workers_of
from tests.parity.page_folder import REPORTS, agreeing, costs, page_of, performance
from tests.parity.sweeps import until

FILES = {
    "parity.md", "parity.json", "parity.tex", "parity.csv", "conventions.md", "conventions.json",
    "errata.md", "errata.json", "errata.tex", "breast-cancer.md",
    "breast-cancer.json", "index.html",
}  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A report of little, which takes seconds."""
    cases = select(("logistic/graph/float64",))
    found = gather(cases, select_formulas(["S0-43", "S0-01"]))
    return write_gathered(found, tmp_path_factory.mktemp("reports"))


def test_everything_is_written(written: Written) -> None:
    folder = written.paths[0].parent
    assert {path.name for path in folder.iterdir()} == FILES
    assert {path.name for path in written.paths} == FILES
    assert written.exit_code() == 0


def test_the_page_has_all_of_it(written: Written) -> None:
    folder = written.paths[0].parent
    page = (folder / "index.html").read_text()
    for source in read_sources(folder).values():
        assert (source.value is not None) == (source.name in FILES)
    assert "All 12 findings in 1 case agree with the certified truth" in page
    assert "S0-43" in page


def test_it_ends_with_the_sentence_that_a_person_wants(written: Written) -> None:
    what = "All 12 findings in 1 case agree with the certified truth"
    said = closing(written, Path("reports"))
    assert said == f"{what} by hand, in torch and in JAX; open reports/index.html"
    off = replace(written, breast_cancer="disagrees")
    assert "; the L2 optimum on real data disagrees with scikit-learn's; open" in closing(
        off, Path("reports")
    )
    nothing = replace(written, trial=Report((), 0))
    assert closing(nothing, Path("reports")).startswith("Nothing was checked; open ")


def test_each_formula_is_audited_once(written: Written) -> None:
    text = (written.paths[0].parent / "errata.md").read_text()
    assert text.count("S0-43 ") == 1


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_leaves_the_folder_as_it_was(tmp_path: Path, sent: signal.Signals) -> None:
    (tmp_path / "parity.md").write_text("from before")
    page_of(tmp_path, parity=agreeing())
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    running = started("report", "--reports", tmp_path)
    until(lambda: bool(workers_of(running.pid)), seconds=60)
    children = workers_of(running.pid)
    running.send_signal(sent)
    out, errors = running.communicate(timeout=60)
    assert running.returncode == 130
    assert out == ""
    assert errors == f"parity: interrupted, {tmp_path} is as it was\n"
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), seconds=30)


def test_the_page_alone_takes_what_is_there(tmp_path: Path) -> None:
    page_of(tmp_path, parity=agreeing()).unlink()
    done = parity("report", "--page", "--reports", tmp_path)
    assert done.returncode == 0
    assert done.stdout == f"wrote {tmp_path / 'index.html'}\n"
    assert "parity.json: taken as it was on 2026-11-20\n" in done.stderr
    assert "detection.json: not there; parity detect --reports reports writes it\n" in done.stderr
    assert "All 12 findings" in (tmp_path / "index.html").read_text()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "not there; parity cost --format json > reports/cost.json writes it"),
        ({"performance": performance()}, "not needed; performance.json has what a check costs"),
        (
            {"performance": performance() | {"checking": []}},
            "not there; parity cost --format json > reports/cost.json writes it",
        ),
        (
            {"performance": performance(), "cost": costs() | {"schema": "parity-cost/0"}},
            "cost.json says schema 'parity-cost/0', expected 'parity-cost/1'; make it again with "
            "parity cost --format json > reports/cost.json",
        ),
        ({"performance": performance(), "cost": costs()}, "taken as it was on 2026-11-20"),
    ],
)
def test_costs_are_missed_only_where_nothing_has_them(
    tmp_path: Path, files: dict[str, Any], said: str
) -> None:
    page_of(tmp_path, **files)
    assert said_of("cost.json", read_sources(tmp_path)) == said


def test_a_planted_mistake_goes_from_the_check_to_the_page(tmp_path: Path) -> None:
    right = (REPORTS.parent / "examples/derivations/one_hidden_layer.py").read_text()
    (tmp_path / "net.py").write_text(right.replace("W2.T @ dZ2 * (1", "W2.T @ dZ2 + (1"))
    options = ("--witness", "certified", "--draws", 1, "--format", "json")
    checked = parity("check", tmp_path / "net.py", *options)
    assert checked.returncode == 1
    (tmp_path / "check.json").write_text(checked.stdout)
    assert parity("report", "--page", "--reports", tmp_path).returncode == 0
    page = (tmp_path / "index.html").read_text().replace("<wbr>", "")
    assert "<title>Gradient parity: disagrees</title>" in page
    assert f"look at {tmp_path / 'net.py'}:19." in page
    assert page.count("<code>dZ1 = W2.T @ dZ2 * (1 - A1**2)</code>") > 1
    assert "+ stands where * belongs" in page
