"""What a user says of an argument: "n1 n0", "n2 m in {0,1}", "> 0".

    annotation  = dimensions, then a domain; both may be missing
    dimension   = name, number, or name + number (also - and *): "n+1"
    domain      = in {a, b, ...} | in (a, b) | > a | >= a | < a | <= a | one-hot | mask p=0.8

No dimensions: a scalar. No domain: normal numbers.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from parity.errors import InputError

NUMBER = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
DIMENSION = re.compile(
    r"(?:(?P<name>[A-Za-z_]\w*)(?:(?P<op>[-+*])(?P<by>\d{1,9}))?|(?P<size>\d{1,9}))\Z", re.ASCII
)
SET = re.compile(rf"in\{{({NUMBER}(?:,{NUMBER})*)\}}\Z")
INTERVAL = re.compile(rf"in([(\[])({NUMBER}),({NUMBER})([)\]])\Z")
BOUND = re.compile(rf"(>=|<=|>|<)({NUMBER})\Z")
MASK = re.compile(rf"mask(?:p=({NUMBER}))?\Z")
EXAMPLE = 'such as "n1 n0", "n2 m in {0,1}" or "> 0"'


LARGEST = 10_000  # one dimension
MOST_DIMENSIONS = 8


@dataclass(frozen=True)
class Dimension:
    """A named size, a number, or a named size and something."""

    text: str = field(compare=False)  # as the user writes it
    name: str = ""
    op: str = "+"
    by: int = 0

    def size(self, sizes: Mapping[str, int]) -> int:
        """What it comes to."""
        known = sizes[self.name] if self.name else 0
        return {"+": known + self.by, "-": known - self.by, "*": known * self.by}[self.op]


@dataclass(frozen=True)
class Domain:
    """Which numbers are drawn."""

    kind: str = "normal"
    values: tuple[float, ...] = ()


@dataclass(frozen=True)
class Shape:
    """Dimensions and domain of one argument."""

    dimensions: tuple[Dimension, ...]
    domain: Domain

    def of(self, sizes: Mapping[str, int]) -> tuple[int, ...]:
        """The shape with those sizes."""
        return tuple(dimension.size(sizes) for dimension in self.dimensions)


def parsed(text: str, where: str) -> Shape:
    """The shape that a text says; `where` is how messages call the argument."""
    words = text.replace(",", " ").split() if not re.search(r"[{(\[]", text) else text.split()
    dimensions = list(takewhile(DIMENSION.match, takewhile(is_no_domain, words)))
    rest = "".join(words[len(dimensions) :])
    domain = domain_of(rest)
    if domain is None:
        raise InputError(
            f"{where}: annotation {text!r:.80} is not understood from {rest!r:.40} on; "
            f"write dimensions, then a domain, {EXAMPLE}"
        )
    if domain.kind == "one-hot" and not dimensions:
        raise InputError(f"{where}: one-hot needs dimensions; write how many, {EXAMPLE}")
    return Shape(checked([dimension_of(word) for word in dimensions], where), domain)


def checked(dimensions: Sequence[Dimension], where: str) -> tuple[Dimension, ...]:
    """Sizes that make sense."""
    if len(dimensions) > MOST_DIMENSIONS:
        raise InputError(
            f"{where}: has {len(dimensions)} dimensions, expected at most {MOST_DIMENSIONS}"
        )
    for dimension in dimensions:
        least = 1 if not dimension.name or dimension.op == "*" else 0
        if not least <= dimension.by <= LARGEST:
            raise InputError(
                f"{where}: dimension {dimension.text!r:.40} makes no sense; "
                f"write a number from {least} to {LARGEST}"
            )
    return tuple(dimensions)


def is_no_domain(word: str) -> bool:
    """Whether a word may still be a dimension."""
    return word not in ("in", "mask", "one-hot", "normal")


def dimension_of(word: str) -> Dimension:
    """One word as a dimension."""
    match = DIMENSION.match(word)
    assert match is not None, "only words that match come here"
    if match["size"]:
        return Dimension(word, by=int(match["size"]))
    op, by = match["op"] or "+", int(match["by"] or 0)
    same = (op, by) in (("-", 0), ("*", 1))
    return Dimension(word, match["name"], *(("+", 0) if same else (op, by)))


def domain_of(text: str) -> Domain | None:
    """The rest of an annotation; none when it says nothing known, or a number beyond all floats."""
    domain = said(text)
    return domain if domain and all(map(math.isfinite, domain.values)) else None


def said(text: str) -> Domain | None:
    """Its domain, without its blanks."""
    if text in ("", "normal", "one-hot"):
        return Domain(text or "normal")
    if match := SET.match(text):
        return Domain("set", tuple(float(value) for value in match[1].split(",")))
    if match := INTERVAL.match(text):
        low, high = float(match[2]), float(match[3])
        return Domain("interval", (low, high)) if low < high else None
    if match := BOUND.match(text):
        return Domain("above" if match[1][0] == ">" else "below", (float(match[2]),))
    if match := MASK.match(text):
        p = float(match[1] or 0.5)
        return Domain("mask", (p,)) if 0 < p <= 1 else None
    return None
