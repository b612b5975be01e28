"""Rows that miss a bar: too near to the fastest framework, or far from the products alone.

What bounds them is measured: the products alone, and one pass over all activations, of which the
derivation makes so many.
"""

from collections.abc import Sequence

from parity.benchmark.cases import TABLE
from parity.benchmark.contenders import FLOOR, PASS
from parity.benchmark.standings import Standing
from parity.benchmark.timing import seconds
from parity.tables import Column, table

HEAVY = 0.5e9  # operations of the products from which on the floor is what counts
NEAR = 0.9  # of the floor
MUCH = 1.5  # times as fast as the fastest framework, on every small net
PASSES = {  # over the activations of a layer, by hand, where W and b are too wide to be one matrix
    "tanh": 6,  # b added, tanh, three calls for dA (1 - a^2), db
    "relu": 5,  # b added, the larger of z and 0, two calls for dA where a > 0, db
}


def is_heavy(row: Standing) -> bool:
    """Whether the products take most of the time."""
    return row.case.series == TABLE and row.work >= HEAVY


def far_from_floor(row: Standing) -> bool:
    """Whether it is long, and takes much longer than its products."""
    return is_heavy(row) and (row.hand.floor_share or 1.0) < NEAR


def is_slower(row: Standing) -> bool:
    """Beyond the interval; a training's table says it itself."""
    return row.case.series == TABLE and row.words == "hand slower"


def is_too_near(row: Standing) -> bool:
    """A small net, not so much faster as all small nets should be."""
    return row.case.series == TABLE and row.case.is_small and row.ratio.median < MUCH


def missed(found: Sequence[Standing]) -> list[Standing]:
    """Rows of the table that miss a bar."""
    return [row for row in found if is_slower(row) or is_too_near(row) or far_from_floor(row)]


def which(row: Standing) -> str:
    """The bar."""
    bars = []
    if is_slower(row):
        bars.append(f"slower than {row.fastest.contender}")
    elif is_too_near(row):
        bars.append(f"{row.ratio.median:.3f} times as fast as {row.fastest.contender}, not {MUCH}")
    if far_from_floor(row):
        bars.append(f"below {NEAR:.0%} of the floor")
    return ", ".join(bars)


def bounded_by(row: Standing) -> str:
    """The larger part of the time."""
    if row.rest is None or row.hand.median is None:
        return "the floor was not timed"
    return "the products" if row.rest < row.hand.median / 2 else "what is not products"


def passes_made(row: Standing) -> int | None:
    """How often the derivation goes over the activations, where that is known."""
    return PASSES.get(row.hand.hidden) if is_heavy(row) else None


def left_by_passes(row: Standing) -> float | None:
    """The share of the floor, if nothing but these passes came to the products."""
    floor, one, made = row.median_of(FLOOR), row.median_of(PASS), passes_made(row)
    return None if floor is None or one is None or made is None else floor / (floor + made * one)


def precisely(share: float | None) -> str | None:
    """In percent, so that 89.6 is not taken for the bar."""
    return None if share is None else f"{share:.1%}"


BOUNDED = (
    Column("case", lambda row: row.case.name),
    Column("misses", which),
    Column("by hand", lambda row: seconds(row.hand.median)),
    Column("fastest framework", lambda row: seconds(row.fastest.median)),
    Column("products alone", lambda row: seconds(row.median_of(FLOOR))),
    Column("hand of floor", lambda row: precisely(row.hand.floor_share)),
    Column("the rest", lambda row: seconds(row.rest)),
    Column("one pass", lambda row: seconds(row.median_of(PASS))),
    Column("rest in passes", lambda row: None if row.passes is None else f"{row.passes:.1f}"),
    Column("passes made", passes_made),
    Column("these leave of floor", lambda row: precisely(left_by_passes(row))),
    Column("cores by hand", lambda row: f"{row.hand.cores:.1f}" if row.hand.cores else None),
    Column("bounded by", bounded_by),
)


def bounded(rows: Sequence[Standing]) -> str:
    """What bounds them, and what was tried."""
    return "\n\n".join([BOUND, table(rows, BOUNDED, "github"), TRIED]) if rows else ""


