"""What goes into the reports folder."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from parity import breast_cancer, conventions
from parity.breast_cancer_report import write_breast_cancer
from parity.comparison import LIMIT_AT_LEAST, LIMIT_GROWTH
from parity.cost import Cost
from parity.documents import document
from parity.environment import environment
from parity.files import write_whole
from parity.finding import Verdict, verdict_of
from parity.parity_tables import CASES, QUANTITIES, case_row, markdown
from parity.result import EXIT_CODES, Report
from parity.tables import pairs, table
from parity.witnesses.answer import Silence
from parity.workers import Worker

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
    """Write everything that exists; say where, and what was found."""
    from parity.audit import audit
    from parity.audit import select as select_formulas
    from parity.audit_repair import suggest
    from parity.catalogue import select
    from parity.errata import write_errata
    from parity.screen import progress
    from parity.trials import run

    data = breast_cancer.load()  # first what may be missing, then what takes long
    chosen = select()
    with progress(len(chosen)) as step:
        trial = run(chosen, progress=step)
    paths = [
        *write_parity(trial, folder, COMMAND),
        *write_conventions(folder),
        *write_errata(audit(select_formulas([]), suggest), folder, COMMAND),
    ]
    more, verdict = write_breast_cancer(folder, data, COMMAND)
    return Written((*paths, *more), trial, verdict)


def write_conventions(folder: Path) -> list[Path]:
    """conventions.md and .json: what functions say, each party asked in its own process."""
    heard = {}
    for who, (module, verb) in conventions.PARTIES.items():
        worker = Worker(who, module)
        heard[who] = worker.ask(verb, conventions.QUESTIONS, seconds=60)
        worker.stop()
    texts = {
        "conventions.md": conventions.markdown(heard, COMMAND),
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
        "growths": conventions.Growth,
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
        "parity.tex": table(rows, CASES, "latex") + "\n",
        "parity.csv": table(report.findings, QUANTITIES, "csv") + "\n",
    }
    for name, text in texts.items():
        write_whole(folder / name, text)
    return [folder / name for name in texts]


def write_sweep(report: Report, dtypes: dict[str, str], folder: Path, seed: int) -> Path:
    """false-alarms.md: how far right gradients are from the truth, and how often that alarms."""
    from parity.sweep import COLUMNS, spreads

    counts = report.summary
    alarms = counts["disagrees"]
    text = f"""# False alarms

**{counts["cases"]} random correct derivations, {counts["findings"]} quantities: \
{alarms or "no"} false alarm{"s" if alarms != 1 else ""}, {counts["inconclusive"]} inconclusive, \
{counts["not run"]} not run.**

1 to 8 layers, widths 1 to 64, any activations, one to three outputs, 1 to 300 examples, L2,
dropout, both losses, initial scales from 1e-3 to 10, kinks and saturated points. By hand, in torch
and in JAX, each against certified truth. The histogram counts quantities by their *roundoffs*.

{table(list(spreads(report.findings, dtypes)), COLUMNS, "github")}

## The limit

Rounding moves a sum of n terms by about sqrt(n) units, so the limit is \
{LIMIT_AT_LEAST:g} + {LIMIT_GROWTH:g} sqrt(n), n being the longest dimension of any array of the
case. The constants were chosen on this sweep. By hand and in torch, 8 + 4 sqrt(n) would have been
enough; but XLA's tanh is off by some units in the last place in the same direction for many
examples at once, and such errors add up instead of cancelling: with seed 1, three of 28,760
quantities of JAX went up to 1.5 times that. The limit was set so that the largest roundoffs of a
right gradient come to about half of it (column *largest / limit*). A relative error of 1e-9 in
float64 is millions of roundoffs, one of 1e-3 in float32 more than ten thousand.

## With what

Seed {seed}, command `parity sweep --cases {report.planned} --seed {seed}`, \
{report.seconds:.0f} seconds.

{pairs(report.environment)}
"""
    write_whole(folder / "false-alarms.md", text)
    return folder / "false-alarms.md"


def write_cost(rows: Sequence[Cost], folder: Path) -> Path:
    """cost.md: what a check takes as nets grow."""
    from parity.cost import COLUMNS

    text = f"""# What a check costs

Seconds for one check of a d-d-d-1 net of tanh units in float64, everything warm, each witness alone
in its process with one thread. *judging* is conditioning and verdict. *Without truth or frameworks*
is what a check against torch and JAX takes besides their own gradients, when nobody asks for the
certified truth: the gradient by hand and the judging. *gradcheck* is PyTorch's on the same cost;
its slow mode is left out where it would take more than a minute. *peak MiB* is all processes
together.

{table(rows, COLUMNS, "github")}

{pairs(environment())}
"""
    write_whole(folder / "cost.md", text)
    return folder / "cost.md"
