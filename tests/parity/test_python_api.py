"""parity.check and parity.assert_agrees: the functions of a caller, wherever they come from."""

import inspect
import json
import os
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import parity
from parity.own.kept import KEPT
from tests.parity.schemas import problems

SHAPES = {"W": "n1 n0", "b": "n1 1", "X": "n0 m", "Y": "n1 m in {0,1}"}
CERTIFIED = ["certified"]


def squashed(Z: Any) -> Any:
    return 1 / (1 + np.exp(-Z))


def cost(W: Any, b: Any, X: Any, Y: Any) -> Any:
    Z = W @ X + b
    A = squashed(Z)
    return -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / X.shape[1]


def gradients(X: Any, Y: Any, A: Any) -> Any:
    m = X.shape[1]
    dZ = A - Y
    dW = dZ @ X.T / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    return {"dW": dW, "db": db, "dZ": dZ}


def gradients_without_mean(X: Any, Y: Any, A: Any) -> Any:
    dZ = A - Y
    dW = dZ @ X.T
    db = np.sum(dZ, axis=1, keepdims=True) / X.shape[1]
    return {"dW": dW, "db": db, "dZ": dZ}


def checked(cost: Any, gradients: Any, **options: Any) -> Any:
    return parity.check(cost, gradients, **{"shapes": SHAPES, "witnesses": CERTIFIED, **options})


def test_what_is_right_agrees_with_all_witnesses() -> None:
    result = checked(cost, gradients, witnesses=None, draws=2)
    assert result.verdict == "agrees", str(result)
    assert {finding.who for finding in result.findings} == {"hand", "torch", "jax"}
    assert {line.verdict for line in result.lines} == {"holds"}
    assert [line.quantity for line in result.lines] == ["m", "dZ", "dW", "db"]


def test_a_wrong_line_is_named_with_its_line_in_this_file_and_mended() -> None:
    result = checked(cost, gradients_without_mean)
    assert result.verdict == "disagrees"
    (wrong,) = [line for line in result.lines if line.verdict == "wrong"]
    assert wrong.line == inspect.getsourcelines(gradients_without_mean)[1] + 2
    assert wrong.suggestions == ("dW = dZ @ X.T / m",)
    assert f"dW (line {wrong.line})" in str(result)


def test_a_result_is_text_json_and_markdown() -> None:
    result = checked(cost, gradients_without_mean)
    assert repr(result) == "<Check of test_python_api.py: disagrees>"
    assert problems(json.loads(result.to_json())) == []
    page = result.to_markdown()
    assert "dW = dZ @ X.T / m" in page
    assert "**One of 3 lines is wrong: dW" in page


def with_factor(factor: float) -> tuple[Callable[..., Any], Callable[..., Any]]:
    def weighed(W: Any) -> Any:
        return factor * W

    def energy(W: Any) -> Any:
        E = weighed(W) ** 2
        return np.sum(E)

    def slope(W: Any) -> Any:
        return {"dW": 2 * factor * weighed(W)}

    return energy, slope


@pytest.mark.parametrize("factor", [3.0, 5.0])
def test_closures_travel_with_what_they_hold(factor: float) -> None:
    energy, slope = with_factor(factor)
    assert checked(energy, slope, shapes={"W": "2 m"}).verdict == "agrees"
    _, other = with_factor(factor + 1)
    assert checked(energy, other, shapes={"W": "2 m"}).verdict == "disagrees"


def test_a_function_is_taken_as_it_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checked(cost, gradients).verdict == "agrees"
    monkeypatch.setitem(globals(), "squashed", np.tanh)
    changed = checked(lambda W: np.sum(squashed(W)), tanh_slope, shapes={"W": "n"})
    assert changed.verdict == "agrees", str(changed)


def tanh_slope(W: Any) -> Any:
    dW = 1 - np.tanh(W) ** 2
    return {"dW": dW}


