"""Names of cases and files never lead out of the folder that was named."""

from dataclasses import replace
from pathlib import Path

import pytest

from parity.catalogue import select
from parity.report import write_parity
from parity.result import Report
from parity.trials import run
from parity.vectors.folder import write_vectors
from parity.witnesses.modules import WITNESSES

(CASE,) = select(("logistic/graph/float64",))
NAMES = (
    *("../../out", "/tmp/out", "..", "a/../../../out", "~/out", "..\\out"),
    *("<script>", "-", "a\nb"),
)


def hostile(name: str) -> Report:
    """A report about a case of that name."""
    report = run([replace(CASE, name=name)], {"certified": WITNESSES["certified"]})
    assert [result.case.name for result in report.results] == [name]
    return report


def below(folder: Path) -> set[str]:
    """Every file below a folder, and its folders."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_reports_have_names_of_their_own(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b" / "reports"
    for name in NAMES[:2]:
        write_parity(hostile(name), folder, "parity run")
    assert below(tmp_path) == {"a", "a/b", "a/b/reports"} | {
        f"a/b/reports/parity.{form}" for form in ("csv", "json", "md", "tex")
    }


@pytest.mark.parametrize("name", NAMES)
def test_vectors_stay_in_their_folder(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b" / "vectors"
    write_vectors([replace(CASE, name=name)], folder, lambda _: None)
    outside = below(tmp_path) - {f"a/b/vectors/{found}" for found in below(folder)}
    assert outside == {"a", "a/b", "a/b/vectors"}
    assert len(below(folder)) == 2
