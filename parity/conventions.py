"""What each framework's own functions say where the notes are silent: facts, no verdicts.

Three kinds of facts, all obtained by calling the functions: the derivative at a kink, the
cross-entropy of a prediction that is exactly 0 or 1, and what becomes of stable and of printed
forms as |z| grows, beside the exact value. Numbers are kept as text, since many are infinite
or not a number, and exact ones may be too small for a float.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from parity.witnesses.silence import Silence
from parity.workers import answered
from reference import activations, losses
from reference.arrays import Array


@dataclass(frozen=True)
class Slopes:
    """The derivative of a function before its kink at 0, exactly there, and behind it."""

    function: str
    who: str
    call: str
    before: str
    at_zero: str
    after: str


@dataclass(frozen=True)
class Edge:
    """The cross-entropy of a prediction that is exactly p, and its derivative by `by`."""

    who: str
    call: str
    by: str  # p, or z where the logit is given
    p: float
    y: float
    cost: str
    slope: str


@dataclass(frozen=True)
class Tail:
    """A function and its derivative at one z, in one form."""

    function: str
    who: str
    call: str
    dtype: str
    z: float
    value: str
    slope: str


Fact = Slopes | Edge | Tail
Heard = Mapping[str, Sequence[Fact] | Silence]

# Value and derivative, as text, of a function at a point in a dtype.
At = Callable[[Callable[..., Any], float, str], tuple[str, str]]

NO_SLOPE = "none"
PARTIES = {
    "certified": ("parity.witnesses.certified_conventions", "certified_facts"),
    "torch": ("parity.witnesses.torch_conventions", "torch_facts"),
    "jax": ("parity.witnesses.jax_conventions", "jax_facts"),
}


@dataclass(frozen=True)
class Questions:
    """Where everyone is asked."""

    around: tuple[float, float, float] = (-1.0, 0.0, 1.0)
    edges: tuple[tuple[float, float], ...] = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
    saturated: float = 1000.0  # a logit whose sigmoid is exactly 0 or 1 in floats
    sizes: tuple[float, ...] = (10.0, 40.0, 100.0, 710.0, 800.0)
    dtypes: tuple[str, ...] = ("float64", "float32")

    @property
    def growing(self) -> tuple[float, ...]:
        """All z, from the smallest to the largest."""
        return tuple(sorted({*self.sizes, *(-size for size in self.sizes)}))


QUESTIONS = Questions()


@dataclass(frozen=True)
class Call:
    """A function of somebody's: what it computes, how the call is written, and itself."""

    function: str
    text: str
    of: Callable[..., Any]


def slopes(who: str, calls: Iterable[Call], at: At, asked: Questions) -> list[Fact]:
    """Derivatives around the kink."""
    return [
        Slopes(call.function, who, call.text, *(at(call.of, z, "float64")[1] for z in asked.around))
        for call in calls
    ]


def edges(who: str, calls: Iterable[Call], at: At, asked: Questions) -> list[Fact]:
    """Costs of exact predictions; a call that takes the logit gets one that is as good as p."""
    found: list[Fact] = []
    for call in calls:
        for p, y in asked.edges:
            x = p if call.function == "p" else asked.saturated * (2 * p - 1)
            cost, slope = at(with_label(call.of, y), x, "float64")
            found.append(Edge(who, call.text, call.function, p, y, cost, slope))
    return found


def with_label(loss: Callable[..., Any], y: float) -> Callable[[Any], Any]:
    """The loss as a function of the prediction alone."""
    return lambda x: loss(x, y)


def growths(who: str, calls: Iterable[Call], at: At, asked: Questions) -> list[Fact]:
    """Values and derivatives as |z| grows."""
    return [
        Tail(call.function, who, call.text, dtype, z, *at(call.of, z, dtype))
        for call in calls
        for dtype in asked.dtypes
        for z in asked.growing
    ]


def number(value: Any) -> str:
    """A float as text; NaN and infinities have names, zero has no sign."""
    return f"{float(value) + 0.0:.6g}"


# What the reference says. It has no automatic derivative: each function comes with its own.

SIGMOID, TANH, LOSS = "sigmoid", "tanh", "cross-entropy, y = 1"


