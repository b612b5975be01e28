"""parity.check and parity.assert_agrees: what is given is looked at, then put on trial."""

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType
from typing import Any

from parity.errors import InputError
from parity.own.check import Check
from parity.own.kept import KEPT
from parity.own.pickled import program
from parity.own.preparing import Prepared
from parity.own.reading import sources_in
from parity.own.request import Request
from parity.trial import labels
from parity.witnesses.modules import WITNESSES, modules_of

MOST_DRAWS = 1000


@dataclass(frozen=True)
class Options:
    """How a derivation is tried."""

    shapes: Mapping[str, str] = field(default_factory=dict)
    draws: int = 5
    seed: int = 0
    point: Mapping[str, Any] | None = None
    witnesses: Sequence[str] | Mapping[str, str] | None = None
    seconds: float = 60.0

    def __post_init__(self) -> None:
        check_whole("draws", self.draws, 1, MOST_DRAWS)
        check_whole("seed", self.seed, 0, None)
        check_seconds(self.seconds)
        check_mapping("shapes", self.shapes, 'texts by name, such as {"W": "n1 n0"}')
        check_mapping("point", self.point or {}, 'arrays by name, such as {"W": W}')
        if not isinstance(self.witnesses, Mapping | None):
            check_witnesses(self.witnesses)
        for name, text in self.shapes.items():
            if not isinstance(text, str):
                raise InputError(f"shapes has {text!r:.60} for {name!r}, expected such as 'n1 n0'")

    def request(self, what: Any, file: str) -> Request:
        """A program with these options."""
        return Request(
            what, file, what.label, self.draws, seed=self.seed, point=self.point, shapes=self.shapes
        )


def check_functions(cost: Any, gradients: Any, options: Options) -> Check:
    """Two functions on trial."""
    for name, function in (("cost", cost), ("gradients", gradients)):
        if not isinstance(function, FunctionType):
            raise InputError(
                f"{name} is {function!r:.80}, expected a function in plain NumPy (def ...); "
                "wrap it in one, or give the path of a file alone"
            )
    request = options.request(program(cost, gradients), cost.__code__.co_filename)
    return check_requests([request], options)[0]


def check_file(path: str | os.PathLike[str], options: Options) -> list[Check]:
    """All derivations of a file on trial."""
    sources = sources_in(Path(path))
    return check_requests([options.request(source, source.file) for source in sources], options)


def check_requests(requests: Sequence[Request], options: Options) -> list[Check]:
    """Programs on trial before the witnesses that this process keeps."""
    with KEPT.bench(modules_of(options.witnesses), options.seconds) as bench:
        return [bench.check(request) for request in requests]


def quantities(source: Any, options: Options) -> tuple[str, ...]:
    """What of a program is checked, the cost first; no witness is asked."""
    request = options.request(source, source.file)
    with KEPT.bench(modules_of(options.witnesses), options.seconds) as bench:
        prepared: Prepared = bench.of_hand("prepare", request, request.file)
    return labels(prepared.cases[0])


def check_whole(name: str, value: Any, least: int, most: int | None) -> None:
    """A whole number between these."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if not is_whole or value < least or (most is not None and value > most):
        span = f"from {least} to {most}" if most is not None else f"of at least {least}"
        raise InputError(f"{name} is {value!r:.60}, expected a whole number {span}")


def check_seconds(value: Any) -> None:
    """A time limit."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 < value < math.inf:
        raise InputError(f"seconds is {value!r:.60}, expected a number above 0")


def check_mapping(name: str, value: Any, expected: str) -> None:
    """Things by name."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise InputError(f"{name} is {value!r:.60}, expected {expected}")


def check_witnesses(value: Any) -> None:
    """Names of witnesses."""
    known = ", ".join(WITNESSES)
    if isinstance(value, str) or not isinstance(value, Sequence) or not value:
        raise InputError(f"witnesses is {value!r:.60}, expected a list of some of {known}")
    unknown = next((name for name in value if name not in WITNESSES), None)
    if unknown is not None:
        raise InputError(f"witnesses has {unknown!r:.60}, expected some of {known}")
