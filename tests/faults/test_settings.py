"""A user's settings change no verdict, and are afterwards what they were."""

import json
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from parity.catalogue import everything
from parity.kinds import KINDS
from parity.training import AnyCase


def found(how: str, **variables: str) -> dict[str, Any]:
    """What the user's process found, with these variables."""
    given = {name: value for name, value in os.environ.items() if name != "JAX_ENABLE_X64"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.users_settings", how],
        env={**given, **variables}, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    value: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return value


def test_verdicts_and_settings_stay() -> None:
    usual = found("usual", OMP_NUM_THREADS="1", PYTHONHASHSEED="0")
    strange = found("strange", OMP_NUM_THREADS="2", PYTHONHASHSEED="random", JAX_ENABLE_X64="1")
    single = found("usual", JAX_ENABLE_X64="0")  # what JAX does anyway, but asked for
    assert usual["changed"] == strange["changed"] == single["changed"] == []
    assert usual["verdicts"] == strange["verdicts"] == single["verdicts"]
    assert usual["lines"] == strange["lines"] == single["lines"]
    assert {verdict for *_, verdict, _ in usual["verdicts"]} == {"agrees", "disagrees"}
    assert usual["lines"][0][:2] == ["dw", "wrong"]
    assert {who for _, _, who, _, _ in usual["verdicts"]} == {"hand", "torch", "jax"}


@pytest.mark.parametrize("case", list(everything()), ids=lambda case: case.name)
def test_the_reference_raises_no_floating_point_flag(case: AnyCase) -> None:
    with np.errstate(all="raise"):
        KINDS[case.kind].by_hand(case)
