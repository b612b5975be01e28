"""Derivations in a file: Python, or the Python blocks of a Markdown file.

Nothing is executed here. Functions named cost and gradients belong together, and so do cost_x and
gradients_x. In a Markdown file a block that defines one of these names again begins another
derivation; what earlier blocks import and define is there as well.
"""

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from parity.errors import InputError
from parity.opening import first_bytes
from parity.own.source import Source

MARKDOWN = (".md", ".markdown")
LARGEST = 5_000_000  # bytes; a derivation is a page
OPENING = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})[ \t]*(?:\{\.)?(?:python3?|py)\b")
NAMES = re.compile(r"^(cost|gradients)(?:_(\w+))?\Z")
EXAMPLE = (
    'write def cost(W: "n1 n0", X: "n0 m"): ... and def gradients(W, X, ...): ..., '
    "see parity check --help"
)


@dataclass(frozen=True)
class Block:
    """Python in a file, with the line before its first one."""

    text: str
    above: int = 0


def sources_in(path: Path) -> list[Source]:
    """The derivations of a file, in its order."""
    text = read(path)
    blocks = list(python_blocks(text)) if path.suffix.lower() in MARKDOWN else [Block(text)]
    found = [source for group in groups(path, blocks) for source in pairs(path, group)]
    if not found:
        kind = "in its python blocks" if path.suffix.lower() in MARKDOWN else "in it"
        raise InputError(f"{path}: no function cost is {kind}; {EXAMPLE}")
    return found


def read(path: Path) -> str:
    """The text of a file."""
    try:
        content = first_bytes(path, LARGEST + 1)  # of a device that never ends, no more
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} is no UTF-8 text (byte {error.start}); save it as UTF-8"
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a null character in its name
        why = getattr(error, "strerror", error)
        raise InputError(f"{path} cannot be read: {why}; check the path") from None
    if len(content) > LARGEST:
        raise InputError(f"{path} has more than {LARGEST} bytes; give the derivation alone")
    if not text.strip():
        raise InputError(f"{path} is empty; {EXAMPLE}")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def python_blocks(text: str) -> Iterator[Block]:
    """What stands between ```python and ```, taken out of its indentation by nobody."""
    lines, fence, start = text.splitlines(), "", 0
    for number, line in enumerate(lines):
        if not fence and (match := OPENING.match(line)):
            fence, start = match["fence"], number + 1
        elif fence and closes(line, fence):
            yield Block("\n".join(lines[start:number]), start)
            fence = ""
    if fence:
        yield Block("\n".join(lines[start:]), start)


def closes(line: str, fence: str) -> bool:
    """Whether a line ends the block that began with that fence."""
    bare = line.strip()
    return len(bare) >= len(fence) and set(bare) == {fence[0]}


@dataclass(frozen=True)
class Group:
    """Blocks that make one program, and the lines of what they define."""

    text: str
    tree: ast.Module
    new: dict[str, int]  # function -> line


def groups(path: Path, blocks: list[Block]) -> Iterator[Group]:
    """The blocks as programs: each has all blocks before its last."""
    lines: list[str] = []
    new: dict[str, int] = {}
    for block in blocks:
        tree = tree_of(path, block)
        if tree is None:
            continue
        defined = {f.name: f.lineno + block.above for f in functions(tree) if NAMES.match(f.name)}
        if new.keys() & defined.keys():
            yield group(path, lines, new)
            new = {}
        lines += [""] * (block.above - len(lines)) + block.text.splitlines()
        new |= defined
    yield group(path, lines, new)


def group(path: Path, lines: list[str], new: dict[str, int]) -> Group:
    """One program."""
    text = "\n".join(lines) + "\n"
    return Group(text, parsed(path, text, 0), dict(new))


def tree_of(path: Path, block: Block) -> ast.Module | None:
    """The syntax tree of a block; none of what has nothing to do with derivations."""
    if path.suffix.lower() in MARKDOWN and not re.search(r"def (cost|gradients)", block.text):
        try:
            return tree_of_text(block.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None  # an excerpt in a text, say
    return parsed(path, block.text, block.above)


def parsed(path: Path, text: str, above: int) -> ast.Module:
    """The syntax tree, or the line that is no Python."""
    try:
        return tree_of_text(text)
    except SyntaxError as error:
        line = above + (error.lineno or 1)
        raise InputError(f"{path}:{line}: this is no Python: {error.msg}; mend the line") from None
    except (ValueError, RecursionError, MemoryError) as error:
        why = str(error) or type(error).__name__  # a MemoryError says nothing
        raise InputError(f"{path}: this is no Python: {why}; mend the file") from None


def tree_of_text(text: str) -> ast.Module:
    """The syntax tree; what Python only warns of (an unknown escape) is left to Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def functions(tree: ast.Module) -> list[ast.FunctionDef]:
    """Those of the module itself."""
    return [node for node in tree.body if isinstance(node, ast.FunctionDef)]


def pairs(path: Path, group: Group) -> Iterator[Source]:
    """cost with gradients, cost_x with gradients_x."""
    for name, line in group.new.items():
        match = NAMES.match(name)
        assert match is not None, "only such names are kept"
        other = {"cost": "gradients", "gradients": "cost"}[match[1]] + name[len(match[1]) :]
        if other not in group.new:
            raise InputError(
                f"{path}:{line}: {name} stands alone: there is no function {other}; {EXAMPLE}"
            )
        if match[1] == "cost":
            yield Source(str(path), group.text, name, other)
