"""The map in CONTRIBUTING.md: every file stands in it, and imports point upwards."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch
from graphlib import CycleError, TopologicalSorter
from pathlib import Path, PurePath

import pytest

ROOT = Path(__file__).parent.parent
MAP = (ROOT / "CONTRIBUTING.md").read_text().partition("## The map")[2].partition("\n## ")[0]
LINES = [line.split("|")[1:3] for line in MAP.splitlines() if line.startswith("| `")]
MODULES = [
    path.relative_to(ROOT).as_posix()
    for folder in ("reference", "parity")
    for path in sorted((ROOT / folder).rglob("*.py"))
]
FILES = [module for module in MODULES if not module.endswith("__init__.py")]

Rows = Sequence[Sequence[str]]


def beside(names: list[str]) -> list[str]:
    """Names after the first of a row stand in the same folder, if they are not from the root."""
    folder = PurePath(names[0]).parent
    more = [name if (ROOT / name).exists() else f"{folder}/{name}" for name in names[1:]]
    return [names[0], *more]


ROWS = [beside(re.findall("`([^`]+)`", cell)) for cell, _ in LINES]


def row_of(file: str, rows: Rows) -> int | None:
    """The row that names the file, or else its folder."""
    folders = None
    for number, names in enumerate(rows):
        if any(fnmatch(file, name) for name in names):
            return number
        if any(name.endswith("/") and file.startswith(name) for name in names):
            folders = number
    return folders


def tree(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text())


def imported(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The modules of ours that these statements import."""
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module:
            path = node.module.replace(".", "/")
            for name in (f"{path}/{alias.name}" for alias in node.names):
                places = (f"{one}{end}" for one in (name, path) for end in (".py", "/__init__.py"))
                yield from [place for place in places if place in MODULES][:1]


def downward(rows: Rows) -> list[str]:
    """Imports from a row below, with the file; what functions import comes later."""
    place = {file: row_of(file, rows) or 0 for file in FILES}
    return [
        f"{file} imports {other}"
        for file in FILES
        for other in imported(tree(file).body)
        if place.get(other, 0) > place[file]
    ]


def whatever_is_imported() -> dict[str, set[str]]:
    """By every module, be it in functions or for types only."""
    return {module: set(imported(ast.walk(tree(module)))) for module in MODULES}


def test_every_file_stands_in_the_map() -> None:
    assert [file for file in FILES if row_of(file, ROWS) is None] == []


@pytest.mark.parametrize("name", [name for names in ROWS for name in names])
def test_every_name_of_the_map_is_there(name: str) -> None:
    assert list(ROOT.glob(name.removesuffix("/")))


def test_imports_point_upwards() -> None:
    assert downward(ROWS) == []
    assert "parity/workers.py imports parity/errors.py" in downward(ROWS[::-1])


def test_no_module_needs_itself_in_a_roundabout_way() -> None:
    graph = whatever_is_imported()
    TopologicalSorter(graph).prepare()
    assert "parity/detect/peer_torch.py" in graph["parity/detect/peers.py"]  # inside a function
    graph["parity/detect/peer_torch.py"].add("parity/detect/peers.py")
    with pytest.raises(CycleError):
        TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("name", ["Growth", "Outcome", "Point", "Result", "Trial"])
def test_a_word_that_meant_two_things_means_one(name: str) -> None:
    nodes = ((module, node) for module in MODULES for node in tree(module).body)
    classes = [m for m, node in nodes if isinstance(node, ast.ClassDef) and node.name == name]
    assert len(classes) < 2, classes


@pytest.mark.parametrize(
    "folder",
    [names[0] for names, (_, text) in zip(ROWS, LINES, strict=True) if "front page" in text],
)
def test_a_front_page_lists_its_files(folder: str) -> None:
    page = ast.get_docstring(ast.parse((ROOT / folder / "__init__.py").read_text()))
    words = re.findall(r"\w[\w*]*", page or "")
    files = [path.stem for path in (ROOT / folder).glob("*.py") if path.stem != "__init__"]
    assert [name for name in files if not any(fnmatch(name, word) for word in words)] == []
