"""A batch that is prepared, and its gradients at any parameters."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from reference import deep
from reference.activations import activation
from reference.arrays import Array, Gradients, Scalar
from reference.door import door, whole
from reference.losses import Loss, loss_named
from reference.prepared.passes import Share, Weights
from reference.prepared.plan import Block, Net, Plan, cut, plan_for
from reference.prepared.threads import at_once
from reference.regularization import l2_gradient, l2_penalty


class Prepared:
    """A batch, cut into blocks, with rooms for all that a pass makes.

    The parameters that it is made with say how wide the layers are; they are not kept. X and Y are
    taken as they are then: whoever changes them later makes another.
    """

    def __init__(
        self,
        X: Array,
        Y: Array,
        activations: deep.Activations,
        loss: str | Loss = "cross_entropy",
        lam: float = 0.0,
        keep: float = 1.0,
        threads: int = 1,
        plan: Plan | None = None,
        **arrays: Array,
    ) -> None:
        given = deep.cost_and_gradients.admit(X, Y, activations, loss, lam, keep, **arrays)
        W, D, X = deep.by_layer(given, "W"), deep.by_layer(given, "D"), given["X"]
        kinds = tuple(activation(chosen) for chosen in activations)
        sizes = (len(X), *(len(weights) for weights in W.values()))
        net = Net(sizes, kinds, loss_named(loss), X.shape[1], X.dtype)
        self.net, self.lam = net, given["lam"]
        threads = whole(threads, "threads", 1)
        self.plan = plan or plan_for(sizes, net.examples, threads, net.dtype)
        self.names = [f"{letter}{l}" for l in W for letter in "Wb"]
        self.expected = [(given[name].shape, X.dtype) for name in self.names]
        batch = Block(X, given["Y"], scaled(D, given["keep"]))
        more = self.plan.threads - 1
        self.others = ThreadPoolExecutor(more) if more else None
        blocks, count = cut(net, self.plan, batch), self.plan.shares
        self.shares = [
            Share(net, self.plan, mine, self.others)
            for i in range(count)
            if (mine := blocks[i::count])
        ]
        total = self.shares[0].sums
        self.gradients = {
            f"d{name}": room for name, room in zip(self.names, sum(total.pairs, ()), strict=True)
        }

    def __call__(self, **parameters: Array) -> tuple[Scalar, Gradients]:
        """J and its gradients at these parameters; the next call overwrites them."""
        arrays = self.admitted(parameters)
        W, b, m = arrays[::2], arrays[1::2], self.net.examples
        J = self.losses(W, b) / m
        if self.lam:
            J += l2_penalty(W, self.lam, m)
            for (dW, _), weights in zip(self.shares[0].sums.pairs, W, strict=True):
                np.add(dW, l2_gradient(weights, self.lam, m), out=dW)
        return J, dict(self.gradients)

    def losses(self, W: Weights, b: Weights) -> Scalar:
        """The sum of all losses; dW and db are those of the first share."""
        mine, *others = self.shares
        if self.others is None or not others:
            return mine.done(W, b)
        first, *theirs = [partial(share.done, W, b) for share in self.shares]
        losses = sum(at_once(self.others, first, theirs))
        for share in others:
            mine.sums.add(share.sums.all)
        return losses

    def admitted(self, parameters: Mapping[str, Array]) -> list[Array]:
        """The parameters in order, of the shapes and the dtype that the rooms were made for."""
        try:
            arrays = [parameters[name] for name in self.names]
            got = [(array.shape, array.dtype) for array in arrays]
        except (KeyError, AttributeError):
            raise TypeError(
                f"the parameters must be the arrays {', '.join(self.names)}, "
                f"got {', '.join(map(str, parameters)) or 'none'}"
            ) from None
        if got != self.expected:
            name, came, expected = next(
                each
                for each in zip(self.names, got, self.expected, strict=True)
                if each[1] != each[2]
            )
            raise ValueError(
                f"{name} must have shape {expected[0]} and dtype {expected[1]}, as when the batch "
                f"was prepared, got {came[0]} and {came[1]}"
            )
        return arrays


def scaled(D: Mapping[int, Array], keep: float) -> dict[int, Array]:
    """The masks over keep, once for all calls."""
    return {l: D[l] / keep for l in D}


@door(deep.contract)
def cost_and_gradients(
    X: Array,
    Y: Array,
    activations: deep.Activations,
    loss: str | Loss = "cross_entropy",
    lam: float = 0.0,
    keep: float = 1.0,
    **arrays: Array,
) -> tuple[Scalar, Gradients]:
    """Prepared for this one call."""
    parameters = {name: value for name, value in arrays.items() if name[0] in "Wb"}
    return Prepared(X, Y, activations, loss, lam, keep, 1, None, **arrays)(**parameters)
