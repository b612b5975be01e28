"""What parity check cannot try, it refuses in one sentence with file, line and the next step."""

from pathlib import Path

import numpy as np
import pytest

from parity.commands.check import read_point
from parity.errors import InputError
from parity.own.reading import parsed
from tests.parity.own_trials import checked

ARGUMENTS = 'w: "n 1", X: "n m", Y: "1 m"'
GRADIENTS = """
def gradients(X, E):
    dE = E
    return dict(dE=dE, dw=X @ dE.T)
"""


def cost(end: str = "return np.sum(E**2) / 2", arguments: str = ARGUMENTS) -> str:
    return f"import numpy as np\ndef cost({arguments}):\n    E = w.T @ X - Y\n    {end}\n"


def gradients(end: str, arguments: str = "w, X, E") -> str:
    return f"{cost()}def gradients({arguments}):\n    {end}\n"


def annotated(text: str) -> str:
    return cost(arguments=f'w: "{text}", X: "n m", Y: "1 m"') + GRADIENTS


RIGHT = cost() + GRADIENTS

# text, where, what came, the next step
REFUSED = [
    ("", "", "is empty", "write def cost("),
    (" \n\t\n", "", "is empty", "write def cost("),
    ("x = 1\n", "", "no function cost", "write def cost("),
    (cost(), ":2", "there is no function gradients", "write def cost("),
    (GRADIENTS, ":2", "there is no function cost", "write def cost("),
    (cost() + GRADIENTS.replace("gradients", "gradients_x"), ":2", "stands alone", "write def"),
    ("async def cost(w): ...\n" + GRADIENTS, ":3", "there is no function cost", "write def"),
    ("def cost(:\n", ":1", "no Python: invalid syntax", "mend the line"),
    (RIGHT + "x = \0\n", "", "no Python", "mend the line"),
    ("x = " + "(" * 500 + ")" * 500 + "\n" + RIGHT, ":1", "too many nested", "mend the line"),
    (annotated("n 1 foo!"), ":2", "'n 1 foo!' is not understood", "write dimensions"),
    (annotated("n 1 in (2, 1)"), ":2", "is not understood", "write dimensions"),
    (annotated("n 1 in {1e999}"), ":2", "is not understood", "write dimensions"),
    (annotated("> -1e999"), ":2", "is not understood", "write dimensions"),
    (annotated("one-hot"), ":2", "one-hot needs dimensions", "write how many"),
    (annotated("n 0"), ":2", "dimension '0' makes no sense", "from 1 to 10000"),
    (annotated("n-99999 1"), ":2", "'n-99999' makes no sense", "from 0 to 10000"),
    (annotated("9999 n*9999"), "", "too large", "at most 1000000 numbers"),
    (annotated("a b c d e f g h i"), ":2", "has 9 dimensions", "at most 8"),
    (cost(arguments='w, X: "n m", Y: "1 m"') + GRADIENTS, ":2", "'w' has no shape", "annotate it"),
    (cost(arguments=f"*rest, {ARGUMENTS}") + GRADIENTS, ":2", "takes '*rest'", "name each"),
    (cost(arguments=f"{ARGUMENTS}, **rest") + GRADIENTS, ":2", "takes '**rest'", "name each"),
    (cost(arguments=f"{ARGUMENTS}, /") + GRADIENTS, ":2", "by position only", "name each"),
    (gradients("return dict(dw=1)", "w, *rest"), ":5", "gradients takes '*rest'", "name each"),
    (gradients("return dict(dw=1)", "Q"), ":5", "takes 'Q'", "there are E, X, Y, m, n, w"),
    (gradients("return dict(dq=1)"), ":5", "gives 'dq'", "there could be dE, dX, dY, dw"),
    (gradients("return dict(w=1)"), ":5", "gives 'w'", "there could be dE, dX, dY, dw"),
    (gradients("return X @ E.T"), ":5", "got array(", "return a dict"),
    (gradients("return {1: X}"), ":5", "the key 1", "expected names"),
    (gradients("yield 1"), ":5", "got <generator", "return a dict"),
    (gradients("pass"), ":5", "gives no derivative", "there could be dE, dX, dY, dw"),
    (gradients("raise ValueError('no')"), ":6", "raised ValueError: no", "mend it"),
    (cost("return np.sum(E**2, axis=0)") + GRADIENTS, ":2", "got shape (", "sum over"),
    (cost("return np.sum(E**2, keepdims=True)") + GRADIENTS, ":2", "shape (1, 1)", "squeeze"),
    (cost("pass") + GRADIENTS, ":2", "got None", "return J"),
    (cost("return True") + GRADIENTS, ":2", "got True", "return J"),
    (cost("return np.sum(E) + 1j") + GRADIENTS, ":2", "got np.complex128", "return J"),
    (cost("return np.sum(E) * np.random.rand()") + GRADIENTS, ":2", "is random", "as arguments"),
    (cost("X += 1; return np.sum(E)") + GRADIENTS, ":2", "changes its argument 'X'", "X.copy()"),
    (cost("return E / nope") + GRADIENTS, ":4", "NameError: name 'nope'", "mend it"),
    (cost("return cost(w, X, Y)") + GRADIENTS, ":", "RecursionError", "mend it"),
    (cost("raise SystemExit(4)") + GRADIENTS, ":4", "with SystemExit", "mend it"),
    (cost("return X @ w") + GRADIENTS, ":4", "matmul", "w (", ),
    (cost("return np.sum(np.log(-E**2))") + GRADIENTS, ":2", "not finite at any", "say the domain"),
    ("1 / 0\n" + RIGHT, ":1", "ZeroDivisionError", "mend it"),
    ("raise SystemExit(3)\n" + RIGHT, ":1", "SystemExit: 3", "mend it"),
    ("import no_such_module\n" + RIGHT, ":1", "No module named 'no_such_module'", "mend it"),
    (RIGHT + "cost = 3\n", "", "cost is not the function", "take away what"),
    (RIGHT + "del gradients\n", "", "gradients is not the function", "take away what"),
    ("import functools\n@functools.cache\n" + RIGHT[19:], "", "is not the function", "decorates"),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
@pytest.mark.parametrize(("text", "where", "what", "step"), REFUSED)
def test_it_is_refused_in_one_sentence(
    tmp_path: Path, text: str, where: str, what: str, step: str
) -> None:
    with pytest.raises(InputError) as refusal:
        checked(tmp_path, text, draws=2)
    sentence = str(refusal.value)
    assert "\n" not in sentence
    assert what in sentence
    assert step in sentence
    if "too large" not in sentence:
        assert f"{tmp_path / 'net.py'}{where}" in sentence


# Odd, but a derivation: what is wrong in it disagrees, what is right agrees.
ODD = [
    (RIGHT, "agrees", ""),
    ("\ufeff" + RIGHT, "agrees", ""),
    (RIGHT.replace("\n", "\r\n"), "agrees", ""),
    ("x = '\\d'\n" + RIGHT, "agrees", ""),
    ("__doc__ = 5\n" + RIGHT, "agrees", ""),
    (cost("print('x' * 9999); return np.sum(E**2) / 2") + GRADIENTS, "agrees", ""),
    ("M = [2.0]\n" + cost("return np.sum(E**2) / M[0]") + GRADIENTS, "agrees", ""),
    (gradients("return dict(dw=(X @ E.T).tolist())"), "agrees", ""),
    (gradients("np = 3\n    return dict(dw=X @ E.T)"), "agrees", ""),
    (gradients("if True:\n        dw = X @ E.T"), "agrees", "no straight-line code"),
    (gradients("return dict(dw=X @ E.T * np.nan)"), "disagrees", ""),
    (gradients("return dict(dw=X @ E.T + 0j)"), "disagrees", ""),
    (gradients("return dict(dw=None)"), "disagrees", ""),
    (gradients("return dict(dw='a')"), "disagrees", ""),
    (gradients("return dict(dw=[[1], [2, 3]])"), "disagrees", ""),
    (gradients("return dict(dw=nope @ E.T)"), "disagrees", ""),
    (gradients("return dict(dw=X @ E)"), "disagrees", ""),
    (gradients("dw = X @ E.T\n    raise SystemExit(0)"), "disagrees", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "verdict", "note"), ODD)
def test_what_is_odd_is_judged(tmp_path: Path, text: str, verdict: str, note: str) -> None:
    check = checked(tmp_path, text, draws=2)
    assert check.verdict == verdict
    assert note in "; ".join(check.notes)
    if verdict == "disagrees" and "straight" not in "".join(check.notes):
        assert {line.verdict for line in check.lines} & {"wrong", "ill-typed", "not isolated"}


def test_what_the_cost_reaches_for_is_noted(tmp_path: Path) -> None:
    body = "with open(__file__) as file: file.read()\n    return np.sum(E**2) / M[0]"
    top = "import numpy as np\nM = np.full(2, 2.0)\n"
    check = checked(tmp_path, top + cost(body) + GRADIENTS, draws=2)
    assert check.verdict == "agrees"
    assert "the cost uses the global array M" in check.notes
    assert "the cost reads a file (open)" in check.notes


POINT = {"w": np.ones((3, 1)), "X": np.ones((3, 5)), "Y": np.zeros((1, 5))}
BARE = cost(arguments="w, X, Y") + GRADIENTS


def test_a_point_of_the_users_own_needs_no_annotations(tmp_path: Path) -> None:
    check = checked(tmp_path, BARE, point=POINT)
    assert check.verdict == "agrees"
    assert {result.case.dtype.name for result in check.report.results} == {"float64", "float32"}


@pytest.mark.parametrize(
    ("text", "change", "what"),
    [
        (BARE, {"w": None}, "no 'w'"),
        (BARE, {"w": np.array([{}])}, "dtype object"),
        (BARE, {"w": np.ones((3, 1), complex)}, "dtype complex128"),
        (BARE, {"w": np.ones((4, 1))}, "matmul"),
        (BARE, {"w": np.full((3, 1), np.inf)}, "at the point"),
        (RIGHT, {"X": np.ones((4, 5))}, "'X' of the point has 4 where n is 3"),
        (RIGHT, {"X": np.ones(5)}, "'X' of the point has shape (5,), expected (n, m)"),
        (RIGHT, {"Y": np.ones((2, 5))}, "'Y' of the point has 2 where 1 is 1"),
    ],
)
def test_a_point_that_does_not_fit_is_refused(
    tmp_path: Path, text: str, change: dict[str, object], what: str
) -> None:
    point = {name: value for name, value in {**POINT, **change}.items() if value is not None}
    with pytest.raises(InputError, match=r".*") as refusal:
        checked(tmp_path, text, point=point)
    assert what in str(refusal.value)
    assert "\n" not in str(refusal.value)


def damaged(path: Path) -> None:
    np.savez(path, w=np.arange(1000.0))
    whole = path.read_bytes()
    path.write_bytes(whole[:600] + b"!" * 100 + whole[700:])


@pytest.mark.parametrize(
    "write",
    [
        lambda _: None,
        lambda path: path.mkdir(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_text("no archive"),
        lambda path: path.write_bytes(b"PK\x03\x04" + b"\0" * 40),
        lambda path: np.savez(path, w=np.array([{}], object)),
        lambda path: np.save(path.open("wb"), np.ones(3)),
        damaged,
    ],
)
@pytest.mark.filterwarnings("ignore:unclosed file")
def test_what_is_no_npz_file_is_refused(tmp_path: Path, write: object) -> None:
    path = tmp_path / "point.npz"
    write(path)  # type: ignore[operator]  # a function
    with pytest.raises(InputError, match=r"write one with np\.savez") as refusal:
        read_point(path)
    assert str(path) in str(refusal.value)


def test_a_refusal_by_python_without_words_has_a_name(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text(RIGHT + f"x = {'-' * 100_000}1\n")  # a MemoryError("") of Python 3.11
    with pytest.raises(InputError, match=r"this is no Python: \w.*; mend the (file|line)$"):
        parsed(path, path.read_text(), 0)
