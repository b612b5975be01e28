"""A program is run once, and watched: what the cost computes, and what gradients gives."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from parity.errors import InputError
from parity.own.blame import place, told
from parity.own.derivation import (
    Function,
    OwnDerivation,
    argument_names,
    derivatives_among,
    with_locals,
)
from parity.own.placing import Point
from parity.own.signature import check_named, where_of
from parity.rewriting import again


@dataclass(frozen=True)
class Assignments:
    """What a function assigned: how often each name, and the last value."""

    times: Counter[str] = field(default_factory=Counter)
    values: dict[str, Any] = field(default_factory=dict)

    def note(self, name: str, value: Any) -> Any:
        """A probe that changes nothing."""
        self.times[name] += 1
        self.values[name] = value
        return value

    def once(self) -> dict[str, Any]:
        """What has one value only."""
        return {name: value for name, value in self.values.items() if self.times[name] == 1}


@dataclass(frozen=True)
class Looked:
    """What a run shows."""

    arguments: Mapping[str, Any]
    left: Mapping[str, Any]  # local names of the cost at its end
    assigned: Assignments  # by the cost
    given: tuple[str, ...] = ()  # what gradients gives
    returned: tuple[str, ...] = ()  # what of that it returns in a dict
    raised: str = ""  # what gradients raised: then its text and its lines will tell


def look(derivation: OwnDerivation, point: Point, file: str) -> Looked:
    """Run cost and gradients."""
    first, left = quietly(with_locals, derivation.cost, point.arguments)
    assigned = Assignments()
    second = quietly(again(derivation.cost, np, assigned.note), **point.arguments)
    if not np.array_equal(first, second, equal_nan=True):
        raise InputError(
            f"{where_of(derivation.cost)}: the cost is random: it gave {first} and then {second} "
            "at one point; take what is drawn (masks, noise) as arguments"
        )
    known = {**point.sizes, **point.arguments, **left}
    check_arguments(derivation.given_gradients, known)
    wanted = {name: known[name] for name in argument_names(derivation.given_gradients)}
    try:
        given, returned = gradients_given(derivation.given_gradients, wanted)
    except InputError:
        raise
    except Exception as error:
        raised = f"{place(file, error)}: gradients raised {told(error)}"
        return Looked(point.arguments, left, assigned, raised=raised)
    return Looked(point.arguments, left, assigned, given, returned)


def gradients_given(
    gradients: Function, wanted: Mapping[str, Any]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of derivatives that gradients gives: what it returns, and local names.

    Where it returns a dict, a local name that is assigned again is scratch, as in a loop.
    """
    returned, names = quietly(with_locals, gradients, wanted)
    if returned is None:
        return tuple(derivatives_among(names)), ()
    keys = keys_of(gradients, returned)
    assigned = Assignments()
    quietly(again(gradients, np, assigned.note), **wanted)
    once = [name for name in derivatives_among(names) if assigned.times[name] == 1]
    return tuple(dict.fromkeys((*keys, *once))), keys


def keys_of(gradients: Function, returned: Any) -> tuple[str, ...]:
    """The names in the dict that gradients returns."""
    where = where_of(gradients)
    if not isinstance(returned, Mapping):
        raise InputError(
            f"{where}: gradients must return a dict such as dict(dW=dW), or nothing, "
            f"got {short(returned)}"
        )
    wrong = next((key for key in returned if not isinstance(key, str)), None)
    if wrong is not None:
        raise InputError(f"{where}: gradients returns the key {short(wrong)}, expected names: 'dW'")
    return tuple(returned)


def check_arguments(gradients: Function, known: Mapping[str, Any]) -> None:
    """gradients may ask for anything that the cost knows."""
    check_named(gradients, "gradients")
    for name in argument_names(gradients):
        if name not in known:
            raise InputError(
                f"{where_of(gradients)}: gradients takes {name!r}, which is no argument, local "
                f"name or dimension of the cost; there are {', '.join(sorted(known))}"
            )


def quietly(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """What is not finite is judged later, and not warned of."""
    with np.errstate(all="ignore"):
        return function(*arguments, **named)


def short(value: Any) -> str:
    """A value on one line, not too much of it."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else text[:60] + " ..."
