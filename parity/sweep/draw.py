"""Case number i of a seed: the same on every machine, whatever other cases run.

Neighbouring cases share an architecture, and differ in everything else: points, scales, L2 and how
much dropout keeps. For XLA compiles anew for each architecture, which takes as long as ten
cases (0.4 s against 0.04 s). The alternatives were measured: JAX without jit compiles every
operation for every shape instead (1 to 6 s), and padding to common shapes would be another
computation than the case's. So ten cases share an architecture at first, which keeps a short sweep
manifold, and 500 later (with 250, a sixth of all time went into compiling).

Widths and numbers of examples are drawn on a logarithmic scale, so that small and large are tried
equally often. What went through pow or a matrix product, which round differently from machine to
machine, is rounded to three digits before it enters an array.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from parity.case import Case
from parity.points import in_dtype, kink, labels, layers, with_arrays
from reference import deep
from reference.activations import ACTIVATIONS
from reference.arrays import Array

SHORT_BLOCK, LONG_BLOCK = 10, 500
SHORT_UNTIL = 1000
MOST_LAYERS, MOST_WIDTH, MOST_OUTPUTS, MOST_EXAMPLES = 8, 64, 3, 300
FARTHEST = 1e12  # times that weights are enlarged; outputs that are smaller still have underflowed
SIZES = (16, 64, 300)  # the longest sum that a class of cases has


@dataclass(frozen=True)
class Architecture:
    """What the cases of a block have in common."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    m: int
    dropout: bool
    loss: str
    dtype: str

    @property
    def size(self) -> str:
        """The class of its longest sum, which is what the limit goes by."""
        return size_class(max(*self.sizes, self.m))


def block_of(number: int, length: int = LONG_BLOCK) -> int:
    """Which architecture a case has, where so many share one."""
    if number < SHORT_UNTIL:
        return number // SHORT_BLOCK
    return (SHORT_UNTIL // SHORT_BLOCK) + (number - SHORT_UNTIL) // length


def architecture(block: int, seed: int) -> Architecture:
    """The random net of that block."""
    rng = np.random.default_rng((seed, block, 0))
    depth = int(rng.integers(1, MOST_LAYERS + 1))
    widths = [up_to(MOST_WIDTH, rng) for _ in range(depth)]
    outputs = int(rng.integers(1, MOST_OUTPUTS + 1))
    names = [str(name) for name in rng.choice(list(ACTIVATIONS), depth)]
    loss = "cross_entropy" if rng.random() < 0.8 else "half_squared_error"
    if loss == "cross_entropy":
        names[-1] = "sigmoid"
    return Architecture(
        (*widths, outputs),
        tuple(names),
        m=up_to(MOST_EXAMPLES, rng),
        dropout=bool(depth > 1 and rng.random() < 0.3),
        loss=loss,
        dtype=str(rng.choice(["float32", "float64"])),
    )


def up_to(most: int, rng: np.random.Generator) -> int:
    """A whole number from 1 to `most`, its logarithm uniform."""
    return min(int((most + 1) ** rng.random()), most)


def power_of_10(low: int, high: int, rng: np.random.Generator) -> float:
    """From 10^low to 10^high, its logarithm uniform."""
    return three_digits(10 ** rng.uniform(low, high))


def three_digits(number: float) -> float:
    """The number as every machine has it."""
    return float(f"{number:.3g}")


def size_class(longest_sum: int) -> str:
    """ "17 to 64": the class in which a longest sum lies."""
    position = int(np.searchsorted(SIZES, longest_sum))
    lowest = SIZES[position - 1] + 1 if position else 1
    return f"{lowest} to {SIZES[position]}"


def random_case(number: int, seed: int) -> Case:
    """Case `number` of the sweep with that seed."""
    return case_of(architecture(block_of(number), seed), number, seed)


def case_of(net: Architecture, number: int, seed: int) -> Case:
    """The case of that net; `number` and `seed` decide everything else."""
    rng = np.random.default_rng((seed, number, 1))
    scale = power_of_10(-3, 1, rng)
    data: dict[str, Array] = {
        "X": rng.normal(size=(net.sizes[0], net.m)),
        "Y": labels(rng, (net.sizes[-1], net.m)),
    }
    settings: dict[str, Any] = {"activations": net.activations, "loss": net.loss}
    if rng.random() < 0.5:
        settings["lam"] = power_of_10(-3, 1, rng)
    if net.dropout:
        keep = float(rng.uniform(0.3, 1))
        settings["keep"] = keep
        for l, width in enumerate(net.sizes[1:-1], start=1):
            data[f"D{l}"] = (rng.random((width, net.m)) < keep) * 1.0
    case = Case(f"sweep/{seed}/{number}", "deep", layers(rng, net.sizes, scale), data, settings,
                seed=number, examples=net.m)  # fmt: skip
    return in_dtype(hardened(case, rng), net.dtype)


def hardened(case: Case, rng: np.random.Generator) -> Case:
    """One case in ten sits on a kink or is saturated."""
    luck = rng.random()
    if luck < 0.05 and case.examples > 1:
        return kink(case)
    if luck < 0.1:
        return saturated(case, float(rng.uniform(10, 60)))
    return case


def saturated(case: Case, size: float) -> Case:
    """The case with outputs Z[L] about as large as `size`, of both signs where they can be."""
    L = len(case.settings["activations"])
    arrays = {**case.arrays, f"b{L}": np.zeros_like(case.arrays[f"b{L}"])}
    settings = {
        name: case.settings[name] for name in ("activations", "keep") if name in case.settings
    }
    given: dict[str, Any] = {name: value for name, value in arrays.items() if name != "Y"}
    Z = deep.forward(**given, **settings).Z[L]
    middle = float(np.median(np.abs(Z)))
    if middle > size / FARTHEST:
        arrays[f"W{L}"] = arrays[f"W{L}"] * three_digits(size / middle)
    return with_arrays(case, arrays)
