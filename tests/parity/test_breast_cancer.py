"""The report on real data: what it claims is so."""

import json
from pathlib import Path

import pytest

from parity import breast_cancer
from parity.report import write_breast_cancer


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    for path in write_breast_cancer(folder, breast_cancer.load()):
        assert path.exists()
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
    write_breast_cancer(tmp_path, breast_cancer.load())
    for name in ("breast-cancer.md", "breast-cancer.json"):
        assert (tmp_path / name).read_text() == (written / name).read_text()


def test_parts_are_disjoint_and_standardised() -> None:
    data = breast_cancer.load()
    sizes = [part.X.shape[1] for part in (data.training, data.validation, data.held_out)]
    assert sizes == [341, 114, 114]
    assert data.training.X.mean(axis=1) == pytest.approx(0, abs=1e-12)
    assert data.training.X.std(axis=1) == pytest.approx(1)
    assert set(data.training.Y.ravel()) == set(data.held_out.Y.ravel()) == {0, 1}
