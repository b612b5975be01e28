"""Another name: the array of another layer, dZ for dA, n for m."""

import ast
from collections.abc import Iterator

from parity.detect.planting.arithmetic import Mistakes
from parity.detect.planting.sites import Scope, Site

MOST = 2  # other names at one place, those that sound alike first
FIELDS = ("Z", "H", "A")  # of a deep net's forward pass


def names(site: Site, scope: Scope) -> Mistakes:
    """Of one place."""
    node = site.node
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield from (("name", other) for other in others(node.id, site, scope))
    if isinstance(node, ast.Attribute) and node.attr in FIELDS:
        owner = ast.unparse(node.value)
        yield from (("name", f"{owner}.{other}") for other in FIELDS if other != node.attr)


def others(name: str, site: Site, scope: Scope) -> Iterator[str]:
    """Names of the same kind: arrays for an array, counts for a count."""
    known, line = scope.arrays, getattr(site.node, "lineno", 0)
    if name in known:
        earlier = [other for other in known if other != name and scope.is_there(other, line)]
        yield from sorted(earlier, key=lambda other: unlike(name, other, known))[:MOST]
    elif name in scope.counts and site.role != "index":
        counts = [other for other in scope.counts if scope.is_there(other, line)]
        yield from [other for other in counts if other != name][:MOST]


def unlike(name: str, other: str, shapes: dict[str, tuple[int, ...]]) -> tuple[bool, bool, str]:
    """How little a name is like another: by shape, by its letters, then in alphabetical order."""
    return shapes[other] != shapes[name], other[:-1] != name[:-1], other
