"""An edited tree as source, spelled as the user spelled whatever was left alone."""

import ast
import re
from typing import Any

from parity.repair.trees import Assignment, Inlined, Names


def corrected(line: Assignment, root: ast.expr) -> str:
    """The lines that changed, helpers first."""
    trees: dict[str, ast.expr] = {}
    gather(root, trees)
    changed = [
        spelled(name, tree, line, line.helpers[name])
        for name, tree in trees.items()
        if tree is not line.inlined[name]
    ]
    # A line above which only a helper was edited says what it said.
    own = spelled(line.target, root, line, line.source)
    if ast.dump(ast.parse(own)) != ast.dump(ast.parse(line.source)):
        changed.append(own)
    return "\n".join(changed)


def gather(node: ast.AST, trees: dict[str, ast.expr]) -> None:
    """The trees of all helpers that are mentioned, those that others need first."""
    for child in ast.iter_child_nodes(node):
        gather(child, trees)
    if isinstance(node, Inlined):
        trees.setdefault(node.name, node.value)


def spelled(target: str, tree: ast.expr, line: Assignment, source: str) -> str:
    """`target = ...`, with the user's spelling of each part that is the user's own."""
    parts = Parts(line, source)
    skeleton = ast.unparse(parts.visit(tree)).replace(" ** ", "**")
    wanted = ast.dump(plain(tree))
    loose: set[int] = set()
    for index in range(len(parts.texts)):  # parentheses stay where they are needed
        attempt = parts.filled(skeleton, loose | {index})
        if parsed(attempt) == wanted:
            loose.add(index)
    return f"{target} = {parts.filled(skeleton, loose)}"


def parsed(source: str) -> str | None:
    """The tree of an expression as text, to compare by."""
    try:
        return ast.dump(ast.parse(source, mode="eval").body)
    except SyntaxError:
        return None


def plain(tree: ast.expr) -> ast.AST:
    """The tree with the names of helpers for their trees."""
    return ast.parse(ast.unparse(Names().visit(tree)), mode="eval").body


class Parts(Names):
    """A copy in which each part that the user wrote in this line is a numbered gap."""

    def __init__(self, line: Assignment, source: str) -> None:
        self.line = line
        self.source = source
        self.own = {
            id(node) for node in line.nodes if not isinstance(node, (Inlined, ast.Slice, ast.Tuple))
        }
        self.texts: list[str] = []

    def visit(self, node: ast.AST) -> Any:
        text = ast.get_source_segment(self.source, node) if id(node) in self.own else None
        if text is None or parsed(text) != ast.dump(plain(node)):  # type: ignore[arg-type]
            return super().visit(node)
        self.texts.append(text)
        return ast.Name(f"_part{len(self.texts) - 1}_", ast.Load())

    def filled(self, skeleton: str, loose: set[int]) -> str:
        """The skeleton with the gaps filled, in parentheses unless loose."""

        def text(match: re.Match[str]) -> str:
            index = int(match[1])
            return self.texts[index] if index in loose else f"({self.texts[index]})"

        return re.sub(r"_part(\d+)_", text, skeleton)