def test_without_source_the_outputs_are_checked() -> None:
    text = "".join(map(inspect.getsource, (squashed, cost, gradients, gradients_without_mean)))
    names: dict[str, Any] = {"np": np, "Any": Any}
    exec(text, names)
    right = checked(names["cost"], names["gradients"])
    assert right.verdict == "agrees", str(right)
    assert right.lines == ()
    assert any("lines are not isolated" in note for note in right.notes)
    assert {finding.quantity for finding in right.findings} == {"J", "dW", "db"}
    wrong = checked(names["cost"], names["gradients_without_mean"])
    assert {f.quantity for f in wrong.findings if f.verdict != "agrees"} == {"dW"}


def test_assert_agrees_says_what_check_says() -> None:
    options = {"shapes": SHAPES, "witnesses": CERTIFIED}
    parity.assert_agrees(cost, gradients, **options)
    with pytest.raises(AssertionError) as caught:
        parity.assert_agrees(cost, gradients_without_mean, **options)
    assert str(caught.value) == str(checked(cost, gradients_without_mean))


def test_a_given_point_is_where_it_is_tried() -> None:
    point = {"W": np.ones((2, 3)), "b": np.ones((2, 1)), "X": np.ones((3, 5)), "Y": np.eye(2, 5)}
    result = checked(cost, gradients, point=point)
    assert {str(dict(r.case.sizes)) for r in result.report.results} == {
        str({"n1": 2, "n0": 3, "m": 5})
    }
    assert result.verdict == "agrees"


