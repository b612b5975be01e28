"""Two runs of the same command differ in nothing but times."""

import json
from typing import Any

from parity import run

CASES = (
    "logistic/vectorised/float*",
    "deep/5-4-6-1/*/dropout/float32",
    "training/logistic/float64",
)


def without_times(text: str) -> Any:
    value = json.loads(text)
    for case in value["cases"]:
        assert all(seconds > 0 for seconds in case.pop("seconds").values())
    return value


def test_verdicts_roundoffs_and_digests_are_the_same() -> None:
    first, second = (without_times(run(CASES).to_json()) for _ in range(2))
    assert len(first["cases"]) == 4
    assert first == second
