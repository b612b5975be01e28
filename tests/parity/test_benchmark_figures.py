"""What the benchmark's figures are made of: statistics, cases, the floor, standings."""

from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest

from parity.benchmark.bars import disturbed, summary
from parity.benchmark.bounded import bounded, bounded_by, left_by_passes, missed, which
from parity.benchmark.by_numpy import hand, prepared
from parity.benchmark.cases import (
    QUICK,
    TRAININGS,
    WIDTH,
    BenchCase,
    abscissa,
    growth,
    rows,
    select,
)
from parity.benchmark.contenders import (
    CONTENDERS,
    FLOOR,
    HAND,
    PASS,
    PREPARED,
    entered,
)
from parity.benchmark.growing import Growth, steepest
from parity.benchmark.plots import LOOKS
from parity.benchmark.run import deadlines
from parity.benchmark.spread import exponent, interval, quartiles, ratio
from parity.benchmark.standings import standings
from parity.benchmark.timing import Timing
from parity.benchmark.work import elementwise, operations, products

TINY = BenchCase((2, 4, 1), 40)

# Statistics.


def drawn_times(factor: float, n: int = 9) -> tuple[list[float], list[float]]:
    """Two contenders under a common drift that is much larger than their difference."""
    rng = np.random.default_rng(7)
    drift, noise = 1 + 3 * rng.random(n), 1 + 0.02 * rng.normal(size=(2, n))
    return list(factor * drift * noise[0]), list(drift * noise[1])


@pytest.mark.parametrize(
    ("factor", "words"), [(1.0, "no difference"), (1.2, "slower"), (0.8, "faster")]
)
def test_an_interval_that_spans_1_is_no_difference(factor: float, words: str) -> None:
    found = ratio(*drawn_times(factor))
    assert found.words == words
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.median <= found.high


def test_with_too_few_rounds_there_is_no_interval() -> None:
    assert interval([1, 2, 3, 4, 5]) is None
    assert interval([1, 2, 3, 4, 5, 6]) == (1, 6)
    assert interval([9, 1, 2, 8, 3, 7, 4, 6, 5]) == (2, 8)
    assert ratio([1.0, 1.0], [2.0, 2.0]).words == "too few rounds"


@pytest.mark.parametrize("n", [6, 9, 14, 25])
def test_the_interval_holds_the_median_as_often_as_it_says(n: int) -> None:
    rng = np.random.default_rng(n)
    draws = np.exp(rng.normal(size=(4000, n))) + rng.exponential(size=(4000, n)) ** 2  # skewed
    true = np.median(np.exp(rng.normal(size=10**6)) + rng.exponential(size=10**6) ** 2)
    hits = [low <= true <= high for low, high in map(interval, draws)]  # type: ignore[misc]
    assert np.mean(hits) >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 4000)


def test_spread_is_median_and_quartiles() -> None:
    found = quartiles([5.0, 1.0, 4.0, 2.0, 3.0])
    assert (found.quartile1, found.median, found.quartile3, found.n) == (2, 3, 4, 5)


@pytest.mark.parametrize("p", [0.5, 1.0, 2.0, 3.0])
def test_the_exponent_is_that_of_the_upper_half(p: float) -> None:
    sizes = [2.0**k for k in range(11)]
    flat_below = [max(3e-5, 1e-5 * (size / 16) ** p) for size in sizes]
    upper = [1e-5 * size**p if k >= 5 else 1.0 for k, size in enumerate(sizes)]
    assert exponent(sizes, upper) == pytest.approx(p)
    assert exponent(sizes, [1e-5 * size**p for size in sizes]) == pytest.approx(p)
    found = exponent(sizes, flat_below)
    assert found is not None
    assert found <= p + 1e-9
    assert exponent(sizes[:2], upper[:2]) is None


# Cases.


def test_cases_have_names_of_their_own() -> None:
    names = [case.name for case in (*rows(), *growth())]
    assert len(set(names)) == len(names)
    assert {case.name for case in select(quick=True)} == set(QUICK)
    assert "bench/2-4-1/400/float64/1-thread" in names
    assert "bench/256x9-1/512/float32/2-threads" in names


def test_every_step_of_a_sweep_doubles_one_thing() -> None:
    for series in {case.series for case in growth()}:
        sizes = [abscissa(case) for case in growth() if case.series == series]
        assert all(after == 2 * before for before, after in pairwise(sizes))
        work = [operations(c.sizes, c.examples) for c in growth() if c.series == series]
        assert work[-1] >= 1000 * work[0]  # three decades


