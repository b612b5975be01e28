"""Training in PyTorch: the matrix form, the steps by hand or by torch.optim."""

from collections.abc import Callable

import torch

from parity.benchmark.by_torch import VERSION, Tensors, cost_of, granted, tensors
from parity.benchmark.contenders import Contender
from parity.case import Case, digest
from parity.training import TrainingCase
from parity.witnesses.answer import Answer


def eager(training: TrainingCase, threads: int) -> Contender:
    """The gradients by torch.autograd.grad, the steps in place without a gradient."""
    cost, names = cost_of(training.case), list(training.case.parameters)

    def call() -> Tensors:
        q = fresh(training.case)
        parameters = [q[name] for name in names]
        for _ in range(training.steps):
            gradients = torch.autograd.grad(cost(q), parameters)
            with torch.no_grad():
                for parameter, gradient in zip(parameters, gradients, strict=True):
                    parameter.sub_(gradient, alpha=training.alpha)
        return q

    return contender(call, training, threads)


def optimiser(training: TrainingCase, threads: int) -> Contender:
    """backward() and torch.optim.SGD."""
    cost, names = cost_of(training.case), list(training.case.parameters)

    def call() -> Tensors:
        q = fresh(training.case)
        sgd = torch.optim.SGD([q[name] for name in names], lr=training.alpha)
        for _ in range(training.steps):
            sgd.zero_grad()
            cost(q).backward()  # type: ignore[no-untyped-call]  # untyped there
            sgd.step()
        return q

    return contender(call, training, threads)


def fresh(case: Case) -> dict[str, torch.Tensor]:
    """The data, and copies of the initial parameters, which the steps overwrite."""
    q = tensors(case)
    return q | {name: q[name].clone().requires_grad_() for name in case.parameters}


def contender(call: Callable[[], Tensors], training: TrainingCase, threads: int) -> Contender:
    """A run from the initial values; the cost at its end is computed for the answer alone."""
    case, cost, count = training.case, cost_of(training.case), granted(threads)

    def answer(q: Tensors) -> Answer:
        held = digest({name: value.detach().numpy() for name, value in fresh(case).items()})
        ends = {name: q[name].detach().numpy() for name in case.parameters}
        return Answer(cost(q).detach().numpy(), ends, held)

    return Contender(call, answer, count, VERSION)
