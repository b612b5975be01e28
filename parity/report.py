"""What goes into the reports folder."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from parity import breast_cancer, conventions, conventions_tables
from parity.breast_cancer_report import write_trained
from parity.documents import document
from parity.environment import environment
from parity.files import write_whole
from parity.finding import Verdict, verdict_of
from parity.page import PAGE, write_page
from parity.page.headline import headline
from parity.parity_tables import QUANTITIES, case_row, columns_for, markdown
from parity.result import EXIT_CODES, Report
from parity.tables import table
from parity.witnesses.silence import Silence

if TYPE_CHECKING:
    from parity.gathering import Gathered

COMMAND = "parity report"


@dataclass(frozen=True)
class Written:
    """The files of a report, and what they say."""

    paths: tuple[Path, ...]
    trial: Report
    breast_cancer: Verdict

    def exit_code(self) -> int:
        """As of a run; a disagreement on the real data counts as much as one in the trial."""
        return EXIT_CODES[verdict_of((self.trial.verdict, self.breast_cancer))]


def write_reports(folder: Path) -> Written:
    """Find out everything, then write it."""
    from parity.audit import select as select_formulas
    from parity.catalogue import select
    from parity.gathering import gather

    return write_gathered(gather(select(), select_formulas([])), folder)


def write_gathered(found: "Gathered", folder: Path) -> Written:
    """All files; the page comes last, for it is made of them."""
    from parity.errata import write_errata

    trained = found.trained
    paths = [
        *write_parity(found.trial, folder, COMMAND),
        *write_conventions(found.heard, folder),
        *write_errata(found.formulas, folder, COMMAND),
        *write_trained(trained.data, trained.runs, trained.agreement, folder, COMMAND),
        write_page(folder),
    ]
    return Written(tuple(paths), found.trial, breast_cancer.verdict(trained.agreement))


def closing(written: Written, folder: Path) -> str:
    """The one sentence that a person wants to read."""
    told = headline(written.trial.findings).sentence.rstrip(".")
    real = "" if written.breast_cancer == "agrees" else (
        f"; the L2 optimum on real data {written.breast_cancer} with scikit-learn's"
    )  # fmt: skip
    return f"{told}{real}; open {folder / PAGE}"


def write_conventions(heard: conventions.Heard, folder: Path) -> list[Path]:
    """conventions.md and .json: what functions say."""
    texts = {
        "conventions.md": conventions_tables.markdown(heard, COMMAND),
        "conventions.json": conventions_json(heard) + "\n",
    }
    for name, text in texts.items():
        write_whole(folder / name, text)
    return [folder / name for name in texts]


def conventions_json(heard: conventions.Heard) -> str:
    """The object of schema parity-conventions/1."""
    kinds = {
        "slopes": conventions.Slopes,
        "edges": conventions.Edge,
        "growths": conventions.Tail,
    }
    facts = conventions.facts(heard)
    members = {
        name: [asdict(fact) for fact in facts if isinstance(fact, kind)]
        for name, kind in kinds.items()
    }
    silent = {who: said.reason for who, said in heard.items() if isinstance(said, Silence)}
    return document("conventions", environment=environment(), **members, **{"not run": silent})


def write_parity(report: Report, folder: Path, command: str) -> list[Path]:
    """parity.md, .json, .tex and .csv of a run."""
    rows = [case_row(result) for result in report.results]
    texts = {
        "parity.md": markdown(report, command),
        "parity.json": report.to_json() + "\n",
        "parity.tex": table(rows, columns_for(report), "latex") + "\n",
        "parity.csv": table(report.findings, QUANTITIES, "csv") + "\n",
    }
    for name, text in texts.items():
        write_whole(folder / name, text)
    return [folder / name for name in texts]