def test_the_arrays_do_not_depend_on_threads() -> None:
    for one, two in combinations((BenchCase((3, 4, 1), 9, threads=t) for t in (1, 2)), 2):
        assert one.drawn().sha256 == two.drawn().sha256
    assert TINY.drawn().sha256 != BenchCase((2, 4, 1), 41).drawn().sha256


def test_jax_without_jit_takes_part_in_small_cases_only() -> None:
    assert "jax eager" in entered(TINY)
    assert "jax eager" not in entered(BenchCase((784, 256, 1), 5))


def test_the_floor_does_the_products_that_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes, m, counted = (5, 4, 3, 1), 7, []
    real = np.matmul

    def counting(left: Any, right: Any, out: Any) -> Any:
        counted.append(2 * left.shape[0] * left.shape[1] * right.shape[1])
        return real(left, right, out=out)

    parameters = BenchCase(sizes, m).drawn().parameters
    W = [parameters[f"W{l}"] for l in (1, 2, 3)]
    call = products(W, np.ones((5, m)))
    monkeypatch.setattr(np, "matmul", counting)
    call()
    assert len(counted) == 8  # three forward, three for dW, two for dA
    assert sum(counted) == operations(sizes, m) == 2 * m * (2 * 20 + 3 * 12 + 3 * 3)


def planted(case: BenchCase, times: dict[str, float]) -> list[Timing]:
    """Rows of nine rounds without noise."""
    return [
        Timing(
            case.name, name, "tanh", "agrees", n=9, median=t, samples=(t,) * 9,
            ratio=t / times[HAND], floor_share=times[FLOOR] / t if FLOOR in times else None,
        )
        for name, t in times.items()
    ]  # fmt: skip


def test_the_standing_is_against_the_fastest_framework() -> None:
    case = next(rows())
    times = {HAND: 1.0, "torch eager matrix": 3.0, "jax jit": 2.0, FLOOR: 0.5, PASS: 0.125}
    (standing,) = standings([case], planted(case, times))
    assert (standing.fastest.contender, standing.words) == ("jax jit", "hand faster")
    assert (standing.ratio.low, standing.ratio.median, standing.ratio.high) == (2.0, 2.0, 2.0)
    assert (standing.rest, standing.passes) == (0.5, 4.0)


def test_the_prepared_form_stands_for_by_hand_where_there_is_one() -> None:
    case = next(rows())
    (standing,) = standings([case], planted(case, {HAND: 1.0, PREPARED: 0.5, "jax jit": 0.75}))
    assert (standing.hand.contender, standing.ratio.median) == (PREPARED, 1.5)
    assert standing.words == "hand faster"


def test_the_sentences_name_the_worst_rows() -> None:
    cases = [BenchCase((2, 4, 1), 400), BenchCase((30, 1), 569), BenchCase((512, 512, 1), 2048)]
    found = [
        *planted(cases[0], {HAND: 1.0, "jax jit": 8.0}),
        *planted(cases[1], {HAND: 1.0, "torch.compile": 2.0}),
        *planted(cases[2], {HAND: 1.0, "jax jit": 0.5, FLOOR: 0.75}),
    ]
    small, large, floor = summary(cases, found)
    assert small.startswith("Nets up to 64 wide, 2 rows: the fastest framework takes 4.00 times")
    assert small.endswith(
        "at least 2.00 (2.00 to 2.00) (torch.compile, bench/30-1/569/float64/1-thread); "
        "0 below 1.5."
    )
    assert large.startswith("Larger nets, 1 row, against the fastest framework: hand slower on 1.")
    assert "75% of the floor at least" in floor
    assert floor.endswith("; 1 below 90%.")
    (lost,) = missed(standings(cases, found))
    assert bounded_by(lost) == "the products"
    assert which(lost) == "slower than jax jit, below 90% of the floor"


@pytest.mark.parametrize(("times", "misses"), [(1.4999, 1), (1.5, 0), (0.5, 1)])
def test_a_small_net_that_is_hardly_faster_misses_the_bar(times: float, misses: int) -> None:
    found = standings([TINY], planted(TINY, {HAND: 1.0, "jax jit": times}))
    assert len(missed(found)) == misses
    said = "slower than jax jit" if times < 1 else f"{times:.3f} times as fast as jax jit, not 1.5"
    assert [which(row) for row in missed(found)] == [said] * misses
    assert summary([TINY], planted(TINY, {HAND: 1.0, "jax jit": times}))[0].endswith(
        f"; {misses} below 1.5."
    )


LONG = BenchCase((512, 512, 1), 2048)


