"""Case i of a seed is the same wherever and with whatever it runs; all that is promised occurs."""

import subprocess
import sys

import numpy as np
import pytest

from parity.sweep.draw import (
    LONG_BLOCK,
    MOST_EXAMPLES,
    MOST_LAYERS,
    MOST_OUTPUTS,
    MOST_WIDTH,
    architecture,
    block_of,
    random_case,
    saturated,
    size_class,
    up_to,
)
from reference import deep
from reference.activations import ACTIVATIONS

# Drawn once and written down: another digest is another sweep, and old results no longer fit it.
DIGESTS = {
    0: "065f78c3b66a2e256729698a16a660c221a3ea64d8ecd62eb9550f05abd2cf0a",
    9: "69fa1f4c139625f785203bd05c83016b3f16e6066bc4fe3b6d8a31a86a74d7df",
    10: "1c83c09822aeae2b599ef786d4e6fec128235edcd51037c1eea54962f7f1d370",
    999: "64436ce2a1b406746aa40cc596171e2a1e2804138f3ac423b0239131527ae03c",
    1_000: "504cb92039770c6a657116c6fabe16f909a564eb3f36b12b7054d460dcecdc1e",
    1_099: "653d3604c8856bf0d97b4a7c317ee1890dc5d9cc3e0ff48abdb941a7c0b868fa",
    1_100: "e1aa5b8a1bc98aeff71522581bcb7afebb60e07855b322f6a53fde2496f6a91f",
    99_999: "ee96c73fb3bc283a9876c03803b5eeab6ce8979a5ad94535f0145c7e18570da3",
    10_000_000: "72cd0e145abc78a08e238e0aabc5a125899aa130994e5859dde5582f381b0882",
}

PRINTED = """
from parity.sweep.draw import random_case
for number in {numbers}:
    print(number, random_case(number, 7).sha256)
"""


def digests_in_a_process_of_its_own(numbers: list[int]) -> dict[int, str]:
    """Case by case, in that order."""
    code = PRINTED.format(numbers=numbers)
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    pairs = (line.split() for line in printed.stdout.decode().splitlines())
    return {int(number): sha256 for number, sha256 in pairs}


def test_a_case_is_the_same_in_any_run_and_whatever_ran_before() -> None:
    forwards = digests_in_a_process_of_its_own(list(DIGESTS))
    backwards = digests_in_a_process_of_its_own(list(reversed(DIGESTS)))
    assert forwards == backwards == DIGESTS


def test_seeds_and_numbers_make_different_cases() -> None:
    digests = {random_case(number, seed).sha256 for number in range(50) for seed in range(4)}
    assert len(digests) == 200


def test_a_block_shares_its_architecture_and_nothing_else() -> None:
    for first, length in ((30, 10), (5000, LONG_BLOCK)):
        block = range(first, first + length)
        assert {block_of(number) for number in block} == {block_of(first)}
        assert block_of(first - 1) + 1 == block_of(first) == block_of(first + length) - 1
        cases = [random_case(number, 1) for number in block]
        assert len({tuple(a.shape for a in case.arrays.values()) for case in cases}) == 1
        assert len({str(case.settings["activations"]) for case in cases}) == 1
        assert len({case.sha256 for case in cases}) == length
        assert len({case.settings.get("lam") for case in cases}) > length / 4


def test_all_that_is_promised_occurs() -> None:
    nets = [architecture(block, 1) for block in range(2000)]
    assert {len(net.activations) for net in nets} == set(range(1, MOST_LAYERS + 1))
    assert {net.sizes[-1] for net in nets} == set(range(1, MOST_OUTPUTS + 1))
    widths = {width for net in nets for width in net.sizes[:-1]}
    assert widths == set(range(1, MOST_WIDTH + 1))
    examples = {net.m for net in nets}
    assert min(examples) == 1
    assert 0.95 * MOST_EXAMPLES < max(examples) <= MOST_EXAMPLES
    assert {name for net in nets for name in net.activations[:-1]} == set(ACTIVATIONS)
    outputs = {net.activations[-1] for net in nets if net.loss == "half_squared_error"}
    assert outputs == set(ACTIVATIONS)
    assert {net.dtype for net in nets} == {"float32", "float64"}
    assert {net.dropout for net in nets} == {True, False}
    assert {net.size for net in nets} == {"1 to 16", "17 to 64", "65 to 300"}


@pytest.mark.parametrize(
    ("longest_sum", "size"),
    [(1, "1 to 16"), (16, "1 to 16"), (17, "17 to 64"), (64, "17 to 64"), (300, "65 to 300")],
)
def test_size_classes_have_their_ends_in_them(longest_sum: int, size: str) -> None:
    assert size_class(longest_sum) == size


def test_points_are_small_and_large_on_kinks_and_saturated() -> None:
    cases = [random_case(number, 2) for number in range(0, 3000, 10)]
    scales = [float(np.median(np.abs(case.parameters["W1"]))) for case in cases]
    assert min(scales) < 1e-2
    assert max(scales) > 3
    on_a_kink = [c for c in cases if c.examples > 1 and not c.data["X"][:, 1].any()]
    assert 5 <= len(on_a_kink) <= 30
    assert not any(case.parameters["b1"].any() for case in on_a_kink)
    lams = [case.settings["lam"] for case in cases if "lam" in case.settings]
    assert 100 < len(lams) < 200
    assert min(lams) < 3e-3
    assert max(lams) > 3


def test_masks_and_saturated_outputs_are_among_the_cases() -> None:
    cases = [random_case(number, 2) for number in range(0, 3000, 10)]
    masks = [c.data["D1"] for c in cases if "D1" in c.data]
    assert 20 < len(masks) < 150
    assert set(np.unique(np.concatenate([mask.ravel() for mask in masks]))) == {0.0, 1.0}
    assert all(0.3 <= c.settings["keep"] < 1 for c in cases if "D1" in c.data)
    deep_ones = [c for c in cases if "b2" in c.parameters and c.parameters["b1"].any()]
    last = [c.parameters[f"b{len(c.settings['activations'])}"] for c in deep_ones]
    assert 3 <= sum(not b.any() for b in last) <= 30


@pytest.mark.parametrize("number", [0, 15, 47, 120])
def test_a_saturated_point_has_outputs_of_that_size(number: int) -> None:
    case = saturated(random_case(number, 3), 30.0)
    given = {name: value.astype(float) for name, value in case.arrays.items() if name != "Y"}
    settings = {n: v for n, v in case.settings.items() if n in ("activations", "keep")}
    Z = deep.forward(**given, **settings).Z[len(case.settings["activations"])]
    middle = float(np.median(np.abs(Z)))
    assert middle == pytest.approx(30, rel=0.01)


def test_a_number_from_1_to_most_reaches_both_ends() -> None:
    rng = np.random.default_rng(0)
    drawn = [up_to(3, rng) for _ in range(1000)]
    assert set(drawn) == {1, 2, 3}
