"""Every JSON object that is printed or written is what its schema says, and no more."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from parity import breast_cancer
from parity.breast_cancer_report import as_json
from parity.cost.nets import costs
from parity.documents import printed
from parity.own.check_report import as_json as check_json
from parity.report import conventions_json
from parity.witnesses.silence import Silence
from tests.parity.own_trials import checked
from tests.parity.schemas import SCHEMAS, problems

ROOT = Path(__file__).parents[2]


def output(*arguments: str) -> dict[str, Any]:
    """What a command prints as JSON, in a process of its own."""
    command = [sys.executable, "-m", "parity", *arguments, "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    value: dict[str, Any] = json.loads(done.stdout)
    return value


@pytest.fixture(scope="module")
def run() -> dict[str, Any]:
    return output("run", "logistic/graph", "per-example/logistic", "training/logistic/float64")


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_a_schema_has_one_name_everywhere() -> None:
    said = {
        name.partition(".")[0]: {schema["title"].partition(":")[0], kind["const"]}
        for name, schema in SCHEMAS.items()
        if (kind := schema["properties"].get("schema"))
    }
    assert said == {name: {f"parity-{name}/1"} for name in said}
    sources = [path.read_text() for path in (ROOT / "parity").rglob("*.py")]
    named = {name for text in sources for name in re.findall(r"\bparity-([a-z-]+)/\d", text)}
    assert {"sweep-case", "detection-mutant", "findings"} <= named <= set(said)


def objects(schema: Any) -> list[dict[str, Any]]:
    """Every part of a schema that lists an object's members."""
    parts = list(schema.values()) if isinstance(schema, dict) else schema
    inner = [found for part in parts if isinstance(part, (dict, list)) for found in objects(part)]
    ours = isinstance(schema, dict) and isinstance(schema.get("required"), list)
    return [schema, *inner] if ours else inner


@pytest.mark.parametrize("name", SCHEMAS)
def test_no_object_of_ours_has_members_that_are_not_listed(name: str) -> None:
    found = objects(SCHEMAS[name])
    assert found
    for part in found:
        assert part["additionalProperties"] is False
        assert set(part["required"]) <= set(part["properties"])


# Everything else is always there. A priority is told where time was taken, scikit-learn where it
# was asked; a case of vectors has the settings of its cost.
MAY_BE_ABSENT = {
    "environment.json": {"priority", "scikit-learn"},
    "vectors.json": {"activations", "hidden", "keep", "lam", "loss"},
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_member_is_required_if_it_is_always_there(name: str) -> None:
    optional = [part["properties"].keys() - part["required"] for part in objects(SCHEMAS[name])]
    assert set().union(*optional) == MAY_BE_ABSENT.get(name, set())


def test_run(run: dict[str, Any]) -> None:
    assert problems(run) == []
    assert run["summary"]["cases"] == len(run["cases"]) == 5


@pytest.mark.parametrize(
    "spoil",
    [
        lambda value: value["findings"][0].update(verdict="fine"),
        lambda value: value["findings"][0].update(extra=1),
        lambda value: value["findings"][0].pop("roundoffs"),
        lambda value: value["findings"][0].update(roundoffs=-1.0),
        lambda value: value["findings"][0]["worst"].update(index=[0.5]),
        lambda value: value["cases"][0].update(sha256="abc"),
        lambda value: value["cases"][0].update(seed=None),
        lambda value: value["environment"].pop("cpu"),
        lambda value: value.pop("summary"),
    ],
)
def test_a_spoilt_object_is_noticed(run: dict[str, Any], spoil: Any) -> None:
    value = json.loads(json.dumps(run))
    spoil(value)
    assert len(problems(value)) == 1


@pytest.mark.parametrize("mistake", ["dw = X @ dE", "dw = 2 * X @ dE.T", "raise ValueError('no')"])
def test_check(tmp_path: Path, mistake: str) -> None:
    program = (
        'import numpy as np\ndef cost(w: "n 1", X: "n m", Y: "1 m"):\n'
        "    E = w.T @ X - Y\n    return np.sum(E**2) / 2\n"
        f"def gradients(X, E):\n    dE = E\n    {mistake}\n    return dict(dw=dw, dE=dE)\n"
    )
    check = checked(tmp_path, program, draws=2)
    value = json.loads(check_json([check]))
    assert problems(value) == []
    assert value["derivations"][0]["verdict"] == "disagrees"
    value["derivations"][0].update(verdict="fine")
    assert len(problems(value)) == 1


def test_sweep() -> None:
    value = output("sweep", "--cases", "4", "--seed", "1")
    assert problems(value) == []
    assert all(len(row["counts"]) == len(value["bins"]) for row in value["rows"])


def test_witnesses() -> None:
    assert problems(output("witnesses")) == []


def test_cost() -> None:
    from parity.cost.nets import COLUMNS

    rows = list(costs(nets=((7, 64),)))
    assert problems(json.loads(printed("cost", rows, COLUMNS, "json", start_up=[]))) == []


def test_conventions() -> None:
    value = json.loads(conventions_json({"torch": Silence("torch is not installed")}))
    assert problems(value) == []
    assert value["slopes"]
    assert value["edges"]
    assert value["growths"]
    assert value["not run"] == {"torch": "torch is not installed"}


def test_breast_cancer() -> None:
    data = breast_cancer.load()
    run, end = breast_cancer.train_logistic(data, lam=0.1, steps=3)
    value = json.loads(as_json(data, [run], breast_cancer.agreement(data, end)))
    assert problems(value) == []
    assert value["verdict"] == "disagrees"  # three steps are not enough


def test_the_wheel_holds_the_schemas(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {f"parity/schemas/{name}" for name in SCHEMAS} <= set(names)
