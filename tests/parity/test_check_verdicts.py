"""Mistakes planted into users' derivations: the right line is named, and only that one."""

import re
from pathlib import Path

import pytest

from parity.own.check import Check
from parity.own.check_tables import sentence
from tests.parity.own_trials import checked, checks_of

SHALLOW = '''"""One hidden layer: tanh, then sigmoid; binary cross-entropy."""
import numpy as np

def cost(W1: "n1 n0", b1: "n1 1", W2: "n2 n1", b2: "n2 1", X: "n0 m", Y: "n2 m in {0,1}"):
    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = 1 / (1 + np.exp(-Z2))
    return -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / X.shape[1]

def gradients(W1, b1, W2, b2, X, Y, Z1, A1, Z2, A2):
    m = X.shape[1]
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = W2.T @ dZ2 * (1 - A1**2)
    dW1 = dZ1 @ X.T / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return dict(dZ2=dZ2, dW2=dW2, db2=db2, dZ1=dZ1, dW1=dW1, db1=db1)
'''
BELOW = {"dZ2": ["dW2", "db2", "dZ1", "dW1", "db1"], "dZ1": ["dW1", "db1"]}


def with_verdict(check: Check, *verdicts: str) -> list[str]:
    return [line.quantity for line in check.lines if line.verdict in verdicts]


def test_a_right_derivation_agrees(tmp_path: Path) -> None:
    check = checked(tmp_path, SHALLOW)
    assert check.report.exit_code() == 0
    assert check.title == "One hidden layer: tanh, then sigmoid; binary cross-entropy."
    assert [line.line for line in check.lines] == [*range(12, 19)]
    assert {line.verdict for line in check.lines} == {"holds"}
    assert sentence(check) == "All 7 quantities agree with the truth at 10 points."


@pytest.mark.parametrize(
    ("right", "wrong", "quantity", "suggestion"),
    [
        ("dZ2 = A2 - Y", "dZ2 = Y - A2", "dZ2", "dZ2 = A2 - Y"),
        ("dW2 = dZ2 @ A1.T / m", "dW2 = dZ2 @ A1.T", "dW2", "dW2 = dZ2 @ A1.T / m"),
        ("dW2 = dZ2 @ A1.T / m", "dW2 = dZ2 @ A1 / m", "dW2", "dW2 = dZ2 @ A1.T / m"),
        ("db2 = np.sum(dZ2, axis=1, keepdims=True)", "db2 = np.sum(dZ2, axis=1)", "db2", ""),
        ("(1 - A1**2)", "(1 - A1)", "dZ1", "dZ1 = W2.T @ dZ2 * (1 - A1**2)"),
        ("dZ2 * (1 - A1**2)", "dZ2 + (1 - A1**2)", "dZ1", "dZ1 = W2.T @ dZ2 * (1 - A1**2)"),
        ("dZ2 * (1 - A1**2)", "dZ2", "dZ1", "dZ1 = W2.T @ dZ2 * (1 - A1**2)"),
        ("W2.T @ dZ2 *", "W2 @ dZ2 *", "dZ1", "dZ1 = W2.T @ dZ2 * (1 - A1**2)"),
        ("dW1 = dZ1 @ X.T / m", "dW1 = dZ1 @ X.T / (m - 1)", "dW1", "dW1 = dZ1 @ X.T / m"),
        ("db1 = np.sum(dZ1, axis=1", "db1 = np.sum(dZ2, axis=1", "db1", ""),
        ("db1 = np.sum(dZ1, axis=1, keepdims=True) / m", "db1 = np.sum(dZ1) / m", "db1", ""),
    ],
)
def test_the_line_with_the_mistake_is_named(
    tmp_path: Path, right: str, wrong: str, quantity: str, suggestion: str
) -> None:
    assert SHALLOW.count(right) == 1
    check = checked(tmp_path, SHALLOW.replace(right, wrong))
    assert check.report.exit_code() == 1
    assert with_verdict(check, "wrong", "ill-typed") == [quantity]
    assert with_verdict(check, "inherits") == BELOW.get(quantity, [])
    (line,) = (line for line in check.lines if line.verdict in ("wrong", "ill-typed"))
    assert SHALLOW.splitlines()[line.line - 1].strip().startswith(f"{quantity} = ")
    assert line.suggestions
    if suggestion:
        assert suggestion in line.suggestions
        assert line.explanation


