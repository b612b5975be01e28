"""Balls have 400 bits in all of these tests, unless one asks for more."""

from collections.abc import Iterator

import pytest
from flint import ctx

from .closeness import BITS


@pytest.fixture(autouse=True, scope="module")
def _precise_balls() -> Iterator[None]:
    with ctx.workprec(BITS):
        yield
