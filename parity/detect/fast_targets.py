"""Where mistakes are planted in the prepared form: small nets, cut as larger ones are."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np

from parity.case import Case
from parity.detect import pieces
from parity.points import Recipe, deep, saturated, soft_labels, with_arrays
from reference.prepared import batch, output, passes, products, rooms

EIGHT_OF_TWO = Recipe(m=8, outputs=3, inputs=2)  # small: gradcheck moves every parameter
MIXED = ("tanh", "relu", "sigmoid")

Panel = Callable[[], Iterator[Case]]


def without_a_mask(case: Case) -> Case:
    """The case with a mask on the second layer only."""
    data = {name: value for name, value in case.data.items() if name != "D1"}
    return replace(case, name=case.name.replace("/dropout", "/dropout-2"), data=data)


def in_blocks() -> Iterator[Case]:
    """The net made fast in blocks of several threads, with half the squared error."""
    return pieces.made_fast(three_layers(), 5, 0, 2)


def in_features() -> Iterator[Case]:
    """In blocks, and its features in pieces."""
    return pieces.made_fast(three_layers(), 5, 2, 1)


def in_shared_features() -> Iterator[Case]:
    """The same, and several threads share the pieces."""
    return pieces.made_fast(three_layers(), 5, 1, 2)


def three_layers() -> Iterator[Case]:
    """Deep nets of an odd number of features, one mask, and a loss of squares."""
    kinds, thirty = ("tanh", "leaky_relu", "sigmoid"), Recipe(m=30, inputs=3)
    nets = deep((2, 4), kinds, thirty, dropout=True, loss="half_squared_error")
    return map(without_a_mask, nets)


def in_one_block() -> Iterator[Case]:
    """The net made fast with everything, at once."""
    nets = deep((4,), ("tanh", "sigmoid"), EIGHT_OF_TWO, lam=0.7, dropout=True)
    return pieces.made_fast(nets, 0, 0, 1)


def multiplied_in_pieces() -> Iterator[Case]:
    """Its products in pieces, with one left over that is smaller."""
    nets = deep((4, 5), MIXED, EIGHT_OF_TWO, lam=0.7, dropout=True)
    return pieces.made_fast(nets, 0, 0, 1, "3")


def multiplied_in_tiles() -> Iterator[Case]:
    """Its products in tiles, some of them smaller."""
    nets = deep((4, 5), MIXED, EIGHT_OF_TWO, lam=0.7, dropout=True)
    return pieces.made_fast(nets, 0, 0, 1, pieces.TILED)


def multiplied_at_once() -> Iterator[Case]:
    """Its products as of large nets, W and b each by itself."""
    nets = deep((4, 5), MIXED, EIGHT_OF_TWO, lam=0.7, dropout=True)
    return pieces.made_fast(nets, 0, 0, 1, pieces.LARGE)


def one_output() -> Iterator[Case]:
    """One output, which is multiplied as two of which one is 0."""
    return pieces.made_fast(deep((4,), ("tanh", "sigmoid"), Recipe(m=8, inputs=2)), 0, 0, 1)


def blocks_first() -> Iterator[Case]:
    """In blocks and in one; what names hold is looked up in the first case."""
    return chain(in_blocks(), in_one_block())


def every_way() -> Iterator[Case]:
    """All ways of the products."""
    return chain(
        blocks_first(),
        in_features(),
        multiplied_in_pieces(),
        multiplied_in_tiles(),
        multiplied_at_once(),
    )


def several_outputs_and_one() -> Iterator[Case]:
    """Several outputs, and one."""
    return chain(one_block_first(), one_output())


def one_block_first() -> Iterator[Case]:
    """In one block and in several; what names hold is looked up in the first case."""
    return chain(in_one_block(), in_blocks())


def slightly_right(case: Case) -> Case:
    """All labels are 1, and all logits between 0 and 1: no loss is infinite."""
    arrays = {**case.arrays, "Y": np.ones_like(case.data["Y"])}
    small = {"W2": arrays["W2"] * 0.1, "b2": 0.5 + 0.1 * arrays["b2"]}
    return with_arrays(case, {**arrays, **small})


def one_large(case: Case) -> Case:
    """The last example has logits whose powers of e no float holds, the others ordinary ones."""
    X = case.data["X"].copy()
    X[:, -1] *= 1e4
    return with_arrays(case, {**case.arrays, "X": X})


def signs_made_fast() -> Iterator[Case]:
    """Ordinary points, and large logits, as labels between 0 and 1 have them, too."""
    right = replace(EIGHT_OF_TWO, special=slightly_right)
    large = [
        replace(EIGHT_OF_TWO, special=one_large),
        replace(EIGHT_OF_TWO, special=saturated(800)),
    ]
    nets = chain(
        deep((4,), ("tanh", "sigmoid"), right),
        deep((), ("sigmoid",), large[0]),
        deep((4,), ("tanh", "sigmoid"), large[1]),
    )
    return chain(in_one_block(), pieces.made_fast(nets, 0, 0, 1))


def cross_entropy_made_fast() -> Iterator[Case]:
    """The same behind labels between 0 and 1, which are no signs."""
    soft = replace(EIGHT_OF_TWO, special=soft_labels)
    nets = chain(
        deep((4,), ("tanh", "sigmoid"), soft, lam=0.7, dropout=True), deep((), ("sigmoid",), soft)
    )
    return chain(pieces.made_fast(nets, 0, 0, 1), signs_made_fast())


def activation_made_fast(name: str) -> Panel:
    """One activation in a net made fast."""
    return lambda: pieces.made_fast(deep((4,), (name, "sigmoid"), EIGHT_OF_TWO), 3, 0, 1)


FAST: dict[str, tuple[Callable[..., Any], Panel]] = {
    "prepared.Prepared.__call__": (batch.Prepared.__call__, one_block_first),
    "prepared.Prepared.losses": (batch.Prepared.losses, blocks_first),
    "prepared.scaled": (batch.scaled, blocks_first),
    "prepared.Output.of_signs": (output.Output.of_signs, signs_made_fast),
    "prepared.Output.cross_entropy": (
        output.Output.cross_entropy, cross_entropy_made_fast,
    ),
    "prepared.Output.any_loss": (output.Output.any_loss, blocks_first),
    "prepared.Sums.add": (rooms.Sums.add, blocks_first),
    "prepared.Hidden.forward": (passes.Hidden.forward, blocks_first),
    "prepared.Hidden.back": (passes.Hidden.back, blocks_first),
    "prepared.Pass.through": (passes.Pass.through, every_way),
    "prepared.Share.done": (inspect.unwrap(passes.Share.done), blocks_first),
    "prepared.Absorbed.forward": (products.Absorbed.forward, one_block_first),
    "prepared.Absorbed.weights": (products.Absorbed.weights, one_block_first),
    "prepared.Absorbed.back": (products.Absorbed.back, several_outputs_and_one),
    "prepared.InPieces.forward": (products.InPieces.forward, multiplied_in_pieces),
    "prepared.InPieces.weights": (products.InPieces.weights, multiplied_in_pieces),
    "prepared.InPieces.back": (products.InPieces.back, multiplied_in_pieces),
    "prepared.InTiles.forward": (products.InTiles.forward, multiplied_in_tiles),
    "prepared.InTiles.weights": (products.InTiles.weights, multiplied_in_tiles),
    "prepared.InTiles.back": (products.InTiles.back, multiplied_in_tiles),
    "prepared.Whole.forward": (products.Whole.forward, multiplied_at_once),
    "prepared.Whole.weights": (products.Whole.weights, multiplied_at_once),
    "prepared.Whole.back": (products.Whole.back, multiplied_at_once),
    "prepared.ManyFeatures.forward": (products.ManyFeatures.forward, in_features),
    "prepared.ManyFeatures.contract": (products.ManyFeatures.contract, in_features),
    "prepared.ManyFeatures.weights": (products.ManyFeatures.weights, in_features),
    "prepared.ManyFeatures.spread": (products.ManyFeatures.spread, in_features),
    "prepared.SharedFeatures.forward": (products.SharedFeatures.forward, in_shared_features),
    "prepared.SharedFeatures.weights": (products.SharedFeatures.weights, in_shared_features),
    "prepared.ByRows.times": (products.ByRows.times, multiplied_in_pieces),
    "prepared.ByTiles.times": (products.ByTiles.times, multiplied_in_tiles),
}  # fmt: skip
