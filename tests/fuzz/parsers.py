"""Whatever parity reads that others wrote: how it is read, and inputs that are nearly right.

Every parser gives something or refuses with InputError (the command line with click's errors), in
one sentence. Anything else that it raises is a mistake of this project.
"""

import atexit
import contextlib
import io
import json
import math
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
from hypothesis import strategies as st
from safetensors.numpy import load, save

from parity import audit, catalogue, changes, cli
from parity.benchmark import cases as bench
from parity.commands.check import read_point
from parity.documents import printed
from parity.errors import InputError
from parity.findings_file import read_findings
from parity.findings_file import result as result_of
from parity.formats import FORMATS
from parity.kinds import gradients_conditioning
from parity.own import drawing, shapes
from parity.own.reading import sources_in
from parity.strict_json import read_bytes, read_json
from parity.sweep.journal import LONGEST_LINE, SWEEP, Reading, journal
from parity.trial import HAND, findings
from parity.vectors.folder import file_name, write_vectors
from parity.vectors.folder import manifest as manifest_of
from parity.vectors.manifest import check_folder
from parity.vectors.reading import read_tensors
from parity.vectors.verify import answer_of, case_of
from parity.witnesses import certified
from tests.fuzz.inputs import Strategy, near, near_bytes, near_json
from tests.parity.test_compare import result
from tests.parity.test_sweep_resume import CASES, SEED, line, written

MEMORY = Path("/dev/shm")  # a file for each input
PLACE = Path(tempfile.mkdtemp(prefix="parity-fuzz-", dir=MEMORY if MEMORY.is_dir() else None))
atexit.register(shutil.rmtree, PLACE, ignore_errors=True)


@dataclass(frozen=True)
class Parser:
    """Who reads what."""

    name: str
    inputs: Strategy
    read: Callable[[Any], Any]

    def refusal(self, value: Any) -> str:
        """What it says against the input; nothing where it was taken."""
        try:
            self.read(value)
        except click.UsageError as refused:
            return cli.on_one_line(refused.format_message())
        except InputError as refused:
            return str(refused)
        return ""

    def takes(self, value: Any) -> bool:
        """Whatever else it raises is a mistake of this project, and so is more than a sentence."""
        said = self.refusal(value)
        assert "\n" not in said, said
        assert len(said) < 2100, said
        return not said


# Annotations, and numbers drawn from them.

ANNOTATIONS = [
    *("n1 n0", "n2 m in {0,1}", "> 0", "n-1 m in (0, 1)", "n*2 3", "m one-hot", "n m mask p=0.8"),
    *("n 1 in {-1, 0.5, 2e3}", "a b c >= -1.5", "n+1, m", "in [0, 1)", "n <= 3"),
]
WORDS = [
    *("n", "m", "n+1", "n*3", "n-9999", "1", "10000", "in", "one-hot", "mask", "p=", "normal"),
    *("{0,1}", "{", "}", "(0,1)", "(1,0)", "(", ")", "[", "0.8", ">", ">=", "<", "1e-400", "1e308"),
]


def annotation(text: str) -> None:
    """What is understood can be drawn, and is finite."""
    shape = shapes.parsed(text, "cost, argument 'W'")
    assert all(map(math.isfinite, shape.domain.values))
    rng = np.random.default_rng(0)
    with np.errstate(all="raise"):
        drawn = drawing.draw(shape, drawing.draw_sizes({"W": shape}, rng), rng)
    assert np.isfinite(drawn).all()
    assert drawn.ndim == len(shape.dimensions)


# Files of users: Python and Markdown.

