"""The reference on real data: the breast-cancer measurements that scikit-learn carries.

Three runs of plain gradient descent: logistic regression without a penalty, the same with L2
run to convergence (and held against scikit-learn's own optimum), and a 30-16-1 net with early
stopping. 60 % of the rows train, 20 % validate, 20 % are held out; features are standardised
by the mean and deviation of the training rows.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from parity.errors import InputError
from parity.finding import Verdict
from reference import descent, logistic, shallow
from reference.arrays import Array
from reference.initialization import initial_parameters

SEED = 0
LAM = 1.0
LIMIT = 1e-6  # relative; both optima are converged to 1e-12


@dataclass(frozen=True)
class Batch:
    """Examples as columns, and their labels."""

    X: Array  # (30, m)
    Y: Array  # (1, m)


@dataclass(frozen=True)
class Data:
    """The three parts of the data."""

    training: Batch
    validation: Batch
    held_out: Batch


@dataclass(frozen=True)
class TrainedModel:
    """One trained model, as a row."""

    derivation: str
    sizes: str
    lam: float
    alpha: float
    steps: int
    stopped: str
    training_cost: float
    held_out_cost: float
    held_out_accuracy: float


@dataclass(frozen=True)
class Agreement:
    """How far the descent's optimum is from scikit-learn's."""

    quantity: str
    reference: float
    scikit_learn: float
    relative_difference: float


def load() -> Data:
    """The three parts, the same on every run."""
    try:
        from sklearn.datasets import load_breast_cancer
    except ImportError:
        raise InputError(
            "the report needs scikit-learn, which is not installed; "
            "get it with pip install 'gradient-parity[report]'"
        ) from None
    bunch = load_breast_cancer()
    X, Y = bunch.data.T, bunch.target[np.newaxis, :].astype(float)  # (30, 569), (1, 569)
    order = np.random.default_rng(SEED).permutation(X.shape[1])
    parts = np.split(order, [341, 455])
    mean = X[:, parts[0]].mean(axis=1, keepdims=True)
    deviation = X[:, parts[0]].std(axis=1, keepdims=True)
    return Data(*(Batch((X[:, part] - mean) / deviation, Y[:, part]) for part in parts))


def train_logistic(data: Data, lam: float, **rules: Any) -> tuple[TrainedModel, descent.Descent]:
    """Logistic regression from zero; its cost is convex, so where it starts does not matter."""
    start = {"w": np.zeros((30, 1)), "b": np.zeros(())}
    batch = {"X": data.training.X, "Y": data.training.Y, "lam": lam}
    end = descent.train(logistic.vectorised.cost_and_gradients, start, batch, alpha=0.5, **rules)
    held_out = data.held_out
    cost = float(logistic.vectorised.cost(**end.parameters, X=held_out.X, Y=held_out.Y))
    A = logistic.vectorised.forward(**end.parameters, X=held_out.X).A
    return row("logistic/vectorised", "30-1", lam, 0.5, end, cost, accuracy(A, held_out.Y)), end


def train_shallow(data: Data) -> TrainedModel:
    """A 30-16-1 net, stopped when the validation cost no longer falls."""
    held_out, validation = data.held_out, data.validation

    def validation_cost(parameters: Any) -> float:
        X, Y = validation.X, validation.Y
        return float(shallow.vectorised.cost.formula(**parameters, X=X, Y=Y))

    end = descent.train(
        shallow.vectorised.cost_and_gradients,
        initial_parameters((30, 16, 1), "xavier", SEED),
        {"X": data.training.X, "Y": data.training.Y, "hidden": "tanh"},
        alpha=0.1,
        early=descent.EarlyStopping(validation_cost, patience=100),
    )
    cost = float(shallow.vectorised.cost(**end.parameters, X=held_out.X, Y=held_out.Y))
    A = shallow.vectorised.forward(**end.parameters, X=held_out.X).A2
    return row("shallow/vectorised", "30-16-1", 0.0, 0.1, end, cost, accuracy(A, held_out.Y))


def row(
    derivation: str,
    sizes: str,
    lam: float,
    alpha: float,
    end: descent.Descent,
    held_out_cost: float,
    held_out_accuracy: float,
) -> TrainedModel:
    """A run's row; with early stopping the cost is that of the step whose parameters are kept."""
    return TrainedModel(
        derivation=derivation,
        sizes=sizes,
        lam=lam,
        alpha=alpha,
        steps=end.steps,
        stopped=end.reason,
        training_cost=end.history[end.best],
        held_out_cost=held_out_cost,
        held_out_accuracy=held_out_accuracy,
    )


def accuracy(A: Array, Y: Array) -> float:
    """The share of examples on the right side of one half."""
    return float(np.mean((A > 0.5) == (Y == 1)))


def agreement(data: Data, end: descent.Descent) -> list[Agreement]:
    """Coefficients of the L2 optimum beside scikit-learn's, both run to convergence.

    scikit-learn minimises C sum_i L_i + ||w||^2 / 2: the same cost times m C, with C = 1/lam.
    """
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1 / LAM, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    model.fit(data.training.X.T, data.training.Y[0])
    ours = [*end.parameters["w"][:, 0], end.parameters["b"]]
    theirs = [*model.coef_[0], model.intercept_[0]]
    names = [*(f"w[{j}]" for j in range(len(ours) - 1)), "b"]
    return [
        Agreement(name, float(a), float(b), float(abs(a - b) / abs(b)))
        for name, a, b in zip(names, ours, theirs, strict=True)
    ]


def verdict(rows: list[Agreement]) -> Verdict:
    """Whether the two optima are one; NaN is never within a limit."""
    return "agrees" if all(row.relative_difference <= LIMIT for row in rows) else "disagrees"


def runs(data: Data) -> tuple[list[TrainedModel], list[Agreement]]:
    """All rows of the report."""
    plain, _ = train_logistic(data, lam=0.0)
    penalised, end = train_logistic(data, lam=LAM, steps=200_000, tolerance=1e-12)
    return [plain, penalised, train_shallow(data)], agreement(data, end)
