"""Files of users: any text is read or refused, and lines keep their numbers."""

import ast
import linecache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parity.commands.check import labels
from parity.errors import InputError
from parity.own.lines import straight_lines
from parity.own.reading import sources_in
from parity.own.source import Source

PAIR = "def cost{0}(w):\n    return w\n\ndef gradients{0}(w):\n    dw = 1\n    return dict(dw=dw)\n"
PIECES = st.sampled_from(
    ["def cost(w):\n", "def gradients(w):\n", "    return 1\n", "```python\n", "```\n", "~~~py\n",
     "~~~\n", "```text\n", ">>> 1 / 0\n", "words\n", "\n", "raise SystemExit\n", "\f", "\ufeff"]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES).map("".join))


def test_a_device_that_never_ends_is_refused() -> None:
    with pytest.raises(InputError, match="has more than 5000000 bytes; give the derivation alone"):
        sources_in(Path("/dev/zero"))


def test_a_name_that_no_file_can_have_is_refused() -> None:
    with pytest.raises(InputError, match="cannot be read: embedded null byte; check the path"):
        sources_in(Path("a\0b.py"))


@given(text=TEXTS, suffix=st.sampled_from([".py", ".md"]))
def test_any_text_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str, suffix: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"net{suffix}"
    path.write_bytes(text.encode(errors="surrogatepass"))
    found = read_or_refused(path)
    if isinstance(found, str):
        assert found.startswith(str(path))
        assert "\n" not in found
    else:
        for source in found:
            names = {node.name for node in ast.parse(source.text).body if hasattr(node, "name")}
            assert {source.cost, source.gradients} <= names


def read_or_refused(path: Path) -> list[Source] | str:
    try:
        return sources_in(path)
    except InputError as refusal:
        return str(refusal)


@given(
    above=st.lists(st.sampled_from(["words", "", "# title", "> quote"]), max_size=5),
    between=st.lists(st.sampled_from(["words", "", "1. one"]), max_size=5),
    fences=st.tuples(*[st.sampled_from(["```", "````", "~~~"])] * 2),
)
def test_lines_of_blocks_are_lines_of_the_file(
    tmp_path_factory: pytest.TempPathFactory,
    above: list[str],
    between: list[str],
    fences: tuple[str, str],
) -> None:
    path = tmp_path_factory.getbasetemp() / "net.md"
    blocks = [
        f"{fence}python\n{PAIR.format(x)}{fence}"
        for x, fence in zip(("", "_b"), fences, strict=True)
    ]
    text = "\n".join([*above, blocks[0], *between, blocks[1]]) + "\n"
    path.write_text(text)
    for source in sources_in(path):
        for name in (source.cost, source.gradients):
            line = source.function(name).__code__.co_firstlineno
            assert text.splitlines()[line - 1].startswith(f"def {name}(")


def test_a_file_that_is_edited_and_edited_back_keeps_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    for name in ("dw", "dv", "dw"):
        path.write_text(PAIR.format("").replace("dw", name))
        (source,) = sources_in(path)
        lines = straight_lines(source.derivation().given_gradients)
        assert lines is not None
        assert [line.target for line in lines] == [name]


def test_nothing_outside_python_blocks_is_evaluated(tmp_path: Path) -> None:
    path = tmp_path / "net.md"
    trap = "raise SystemExit\n"
    path.write_text(f"{trap}\n>>> {trap}\n```text\n{trap}```\n```python\n{PAIR.format('')}```\n")
    (source,) = sources_in(path)
    assert source.derivation().cost(3) == 3


def test_derivations_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "net.py").write_text(PAIR.format("") + PAIR.format("_x"))
    (tmp_path / "notes.md").write_text(f"```python\n{PAIR.format('')}```\n" * 2)
    files = [tmp_path / "a/net.py", tmp_path / "b/net.py", tmp_path / "notes.md"]
    found = [label for file in files for label in labels(sources_in(file))]
    assert found[:2] == ["net.py", "net.py:x"]
    together = labels([source for file in files for source in sources_in(file)])
    assert len(set(together)) == len(together) == 6


@pytest.mark.parametrize("damage", ["missing", "folder", "latin", "huge"])
def test_what_is_no_text_is_refused(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "net.py"
    if damage == "folder":
        path.mkdir()
    elif damage != "missing":
        path.write_bytes(b"# caf\xe9\n" if damage == "latin" else b" " * 5_000_001)
    with pytest.raises(InputError, match=r"check the path|save it as UTF-8|the derivation alone"):
        sources_in(path)


def lines_of(body: str) -> list[tuple[int, str, str]] | None:
    text = "def gradients(A, B):\n" + "".join(f"    {line}\n" for line in body.splitlines())
    path = Path("made_up.py")
    source = compile(text, str(path), "exec")
    names: dict[str, object] = {}
    linecache.cache[str(path)] = (len(text), None, text.splitlines(keepends=True), str(path))
    exec(source, names)
    lines = straight_lines(names["gradients"])
    return None if lines is None else [(l.number, l.target, l.source) for l in lines if l.target]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("dA = A", [(2, "dA", "dA = A")]),
        ("'''text'''\ndA = A  # why", [(3, "dA", "dA = A")]),
        ("dA, dB = A, B", [(2, "dA", "dA = A"), (2, "dB", "dB = B")]),
        ("dA = dB = A", [(2, "dA", "dA = A"), (2, "dB", "dB = A")]),
        ("dA = A\ndA *= 2", [(2, "dA", "dA = A"), (3, "dA", "dA = dA * 2")]),
        ("dA: float = A", [(2, "dA", "dA = A")]),
        ("dA = (A +\n      B)", [(2, "dA", "dA = A + B")]),
        ("g = {}\ng['dA'] = A\nreturn g", [(3, "dA", "dA = A")]),
        ("dA = A\ng = dict()\ng['dA'] = dA", [(2, "dA", "dA = A")]),
        ("dA = A\nreturn dict(dA=dA, dB=2 * B)", [(2, "dA", "dA = A"), (3, "dB", "dB = 2 * B")]),
        ("return {'dA': A}", [(2, "dA", "dA = A")]),
        ("import math\ndA = A; dB = B", [(3, "dA", "dA = A"), (3, "dB", "dB = B")]),
        ("for i in A: dA = i", None),
        ("if A:\n    dA = A", None),
        ("dA, dB = A", None),
        ("return f(A)", None),
    ],
)
def test_straight_lines(body: str, found: list[tuple[int, str, str]] | None) -> None:
    assert lines_of(body) == found
