"""The pytest plugin, in real pytest runs of other projects."""

import os
import tomllib
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

PARABOLA = '''"""A parabola."""
import numpy as np

def cost(W: "n"):
    Z = 3 * W
    return np.sum(Z**2)

def gradients(W, Z):
    dZ = 2 * Z
    dW = FACTOR * dZ
    return dict(dW=dW, dZ=dZ)
'''
RIGHT, WRONG = PARABOLA.replace("FACTOR", "3"), PARABOLA.replace("FACTOR", "4")
DEEP = WRONG.replace("cost", "cost_deep").replace("gradients", "gradients_deep")
NOTE = f"# A note\n\n```python\n{DEEP}```\n"
INI = """
[pytest]
parity_files = derivations/*.py notes/*.md
parity_witnesses = certified
parity_draws = 1
"""
FIXTURE = """
def cost(W):
    import numpy as np
    return np.sum(W ** 2)

def right(W):
    dW = 2 * W
    return {"dW": dW}

def wrong(W):
    dW = 3 * W
    return {"dW": dW}

def test_right(parity):
    parity.assert_agrees(cost, right, shapes={"W": "n"})

def test_wrong(parity):
    parity.assert_agrees(cost, wrong, shapes={"W": "n"})

def test_check(parity):
    assert parity.check(cost, wrong, shapes={"W": "n"}).verdict == "disagrees"

def test_options(parity):
    found = parity.check(cost, right, {"W": "n"}, seed=3)
    assert {f.case for f in found.findings} == {f"{found.label}/draw-0/float{b}" for b in (32, 64)}
    assert {f.who for f in found.findings} == {"hand"}

def test_run(parity):
    assert parity.run(["logistic/graph"]).verdict == "agrees"
"""


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project that uses the plugin and no other one."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    pytester.makeini(INI)
    return pytester


def file(project: pytest.Pytester, name: str, text: str) -> None:
    path = project.path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def ran(project: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """pytest in a process of its own, warnings as errors."""
    plugin = ("-p", "parity.pytest_plugin", "-p", "no:cacheprovider")
    return project.runpytest_subprocess(*plugin, "-W", "error", *arguments)


def test_every_quantity_is_a_test_whose_failure_is_its_report(project: pytest.Pytester) -> None:
    file(project, "derivations/net.py", RIGHT)
    file(project, "notes/net.md", NOTE)
    result = ran(project, "-v", "--parity-report", "out/parity.md")
    result.assert_outcomes(passed=5, failed=1)
    lines = result.outlines
    for name in ("J", "dZ", "dW"):
        assert any(line.startswith(f"derivations/net.py::net.py::{name} PASSED") for line in lines)
    result.stdout.fnmatch_lines(
        [
            "notes/net.md::net.md:deep::J PASSED*",
            "notes/net.md::net.md:deep::dZ PASSED*",
            "notes/net.md::net.md:deep::dW FAILED*",
            "*_ net.md:deep: dW _*",
            "notes/net.md:13: dW disagrees",
            "*13  dW  wrong *dW = 4 * dZ",
            "* the truth is *",
            "*4 stands where 3 belongs",
            "*try  dW = 3 * dZ",
        ]
    )
    assert "Traceback" not in str(result.stdout)
    assert "parity/pytest_items.py" not in str(result.stdout)
    report = (project.path / "out/parity.md").read_text()
    cells = [[cell.strip() for cell in line.split("|")[1:3]] for line in report.splitlines()]
    assert ["derivations/net.py::net.py", "agrees"] in cells
    assert ["notes/net.md::net.md:deep", "disagrees"] in cells
    assert "dW = 3 * dZ" in report


COUNTING = """
import os
from parity.own import calling

real = calling.check_requests

def counted(requests, options):
    with open("checks", "a") as log:
        log.write(f"{os.getpid()} {requests[0].label}\\n")
    return real(requests, options)

calling.check_requests = counted
"""


def test_with_xdist_each_process_checks_a_derivation_once(project: pytest.Pytester) -> None:
    file(project, "derivations/net.py", RIGHT)
    file(project, "notes/net.md", NOTE)
    file(project, "test_fixture.py", FIXTURE)
    file(project, "conftest.py", COUNTING)
    result = ran(project, "-p", "xdist", "-n", "2", "--parity-report", "parity.md")
    result.assert_outcomes(passed=9, failed=2)
    checks = (project.path / "checks").read_text().splitlines()
    of_files = [line for line in checks if not line.endswith("test_fixture.py")]
    assert {line.split()[1] for line in of_files} == {"net.py", "net.md:deep"}
    assert len(of_files) == len(set(of_files))
    report = (project.path / "parity.md").read_text()
    heads = [line for line in report.splitlines() if line.startswith("## ")]
    assert heads == [
        "## derivations/net.py::net.py",
        "## notes/net.md::net.md:deep",
        *(f"## test_fixture.py::test_{name}" for name in ("check", "options", "right")),
        *(f"## test_fixture.py::test_{name}" for name in ("run", "wrong")),
        "## Environment",
    ]


def test_the_fixture_fails_with_the_report_and_the_line_of_the_test(
    project: pytest.Pytester,
) -> None:
    file(project, "derivations/net.py", RIGHT)
    file(project, "notes/net.md", NOTE)
    file(project, "test_fixture.py", FIXTURE)
    result = ran(project, "test_fixture.py")
    result.assert_outcomes(passed=4, failed=1)
    result.stdout.fnmatch_lines(
        [
            '>       parity.assert_agrees(cost, wrong, shapes={"W": "n"})',
            "E       AssertionError: test_fixture.py",
            "E *11  dW  wrong *dW = 3 * W",
            "E * try  dW = 2 * W",
            "test_fixture.py:18: AssertionError",
        ]
    )


def test_what_cannot_be_collected_says_so_in_one_sentence(project: pytest.Pytester) -> None:
    file(project, "derivations/alone.py", "def cost(W: 'n'):\n    return W.sum()\n")
    file(project, "derivations/shapeless.py", RIGHT.replace(': "n"', ""))
    file(project, "notes/net.md", NOTE.replace("2 * Z", "2 *"))
    result = ran(project)
    result.assert_outcomes(errors=3)
    result.stdout.fnmatch_lines(
        [
            "derivations/alone.py:1: cost stands alone: there is no function gradients;*",
            "derivations/shapeless.py:4: argument 'W' has no shape; annotate it,*",
            "notes/net.md:12: this is no Python: invalid syntax; mend the line",
        ]
    )
    assert "Traceback" not in str(result.stdout)


LOOPED = """
import numpy as np

def cost(W: "n"):
    return np.sum(W**2)

def gradients(W):
    dW = np.zeros_like(W)
    for i in range(len(W)):
        dW[i] = 3 * W[i]
    return dict(dW=dW)
"""


def test_where_lines_are_not_isolated_the_worst_component_is_told(
    project: pytest.Pytester,
) -> None:
    project.makeini(INI.replace("notes/*.md", ""))
    file(project, "derivations/loop.py", LOOPED)
    result = ran(project)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "derivations/loop.py: dW disagrees",
            "  hand disagrees: * at [[]*[]], the truth is *, * roundoffs apart (limit 72.0) in *",
            "  note: gradients is no straight-line code, so its lines are not isolated",
        ]
    )


