"""A line and its helper lines as one tree, edited by replacing nodes.

Nodes are told apart by identity, never by what they say. An edited tree shares every node that
it leaves alone with the tree it came from, so that values are computed once, the user's spelling
can be kept, and two edits are one after the other, be they side by side or one inside the other.
"""

import ast
import copy
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

# What has no value of its own that an edit could build on.
OPAQUE = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Inlined(ast.expr):
    """A helper's name, with the helper's own tree below it; every mention shares that tree."""

    _fields = ("value",)
    name: str
    value: ast.expr

    def __init__(self, name: str = "", value: ast.expr | None = None) -> None:
        super().__init__()
        self.name = name
        if value is not None:
            self.value = value


def children(node: ast.expr) -> Iterator[ast.expr]:
    """The expressions that a node is computed from."""
    if isinstance(node, OPAQUE):
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield child
        elif isinstance(child, ast.keyword):
            yield child.value


def below(node: ast.expr) -> Iterator[ast.expr]:
    """The node and all below it, operands before what is computed from them."""
    for child in children(node):
        yield from below(child)
    yield node


def mentions(node: ast.expr) -> set[str]:
    """The names that a tree uses."""
    return {each.id for each in below(node) if isinstance(each, ast.Name)}


def replaced(node: ast.AST, old: ast.AST, new: ast.AST) -> ast.AST:
    """The tree with new in every place of old; the tree itself where old is not in it."""
    if node is old:
        return new
    changes = {}
    for field, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            other: object = replaced(value, old, new)
            if other is not value:
                changes[field] = other
        elif isinstance(value, list):
            items = [replaced(v, old, new) if isinstance(v, ast.AST) else v for v in value]
            if any(item is not v for item, v in zip(items, value, strict=True)):
                changes[field] = items
    if not changes:
        return node
    changed = copy.copy(node)
    for field, value in changes.items():
        setattr(changed, field, value)
    return changed


class Assignment:
    """An assignment `target = expression`, its helpers inlined, and what stands above what."""

    def __init__(self, source: str, helpers: Mapping[str, str]) -> None:
        self.source = source.strip()
        self.target, expression = assignment(self.source)
        self.helpers = {
            name: text.strip()
            for name, text in helpers.items()
            if is_assignment(text) and assignment(text.strip())[0] == name
        }
        self.inlined: dict[str, ast.expr] = {}
        self.root = self.inline(expression, frozenset({self.target}))

    def inline(self, node: ast.expr, open_names: frozenset[str]) -> ast.expr:
        """The tree with a helper's expression below each mention of its name."""
        tree: ast.AST = node
        for each in list(below(node)):
            if isinstance(each, ast.Name) and each.id in self.helpers and each.id not in open_names:
                tree = replaced(tree, each, Inlined(each.id, self.helper(each.id, open_names)))
        assert isinstance(tree, ast.expr)
        return tree

    def helper(self, name: str, open_names: frozenset[str]) -> ast.expr:
        """The one tree of a helper."""
        if name not in self.inlined:
            _, expression = assignment(self.helpers[name])
            self.inlined[name] = self.inline(expression, open_names | {name})
        return self.inlined[name]

    @cached_property
    def nodes(self) -> list[ast.expr]:
        """Every node once, operands first."""
        return list({id(node): node for node in below(self.root)}.values())

    @cached_property
    def known(self) -> frozenset[int]:
        """The identities of the nodes."""
        return frozenset(id(node) for node in self.nodes)

    @cached_property
    def parents(self) -> dict[int, list[ast.expr]]:
        """What each node is an operand of."""
        parents: dict[int, list[ast.expr]] = {id(node): [] for node in self.nodes}
        for node in self.nodes:
            for child in children(node):
                parents[id(child)].append(node)
        return parents

    @cached_property
    def above(self) -> dict[int, list[ast.expr]]:
        """What must be computed again when a node changes, operands first."""
        above: dict[int, list[ast.expr]] = {}
        for node in self.nodes:
            inside = {id(each) for each in below(node)}
            for key in inside - {id(node)}:
                above.setdefault(key, []).append(node)
        return {id(node): above.get(id(node), []) for node in self.nodes}


def assignment(source: str) -> tuple[str, ast.expr]:
    """Target and expression of a line such as `dZ1 = A1 - Y`."""
    match ast.parse(source).body:
        case [ast.Assign(targets=[ast.Name(id=target)], value=value)]:
            return target, value
        case [ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value)]:
            return target, value
    raise SyntaxError(f"an assignment to one name is expected, got {source!r}")


def is_assignment(source: str) -> bool:
    """Whether the source assigns an expression to one name."""
    try:
        assignment(source.strip())
    except SyntaxError:
        return False
    return True


class Names(ast.NodeTransformer):
    """A copy in which helpers are names again."""

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, Inlined):
            return ast.Name(node.name, ast.Load())
        return self.generic_visit(copy.copy(node))

    def generic_visit(self, node: ast.AST) -> ast.AST:
        for field, value in ast.iter_fields(node):
            if isinstance(value, list):
                items = [self.visit(v) if isinstance(v, ast.AST) else v for v in value]
                setattr(node, field, items)
            elif isinstance(value, ast.AST):
                setattr(node, field, self.visit(value))
        return node


def said(node: ast.expr) -> str:
    """A tree as source."""
    if any(isinstance(each, Inlined) for each in ast.walk(node)):
        node = Names().visit(node)
    return ast.unparse(node).replace(" ** ", "**")
