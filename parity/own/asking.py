"""Which derivatives are asked for: those that gradients gives, and those that its lines compute."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from parity.errors import InputError
from parity.nudges import is_floating
from parity.own.derivation import OwnDerivation, derivatives_among
from parity.own.signature import claimed, where_of

if TYPE_CHECKING:
    from parity.own.preparing import Looked


def keys_of(derivation: OwnDerivation, returned: Any, names: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of what gradients gives, in its order."""
    where = where_of(derivation.given_gradients)
    if returned is None:
        return tuple(derivatives_among(names))
    if not isinstance(returned, Mapping):
        raise InputError(
            f"{where}: gradients must return a dict such as dict(dW=dW), or nothing, "
            f"got {returned!r:.60}"
        )
    wrong = next((key for key in returned if not isinstance(key, str)), None)
    if wrong is not None:
        raise InputError(f"{where}: gradients returns the key {wrong!r:.40}, expected names: 'dW'")
    return tuple(returned)


def asked(derivation: OwnDerivation, looked: "Looked") -> tuple[str, ...]:
    """Quantities, intermediates first; what is given and is no quantity is refused."""
    known = quantities_among(looked)
    where = where_of(derivation.given_gradients)
    could = ", ".join(f"d{name}" for name in sorted(known))
    for key in looked.returned if looked.explicit else ():
        if key[:1] != "d" or key[1:] not in known:
            raise InputError(
                f"{where}: gradients gives {key!r}, which is no derivative of a quantity of the "
                f"cost; there could be {could}"
            )
    wanted = [
        name for name in known if name in claimed(derivation) and looked.assigned.get(name, 0) <= 1
    ]
    if not wanted:
        raise InputError(
            f"{where}: gradients gives no derivative of a quantity of the cost; "
            f"there could be {could}"
        )
    inner = [name for name in wanted if name in looked.assigned]
    return (*inner, *(name for name in wanted if name not in looked.assigned))


def quantities_among(looked: "Looked") -> dict[str, Any]:
    """Names of the cost that hold floating numbers: its arguments and local names."""
    return {name: value for name, value in looked.left.items() if is_floating(value)}


def notes(derivation: OwnDerivation, looked: "Looked") -> tuple[str, ...]:
    """What is not checked, and what the cost reaches for."""
    many = sorted(
        name
        for name in claimed(derivation)
        if looked.assigned.get(name, 0) > 1 and name in looked.left
    )
    found = [
        f"{name} is assigned {looked.assigned[name]} times in the cost: d{name} is not checked"
        for name in many
    ]
    for name in derivation.cost.__code__.co_names:
        value = derivation.cost.__globals__.get(name)
        if isinstance(value, np.ndarray):
            found.append(f"the cost uses the global array {name}")
        elif name in ("open", "load", "loadtxt", "genfromtxt", "fromfile"):
            found.append(f"the cost reads a file ({name})")
    return tuple(found)
