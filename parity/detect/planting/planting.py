"""All mistakes of all targets, each once, in the order of their places."""

import ast
import functools
from collections.abc import Iterator

from parity.detect.mutant import Mutant, definition, short
from parity.detect.planting.arithmetic import arithmetic
from parity.detect.planting.calculus import calculus
from parity.detect.planting.names import names
from parity.detect.planting.proving import reason_of
from parity.detect.planting.rooms import rooms
from parity.detect.planting.shapes import shapes
from parity.detect.planting.sites import Scope, Site, changed, parsed, scope_of, sites
from parity.detect.planting.slices import slices
from parity.detect.planting.small import small
from parity.detect.targets import TARGETS, Target

# What is the rarer mistake comes first: of two with the same text, the first is kept.
FAMILIES = (calculus, rooms, slices, shapes, arithmetic, names, small)


@functools.cache
def mutants() -> tuple[Mutant, ...]:
    """All mistakes."""
    return tuple(mutant for mutant in changes() if not mutant.reason)


@functools.cache
def changes() -> tuple[Mutant, ...]:
    """All changes, those among them that are proved to be no mistakes."""
    return tuple(mutant for target in TARGETS.values() for mutant in of_target(target))


def of_target(target: Target) -> Iterator[Mutant]:
    """All of one function."""
    tree, scope = definition(target), scope_of(target)
    seen = {ast.unparse(tree)}
    for site in sites(tree):
        for kind, new in at_site(site, scope):
            mutant = planted_at(target, tree, site, kind, new)
            if mutant.text not in seen:
                seen.add(mutant.text)
                yield mutant


def at_site(site: Site, scope: Scope) -> Iterator[tuple[str, str]]:
    """What every family plants there."""
    for family in FAMILIES:
        yield from family(site, scope)


def planted_at(target: Target, tree: ast.FunctionDef, site: Site, kind: str, new: str) -> Mutant:
    """The function with that in this place."""
    mutated = changed(tree, site.path, node_of(site.node, new))
    line = tree.body[site.statement]
    return Mutant(
        target.name,
        kind,
        getattr(site.node, "lineno", line.lineno),
        short(site.node),
        " ".join(new.split()),
        ast.unparse(mutated),
        site.statement,
        reason_of(tree, site, scope_of(target), new),
    )


def node_of(before: ast.AST, new: str) -> ast.AST:
    """The text as a node of the kind that was there."""
    if isinstance(before, ast.Slice):
        subscript = parsed(f"x[{new}]")
        assert isinstance(subscript, ast.Subscript)
        return subscript.slice
    if isinstance(before, ast.stmt):
        return ast.parse(new).body[0]
    return parsed(new)
