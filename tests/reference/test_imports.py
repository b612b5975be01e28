"""`import reference` brings NumPy and nothing else that is not in the standard library."""

import subprocess
import sys

import pytest

PROGRAM = """
import sys
before = set(sys.modules)
import {module}
new = {{name.partition(".")[0] for name in set(sys.modules) - before}}
print(*sorted(new - sys.stdlib_module_names))
"""


def loaded_by(module: str) -> set[str]:
    """What a fresh process has after the import and had not before it."""
    program = PROGRAM.format(module=module)
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    return set(run.stdout.decode().split())


@pytest.mark.parametrize("module", ["reference", "reference.door"])
def test_importing_the_reference_loads_numpy_alone(module: str) -> None:
    assert loaded_by(module) == {"numpy", "reference"}


def test_every_module_is_named_on_the_front_page() -> None:
    import reference

    for name in reference.__all__:
        assert getattr(reference, name).__name__ == f"reference.{name}"
        assert f"\n{name} " in (reference.__doc__ or "")
