"""The pytest plugin: derivations in files as tests, the fixture `parity`, a report of both.

    [tool.pytest.ini_options]
    parity_files = ["derivations/*.py", "notes/*.md"]

Nothing heavy is imported until something is checked.
"""

import glob
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from parity.errors import InputError
from parity.pytest_fixture import OnTrial
from parity.pytest_items import DerivationFile, NoModule
from parity.pytest_session import ON_TRIAL, Session


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options are of the project, in its ini file; only the report's place is of a run."""
    group = parser.getgroup("parity", "hand-derived gradients")
    group.addoption(
        "--parity-report",
        type=Path,
        metavar="PATH",
        help="write what parity finds in this session, as tables in Markdown",
    )
    lists = {
        "parity_files": "derivations that are tests: globs, seen from rootdir",
        "parity_witnesses": "who is asked: some of torch, jax, certified, differences",
    }
    for name, words in lists.items():
        parser.addini(name, words, type="args", default=[])
    parser.addini("parity_draws", "points for each derivation and dtype", default="5")
    parser.addini("parity_seconds", "time limit for every answer", default="60")


def pytest_configure(config: pytest.Config) -> None:
    """Read the options."""
    config.stash[ON_TRIAL] = Session(
        draws=number(config, "parity_draws", int),
        seconds=number(config, "parity_seconds", float),
        witnesses=tuple(config.getini("parity_witnesses")) or None,
    )


def number(config: pytest.Config, name: str, kind: type) -> Any:
    """A number from the ini file; its size is looked at where it is used."""
    text = config.getini(name)
    try:
        return kind(text)
    except ValueError:
        raise pytest.UsageError(f"{name} is {text!r}, expected a number") from None


@pytest.hookimpl(tryfirst=True)  # before xdist hands the arguments on
def pytest_sessionstart(session: pytest.Session) -> None:
    """Find the files; those that testpaths leaves out are tests all the same."""
    config, state = session.config, session.config.stash[ON_TRIAL]
    state.files = frozenset(
        path for pattern in config.getini("parity_files") for path in matches(config, pattern)
    )
    if config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        folders = [config.invocation_params.dir / arg for arg in config.args]
        config.args += sorted(
            str(path) for path in state.files if not any(map(path.is_relative_to, folders))
        )
    if (path := config.getoption("parity_report")) is not None:
        refusing(path)


def matches(config: pytest.Config, pattern: str) -> Iterator[Path]:
    """The files of a glob; one without any is a mistake that would go unnoticed."""
    found = [
        path
        for name in glob.glob(pattern, root_dir=config.rootpath, recursive=True)
        if (path := config.rootpath / name).is_file()
    ]
    if not found:
        raise pytest.UsageError(
            f"parity_files has {pattern!r}, which matches no file in {config.rootpath}; "
            "mend the glob"
        )
    yield from found


def refusing(path: Path) -> None:
    """A report that cannot be written is refused before the work is done."""
    from parity.files import writable

    try:
        writable(path.absolute().parent)
    except InputError as error:
        raise pytest.UsageError(f"--parity-report: {error}") from None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A derivation."""
    if file_path not in parent.config.stash[ON_TRIAL].files:
        return None
    return DerivationFile.from_parent(parent, path=file_path)


def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> pytest.Module | None:
    """A derivation that is named as an argument is not imported for that."""
    patterns = parent.config.getini("python_files")
    if module_path not in parent.config.stash[ON_TRIAL].files or any(
        fnmatch(module_path.name, pattern) for pattern in patterns
    ):
        return None
    return NoModule.from_parent(parent, path=module_path)


@pytest.fixture(name="parity")
def on_trial(request: pytest.FixtureRequest) -> OnTrial:
    """parity.check, .assert_agrees, .check_function and .run with the options of the ini file."""
    return OnTrial(request.node.nodeid, request.config.stash[ON_TRIAL])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """What a process of pytest-xdist found; one that crashed has nothing to say."""
    del error
    node.config.stash[ON_TRIAL].found |= getattr(node, "workeroutput", {}).get("parity", {})


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand over what was found, or write it."""
    config, state = session.config, session.config.stash[ON_TRIAL]
    output = getattr(config, "workeroutput", None)  # in a process of pytest-xdist
    path = config.getoption("parity_report")
    if output is not None:
        output["parity"] = state.found
    elif path is not None:
        from parity.pytest_report import write

        write(path, state.found)


def pytest_unconfigure() -> None:
    """End the witnesses' processes, if there are any."""
    if (kept := sys.modules.get("parity.own.kept")) is not None:
        kept.KEPT.close()
