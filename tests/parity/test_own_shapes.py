"""What users say of arguments: any text is understood or refused, and drawn as it says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parity.errors import InputError
from parity.own.drawing import draw, draw_sizes
from parity.own.shapes import Shape, parsed

DIMENSIONS = st.one_of(
    st.sampled_from(["n", "m", "n0", "n_1"]),
    st.builds("{}{}{}".format, st.sampled_from("nmk"), st.sampled_from("+-*"), st.integers(1, 9)),
    st.integers(1, 9).map(str),
)
DOMAINS = {
    "": lambda v: np.all(v != 0),
    "normal": lambda v: np.all(v != 0),
    "in {0,1}": lambda v: set(np.unique(v)) <= {0, 1},
    "in {-1, 1, 2.5}": lambda v: set(np.unique(v)) <= {-1, 1, 2.5},
    "in (0, 1)": lambda v: np.all((v > 0) & (v < 1)),
    "in [-2, -1e0]": lambda v: np.all((v > -2) & (v < -1)),
    "> 0": lambda v: np.all(v > 0),
    ">= 3": lambda v: np.all(v >= 3),
    "< -1.5": lambda v: np.all(v < -1.5),
    "<= 0": lambda v: np.all(v < 0),
    "mask p=0.8": lambda v: set(np.unique(v)) <= {0, 1},
    "mask": lambda v: set(np.unique(v)) <= {0, 1},
}
ANNOTATIONS = st.builds(
    lambda dimensions, domain: " ".join([*dimensions, domain]).strip(),
    st.lists(DIMENSIONS, max_size=3),
    st.sampled_from(list(DOMAINS)),
)


@given(st.one_of(st.text(), st.text("nm01 +-*{}()[],<>=.einmaskp-hot\u00b2\u0663", max_size=20)))
def test_any_text_is_understood_or_refused(text: str) -> None:
    found = parsed_or_refused(text)
    if isinstance(found, Shape):
        assert all(size >= 1 for size in found.of(draw_sizes({"W": found}, rng())))
    else:
        assert found.startswith("net.py:2, argument 'W'")
        assert "\n" not in found


def parsed_or_refused(text: str) -> Shape | str:
    try:
        return parsed(text, "net.py:2, argument 'W'")
    except InputError as refusal:
        return str(refusal)


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


@given(st.lists(ANNOTATIONS, min_size=1, max_size=4), st.integers(0, 99))
def test_every_dimension_has_a_size_of_its_own(texts: list[str], seed: int) -> None:
    shapes = {f"A{i}": parsed(text, "here") for i, text in enumerate(texts)}
    sizes = draw_sizes(shapes, np.random.default_rng(seed))
    dimensions = {d for shape in shapes.values() for d in shape.dimensions}
    drawn = [dimension.size(sizes) for dimension in dimensions]
    assert len(set(drawn)) == len(drawn)
    assert min(drawn, default=1) >= 1
    for shape in shapes.values():
        assert draw(shape, sizes, rng()).shape == shape.of(sizes)


@given(st.lists(DIMENSIONS, max_size=2), st.sampled_from(list(DOMAINS)), st.integers(0, 99))
def test_what_is_drawn_keeps_to_its_domain(words: list[str], domain: str, seed: int) -> None:
    shape = parsed(" ".join([*words, domain]), "here")
    sizes = draw_sizes({"A": shape}, np.random.default_rng(seed))
    value = draw(shape, sizes, np.random.default_rng(seed))
    assert value.dtype == float
    assert DOMAINS[domain](value)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(
    ("text", "least"), [("1 m in {0,1}", 2), ("n m mask p=0.99", 2), ("n m in {0, 1, 2}", 3)]
)
def test_all_values_are_there_where_there_is_room(text: str, least: int, seed: int) -> None:
    value = sized(parsed(text, "here"), seed)
    assert len(np.unique(value)) == least


@pytest.mark.parametrize(
    ("text", "axis"), [("k m one-hot", 0), ("m k one-hot", 1), ("k one-hot", 0)]
)
def test_one_hot_has_a_one_in_every_example(text: str, axis: int) -> None:
    value = sized(parsed(text, "here"), 0)
    assert np.all(value.sum(axis=axis) == 1)
    assert set(np.unique(value)) == {0, 1}


def sized(shape: Shape, seed: int) -> np.ndarray:
    """A value, with the sizes of one seed."""
    chance = np.random.default_rng(seed)
    return draw(shape, draw_sizes({"A": shape}, chance), chance)


@pytest.mark.parametrize(
    ("text", "same"), [("n-0", "n"), ("n+0", "n"), ("n*1", "n"), ("03", "3"), ("n, m", "n m")]
)
def test_other_spellings_are_the_same(text: str, same: str) -> None:
    assert parsed(text, "here").dimensions == parsed(same, "here").dimensions
    both = {"A": parsed(text, "here"), "B": parsed(same, "here")}
    sizes = draw_sizes(both, rng())  # an end to the search for distinct sizes
    assert both["A"].of(sizes) == both["B"].of(sizes)
