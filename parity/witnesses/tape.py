"""One pass forward and one backward over autograd's tape, for all quantities at once."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from autograd.core import VJPNode, add_outgrads, vspace
from autograd.extend import defvjp, primitive
from autograd.tracer import isbox, new_box, toposort, trace_stack

from parity.copies import copied_again
from parity.rewriting import Probe
from parity.stacked import as_array
from parity.witnesses.running import running
from reference.arrays import Array


class Tape:
    """A cost made ready to be differentiated by arguments and by its intermediates.

    An intermediate that is assigned more than once has no single derivative and is left out.
    """

    def __init__(
        self,
        cost: Callable[..., Any],
        namespace: Any,
        wanted: Collection[str],
        probe: Probe | None = None,
    ) -> None:
        self.cost, self.wanted = cost, wanted
        self.witness = getattr(namespace, "WITNESS", "autograd")
        self.recorder = Recorder(wanted, probe)
        self.program = copied_again(cost, namespace, self.recorder)

    def gradients(
        self, arguments: Mapping[str, Any], traced: Collection[str]
    ) -> tuple[Any, dict[str, Array]]:
        """The cost, and its derivatives by the wanted arguments and intermediates."""
        with running(self.witness, self.cost):
            with trace_stack.new_trace() as trace:
                self.recorder.begin(trace)
                inputs = {
                    name: new_box(value, trace, VJPNode.new_root()) if name in traced else value
                    for name, value in arguments.items()
                }
                J = self.program(**inputs)
            boxes = {**self.recorder.assigned_once(), **inputs}
            nodes = {name: boxes[name]._node for name in self.wanted if isbox(boxes.get(name))}
            arrived = sent_back(J, nodes)
        return (J._value if isbox(J) else J), {
            name: arrived.get(name, as_array(vspace(boxes[name]._value).zeros())) for name in nodes
        }


def gradients_on_tape(
    cost: Callable[..., Any],
    namespace: Any,
    arguments: Mapping[str, Any],
    traced: Collection[str],
    wanted: Collection[str],
) -> tuple[Any, dict[str, Array]]:
    """The cost and its derivatives, once."""
    return Tape(cost, namespace, wanted).gradients(arguments, traced)


class Recorder:
    """A probe that gives every assigned value a place of its own on the tape.

    `A = Z` makes two quantities of one value: each is sent what was used under its name.
    """

    def __init__(self, wanted: Collection[str], probe: Probe | None) -> None:
        self.wanted, self.probe = wanted, probe
        self.begin(0)

    def begin(self, trace: int) -> None:
        """Another tape."""
        self.trace = trace
        self.seen: dict[str, list[Any]] = {}

    def __call__(self, name: str, value: Any) -> Any:
        if name not in self.wanted:
            return self.probed(name, value)
        value = self.on_tape(self.probed(name, value))
        if isbox(value):
            self.seen.setdefault(name, []).append(value)
        return value

    def probed(self, name: str, value: Any) -> Any:
        """What the caller makes of it."""
        return value if self.probe is None else self.probe(name, value)

    def on_tape(self, value: Any) -> Any:
        """At a place of its own; what no parameter went into is a beginning."""
        if isbox(value):
            return itself(value)
        if hasattr(value, "shape"):
            return new_box(value, self.trace, VJPNode.new_root())
        return value

    def assigned_once(self) -> dict[str, Any]:
        """The intermediates that have one value only."""
        return {name: boxes[0] for name, boxes in self.seen.items() if len(boxes) == 1}


@primitive  # type: ignore[untyped-decorator]  # autograd has no types
def itself(value: Any) -> Any:
    """The same value, at a new place on the tape."""
    return value


defvjp(itself, lambda *_: lambda g: g)


def sent_back(J: Any, nodes: Mapping[str, Any]) -> dict[str, Array]:
    """What arrives at each of the nodes, going back from the end of the tape."""
    if not isbox(J):
        return {}  # the cost depends on nothing that is traced
    names = {id(node): name for name, node in nodes.items()}
    arrived: dict[str, Array] = {}
    waiting = {J._node: (vspace(J._value).ones(), False)}
    for node in toposort(J._node):
        g = waiting.pop(node)
        if id(node) in names:
            arrived[names[id(node)]] = as_array(g[0])
        for parent, share in zip(node.parents, node.vjp(g[0]), strict=True):
            waiting[parent] = add_outgrads(waiting.get(parent), share)
    return arrived
