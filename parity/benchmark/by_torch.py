"""PyTorch: autograd on the matrix form, and on modules."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import nn
from torch.nn import functional as F

from parity.benchmark.contenders import Contender
from parity.case import Case, digest
from parity.witnesses.answer import Answer

Tensors = Mapping[str, torch.Tensor]
ACTIVATIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "tanh": torch.tanh,
    "relu": F.relu,
}
MODULES: dict[str, Callable[[], nn.Module]] = {"tanh": nn.Tanh, "relu": nn.ReLU}
VERSION = f"torch {torch.__version__}"


def matrix(case: Case, threads: int) -> Contender:
    """Examples as columns, as in the notes; the gradients by torch.autograd.grad."""
    return of_cost(cost_of(case), case, granted(threads))


def modules(case: Case, threads: int) -> Contender:
    """Examples as rows through nn.Linear; the gradients by backward()."""
    count, net, loss = granted(threads), nn.Sequential(), nn.BCEWithLogitsLoss()
    for W, b in layers_of(case, tensors(case)):
        linear = nn.Linear(W.shape[1], W.shape[0], dtype=W.dtype)
        linear.weight.data, linear.bias.data = W.contiguous(), b.reshape(-1)
        net.extend([linear, MODULES[hidden(case)]()])
    net.pop(-1)  # the output is a logit
    X, Y = (torch.from_numpy(case.data[name]).T.contiguous() for name in "XY")  # (m, n)
    parameters = list(net.parameters())

    def call() -> torch.Tensor:
        for parameter in parameters:
            parameter.grad = None
        J: torch.Tensor = loss(net(X), Y)
        J.backward()  # type: ignore[no-untyped-call]  # untyped there
        return J

    def shaped(values: Sequence[torch.Tensor]) -> dict[str, Any]:
        return {
            name: (value.T if name == "w" else value).reshape(given.shape).detach().numpy()
            for (name, given), value in zip(case.parameters.items(), values, strict=True)
        }

    def answer(J: torch.Tensor) -> Answer:
        held = {**shaped(parameters), "X": X.T.numpy(), "Y": Y.T.numpy()}
        gradients = shaped([p.grad for p in parameters if p.grad is not None])
        return Answer(J.detach().numpy(), gradients, digest(held))

    return Contender(call, answer, count, VERSION)


def of_cost(cost: Callable[[Tensors], torch.Tensor], case: Case, count: int) -> Contender:
    """A cost of the case's tensors, and its gradients."""
    q = tensors(case)
    parameters = [q[name].requires_grad_() for name in case.parameters]

    def call() -> tuple[torch.Tensor, tuple[torch.Tensor, ...]]:
        J = cost(q)
        return J, torch.autograd.grad(J, parameters)

    def answer(result: tuple[torch.Tensor, tuple[torch.Tensor, ...]]) -> Answer:
        J, gradients = result
        named = zip(case.parameters, (gradient.numpy() for gradient in gradients), strict=True)
        held = digest({name: value.detach().numpy() for name, value in q.items()})
        return Answer(J.detach().numpy(), dict(named), held)

    return Contender(call, answer, count, VERSION)


def cost_of(case: Case) -> Callable[[Tensors], torch.Tensor]:
    """The mean cross-entropy of the net."""
    g = ACTIVATIONS[hidden(case)]

    def cost(q: Tensors) -> torch.Tensor:
        *before, (W, b) = layers_of(case, q)
        A = q["X"]  # (n_0, m)
        for W_hidden, b_hidden in before:
            A = g(torch.addmm(b_hidden, W_hidden, A))  # (n_l, m)
        return F.binary_cross_entropy_with_logits(torch.addmm(b, W, A), q["Y"])

    return cost


def layers_of(case: Case, q: Tensors) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """(W, b) layer by layer."""
    if "w" in case.parameters:
        return [(q["w"].T, q["b"])]
    return [(q[f"W{l}"], q[f"b{l}"]) for l in range(1, len(case.parameters) // 2 + 1)]


def hidden(case: Case) -> str:
    """The activation of the hidden layers."""
    chosen: str = case.settings.get("hidden", case.settings.get("activations", ("tanh",))[0])
    return chosen


def tensors(case: Case) -> dict[str, torch.Tensor]:
    """The case's own memory as tensors."""
    return {name: torch.from_numpy(value) for name, value in case.arrays.items()}


def granted(threads: int) -> int:
    """torch held to so many threads, and what it then says."""
    torch.set_num_threads(threads)
    return torch.get_num_threads()
