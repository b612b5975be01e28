"""What is asked of a check, before anything is run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reference.arrays import Array


@dataclass(frozen=True)
class Request:
    """A program, and how many points it is to be tried at."""

    program: Any
    file: str
    label: str
    draws: int = 5
    fresh: int = 2  # more points, for what repair suggests
    seed: int = 0
    point: Mapping[str, Array] | None = None
    shapes: Mapping[str, str] = field(default_factory=dict)
