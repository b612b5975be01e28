"""Who tries what, when several processes share the cases."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain, pairwise

from hypothesis import given
from hypothesis import strategies as st

from parity.sweep.pool import WORTH_SHARING, SharedWork

LENGTHS = st.lists(st.integers(0, 3 * WORTH_SHARING), max_size=5)


def consecutive(lengths: Sequence[int]) -> list[tuple[int, ...]]:
    """Blocks of these lengths, numbered through."""
    ends = [sum(lengths[:k]) for k in range(len(lengths) + 1)]
    return [tuple(range(a, b)) for a, b in pairwise(ends)]


@given(LENGTHS, st.lists(st.integers(0, 2)))
def test_whoever_asks_every_case_is_handed_out_once(lengths: list[int], asking: list[int]) -> None:
    blocks = consecutive(lengths)
    work = SharedWork(blocks, workers=3)
    handed = Counter(work.following(worker) for worker in asking)
    for worker in range(3):
        handed.update(iter(lambda worker=worker: work.following(worker), None))
    del handed[None]
    assert handed == Counter(chain(*blocks))


def test_a_process_keeps_to_its_block_while_there_are_others() -> None:
    work = SharedWork([range(10), range(10, 20), range(20, 30)], workers=2)
    assert [work.following(0) for _ in range(10)] == list(range(10))
    assert [work.following(1) for _ in range(10)] == list(range(10, 20))


def test_the_last_block_is_shared_out() -> None:
    work = SharedWork([range(100)], workers=2)
    assert [work.following(0) for _ in range(20)] == list(range(20))
    assert [work.following(1) for _ in range(40)] == list(range(60, 100))
    assert [work.following(0) for _ in range(10)] == list(range(20, 30))
    assert work.following(1) == 45  # half of the 30 that were left


def test_what_is_nearly_done_is_left_to_who_does_it() -> None:
    work = SharedWork([range(WORTH_SHARING)], workers=2)
    assert work.following(0) == 0
    assert work.following(1) is None