def test_every_suggestion_mends_the_derivation(tmp_path: Path) -> None:
    wrong = SHALLOW.replace("(1 - A1**2)", "(1 - A1)")
    check = checked(tmp_path, wrong)
    (line,) = (line for line in check.lines if line.verdict == "wrong")
    for suggestion in line.suggestions:
        assert checked(tmp_path, wrong.replace(line.source, suggestion)).verdict == "agrees"


LOGISTIC = """import numpy as np
def cost(X: "n0 m", Y: "n1 m in {0,1}", W: "n1 n0", b: "n1 1"):
    A = 1 / (1 + np.exp(-(W @ X + b)))
    return -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / X.shape[1]
def gradients(X, Y, W, A, m):
    dW = (A - Y) @ X.T / (m - 1)
    return {"dW": dW}
"""


@pytest.mark.parametrize("seed", range(6))
def test_no_chance_relation_of_sizes_is_suggested(tmp_path: Path, seed: int) -> None:
    """With seed 0 and two sets of sizes, m was n0 - 1 in both."""
    (line,) = checked(tmp_path, LOGISTIC, seed=seed).lines
    assert line.suggestions == ("dW = (A - Y) @ X.T / m",)
    assert line.explanation == "the term 1 is too much"


def test_what_does_not_fit_names_the_shapes(tmp_path: Path) -> None:
    check = checked(tmp_path, SHALLOW.replace("W2.T @ dZ2 *", "W2 @ dZ2 *"))
    (line,) = (line for line in check.lines if line.verdict == "ill-typed")
    assert "ValueError" in line.explanation
    for name in ("W2 (", "dZ2 (", "A1 ("):
        assert name in line.explanation
    assert with_verdict(check, "holds") == ["m", "dZ2", "dW2", "db2"]


def test_two_mistakes_are_two_lines(tmp_path: Path) -> None:
    wrong = SHALLOW.replace("A2 - Y", "A2 + Y").replace("dZ1 @ X.T / m", "dZ1 @ X.T")
    check = checked(tmp_path, wrong)
    assert with_verdict(check, "wrong") == ["dZ2", "dW1"]
    assert with_verdict(check, "inherits") == ["dW2", "db2", "dZ1", "db1"]
    assert sentence(check).startswith("2 lines are wrong: dZ2 (line 13), dW1 (line 17); ")


def of_mean(text: str) -> str:
    """The derivation with intermediates of J instead of m*J."""
    return (
        text.replace("A2 - Y", "(A2 - Y) / m").replace("T / m", "T").replace("True) / m", "True)")
    )


@pytest.mark.parametrize(
    ("right", "wrong", "off"),
    [
        ("", "", []),
        ("1 - A1**2", "A1**2 - 1", ["dZ1"]),
        ("dZ1 @ X.T", "dZ1 @ X.T / m", ["dW1"]),
        ("db2 = np.sum(dZ2", "db2 = np.mean(dZ2", ["db2"]),
    ],
)
def test_lines_are_judged_in_the_derivations_own_convention(
    tmp_path: Path, right: str, wrong: str, off: list[str]
) -> None:
    text = of_mean(SHALLOW).replace(right, wrong) if right else of_mean(SHALLOW)
    check = checked(tmp_path, text)
    assert with_verdict(check, "wrong") == off
    assert check.report.exit_code() == (1 if off else 0)
    scales = {f.scale for f in check.findings if f.who == "hand" and f.quantity == "dZ2"}
    assert scales == {"J"}


RIDGE = """import numpy as np
def cost(w: "n 1", b: "", X: "n m", Y: "1 m in {0, 1}", lam: "> 0"):
    m = X.shape[1]
    A = 1 / (1 + np.exp(-(w.T @ X + b)))
    return -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A)) + lam / (2 * m) * np.sum(w * w)
def gradients(w, X, Y, A, lam, m):
    count = m
    error = A - Y
    d_penalty = lam / m * w
    dw = X @ error.T / m + d_penalty
    db = np.sum(error) / count
    dlam = np.sum(w**2) / (2 * m)
    return dict(dw=dw, db=db, dlam=dlam)
"""


