"""Training with torch.optim.SGD, on native restatements of the derivations.

L2 is weight decay here: the cost that autograd differentiates has no penalty, the optimiser adds
(lam/m) W to the gradients of the weights, and the biases are in a group of their own without it.
The cost that is kept is J with its penalty, as in the derivation.
"""

import time
from collections.abc import Iterator

import torch

from parity.derivation import derivation_of
from parity.training import TrainingCase, Trajectory, held, stacked
from parity.witnesses.torch_autograd import NATIVE, Tensors, tensor
from parity.witnesses.torch_autograd import held as digest_of
from reference.arrays import Array


def train(training: TrainingCase) -> Trajectory:
    """Costs and parameters after every step."""
    batches = [
        {name: tensor(value) for name, value in training.data(step).items()}
        for step in range(training.steps + 1)
    ]
    parameters = {name: tensor(value) for name, value in training.case.parameters.items()}
    sha256 = digest_of(held(parameters, batches))
    start = time.perf_counter()
    costs, path = zip(*steps(training, parameters, batches), strict=True)
    seconds = time.perf_counter() - start
    return Trajectory(*stacked(costs, path), sha256, seconds)


def steps(
    training: TrainingCase, parameters: Tensors, batches: list[dict[str, torch.Tensor]]
) -> Iterator[tuple[Array, dict[str, Array]]]:
    """The cost of each step's batch, and the parameters that it was taken at."""
    settings = training.case.settings
    without = {name: value for name, value in settings.items() if name != "lam"}
    native = NATIVE[derivation_of(training.case).native]
    for value in parameters.values():
        value.requires_grad_()
    optimiser = torch.optim.SGD(groups(training, parameters), lr=training.alpha)
    for batch in batches:
        q = {**parameters, **batch}
        optimiser.zero_grad()
        native(q, without, unprobed).backward()  # type: ignore[no-untyped-call]  # torch's
        with torch.no_grad():
            J = native(q, settings, unprobed)
        yield (
            J.numpy(),
            {name: value.detach().numpy().copy() for name, value in parameters.items()},
        )
        optimiser.step()


def unprobed(_: str, value: torch.Tensor) -> torch.Tensor:
    """Intermediates are left alone."""
    return value


def groups(training: TrainingCase, parameters: Tensors) -> list[dict[str, object]]:
    """Weights, which decay, and biases, which do not."""
    decay = training.case.settings.get("lam", 0.0) / training.examples
    weights = [value for name, value in parameters.items() if name[0] in "wW"]
    biases = [value for name, value in parameters.items() if name[0] not in "wW"]
    return [{"params": weights, "weight_decay": decay}, {"params": biases, "weight_decay": 0.0}]