def test_a_file_gives_a_list_and_the_text_of_the_command(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    file.write_text(FILE)
    (result,) = parity.check(file, witnesses=CERTIFIED)
    command = [sys.executable, "-m", "parity", "check", str(file), "--witness", "certified"]
    printed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert printed.returncode == 1
    assert printed.stdout == f"{result}\n"
    assert [c.label for c in parity.check(str(file), witnesses=CERTIFIED)] == ["net.py"]


FILE = '''"""A parabola."""
import numpy as np

def cost(W: "n"):
    return np.sum(W**2)

def gradients(W):
    dW = 3 * W
    return dict(dW=dW)
'''


@pytest.mark.parametrize(
    ("given", "options", "sentence"),
    [
        ((np.tanh, gradients), {}, "cost is <ufunc 'tanh'>, expected a function"),
        ((cost, None), {}, "gradients is None, expected a function"),
        ((cost, gradients), {"draws": 0}, "draws is 0, expected a whole number from 1 to 1000"),
        ((cost, gradients), {"draws": True}, "draws is True, expected a whole number"),
        ((cost, gradients), {"seed": -1}, "seed is -1, expected a whole number of at least 0"),
        ((cost, gradients), {"seconds": float("nan")}, "seconds is nan, expected a number"),
        ((cost, gradients), {"witnesses": "torch"}, "witnesses is 'torch', expected a list"),
        ((cost, gradients), {"witnesses": ["tf"]}, "witnesses has 'tf', expected some of torch"),
        ((cost, gradients), {"witnesses": []}, r"witnesses is \[\], expected a list"),
        ((cost, gradients), {"shapes": ["n"]}, r"shapes is \['n'\], expected texts by name"),
        ((cost, gradients), {"shapes": {"W": 3}}, "shapes has 3 for 'W', expected"),
        ((cost, gradients), {"shapes": {"Q": "n"}}, "shapes name 'Q', which is no argument"),
        ((cost, gradients), {"shapes": None}, "argument 'W' has no shape"),
        ((cost, gradients), {"point": {"W": np.ones(2)}}, "the point has no 'b'"),
        (("no/such.py", None), {}, "no/such.py cannot be read"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(
    given: tuple[Any, Any], options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(parity.InputError, match=sentence) as caught:
        checked(*given, **options)
    assert "\n" not in str(caught.value)


def test_what_cannot_travel_is_refused() -> None:
    lock = threading.Lock()

    def locked(W: Any) -> Any:
        with lock:
            return np.sum(W)

    with pytest.raises(parity.InputError, match=r"locked cannot be sent .* cannot pickle"):
        checked(locked, tanh_slope, shapes={"W": "n"})


def test_the_processes_are_kept_between_calls() -> None:
    checked(cost, gradients, draws=1)
    before = {who: worker.process for who, worker in KEPT.workers.items()}
    checked(cost, gradients_without_mean, draws=1)
    assert before == {who: worker.process for who, worker in KEPT.workers.items()}
    assert all(process is not None and process.poll() is None for process in before.values())


def script(text: str, *arguments: str, stdin: bool = False) -> "subprocess.Popen[str]":
    """A program of the user's, from a file or typed into an interpreter."""
    command = [sys.executable, "-" if stdin else "-c", *([] if stdin else [text]), *arguments]
    return subprocess.Popen(
        command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def output(text: str, stdin: bool = False) -> str:
    """What it prints."""
    process = script(text, stdin=stdin)
    out, err = process.communicate(text if stdin else None, timeout=120)
    assert process.returncode == 0, err
    return out


PARABOLA = """
import os, signal, threading
import numpy as np
import parity

def cost(W: "n"):
    return np.sum(W**2)

def gradients(W):
    dW = 2 * W
    return dict(dW=dW)

def forever(W: "n"):
    open(os.environ.get("STUCK", os.devnull), "w").close()
    while True:
        pass

def verdict(cost=cost):
    return parity.check(cost, gradients, draws=1, witnesses=["certified"]).verdict
"""


@pytest.mark.parametrize("stdin", [True, False])
def test_functions_of_main_without_a_file(stdin: bool) -> None:
    assert output(PARABOLA + "print(verdict())", stdin) == "agrees\n"


def test_functions_of_a_script_have_lines(tmp_path: Path) -> None:
    file = tmp_path / "script.py"
    file.write_text(f"{PARABOLA}\nif __name__ == '__main__':\n    print(verdict())\n")
    done = subprocess.run([sys.executable, file], capture_output=True, text=True, check=True)
    assert done.stdout == "agrees\n"


def test_after_a_fork_both_sides_have_processes_of_their_own() -> None:
    forked = """
        print(verdict(), flush=True)
        pid = os.fork()
        print(verdict(), flush=True)
        if pid:
            os.waitpid(pid, 0)
            print(verdict(), flush=True)
    """
    assert output(PARABOLA + textwrap.dedent(forked)) == "agrees\n" * 4


def test_after_an_interruption_the_next_answer_is_to_the_next_question() -> None:
    interrupted = """
        print(verdict())
        threading.Timer(2, os.kill, (os.getpid(), signal.SIGINT)).start()
        try:
            verdict(forever)
        except KeyboardInterrupt:
            print("interrupted", verdict())
    """
    assert output(PARABOLA + textwrap.dedent(interrupted)) == "agrees\ninterrupted agrees\n"


@pytest.mark.parametrize("what", ["cost", "forever"])
def test_no_process_outlives_a_killed_parent(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = """
        from parity.own.kept import KEPT
        verdict()
        print(*[worker.process.pid for worker in KEPT.workers.values()], flush=True)
        print(verdict(WHAT), flush=True)
        input()
    """
    stuck = tmp_path / "stuck"
    monkeypatch.setenv("STUCK", str(stuck))
    process = script(PARABOLA + textwrap.dedent(killed.replace("WHAT", what)))
    assert process.stdout is not None
    children = [int(pid) for pid in process.stdout.readline().split()]
    assert len(children) == 2
    if what == "cost":
        assert process.stdout.readline() == "agrees\n"
    else:
        wait_for(stuck.exists, "the cost never began")
    process.kill()
    process.communicate()
    wait_for(lambda: not any(map(runs, children)), f"{children} outlive their parent")


def wait_for(condition: Callable[[], bool], otherwise: str) -> None:
    """Until it holds, for a minute at most."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.1)


def runs(pid: int) -> bool:
    """Whether there is such a process, and not just its grave."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(["ps", "-o", "state=", "-p", str(pid)], capture_output=True, text=True)
    return not state.stdout.startswith("Z")


def test_import_is_light() -> None:
    heavy = "[m for m in ('numpy', 'torch', 'jax', 'click', 'cloudpickle') if m in sys.modules]"
    assert output(f"import sys, parity; print({heavy})") == "[]\n"