NET = '''"""A net."""
import numpy as np

def cost(W: "n 1", X: "n m", Y: "1 m in {0,1}", lam: "> 0" = 1):
    Z = W.T @ X
    return -np.sum(Y * np.log(Z)) / X.shape[1] + lam * np.sum(W**2)

def gradients(X, Y, Z, m):
    dZ = Z - Y
    return dict(dZ=dZ, dW=X @ dZ.T / m)
'''
FENCED = f"```python\n{NET}```\n\nand\n\n~~~{{.python}}\n{NET}~~~\n"
MARKDOWN = f"# Notes\n\n{FENCED}\n```text\n1 / 0\n```\n"
PYTHON = [
    *("def cost", "def gradients", "_x", "(W):", "\n    ", "return", "async ", "class A:\n", "@"),
    *("\\\n", '"""', "f'{", "lambda", "global np", "yield", "*rest", "/", "match x:\n", "0777"),
    *("1_", "b'", "not " * 300, "-" * 3000, "((((((((", ">>> ", "    ```python\n"),
    *("```python\n", "```\n", "~~~py\n"),
]


def file_named(name: str, reader: Callable[[Path], Any]) -> Callable[[str | bytes], Any]:
    """The input as the content of a file."""
    path = PLACE / f"{os.getpid()}-{name}"

    def read(content: str | bytes) -> Any:
        raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        path.write_bytes(raw)
        return reader(path)

    return read


# JSON of others: results, lines of sweeps, manifests; tensors and points.

RESULT = json.dumps(result())
JSON = [
    *('{"', '":', "[", "]", "{", "}", ",", "null", "true", "1e308", "-1", "0.5", "[" * 990),
    *('"schema"', '"parity-findings/1"', '"findings"', '"cases"', '"verdict"', '"roundoffs"'),
]
LINES = [written(line(number)) for number in range(3)]
GRAPH = next(case for case in catalogue.catalogue() if case.name == "logistic/graph/float64")
TRUTH = certified.testify(GRAPH)
KAPPA = gradients_conditioning(GRAPH, TRUTH)
MANIFEST = manifest_of(write_vectors([GRAPH], PLACE, lambda _: None))
VECTORS = (PLACE / file_name(GRAPH)).read_bytes()
RESULTS = {name: value for name, value in load(VECTORS).items() if "." not in name}
TENSORS = save(RESULTS, {"case": GRAPH.name})
STRANGE = save({"J": np.ones(()), "dw": np.ones((2, 3), np.float32)}, {"case": GRAPH.name})


def json_file(path: Path) -> None:
    """Any JSON."""
    read_json(path, "mend it")


def compared(path: Path) -> None:
    """A result beside one that is right, and what changed as people and programs read it."""
    before, after = result_of(json.loads(RESULT)), read_findings(path)
    found = changes.changes(before, after)
    changes.sentence(found, before, after)
    for form in FORMATS:
        printed("compare", found, changes.COLUMNS, form)


def sweep_line(content: bytes) -> None:
    """A line of a sweep, as --resume reads it."""
    reading = Reading(Path("lines.jsonl"), SWEEP, bytearray(CASES), SEED)
    reading.line_read(content[:LONGEST_LINE], 1)


def sweep_file(path: Path) -> None:
    """A file of lines; refused, it is left as it was."""
    before = path.read_bytes()
    try:
        with journal(None, path, CASES, SEED, lambda _: None):
            pass
    finally:
        assert before.startswith(path.read_bytes())


def tensors(path: Path) -> None:
    """Results in safetensors, the case that they name, and the verdict about them."""
    found, metadata = read_tensors(path, read_bytes(path, "give results"), "give results")
    if case_of(path, metadata).name != GRAPH.name:
        return
    answer = answer_of(path, found, GRAPH, TRUTH)
    with np.errstate(all="ignore"):
        findings(GRAPH, {HAND: answer}, TRUTH, KAPPA)


def manifest(path: Path) -> None:
    """The manifest of a folder of vectors."""
    (path.parent / "manifest.json").write_bytes(path.read_bytes())
    check_folder(path.parent, GRAPH)


def archive() -> bytes:
    """A point as np.savez writes it."""
    file = io.BytesIO()
    np.savez(file, W=np.ones((2, 3)), lam=np.float64(0.5))
    return file.getvalue()


def point(path: Path) -> None:
    """The values in an .npz, all of them."""
    with np.errstate(all="ignore"):
        read_point(path)


# The command line: arguments are parsed and nothing is run. Names of cases, notes and benchmarks.

