"""What a search is given and what it finds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reference.arrays import Array


@dataclass(frozen=True)
class Demand:
    """One drawn point, and what the line should have computed there."""

    scope: Mapping[str, Any]  # every name the line may use, derivatives at their true values
    truth: Array  # in the convention of the derivation (J or m*J)
    allowed: Array  # absolute error allowed in each component


@dataclass(frozen=True)
class Suggestion:
    """What the line should have been."""

    source: str
    words: str
    edits: int
