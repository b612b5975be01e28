"""PyTorch autograd, in the case's own dtype, on native restatements of the derivations."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from parity.case import Case, digest
from parity.derivation import derivation_of, example_axis, quantities_of
from parity.witnesses import torch_numpy, torch_numpy_arrays
from parity.witnesses.answer import Answer
from reference.arrays import Array

Tensors = Mapping[str, torch.Tensor]
Settings = Mapping[str, Any]
Probe = Callable[[str, torch.Tensor], torch.Tensor]

ACTIVATIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "identity": lambda z: z,
    "step": lambda z: (z > 0).to(z.dtype),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky_relu": lambda z: F.leaky_relu(z, 0.01),
}


def mean_cross_entropy(logits: torch.Tensor, labels: torch.Tensor, m: int) -> torch.Tensor:
    # binary_cross_entropy_with_logits cancels at y = 0: 0 where the cost is 1e-7, in float32.
    losses = labels * F.logsigmoid(logits) + (1 - labels) * F.logsigmoid(-logits)
    return -losses.sum() / m


def penalty(q: Tensors, s: Settings, m: int) -> torch.Tensor:
    squares = [value.square().sum() for name, value in q.items() if name[0] in "wW"]
    lam: float = s.get("lam", 0.0)
    return torch.stack(squares).sum() * (lam / (2 * m))


def logistic(q: Tensors, s: Settings, probe: Probe) -> torch.Tensor:
    Z = probe("Z", torch.addmm(q["b"], q["w"].T, q["X"]))  # (1, m)
    m = Z.shape[1]
    return mean_cross_entropy(Z, q["Y"], m) + penalty(q, s, m)


def logistic_one(q: Tensors, _: Settings, probe: Probe) -> torch.Tensor:
    z = probe("z", torch.dot(q["w"], q["x"]) + q["b"])
    return mean_cross_entropy(z, q["y"], 1)


def shallow(q: Tensors, s: Settings, probe: Probe) -> torch.Tensor:
    g = ACTIVATIONS[s.get("hidden", "tanh")]
    m = q["X"].shape[1]
    Z1 = probe("Z1", torch.addmm(q["b1"], q["W1"], q["X"]))
    Z2 = probe("Z2", torch.addmm(q["b2"], q["W2"], g(Z1)))
    return mean_cross_entropy(Z2, q["Y"], m) + penalty(q, s, m)


def shallow_one(q: Tensors, s: Settings, probe: Probe) -> torch.Tensor:
    batch = {**q, "X": q["x"], "Y": q["y"]}
    return shallow(batch, s, lambda name, value: probe(name.lower(), value))


def rows(q: Tensors, s: Settings, probe: Probe) -> torch.Tensor:
    g = ACTIVATIONS[s.get("hidden", "tanh")]
    Theta, beta = q["Theta"], q["beta"]
    Z = probe("Z", F.linear(q["X"], Theta[:, 1:], Theta[:, 0]))  # (m, q)
    w = probe("w", torch.addmv(beta[0], g(Z), beta[1:]))  # (m,)
    return mean_cross_entropy(w, q["y"], w.shape[0])


def deep(q: Tensors, s: Settings, probe: Probe) -> torch.Tensor:
    A, m = q["X"], q["X"].shape[1]
    Z = A
    for l, name in enumerate(s["activations"], start=1):
        Z = probe(f"Z{l}", torch.addmm(q[f"b{l}"], q[f"W{l}"], A))
        A = ACTIVATIONS[name](Z)
        if f"D{l}" in q:
            A = A * q[f"D{l}"] / s.get("keep", 1.0)
    if s.get("loss", "cross_entropy") == "cross_entropy":
        J = mean_cross_entropy(Z, q["Y"], m)
    else:
        J = F.mse_loss(A, q["Y"], reduction="sum") / (2 * m)
    return J + penalty(q, s, m)


NATIVE = {
    function.__name__: function
    for function in (logistic, logistic_one, shallow, shallow_one, rows, deep)
}


def testify(case: Case) -> Answer:
    """Cost and derivatives of J by autograd."""
    if not derivation_of(case).native:
        return testify_on_numpy(case)
    q = {name: tensor(value) for name, value in case.arrays.items()}
    start = time.perf_counter()
    for name in case.parameters:
        q[name].requires_grad_()
    seen: dict[str, torch.Tensor] = dict(q)

    def probe(name: str, value: torch.Tensor) -> torch.Tensor:
        seen[name] = value
        return value

    J = NATIVE[derivation_of(case).native](q, case.settings, probe)
    wanted = [name for name in quantities_of(case) if name in seen]
    grads = torch.autograd.grad(J, [seen[name] for name in wanted], materialize_grads=True)
    seconds = time.perf_counter() - start
    derivatives = {name: grad.numpy() for name, grad in zip(wanted, grads, strict=True)}
    return Answer(J.detach().numpy(), derivatives, held(q), seconds)


def testify_on_numpy(case: Case) -> Answer:
    """The same on the derivation's own NumPy cost."""
    q = {name: torch_numpy_arrays.array(tensor(value)) for name, value in case.arrays.items()}
    start = time.perf_counter()
    J, derivatives = torch_numpy.derivatives(
        derivation_of(case).cost, {**case.settings, **q}, case.parameters, quantities_of(case)
    )
    seconds = time.perf_counter() - start
    return Answer(J, derivatives, held({name: x.tensor for name, x in q.items()}), seconds)


def testify_examples(case: Case) -> Answer:
    """Every example's loss and its derivatives, by vmap(grad)."""
    q = {name: tensor(value) for name, value in case.arrays.items()}
    native, axis = NATIVE[derivation_of(case).native], example_axis(case)

    def loss(parameters: Tensors, example: Tensors) -> torch.Tensor:
        batch = {name: value.unsqueeze(axis) for name, value in example.items()}
        return native({**parameters, **batch}, case.settings, lambda _, value: value)

    start = time.perf_counter()
    one_by_one = torch.func.vmap(torch.func.grad_and_value(loss), in_dims=(None, axis))
    gradients, losses = one_by_one(
        {name: q[name] for name in case.parameters}, {name: q[name] for name in case.data}
    )
    seconds = time.perf_counter() - start
    derivatives = {name: gradient.numpy() for name, gradient in gradients.items()}
    return Answer(losses.numpy(), derivatives, held(q), seconds)


def tensor(value: Array) -> torch.Tensor:
    """A tensor of its own memory: torch knows neither read-only arrays nor negative strides."""
    return torch.from_numpy(np.array(value, order="K", copy=True))


def held(q: Tensors) -> str:
    """The digest of what the tensors hold."""
    return digest({name: value.detach().numpy() for name, value in q.items()})