def test_helpers_are_judged_through_the_lines_that_use_them(tmp_path: Path) -> None:
    assert {line.verdict for line in checked(tmp_path, RIDGE).lines} == {"holds"}
    check = checked(tmp_path, RIDGE.replace("lam / m * w", "lam * w"))
    lines = {line.quantity: line for line in check.lines}
    assert with_verdict(check, "wrong") == ["dw"]
    assert with_verdict(check, "not isolated") == ["d_penalty"]
    assert "line 10" in lines["d_penalty"].explanation
    assert "the mistake lies in this line or in line 9" in lines["dw"].explanation
    assert "d_penalty = lam * w / m" in lines["dw"].suggestions
    assert lines["error"].verdict == "holds"  # the line of db speaks for it


def test_a_helper_that_spoils_all_its_users_is_a_suspect_of_each(tmp_path: Path) -> None:
    check = checked(tmp_path, RIDGE.replace("error = A - Y", "error = A + Y"))
    wrong = [line for line in check.lines if line.verdict == "wrong"]
    assert [line.quantity for line in wrong] == ["dw", "db"]
    for line in wrong:
        assert re.search(r"in this line or in line [\d, ]*8", line.explanation)
        assert "error = A - Y" in line.suggestions


def test_a_helper_that_fails_leaves_its_users_not_isolated(tmp_path: Path) -> None:
    check = checked(tmp_path, RIDGE.replace("lam / m * w", "nope / m * w"))
    assert check.report.exit_code() == 1
    lines = {line.quantity: line.verdict for line in check.lines}
    assert lines["dw"] == "not isolated"
    assert lines["db"] == "holds"


