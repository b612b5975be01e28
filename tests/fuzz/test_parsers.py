"""A small share of `make fuzz` in every test run."""

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzz.parsers import PARSERS, Parser

SHARE = 200


@pytest.mark.filterwarnings("ignore")  # of NumPy about damaged archives, of Python about escapes
@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_whatever_comes_is_read_or_refused(parser: Parser) -> None:
    @settings(max_examples=SHARE, suppress_health_check=list(HealthCheck), database=None)
    @given(parser.inputs)
    def fuzz(value: object) -> None:
        parser.try_on(value)

    fuzz()
