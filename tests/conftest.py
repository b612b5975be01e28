"""Hypothesis: no deadline, since machines differ; in CI the same examples on every run.

Many more examples: pytest --hypothesis-profile thorough. Few, and the first failure as it is,
for the mutation run, where any failure will do.
"""

import gc
import os
import signal
from collections.abc import Generator

import pytest
from hypothesis import Phase, settings

settings.register_profile("local", deadline=None, max_examples=30)
settings.register_profile("ci", deadline=None, max_examples=30, derandomize=True, database=None)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.register_profile(
    "mutation",
    deadline=None,
    max_examples=10,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
)
settings.load_profile("ci" if os.environ.get("CI") else "local")

# A shell's background jobs are born deaf to Ctrl-C, and so would be what tests start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Modules and frameworks are there to stay: looking for what is waste takes a third of it."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
