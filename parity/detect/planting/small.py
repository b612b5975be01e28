"""What is easily overlooked: one component among many, and relative errors."""

import ast

from parity.detect.planting.arithmetic import Mistakes
from parity.detect.planting.sites import Scope, Site

RELATIVE = (1e-3, 1e-6, 1e-9)
COMPONENT = "one component of many"


def small(site: Site, scope: Scope) -> Mistakes:
    """Of one right-hand side, or one value that is returned."""
    node = site.node
    shape = scope.shape(node) if site.role == "whole" else None
    if shape is None or isinstance(node, ast.Constant):
        return
    text = ast.unparse(node)
    for error in RELATIVE:
        yield f"relative error {error:g}", f"({text}) * (1 + {error!r})"
    if shape:
        yield COMPONENT, f"one_component({text}, 2.0)"
        yield COMPONENT, f"one_component({text}, 0.0)"
        yield COMPONENT, f"swapped({text})"
