"""What the arguments of a cost are: arrays with shapes and domains; what has a default keeps it."""

import ast
import inspect
import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from parity.errors import InputError
from parity.own.derivation import Function, OwnDerivation
from parity.own.request import Request
from parity.own.shapes import EXAMPLE, Dimension, Shape, parsed


@dataclass(frozen=True)
class Signature:
    """The arguments of a cost, in their order."""

    where: str  # file:line and the cost's name
    names: tuple[str, ...]  # those that must be given
    shapes: Mapping[str, Shape]


def of_cost(derivation: OwnDerivation, request: Request) -> Signature:
    """Annotations, shapes given apart, and defaults."""
    where = where_of(derivation.cost)
    parameters = inspect.signature(derivation.cost).parameters
    unknown = [name for name in request.shapes if name not in parameters]
    if unknown:
        raise InputError(f"{where}: shapes name {unknown[0]!r}, which is no argument of the cost")
    check_named(derivation.cost, "the cost")
    shapes: dict[str, Shape] = {}
    names = []
    for name, parameter in parameters.items():
        text = request.shapes.get(name, spelled(parameter.annotation))
        if text is not None:
            shapes[name] = parsed(text, f"{where}, argument {name!r}")
            names.append(name)
        elif name in (request.point or {}) or parameter.default is not parameter.empty:
            names += [name] if name in (request.point or {}) else []
        elif request.point is not None:
            names.append(name)
        else:
            raise InputError(f"{where}: argument {name!r} has no shape; annotate it, {EXAMPLE}")
    return Signature(where, tuple(names), shapes)


def check_named(function: Function, called: str) -> None:
    """Arguments have names, for quantities have."""
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
            how = "by position only" if parameter.kind == parameter.POSITIONAL_ONLY else "unnamed"
            raise InputError(
                f"{where_of(function)}: {called} takes {str(parameter).split(':')[0]!r} {how}, "
                "expected named arguments; name each, without * and /"
            )


def claimed(derivation: OwnDerivation) -> frozenset[str]:
    """The names X for which the text of gradients says dX anywhere."""
    code = derivation.given_gradients.__code__
    known = {*code.co_varnames, *code.co_names, *constants(code)}
    return frozenset(name[1:] for name in known if name[:1] == "d" and len(name) > 1)


def constants(code: types.CodeType) -> set[str]:
    """Texts in a function, such as the keys of a dict."""
    found: set[str] = set()
    for constant in code.co_consts:
        found |= {constant} if isinstance(constant, str) else set()
        found |= {c for c in constant if isinstance(c, str)} if type(constant) is tuple else set()
    return found


def spelled(annotation: Any) -> str | None:
    """The text of an annotation; none where there is none, or one for type checkers."""
    if not isinstance(annotation, str):
        return None
    try:  # from __future__ import annotations makes "n m" to "'n m'"
        inner = ast.literal_eval(annotation)
    except (ValueError, SyntaxError):
        return annotation
    return inner if isinstance(inner, str) else annotation


def where_of(function: Any) -> str:
    """file:line of a function."""
    code = function.__code__
    return f"{code.co_filename}:{code.co_firstlineno}"


def sizes_of(known: Signature, arrays: Mapping[str, Any]) -> dict[str, int]:
    """The sizes of named dimensions, from given arrays."""
    sizes: dict[str, int] = {}
    found: list[tuple[str, Dimension, int]] = []
    for name, shape in known.shapes.items():
        got = np.shape(arrays[name])
        if len(got) != len(shape.dimensions):
            raise InputError(
                f"{name!r} of the point has shape {got}, expected "
                f"({', '.join(d.text for d in shape.dimensions)})"
            )
        found += [(name, *pair) for pair in zip(shape.dimensions, got, strict=True)]
    # plain names first: they say what the others must be
    for name, dimension, size in sorted(found, key=lambda one: (one[1].op, one[1].by)):
        if dimension.name and dimension.op != "*":
            sizes.setdefault(dimension.name, size - dimension.size({dimension.name: 0}))
        if dimension.name in (*sizes, "") and dimension.size(sizes) != size:
            raise InputError(
                f"{name!r} of the point has {size} where {dimension.text} is "
                f"{dimension.size(sizes)}; sizes: "
                f"{', '.join(f'{n} = {s}' for n, s in sizes.items()) or 'none'}"
            )
    return sizes
