"""Which witnesses there are, and the module that each lives in; none is imported for that."""

from collections.abc import Mapping, Sequence

from parity.errors import InputError

CERTIFIED = "certified"
WITNESSES = {
    "torch": "parity.witnesses.torch_autograd",
    "jax": "parity.witnesses.jax_grad",
    CERTIFIED: "parity.witnesses.certified",
    "differences": "parity.witnesses.differences",
}
DEFAULT = ("torch", "jax", CERTIFIED)
Witnesses = Sequence[str] | Mapping[str, str] | None  # names, or modules by name; none: DEFAULT


def modules_of(witnesses: Witnesses) -> dict[str, str]:
    """Witnesses by name, with the module that each lives in."""
    if isinstance(witnesses, Mapping):
        return dict(witnesses)
    names = DEFAULT if witnesses is None else witnesses
    if isinstance(names, str) or any(name not in WITNESSES for name in names):
        raise InputError(f"witnesses must be a list of {', '.join(WITNESSES)}, got {names!r:.60}")
    return {name: WITNESSES[name] for name in names}
