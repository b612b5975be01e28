"""breast-cancer.md and .json: the reference trained on real data, as a report."""

from dataclasses import asdict
from pathlib import Path

from parity import breast_cancer
from parity.breast_cancer import Agreement, Data, TrainedModel
from parity.documents import document
from parity.environment import environment, version
from parity.files import write_whole
from parity.tables import Column, pairs, table

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


def write_trained(
    data: Data, runs: list[TrainedModel], agreement: list[Agreement], folder: Path, command: str
) -> list[Path]:
    """Both files."""
    texts = {
        "breast-cancer.md": markdown(data, runs, agreement, command),
        "breast-cancer.json": as_json(data, runs, agreement) + "\n",
    }
    for name, text in texts.items():
        write_whole(folder / name, text)
    return [folder / name for name in texts]


def markdown(data: Data, runs: list[TrainedModel], agreement: list[Agreement], command: str) -> str:
    """The report as GitHub renders it."""
    worst = max(row.relative_difference for row in agreement)
    agree = "agree" if breast_cancer.verdict(agreement) == "agrees" else "DISAGREE"
    reasons = dict.fromkeys(run.stopped for run in runs)
    rows = sizes(data)
    return f"""# Breast cancer: the reference on real data

{rows["training"]} rows train, {rows["validation"]} validate and {rows["held_out"]} are held out, \
of the {sum(rows.values())} rows with {data.training.X.shape[0]} features that scikit-learn
carries. Features are standardised by the training rows. Plain gradient descent on all training
rows, gradients by hand, in float64.

{table(runs, RUNS, "github")}

{chr(10).join(f"- *{reason}*: {STOPPED_BY[reason]}." for reason in reasons)}

With early stopping, the parameters of the best validation cost are the ones judged.

## The optimum with L2 beside scikit-learn's

Logistic regression with lambda = {breast_cancer.LAM:g} has one optimum. Gradient descent run to
a tolerance of 1e-12 and scikit-learn's `LogisticRegression` (C = 1/lambda, `newton-cholesky`,
tolerance 1e-12) {agree} in their {len(agreement)} coefficients to {breast_cancer.LIMIT:g}:
the largest relative difference is **{worst:.1e}**. (`{command}` exits with 1 if they do not.)

{table(agreement, AGREEMENT, "github")}

## With what

Seed {breast_cancer.SEED}, command `{command}`.

{pairs(with_scikit_learn())}
"""


def as_json(data: Data, runs: list[TrainedModel], agreement: list[Agreement]) -> str:
    """The object of schema parity-breast-cancer/1."""
    return document(
        "breast-cancer",
        environment=with_scikit_learn(),
        seed=breast_cancer.SEED,
        rows=sizes(data),
        runs=[asdict(run) for run in runs],
        agreement=[asdict(row) for row in agreement],
        limit=breast_cancer.LIMIT,
        verdict=breast_cancer.verdict(agreement),
    )


def sizes(data: Data) -> dict[str, int]:
    """How many rows each part has."""
    parts = {"training": data.training, "validation": data.validation, "held_out": data.held_out}
    return {name: part.X.shape[1] for name, part in parts.items()}


def with_scikit_learn() -> dict[str, str | int | None]:
    """The environment, and the package that the data and the second opinion come from."""
    return {**environment(), "scikit-learn": version("scikit-learn")}