def test_what_was_not_run_does_not_pass(project: pytest.Pytester) -> None:
    file(project, "derivations/fft.py", RIGHT.replace("np.sum(Z**2)", "np.sum(np.fft.fft(Z).real)"))
    file(project, "notes/net.md", NOTE)
    result = ran(project, "derivations/fft.py")
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(["derivations/fft.py: J not run", "*cannot run np.fft.fft*"])


def test_files_outside_testpaths_are_tests_but_no_modules(project: pytest.Pytester) -> None:
    project.makeini(INI + "testpaths = tests\n")
    file(project, "tests/test_nothing.py", "def test_nothing():\n    pass\n")
    here = "import os\nopen('executed', 'a').write(f'{os.getpid()} {os.getppid()}\\n')\n"
    file(project, "derivations/net.py", RIGHT + here)
    file(project, "notes/net.md", NOTE)
    result = ran(project)
    result.assert_outcomes(passed=6, failed=1)
    executed = [line.split() for line in (project.path / "executed").read_text().splitlines()]
    assert len(executed) == 2
    assert len({parent for _, parent in executed}) == 1, "pytest's own process imported it"


@pytest.mark.parametrize(
    ("ini", "sentence"),
    [
        (
            "parity_files = derivation/*.py",
            "*parity_files has 'derivation/[*].py', which matches no*",
        ),
        ("parity_draws = many", "*parity_draws is 'many', expected a number*"),
    ],
)
def test_a_mistake_in_the_ini_file_is_bad_usage(
    project: pytest.Pytester, ini: str, sentence: str
) -> None:
    project.makeini(f"[pytest]\n{ini}\n")
    result = ran(project)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([sentence])


def test_a_report_that_cannot_be_written_is_refused_first(project: pytest.Pytester) -> None:
    project.makeini("[pytest]\n")
    file(project, "taken", "a file")
    result = ran(project, "--parity-report", "taken/parity.md")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--parity-report: cannot write into *taken*"])


HEAVY = """
import sys
def pytest_unconfigure():
    heavy = ("numpy", "torch", "jax", "click", "cloudpickle", "reference", "parity.own")
    print("heavy:", [name for name in heavy if name in sys.modules])
"""


def test_in_a_project_that_does_not_use_it_nothing_is_imported(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes by its entry point, as pyproject.toml has it."""
    with (Path(__file__).parents[2] / "pyproject.toml").open("rb") as opened:
        points = tomllib.load(opened)["project"]["entry-points"]["pytest11"]
    info = pytester.path / "site" / "installed-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: installed\nVersion: 1.0\n")
    listed = "\n".join(f"{name} = {module}" for name, module in points.items())
    (info / "entry_points.txt").write_text(f"[pytest11]\n{listed}\n")
    monkeypatch.setenv("PYTHONPATH", f"{info.parent}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    pytester.makepyfile("def test_it(parity):\n    pass\n")
    pytester.makeconftest(HEAVY)
    result = pytester.runpytest_subprocess("--collect-only", "-s")
    result.stdout.fnmatch_lines(["*test_it*", "heavy: []"])
    assert "parity_files" in str(pytester.runpytest_subprocess("--help").stdout)