def both(g: activations.Activation) -> Callable[[Array], tuple[Array, Array]]:
    """An activation and its slope."""
    return lambda z: (g.g(z), g.slope_z(z))


REFERENCE_SLOPES = tuple(
    Call(name.replace("_", " "), f"{name}(z)", both(activations.ACTIVATIONS[name]))
    for name in ("relu", "leaky_relu", "step")
)


def printed_loss(p: Array, y: float) -> tuple[Array, Array]:
    return losses.cross_entropy_as_printed(p, np.asarray(y)), -y / p + (1 - y) / (1 - p)


def loss_by_cases(p: Array, y: float) -> tuple[Array, Array]:
    cost = losses.cross_entropy_by_cases_as_printed(p, np.asarray(y))
    return cost, np.where(y == 1, -1 / p, 1 / (1 - p))


def loss_from_logit(z: Array, y: float) -> tuple[Array, Array]:
    label = np.asarray(y)
    cost = losses.cross_entropy_from_logit(z, label)
    return cost, losses.cross_entropy_dz(activations.sigmoid(z), label)


REFERENCE_EDGES = (
    Call("p", "-y log p - (1-y) log(1-p), as printed", printed_loss),
    Call("p", "-log p or -log(1-p), as printed by cases", loss_by_cases),
    Call("z", "reference, from the logit", loss_from_logit),
)


def printed_sigmoid(z: Array) -> tuple[Array, Array]:
    a = activations.sigmoid_as_printed(z)
    return a, a * (1 - a)


def printed_growing_sigmoid(z: Array) -> tuple[Array, Array]:
    a = activations.sigmoid_of_growing_exponential_as_printed(z)
    return a, a * (1 - a)


def printed_tanh(z: Array) -> tuple[Array, Array]:
    a = activations.tanh_as_printed(z)
    return a, 1 - a * a


def printed_loss_of_sigmoid(z: Array) -> tuple[Array, Array]:
    a = activations.sigmoid_as_printed(z)
    L, da = printed_loss(a, 1.0)
    return L, da * (a * (1 - a))


REFERENCE_GROWTHS = (
    Call(SIGMOID, "reference (slope s(z) s(-z))", both(activations.ACTIVATIONS["sigmoid"])),
    Call(SIGMOID, "printed 1/(1+e^-z)", printed_sigmoid),
    Call(SIGMOID, "printed e^z/(1+e^z)", printed_growing_sigmoid),
    Call(TANH, "reference (slope 4 s(2z) s(-2z))", both(activations.ACTIVATIONS["tanh"])),
    Call(TANH, "printed (e^z-e^-z)/(e^z+e^-z)", printed_tanh),
    Call(LOSS, "reference, from the logit", lambda z: loss_from_logit(z, 1.0)),
    Call(LOSS, "printed -y log a - (1-y) log(1-a)", printed_loss_of_sigmoid),
)


def in_numpy(pair: Callable[..., Any], x: float, dtype: str) -> tuple[str, str]:
    """Value and derivative of the reference's own functions."""
    with np.errstate(all="ignore"):  # that they overflow is what is shown
        value, slope = pair(np.asarray(x, dtype))
    return number(value), number(slope)


def reference_facts(asked: Questions = QUESTIONS) -> list[Fact]:
    """What the reference says."""
    return [
        *slopes("reference", REFERENCE_SLOPES, in_numpy, asked),
        *edges("reference", REFERENCE_EDGES, in_numpy, asked),
        *growths("reference", REFERENCE_GROWTHS, in_numpy, asked),
    ]


def asked_here() -> dict[str, Sequence[Fact] | Silence]:
    """Everyone's facts, with all frameworks in this one process."""
    return {who: answered(who, *place, QUESTIONS) for who, place in PARTIES.items()}


def facts(heard: Heard | None = None) -> list[Fact]:
    """All facts: the exact ones first, then the reference's, then the frameworks'."""
    spoken = asked_here() if heard is None else heard
    found = {who: said for who, said in spoken.items() if not isinstance(said, Silence)}
    exact = found.pop("certified", ())
    return [*exact, *reference_facts(), *(fact for said in found.values() for fact in said)]
