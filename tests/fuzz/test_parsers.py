"""A small share of `make fuzz` in every test run."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz.parsers import MANIFEST, PARSERS, TENSORS, Parser

SHARE = 200


@pytest.mark.filterwarnings("ignore")  # of NumPy about damaged archives, of Python about escapes
@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_whatever_comes_is_read_or_refused(parser: Parser) -> None:
    @settings(
        max_examples=SHARE,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate],  # the input as it came: to make it smaller takes minutes
    )
    @given(parser.inputs)
    def fuzz(value: object) -> None:
        parser.takes(value)

    fuzz()


def test_what_is_valid_is_taken() -> None:
    valid = {"manifests of vectors": MANIFEST, "results as tensors": TENSORS}
    for parser in PARSERS:
        if parser.name in valid:
            assert parser.refusal(valid[parser.name]) == ""