FORMS = {
    "augmented, no return": (
        "dw = X @ error.T / m + d_penalty",
        "dw = X @ error.T / m\n    dw += d_penalty",
    ),
    "tuples": (
        "db = np.sum(error) / count\n    dlam = np.sum(w**2) / (2 * m)",
        "db, dlam = np.sum(error) / count, np.sum(w**2) / (2 * m)",
    ),
    "a table": (
        "return dict(dw=dw, db=db, dlam=dlam)",
        'grads = {}\n    grads["dw"] = dw\n    grads["db"] = db\n    return grads',
    ),
    "a literal": ("return dict(dw=dw, db=db, dlam=dlam)", 'return {"dw": dw, "db": db}'),
    "no return": ("    return dict(dw=dw, db=db, dlam=dlam)\n", ""),
    "keyword only": ("gradients(w, X, Y, A, lam, m)", "gradients(*, w, X, Y, A, lam, m)"),
    "another name for numpy": ("np", "whatever"),
    "annotations as text": ("import numpy", "from __future__ import annotations\nimport numpy"),
    "names from numpy": ("np.exp", "exp"),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_numpy_as_people_write_it(tmp_path: Path, form: str) -> None:
    right, written = FORMS[form]
    text = RIDGE.replace("import numpy as np\n", "import numpy as np\nfrom numpy import exp\n")
    assert right in text
    text = text.replace(right, written)
    check = checked(tmp_path, text, draws=2)
    assert check.report.exit_code() == 0
    assert {line.verdict for line in check.lines} == {"holds"}
    assert {line.quantity for line in check.lines} >= {"dw", "db"}
    wrong = text.replace("X @ error.T / m", "X @ error.T / (2 * m)")
    off = checked(tmp_path, wrong, draws=2)
    (line,) = (line for line in off.lines if line.verdict == "wrong")
    assert line.quantity == "dw"


RIGHT_ONES = {
    "dropout": """
def cost(W1: "n1 n0", W2: "n2 n1", X: "n0 m", Y: "n2 m", D: "n1 m mask p=0.8", *, keep=0.8):
    Z1 = W1 @ X
    A1 = np.maximum(Z1, 0) * D / keep
    E = W2 @ A1 - Y
    return np.sum(E**2) / (2 * X.shape[1])
def gradients(W2, X, Z1, A1, E, D, keep, m):
    dE = E / m
    dW2 = dE @ A1.T
    dZ1 = W2.T @ dE * D / keep * (Z1 > 0)
    dW1 = dZ1 @ X.T
""",
    "softmax, one-hot": """
def softmax(Z):
    E = np.exp(Z - Z.max(axis=0, keepdims=True))
    return E / E.sum(axis=0, keepdims=True)
def cost(W: "k n", b: "k 1", X: "n m", Y: "k m one-hot"):
    Z = W @ X + b
    P = softmax(Z)
    return -np.sum(Y * np.log(P)) / X.shape[1]
def gradients(X, Y, P, m):
    dZ = P - Y
    return dict(dZ=dZ, dW=dZ @ X.T / m, db=dZ.sum(axis=1, keepdims=True) / m)
""",
    "leaky ReLU, half squared error": """
def cost(W: "k n", X: "n m", Y: "k m", alpha=0.1):
    Z = W @ X
    A = np.where(Z > 0, Z, alpha * Z)
    return 0.5 * np.sum((A - Y) ** 2) / X.shape[1]
def gradients(X, Y, Z, A, alpha, m):
    dA = (A - Y) / m
    dZ = dA * np.where(Z > 0, 1.0, alpha)
    dW = dZ @ X.T
""",
    "rows, absorbed bias": """
def cost(theta: "n+1", X: "m n", y: "m in {0,1}"):
    Xt = np.hstack([np.ones((X.shape[0], 1)), X])
    h = 1 / (1 + np.exp(-Xt @ theta))
    return -np.mean(y * np.log(h) + (1 - y) * np.log(1 - h))
def gradients(X, y, Xt, h, m):
    return dict(dtheta=Xt.T @ (h - y) / m)
""",
    "one output": """
def cost(W: "1 n", b: "1 1", X: "n m", Y: "1 m in {0,1}"):
    Z = W @ X + b
    A = 1 / (1 + np.exp(-Z))
    return -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))
def gradients(X, Y, A, m):
    dZ = A - Y
    return dict(dZ=dZ, dW=dZ @ X.T / m, db=np.sum(dZ, axis=1, keepdims=True) / m)
""",
    "one example, scalars": """
def cost(w: "n", b: "", x: "n", y: "in {0,1}"):
    z = w @ x + b
    a = 1 / (1 + np.exp(-z))
    return -(y * np.log(a) + (1 - y) * np.log(1 - a))
def gradients(x, y, a):
    dz = a - y
    dw = dz * x
    db = dz
""",
    "names used again, aliases": """
def cost(W1: "n1 n0", W2: "n2 n1", X: "n0 m", Y: "n2 m"):
    Z = W1 @ X
    A1 = np.tanh(Z)
    Z = W2 @ A1
    A = Z
    return np.sum((A - Y) ** 2) / 2
def gradients(W2, X, Y, A1, A):
    delta = A - Y
    dW2 = delta @ A1.T
    delta = W2.T @ delta * (1 - A1**2)
    dW1 = delta @ X.T
    return dict(dW1=dW1, dW2=dW2)
""",
    "loops": """
def cost(W1: "n1 n0", W2: "n2 n1", X: "n0 m", Y: "n2 m", *, activations=("tanh", "sigmoid")):
    A = [X]
    for W, activation in zip((W1, W2), activations):
        Z = W @ A[-1]
        A.append(np.tanh(Z) if activation == "tanh" else 1 / (1 + np.exp(-Z)))
    return np.sum((A[2] - Y) ** 2) / (2 * X.shape[1])
def gradients(W2, Y, A, m):
    grads, dA = {}, (A[2] - Y) / m
    for l in (2, 1):
        dZ = dA * (A[l] * (1 - A[l]) if l == 2 else 1 - A[l] ** 2)
        grads[f"dW{l}"] = dZ @ A[l - 1].T
        dA = W2.T @ dZ if l == 2 else None
    return grads
""",
    "layers in a dict": """
def cost(W1: "n1 n0", W2: "n2 n1", X: "n0 m", Y: "n2 m"):
    Z, A, W = {}, {0: X}, {1: W1, 2: W2}
    for l in (1, 2):
        Z[l] = W[l] @ A[l - 1]
        A[l] = np.tanh(Z[l])
    return np.sum((A[2] - Y) ** 2) / 2
def gradients(W2, Y, A):
    dA2 = A[2] - Y
    dZ2 = dA2 * (1 - A[2] ** 2)
    dW2 = dZ2 @ A[1].T
    dZ1 = W2.T @ dZ2 * (1 - A[1] ** 2)
    dW1 = dZ1 @ A[0].T
""",
}


@pytest.mark.parametrize("name", RIGHT_ONES)
def test_right_derivations_agree(tmp_path: Path, name: str) -> None:
    check = checked(tmp_path, "import numpy as np\n" + RIGHT_ONES[name].lstrip())
    assert check.report.exit_code() == 0
    assert {line.verdict for line in check.lines} <= {"holds"}
    assert check.lines or "not isolated" in check.notes[0]


UNNAMED = """import numpy as np
def slope(Z):
    return 1 - np.tanh(Z) ** 2
def cost(W1: "n1 n0", W2: "n2 n1", X: "n0 m", Y: "n2 m"):
    Z1 = 2 * W1 @ X
    Z2 = 2 * W2 @ np.tanh(Z1)
    return np.sum((1 / (1 + np.exp(-Z2)) - Y) ** 2) / (2 * X.shape[1])
def gradients(W1, W2, X, Y, Z1, Z2, m):
    dZ2 = 1 / (1 + np.exp(-Z2)) - Y
    dZ2 = dZ2 * (1 / (1 + np.exp(-Z2))) * (1 - 1 / (1 + np.exp(-Z2)))
    dW2 = 2 * dZ2 @ np.tanh(Z1).T / m
    dZ1 = 2 * W2.T @ dZ2 * SLOPE
    dW1 = 2 * dZ1 @ X.T / m
    return dict(dW2=dW2, dZ1=dZ1, dW1=dW1)
"""


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "slope", ["slope(Z1)", "(1 - np.tanh(Z1) ** 2)", "(1 - np.tanh(2 * W1 @ X)**2)"]
)
def test_what_cancels_without_a_name_is_no_mistake(tmp_path: Path, seed: int, slope: str) -> None:
    text = UNNAMED.replace("SLOPE", slope)
    check = checked(tmp_path, text, seed=seed)
    assert check.report.exit_code() == 0
    assert {line.verdict for line in check.lines} == {"holds"}
    off = checked(tmp_path, text.replace("2 * dZ2 @", "2 @ dZ2 @"), seed=seed, draws=2)
    assert {line.quantity for line in off.lines if line.verdict == "ill-typed"} == {"dW2"}
    assert {line.quantity for line in off.lines if line.verdict != "holds"} == {"dW2"}


