"""The report on real data: what it claims is so."""

import json
from importlib import metadata
from pathlib import Path

import pytest

from parity import breast_cancer
from parity.breast_cancer import Agreement
from parity.breast_cancer_report import write_trained
from parity.catalogue import select
from parity.finding import Finding
from parity.report import Written
from parity.result import CaseResult, Report


def trained(folder: Path) -> list[Agreement]:
    """What `parity report` writes of the real data."""
    data = breast_cancer.load()
    runs, agreement = breast_cancer.runs(data)
    paths = write_trained(data, runs, agreement, folder, "parity report")
    assert [path.name for path in paths] == ["breast-cancer.md", "breast-cancer.json"]
    return agreement


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    assert breast_cancer.verdict(trained(folder)) == "agrees"
    return folder


def test_the_optimum_equals_that_of_scikit_learn(written: Path) -> None:
    rows = json.loads((written / "breast-cancer.json").read_text())["agreement"]
    assert len(rows) == 31
    for row in rows:
        assert row["relative_difference"] < 1e-6, row


def test_every_run_says_why_it_stopped(written: Path) -> None:
    runs = json.loads((written / "breast-cancer.json").read_text())["runs"]
    assert [run["stopped"] for run in runs] == ["steps", "tolerance", "patience"]
    assert all(run["held_out_accuracy"] > 0.9 for run in runs)


def test_the_same_command_writes_the_same_rows(written: Path, tmp_path: Path) -> None:
    trained(tmp_path)
    for name in ("breast-cancer.md", "breast-cancer.json"):
        assert (tmp_path / name).read_text() == (written / name).read_text()


def test_parts_are_disjoint_and_standardised() -> None:
    data = breast_cancer.load()
    sizes = [part.X.shape[1] for part in (data.training, data.validation, data.held_out)]
    assert sizes == [341, 114, 114]
    assert data.training.X.mean(axis=1) == pytest.approx(0, abs=1e-12)
    assert data.training.X.std(axis=1) == pytest.approx(1)
    assert set(data.training.Y.ravel()) == set(data.held_out.Y.ravel()) == {0, 1}


def test_the_number_of_rows_is_that_of_the_data(written: Path) -> None:
    rows = json.loads((written / "breast-cancer.json").read_text())["rows"]
    assert sum(rows.values()) == 569
    assert "of the 569 rows with 30 features" in (written / "breast-cancer.md").read_text()


def test_scikit_learn_is_in_the_environment(written: Path) -> None:
    values = json.loads((written / "breast-cancer.json").read_text())
    assert values["environment"]["scikit-learn"] == metadata.version("scikit-learn")


@pytest.mark.parametrize("difference", [2e-6, float("nan"), float("inf")])
def test_an_optimum_that_differs_decides_the_exit_code(difference: float) -> None:
    rows = [Agreement("w[0]", 1.0, 1.0, 0.0), Agreement("b", 1.0, 1.0, difference)]
    assert breast_cancer.verdict(rows[:1]) == "agrees"
    assert breast_cancer.verdict(rows) == "disagrees"
    case = CaseResult(
        select(("logistic/graph/float64",))[0], (Finding("c", "J", "hand", "agrees"),), {}, {}
    )
    for verdict, code in (("agrees", 0), ("disagrees", 1)):
        assert Written((), Report((case,), 1), verdict).exit_code() == code
