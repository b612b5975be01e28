"""What goes into the reports folder."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from parity import breast_cancer, conventions
from parity.comparison import LIMIT_AT_LEAST, LIMIT_GROWTH
from parity.cost import Cost
from parity.environment import environment
from parity.files import write_whole
from parity.parity_tables import CASES, QUANTITIES, case_row, markdown
from parity.result import Report
from parity.tables import Column, pairs, table
from parity.workers import Worker

COMMAND = "parity report"

RUNS = (
    Column("derivation", lambda run: run.derivation),
    Column("sizes", lambda run: run.sizes),
    Column("lambda", lambda run: run.lam),
    Column("alpha", lambda run: run.alpha),
    Column("steps", lambda run: run.steps),
    Column("stopped by", lambda run: run.stopped),
    Column("training cost", lambda run: run.training_cost),
    Column("held-out cost", lambda run: run.held_out_cost),
    Column("held-out accuracy", lambda run: f"{run.held_out_accuracy:.1%}"),
)
AGREEMENT = (
    Column("quantity", lambda row: row.quantity),
    Column("gradient descent", lambda row: f"{row.reference:.12f}"),
    Column("scikit-learn", lambda row: f"{row.scikit_learn:.12f}"),
    Column("relative difference", lambda row: f"{row.relative_difference:.1e}"),
)
STOPPED_BY = {
    "steps": "the steps were used up",
    "unchanged": "a step changed no bit of any parameter",
    "tolerance": "a step changed every component by no more than the tolerance",
    "patience": "the validation cost had not fallen for as many steps as patience allows",
}


def write_reports(folder: Path) -> tuple[list[Path], Report]:
    """Write everything that exists; say where, and what the trial found."""
    from parity.catalogue import select
    from parity.screen import progress
    from parity.trials import run

    data = breast_cancer.load()  # first what may be missing, then what takes long
    chosen = select()
    with progress(len(chosen)) as step:
        report = run(chosen, progress=step)
    paths = write_parity(report, folder, COMMAND)
    paths += [write_conventions(folder), *write_breast_cancer(folder, data)]
    return paths, report


def write_conventions(folder: Path) -> Path:
    """conventions.md: what the frameworks' own functions say, each asked in its own process."""
    heard = {}
    for who, (module, verb) in conventions.PARTIES.items():
        worker = Worker(who, module)
        heard[who] = worker.ask(verb, conventions.QUESTIONS, seconds=60)
        worker.stop()
    write_whole(folder / "conventions.md", conventions.markdown(heard, COMMAND))
    return folder / "conventions.md"


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
    from parity.cost import COLUMNS, EXAMPLES

    text = f"""# What a check costs

Seconds for one check of a d-d-d-1 net of tanh units with {EXAMPLES} examples in float64, everything
warm, each witness alone in its process with one thread. *gradcheck* is PyTorch's on the same cost;
its slow mode is left out where it would take more than a minute.

{table(rows, COLUMNS, "github")}

{pairs(environment())}
"""
    write_whole(folder / "cost.md", text)
    return folder / "cost.md"


def write_breast_cancer(folder: Path, data: breast_cancer.Data) -> list[Path]:
    """breast-cancer.md and .json: the reference trained on real data."""
    runs, agreement = breast_cancer.runs(data)
    worst = max(row.relative_difference for row in agreement)
    agree = all(row.relative_difference <= 1e-6 for row in agreement)
    reasons = dict.fromkeys(run.stopped for run in runs)
    text = f"""# Breast cancer: the reference on real data

{data.training.X.shape[1]} rows train, {data.validation.X.shape[1]} validate and \
{data.held_out.X.shape[1]} are held out, of the 569 rows with 30 features that scikit-learn
carries. Features are standardised by the training rows. Plain gradient descent on all training
rows, gradients by hand, in float64.

{table(runs, RUNS, "github")}

{chr(10).join(f"- *{reason}*: {STOPPED_BY[reason]}." for reason in reasons)}

With early stopping, the parameters of the best validation cost are the ones judged.

## The optimum with L2 beside scikit-learn's

Logistic regression with lambda = {breast_cancer.LAM:g} has one optimum. Gradient descent run to
a tolerance of 1e-12 and scikit-learn's `LogisticRegression` (C = 1/lambda, `newton-cholesky`,
tolerance 1e-12) {"agree" if agree else "DISAGREE"} in their {len(agreement)} coefficients to 1e-6:
the largest relative difference is **{worst:.1e}**.

{table(agreement, AGREEMENT, "github")}

## With what

Seed {breast_cancer.SEED}, command `{COMMAND}`.

{pairs(environment())}
"""
    values = {
        "schema": "parity-breast-cancer/1",
        "environment": environment(),
        "seed": breast_cancer.SEED,
        "runs": [asdict(run) for run in runs],
        "agreement": [asdict(row) for row in agreement],
    }
    write_whole(folder / "breast-cancer.md", text)
    write_whole(folder / "breast-cancer.json", json.dumps(values, indent=1, allow_nan=False) + "\n")
    return [folder / "breast-cancer.md", folder / "breast-cancer.json"]
