"""The mutation run: plant every small mistake into reference/ and see whether a test fails.

    python tests/mutation.py [PATH...]      PATH such as reference/deep.py; all of them by default

The mistakes are those of cosmic-ray: another operator, comparison or number, a `not` too many,
a decorator or a loop less, and so on. Each is written into a copy of the tree, never into the
tree itself, and the tests run in a process forked from one that has NumPy and pytest loaded.
A mutant is

    killed      a test failed
    timed out   the tests hung, which counts as killed
    survived    all tests passed: printed as it is found
    not counted the package could not be imported any more (`|` between dicts or types, say):
                that proves nothing about the tests

Mutants inside annotations are left out, for annotations do nothing. The tests that need torch
or JAX are left out as well: the others have to do, and they take seconds. Exit code 1 when
fewer than 95 % of those counted are killed.
"""

import ast
import contextlib
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import flint  # noqa: F401  # loaded once, here, and then forked with
import hypothesis.strategies  # noqa: F401
import numpy as np  # noqa: F401
import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parent.parent
ENOUGH = 0.95
WORKERS = 2
MEMORY = 4 << 30  # bytes; some mutants build enormous numbers

# The first files take two seconds and kill most; the others run on what survives them.
FIRST = (
    "printed_mistakes", "units", "regularization", "initialization", "descent", "early_stopping",
    "losses", "activations", "costs", "forms_agree", "against_differences", "messages",
)  # fmt: skip
THEN = ("door", "inputs", "dtypes", "saturation", "imports", "prepared")
SECONDS = {FIRST: 30, THEN: 120}  # several times what they take on a slow machine

# These two replace names by random numbers: no small mistake, and another one on every run.
LEFT_OUT = ("core/VariableReplacer", "core/VariableInserter")
NOT_IMPORTED = 17  # the exit code of a process in which the package could not be imported


@dataclass(frozen=True)
class Mutant:
    """One mistake: an operator of cosmic-ray, at one of the places in a file where it applies."""

    path: str
    operator: str
    occurrence: int
    line: int

    def source(self, original: str) -> str:
        return str(mutate_code(original, get_operator(self.operator)(), self.occurrence))


def mutants(path: Path) -> Iterator[Mutant]:
    """All of one file, without those in annotations."""
    source = path.read_text()
    nodes = list(ast_nodes(get_ast(source)))
    annotations = list(annotation_spans(source))
    for name in sorted(set(operator_names()) - set(LEFT_OUT)):
        operator = get_operator(name)()
        places = [place for node in nodes for place in operator.mutation_positions(node)]
        for occurrence, (start, _) in enumerate(places):
            if not any(first <= start < last for first, last in annotations):
                yield Mutant(str(path.relative_to(ROOT)), name, occurrence, start[0])