@pytest.mark.parametrize(("floor", "misses"), [(0.89, 1), (0.91, 0)])
def test_a_long_row_far_from_the_floor_misses_the_bar(floor: float, misses: int) -> None:
    times = {HAND: 1.0, "jax jit": 2.0, FLOOR: floor, PASS: 0.01}
    assert len(missed(standings([LONG], planted(LONG, times)))) == misses
    assert missed(standings([TINY], planted(TINY, times))) == []  # there, the floor bounds nothing


def test_the_passes_say_what_of_the_floor_they_leave() -> None:
    times = {HAND: 1.0, "jax jit": 2.0, FLOOR: 0.8, PASS: 0.04}
    (row,) = missed(standings([LONG], planted(LONG, times)))
    assert row.passes == pytest.approx(5.0)
    assert left_by_passes(row) == pytest.approx(0.8 / (0.8 + 6 * 0.04))
    table = bounded([row])
    assert LONG.name in table
    assert "| 5.0 " in table
    assert "| 76.9% " in table


def grown(**times: tuple[float, ...]) -> list[Growth]:
    """A sweep of three steps."""
    sizes = (16, 32, 64)
    return [
        Growth(WIDTH, n.replace("_", " "), exponent(sizes, t), sizes, t) for n, t in times.items()
    ]


def test_the_largest_exponent_is_explained_by_the_share_of_the_products() -> None:
    products, slow = (1.0, 4.0, 16.0), (10.0, 20.0, 64.0)
    (said,) = steepest(grown(hand_prepared=(2.0, 6.0, 20.0), jax_jit=slow, floor=products))
    assert "hand prepared 50% to 80%, jax jit 10% to 25%. By hand grows fastest" in said
    (said,) = steepest(grown(hand_prepared=(20.0, 60.0, 200.0), jax_jit=slow, floor=products))
    assert said.endswith("hand prepared 5% to 8%, jax jit 10% to 25%.")
    assert steepest(grown(hand_prepared=slow, jax_jit=(2.0, 6.0, 20.0), floor=products)) == [""]


def test_the_sentences_say_exponents_and_trainings() -> None:
    steps = [case for case in growth() if case.series == WIDTH]
    found = [
        row
        for case in steps
        for row in planted(case, {HAND: abscissa(case) ** 2.0, "jax jit": abscissa(case) ** 1.5})
    ]
    assert summary(steps, found) == [
        "growth/width: exponent 2.00 by hand, 1.50 (jax jit) to 1.50 (jax jit)."
    ]
    (training,) = TRAININGS
    (said,) = summary([training], planted(training, {HAND: 0.4, "optax one loop": 0.8}))
    assert said.startswith(
        "10,000 steps on 2-4-1 with 400 examples: 400 ms by hand; optax one loop"
    )
    assert "2.00 (2.00 to 2.00) times as long" in said


@pytest.mark.parametrize("case", [BenchCase((30, 1), 7), TINY, BenchCase((3, 5, 4, 2), 7)])
def test_the_prepared_form_takes_part_and_answers_as_the_other_does(case: BenchCase) -> None:
    assert PREPARED in entered(case)
    drawn = case.drawn()
    own, fast = hand(drawn, 1), prepared(drawn, 1)
    expected, given = own.answer(own.call()), fast.answer(fast.call())
    assert expected is not None
    assert given is not None
    for name, value in expected.derivatives.items():
        np.testing.assert_allclose(given.derivatives[name], value, rtol=1e-12, err_msg=name)
        assert np.shape(given.derivatives[name]) == np.shape(drawn.parameters[name])


def test_one_pass_writes_every_activation_once(monkeypatch: pytest.MonkeyPatch) -> None:
    written, real = [], np.multiply

    def noting(left: Any, right: Any, out: Any) -> Any:
        written.append(out.shape)
        return real(left, right, out=out)

    W = [np.ones((4, 5)), np.ones((3, 4)), np.ones((1, 3))]
    call = elementwise(W, np.ones((5, 7)))
    monkeypatch.setattr(np, "multiply", noting)
    call()
    assert written == [(4, 7), (3, 7), (1, 7)]


def test_deadlines_share_the_budget() -> None:
    assert list(deadlines(100.0, 40.0, 4)) == [110.0, 120.0, 130.0, 140.0]


def test_every_contender_has_a_look() -> None:
    assert set(LOOKS) == set(CONTENDERS) - {PASS}


def test_a_busy_machine_is_told() -> None:
    row = Timing(TINY.name, HAND, "tanh", "agrees", n=9, median=1.0, cores=0.6)
    (said,) = disturbed([row, replace(row, contender=FLOOR, cores=0.7)])
    assert said.startswith(
        "The machine was busy with something else: by hand and the products alone"
    )
    assert "0.65 of a core" in said
    assert disturbed([replace(row, cores=0.99)]) == []
    assert disturbed([]) == []
