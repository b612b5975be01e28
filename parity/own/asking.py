"""Which derivatives are asked for: those that gradients gives, and those that its lines compute."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from parity.errors import InputError
from parity.nudges import is_floating
from parity.own.derivation import OwnDerivation
from parity.own.looking import Looked
from parity.own.signature import claimed, where_of

READERS = frozenset(("open", "load", "loadtxt", "genfromtxt", "fromfile"))
MOST_NAMES = 20  # in a sentence


def asked(derivation: OwnDerivation, looked: Looked) -> tuple[str, ...]:
    """Quantities, intermediates first; what is returned and is no quantity is refused."""
    known, reasons = quantities(looked), unchecked(looked)
    for key in looked.returned:
        if key[:1] != "d" or key[1:] not in known.keys() | reasons.keys():
            raise InputError(
                f"{where_of(derivation.given_gradients)}: gradients gives {key!r:.60}, which is no "
                f"derivative of a quantity of the cost; there could be {derivatives_of(known)}"
            )
    wanted = [name for name in known if name in named(derivation, looked)]
    if not wanted and looked.raised:
        raise InputError(f"{looked.raised}, and computes no derivative; mend it")
    if not wanted:
        raise InputError(
            f"{where_of(derivation.given_gradients)}: gradients gives no derivative of a quantity "
            f"of the cost; there could be {derivatives_of(known)}"
        )
    return tuple(sorted(wanted, key=lambda name: name in looked.arguments))


def named(derivation: OwnDerivation, looked: Looked) -> frozenset[str]:
    """The names X for which gradients gives dX; of one that raised, those in its text."""
    if looked.raised:
        return claimed(derivation)
    return frozenset(name[1:] for name in looked.given)


def quantities(looked: Looked) -> dict[str, Any]:
    """What has one derivative: arguments, and what the cost assigns once."""
    inner = {n: v for n, v in looked.assigned.once().items() if n not in looked.arguments}
    return {n: v for n, v in {**inner, **looked.arguments}.items() if is_floating(v)}


def unchecked(looked: Looked) -> dict[str, str]:
    """Local names of the cost that have no single derivative, each with the reason."""
    known, times = quantities(looked), looked.assigned.times
    found = {}
    for name, value in looked.left.items():
        if name in known or not is_floating(value):
            continue
        if times[f"{name} before +="]:
            found[name] = f"{name} is changed by += or the like in the cost"
        elif times[name] > 1:
            found[name] = f"{name} is assigned {times[name]} times in the cost"
        else:
            found[name] = f"the text of the cost does not show where {name} is assigned"
    return found


def derivatives_of(known: dict[str, Any]) -> str:
    """dA1, dW1, ... for a sentence."""
    names = [f"d{name}" for name in sorted(known)]
    return ", ".join(names[:MOST_NAMES]) + (", ..." if len(names) > MOST_NAMES else "")


def notes(derivation: OwnDerivation, looked: Looked) -> Iterator[str]:
    """What is not checked or means something else, and what the cost reaches for."""
    names = named(derivation, looked)
    for name, reason in unchecked(looked).items():
        if name in names:
            yield f"{reason}: d{name} is not checked"
    for name in looked.arguments:
        if name in names and looked.assigned.times[name]:
            yield f"{name} is assigned anew in the cost: d{name} is by the argument {name}"
    for name in derivation.cost.__code__.co_names:
        if isinstance(derivation.cost.__globals__.get(name), np.ndarray):
            yield f"the cost uses the global array {name}"
        elif name in READERS:
            yield f"the cost reads a file ({name})"