BOUND = """\
The time by hand is that of the products and *the rest*. *One pass* reads two arrays of the
activations' shapes and writes a third; the rest is as long as so many of them. Where layers are
wide, *passes made* counts those of the derivation: b added, the activation, its derivative, db.
If each took as long as *one pass* (tanh takes longer, who reads one array only is faster), they
would leave so much of the floor. What else the rest has are calls, the loss and, with threads of
our own, handing over and the sum of their dW. In small nets a pass is mostly what calling NumPy
costs, one call a layer."""
TRIED = """\
What was tried about it, with this BLAS (typed in: measured once, on 2026-11-21 and 22, by changing
`reference.prepared` for each; no command repeats it). Kept, in small nets: which array goes where
is settled before the first call (6 us of 64-64-64-1); a row of ones below A, so that a bias and its
derivative come with the products (4 us there); labels as signs, for a loss of seven calls, not
fourteen (4 us of 14 in 2-1); arrays that begin with a line of the cache (a pass over activations
takes three quarters); one output multiplied as two, the second 0 (dA of 64 units in float64: 3 us
for 6 to 15); products below a hundred units in pieces that BLAS need not repack, all in one call
(one of 64-64-64-1 in float64 takes 19 us for 26, near what the processor can do). Kept elsewhere:
blocks that fit into the cache with all they make (64-64-64-1 with 16,384 examples: three quarters);
long contractions in pieces of 128 features below 32 units (with 7 units in float32 a third of the
time); blocks in threads of their own from 2^24 multiplications on, and 256 examples a thread (128
with tiles), but BLAS's own threads for layers of more than 2^18 weights (1024-1024-1024-1: 93 % of
the floor for 89 in float64, 99 for 97 in float32); where most of the work is in such a first layer,
its features in threads of their own instead: no dW is summed, X is read in order (12288-20-7-5-1
with two threads: 2.4 ms in float64 for 3.0 with BLAS's threads, 1.21 in float32 for 1.50 with
blocks); tiles in float64 from a hundred units on, up to 2^18 weights and 512 examples
(784-256-128-1: 5.4 ms for 6.3 with one thread, 2.8 for 3.4 with two; 256x9-1: 17 for 20 and 9.4 for
11.3; at worst, while others used the memory, 3 %). They need rows that do not lie a power of two
apart, or the cache keeps no tile: without that, tiles lose. Not kept, for no gain: tiles in float32
beyond 2^15 weights (1 % up or down) and in either beyond 2^18; X turned for its tiles (to 4 %
slower), or cut into them beforehand; each thread the rows of a dW over all examples, so that
nothing is summed (784-256-128-1: 6 to 9 % slower, as both then read all of X; for all layers of
256x9-1, if joint arrays and waiting cost nothing, still 2 to 9 % slower); waiting for each other by
locks or by spinning (10 us of a thousand); BLAS's own threads in float32 below that (no
difference); examples as rows, for wide layers, and for narrow ones (products a little faster, but W
must be turned and what is between them takes longer: 2 us of 160); biases repeated in an array as
wide as Z (1 us); BLAS with one thread where two are granted (no difference below 100 units);
threads for 64-64-64-1 (handing over costs 30 us). What bounds that net now are its five products
(100 of 157 us in float64, 51 of 77 in float32) and tanh (26 and 6).

For 256x9-1 in float64 with one thread, before tiles: tanh took 0.6 ms, its derivative 0.5 and b, db
and the output 0.7, beside 18.5 ms of products, when nobody else used the memory. Not kept, for 1 %
or nothing: element-wise passes in 8 to 128 rows; db by `np.add.reduce`; W and b in one matrix; all
arrays of a pass in one piece of memory, in pages of 2 MiB (once 2 %, then nothing); dZ made in the
place of A. For 1024-1024-1024-1 neither: element-wise passes in 8 to 64 rows, b and db among them;
the dW of two threads added up by both; beside BLAS's two threads, the passes by two of our own. Of
other masks of relu for 784-256-128-1 none was faster. With two threads 256x9-1 spends 50 us on
handing over and 90 on the sum of dW (float32: 45, 35)."""