COMMAND_LINES = [
    line.split()
    for line in (
        "run deep/* --list --witness torch --dtype float32 --seconds 3",
        "run --reports r --junit j.xml --format json --allow-missing jax",
        "check net.py --draws 5 --seed 0 --point p.npz --junit j.xml",
        "sweep --cases 10 --seed 1 --workers 2 --resume l.jsonl --throughput",
        "compare old.json new.json --format html",
        "vectors dir shallow/* --verify",
        "bench --quick --rounds 9 bench/*",
        "audit S3-30 --no-repair --reports r",
        "report --reports r",
        "cost",
        "--version",
        "--help",
    )
]
ARGUMENTS = [
    *sorted({word for words in COMMAND_LINES for word in words}),
    *("-1", "1e9", "9" * 20, "nan", "inf", "", "--", "-", "--format=", "--seconds=-0", "\x1b"),
]
NAMES = [
    *("deep/*", "logistic/graph/float64", "shallow", "S3-30", "S0"),
    *("bench/2-1/*", "growth/[!a]*", "training/"),
]


def command_lines() -> Strategy:
    """Command lines with words put in, left out or damaged."""
    words = st.one_of(st.sampled_from(ARGUMENTS), near(ARGUMENTS, ["=", "--", "0"]))
    words = words.map(as_argument)
    loose = st.lists(words, max_size=5)
    return st.builds(spliced, st.sampled_from(COMMAND_LINES), loose, st.integers(0, 20))


def as_argument(word: str) -> str:
    """The word as a system hands it over: with a null character or half a letter it cannot."""
    return word.encode(errors="ignore").decode().replace("\0", "")


def spliced(known: list[str], more: list[str], at: int) -> list[str]:
    """One list in another."""
    place = at % (len(known) + 1)
    return [*known[:place], *more, *known[place:]]


def command_line(words: list[str]) -> None:
    """Options and arguments as click takes them, of the command as well."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            group = cli.parity.make_context("parity", list(words))
            _, command, rest = cli.parity.resolve_command(group, group.protected_args + group.args)
            if command is not None:
                command.make_context(command.name, rest, parent=group)
    except click.exceptions.Exit:
        return  # --help, --version


CASE_NAMES = [case.name for case in catalogue.everything()][::10]
BENCH_NAMES = [case.name for case in bench.rows()][::10]


def names(text: str) -> None:
    """What run, bench and audit make of a name."""
    for name in (*CASE_NAMES, *BENCH_NAMES):
        catalogue.matches(name, text[:100])
    audit.select((text,))


PARSERS = (
    Parser("annotations and domains", near(ANNOTATIONS, WORDS), annotation),
    Parser("Python files", near([NET], PYTHON), file_named("net.py", sources_in)),
    Parser("Markdown files", near([MARKDOWN, NET], PYTHON), file_named("net.md", sources_in)),
    Parser("any bytes as a derivation", near_bytes([NET.encode()]), file_named("b.py", sources_in)),
    Parser("JSON", near([RESULT, *LINES], JSON), file_named("a.json", json_file)),
    Parser("results (compare)", near([RESULT], JSON), file_named("old.json", read_findings)),
    Parser("bytes as results", near_bytes([RESULT.encode()]), file_named("b.json", read_findings)),
    Parser("lines of a sweep", near_bytes([text.encode() for text in LINES]), sweep_line),
    Parser("files of a sweep (resume)", near(["".join(LINES)], LINES), file_named("l", sweep_file)),
    Parser("results as tensors", near_bytes([TENSORS, STRANGE, VECTORS]),
           file_named("r.safetensors", tensors)),
    Parser("manifests of vectors", near([MANIFEST], JSON),
           file_named("manifest", manifest)),
    Parser("members of a manifest", near_json(MANIFEST), file_named("manifest", manifest)),
    Parser("members of results", near_json(RESULT), file_named("new.json", compared)),
    Parser("points (.npz)", near_bytes([archive()]), file_named("p.npz", point)),
    Parser("command lines", command_lines(), command_line),
    Parser("names of cases and notes", near(NAMES, ["*", "[", "]", "?", "!", "/"]), names),
)  # fmt: skip