def test_of_a_loop_the_first_wrong_quantity_is_named(tmp_path: Path) -> None:
    text = "import numpy as np\n" + RIGHT_ONES["loops"].lstrip().replace("1 - A[l] **", "A[l] **")
    check = checked(tmp_path, text)
    assert check.lines == ()
    assert sentence(check).startswith("The first that does not agree is dW1: disagrees")


MARKDOWN = """# Notes

```text
def cost(: no Python
```

>>> 1 / 0

```python
import numpy as np

def cost(w: "n 1", X: "n m", Y: "1 m"):
    E = w.T @ X - Y
    return np.sum(E**2) / 2
```

and by hand

```python
def gradients(X, E):
    dE = E
    dw = X @ E.T * 2
    return dict(dE=dE, dw=dw)
```

~~~~py
def cost_mean(w: "n 1", X: "n m", Y: "1 m"):
    E = w.T @ X - Y
    return np.mean(E**2)

def gradients_mean(X, E, m):
    return dict(dw=2 * X @ E.T / m)
~~~~

```pycon
>>> 1 / 0
```
"""


def test_lines_of_markdown_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text(MARKDOWN)
    first, second = checks_of(path)
    assert (first.label, first.verdict) == ("notes.md", "disagrees")
    assert (second.label, second.verdict) == ("notes.md:mean", "agrees")
    for line in (*first.lines, *second.lines):
        assert line.source.partition(" = ")[2] in MARKDOWN.splitlines()[line.line - 1]
    assert [(line.quantity, line.verdict) for line in first.lines] == [
        ("dE", "holds"),
        ("dw", "wrong"),
    ]


def test_float32_is_tried_only_where_the_program_keeps_it(tmp_path: Path) -> None:
    widened = SHALLOW.replace("m = X.shape[1]", "m = np.float64(X.shape[1])")
    check = checked(tmp_path, widened)
    assert check.verdict == "agrees"
    assert check.notes == ("not tried in float32: dW1 comes out as float64 there",)
    assert {str(result.case.dtype) for result in check.report.results} == {"float64"}


def test_what_is_changed_in_place_in_the_cost_is_not_checked(tmp_path: Path) -> None:
    text = SHALLOW.replace("Z1 = W1 @ X + b1", "Z1 = W1 @ X\n    Z1 += b1")
    check = checked(tmp_path, text)
    assert check.verdict == "agrees"
    assert check.notes == (
        "Z1 is changed by += or the like in the cost: dZ1 is not checked",
    )  # fmt: skip
    assert "dZ1" not in {finding.quantity for finding in check.findings}