def annotation_spans(source: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where annotations begin and end, as (line, column)."""
    for node in ast.walk(ast.parse(source)):
        for field in ("annotation", "returns"):
            found = getattr(node, field, None)
            if found is not None:
                yield (found.lineno, found.col_offset), (found.end_lineno, found.end_col_offset)


def run_tests(tree: Path, names: Sequence[str]) -> int:
    """pytest's exit code, in this process."""
    os.chdir(tree)
    sys.path[0] = str(tree)  # for tests/, in which there is another folder `reference`
    try:
        import reference
    except Exception:
        return NOT_IMPORTED
    assert Path(reference.__file__).parent == tree / "reference", "these are not the mutants"
    files = [f"tests/reference/test_{name}.py" for name in names]
    options = "-x -q -p no:cacheprovider -p _hypothesis_pytestplugin --hypothesis-profile mutation"
    return int(pytest.main([*options.split(), *files]))


def in_a_fork(tree: Path, names: tuple[str, ...]) -> int | None:
    """The exit code of the tests in a process of their own; none when they took too long."""
    child = os.fork()
    if child == 0:
        code = 1
        with contextlib.suppress(BaseException):  # whatever it is, the parent must not see it
            silence()
            os.setsid()
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            code = run_tests(tree, names)
        os._exit(code)
    deadline = time.monotonic() + SECONDS[names]
    while time.monotonic() < deadline:
        finished, status = os.waitpid(child, os.WNOHANG)
        if finished:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def silence() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


def copy_of_the_tree(folder: Path) -> Path:
    """What the tests need. Compiled tests save time, but compiled mutants would be stale."""
    tree = folder / "tree"
    shutil.copytree(
        ROOT / "reference", tree / "reference", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(ROOT / "tests", tree / "tests", ignore=shutil.ignore_patterns("parity"))
    shutil.copy(ROOT / "pyproject.toml", tree)
    return tree


def verdict(tree: Path, mutant: Mutant) -> str:
    """Write the mutant, run the tests, and put the file back."""
    file = tree / mutant.path
    original = file.read_text()
    file.write_text(mutant.source(original))
    try:
        for names in SECONDS:
            code = in_a_fork(tree, names)
            if code == NOT_IMPORTED:
                return "not counted"
            if code != 0:
                return "timed out" if code is None else "killed"
        return "survived"
    finally:
        file.write_text(original)


def work(tasks: Any, results: Any) -> None:
    """One worker: its own copy of the tree, and mutants until there are none."""
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        tree = copy_of_the_tree(Path(folder))
        while (mutant := tasks.get()) is not None:
            results.put((mutant, verdict(tree, mutant)))


def judged(todo: Sequence[Mutant]) -> Iterator[tuple[Mutant, str]]:
    """The verdicts as they come in."""
    tasks: Any = multiprocessing.Queue()
    results: Any = multiprocessing.Queue()
    for task in (*todo, *[None] * WORKERS):
        tasks.put(task)
    workers = [multiprocessing.Process(target=work, args=(tasks, results)) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for _ in todo:
        yield results.get()
    for worker in workers:
        worker.join()


def changed_line(mutant: Mutant) -> tuple[str, str]:
    """The first line that differs, before and after."""
    original = (ROOT / mutant.path).read_text()
    lines = zip(original.splitlines(), mutant.source(original).splitlines(), strict=False)
    return next(
        ((before.strip(), after.strip()) for before, after in lines if before != after), ("", "")
    )


def show(mutant: Mutant) -> None:
    """Where a survivor is, and the line before and after."""
    before, after = changed_line(mutant)
    print(f"{mutant.path}:{mutant.line}\n  - {before}\n  + {after}\n", flush=True)  # noqa: T201


def report(verdicts: Sequence[tuple[Mutant, str]]) -> bool:
    """Print the table; whether enough were killed."""
    files = sorted({mutant.path for mutant, _ in verdicts})
    kinds = ("killed", "timed out", "survived", "not counted")
    print(f"{'file':34}" + "".join(f"{kind:>13}" for kind in kinds))  # noqa: T201
    for path in (*files, "all"):
        count = Counter(v for mutant, v in verdicts if path in ("all", mutant.path))
        print(f"{path:34}" + "".join(f"{count[kind]:13}" for kind in kinds))  # noqa: T201
    counted = [outcome for _, outcome in verdicts if outcome != "not counted"]
    killed = sum(outcome != "survived" for outcome in counted)
    share = killed / len(counted)
    print(f"\n{killed} of {len(counted)} mutants killed: {share:.1%}")  # noqa: T201
    return share >= ENOUGH


def prepare() -> None:
    """The same run everywhere, no threads to fork with, and no compiled mutant left behind."""
    os.environ |= {
        "CI": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    sys.dont_write_bytecode = True


def main(paths: Sequence[str]) -> int:
    prepare()
    files = [ROOT / path for path in paths] or sorted((ROOT / "reference").rglob("*.py"))
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        tree = copy_of_the_tree(Path(folder))
        if any(in_a_fork(tree, names) != 0 for names in SECONDS):
            print("the tests fail without any mutant", file=sys.stderr)  # noqa: T201
            return 2
    todo = [mutant for file in files for mutant in mutants(file)]
    verdicts = []
    for mutant, outcome in judged(todo):
        verdicts.append((mutant, outcome))
        if outcome == "survived":
            show(mutant)
        if sys.stderr.isatty():
            print(f"\r{len(verdicts)} of {len(todo)}", end="", file=sys.stderr)  # noqa: T201
    return 0 if report(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
