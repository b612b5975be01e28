"""A folder of vectors from somebody else, which is not what parity vectors would write."""

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save, save_file

from parity.errors import InputError
from parity.vectors.folder import MANIFEST
from parity.vectors.verify import verify
from tests.parity.vectors_written import DEEP, LOGISTIC, all_written, file_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return all_written(tmp_path_factory.mktemp("vectors"))


def damaged(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    value = json.loads((folder / MANIFEST).read_text())
    change(value)
    (folder / MANIFEST).write_text(json.dumps(value))


def of_logistic(value: dict[str, Any]) -> dict[str, Any]:
    """What a manifest says of LOGISTIC."""
    found: dict[str, Any] = next(entry for entry in value["cases"] if entry["case"] == LOGISTIC)
    return found


def doctored(folder: Path) -> None:
    """Vectors with another dw, and a manifest that tells of them."""
    tensors = load_file(file_of(folder, LOGISTIC))
    tensors["dw"] = np.nextafter(tensors["dw"], 1)
    save_file(tensors, file_of(folder, LOGISTIC), {"case": LOGISTIC})
    sha256 = hashlib.sha256(file_of(folder, LOGISTIC).read_bytes()).hexdigest()
    damaged(folder, lambda value: of_logistic(value).update(sha256=sha256))


FOLDERS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "no manifest": (lambda folder: (folder / MANIFEST).unlink(), "cannot be read: No such file"),
    "another manifest": (
        lambda folder: damaged(folder, lambda value: value.update(schema="x")),
        "is no parity-vectors/1",
    ),
    "without the case": (
        lambda folder: damaged(folder, lambda value: value["cases"].remove(of_logistic(value))),
        f"has no case {LOGISTIC}",
    ),
    "no cases": (
        lambda folder: damaged(folder, lambda value: value.update(cases={})),
        "has no list 'cases'",
    ),
    "cases of nobody": (
        lambda folder: damaged(folder, lambda value: value.update(cases=[1])),
        r"has cases\[0\] that is no case",
    ),
    "a case twice": (
        lambda folder: damaged(folder, lambda value: value["cases"].append(of_logistic(value))),
        f"has {LOGISTIC} twice",
    ),
    "of another version": (
        lambda folder: damaged(
            folder, lambda value: [e.update(inputs_sha256="0") for e in value["cases"]]
        ),
        "is of another version",
    ),
    "damaged vectors": (
        lambda folder: file_of(folder, LOGISTIC).write_bytes(b"x"),
        "is not the file that manifest.json describes",
    ),
    "vectors and their digest": (lambda folder: doctored(folder), "has dw with other values"),
    "no vectors": (lambda folder: file_of(folder, LOGISTIC).unlink(), "cannot be read: No such"),
}


@pytest.mark.parametrize("fault", FOLDERS)
def test_folders_that_are_no_vectors(folder: Path, tmp_path: Path, fault: str) -> None:
    damage, problem = FOLDERS[fault]
    copy = tmp_path / "vectors"
    copy.mkdir()
    for name in (MANIFEST, file_of(folder, LOGISTIC).name):
        shutil.copy(folder / name, copy / name)
    results = tmp_path / file_of(folder, LOGISTIC).name
    shutil.copy(copy / results.name, results)
    assert verify(copy, results).verdict == "agrees"
    damage(copy)
    with pytest.raises(InputError, match=problem):
        verify(copy, results)


def with_digit_30_changed(digits: str) -> str:
    """Another number that rounds to the same float."""
    return digits[:31] + str((int(digits[31]) + 1) % 10) + digits[32:]


# What the manifest says of LOGISTIC, and a lie in its place.
LIES: dict[str, Callable[[Any], Any]] = {
    "decimals.db[0]": with_digit_30_changed,
    "decimals.dw": lambda digits: digits[:-1],
    "seed": lambda seed: seed + 1,
    "file": lambda name: f"../{name}",
    "parameters[0]": lambda name: f"{name}1",
    "dtype": lambda _: "float32",
    "cost": lambda _: "shallow",
    "shapes.X[1]": float,
    "bits": lambda bits: bits + 1,
    "subgradients": lambda _: ["dw"],
}


def put(value: Any, path: str, change: Callable[[Any], Any]) -> None:
    """Change what stands at a path such as decimals.db[0]."""
    *parts, last = [int(p) if p.isdigit() else p for p in re.findall(r"\w+", path)]
    for part in parts:
        value = value[part]
    value[last] = change(value[last])


@pytest.mark.parametrize("member", LIES)
def test_a_lie_about_the_case_is_told(folder: Path, tmp_path: Path, member: str) -> None:
    copy = shutil.copytree(folder, tmp_path / "vectors")
    damaged(copy, lambda value: put(of_logistic(value), member, LIES[member]))
    with pytest.raises(InputError) as refusal:
        verify(copy, file_of(folder, LOGISTIC))
    told = str(refusal.value).removeprefix(f"{copy / MANIFEST} says ")
    assert re.match(r"[^ ]*" + re.escape(f".{member} is ") + r".+, expected .+; give a", told)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda value: value.update(numpy="exit()"), 'says numpy is "exit()", expected "'),
        (lambda value: value.pop("licence"), "has no licence"),
        (lambda value: value.update(more=1), 'has "more", which does not belong there'),
        (lambda value: value["costs"].update(deep="J = 0"), 'says costs.deep is "J = 0", expected'),
        (
            lambda value: of_logistic(value).update(settings={"lam": 0.5}),
            'has "cases[2].settings.lam", which does not belong there',
        ),
        (lambda value: value["cases"][0].pop("seed"), "has no cases[0].seed"),
        (lambda value: value["cases"][0].update(file="/etc/passwd"), "says cases[0].file is "),
        (
            lambda value: of_logistic(value).update(x=1),
            'has "cases[2].x", which does not belong there',
        ),
    ],
)
def test_a_lie_about_others_is_told(
    folder: Path, tmp_path: Path, change: Callable[[dict[str, Any]], Any], problem: str
) -> None:
    copy = shutil.copytree(folder, tmp_path / "vectors")
    damaged(copy, change)
    with pytest.raises(InputError) as refusal:
        verify(copy, file_of(folder, LOGISTIC))
    assert str(refusal.value).startswith(f"{copy / MANIFEST} {problem}")


@pytest.mark.parametrize(
    ("more", "metadata", "problem"),
    [
        ({"dW9": np.ones(3)}, {"case": LOGISTIC}, f"has 'dW9', which is no tensor of {LOGISTIC}"),
        ({}, {"case": DEEP}, f'says its metadata.case is "{DEEP}", expected "{LOGISTIC}"'),
        ({}, {"case": LOGISTIC, "x": "1"}, 'has "its metadata.x", which does not belong there'),
    ],
)
def test_a_file_holds_nothing_else(
    folder: Path, tmp_path: Path, more: dict[str, Any], metadata: dict[str, str], problem: str
) -> None:
    """Not even where the manifest knows its digest."""
    copy = shutil.copytree(folder, tmp_path / "vectors")
    path = file_of(copy, LOGISTIC)
    path.write_bytes(save({**load_file(path), **more}, metadata))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    damaged(copy, lambda value: of_logistic(value).update(sha256=sha256))
    with pytest.raises(InputError) as refusal:
        verify(copy, file_of(folder, LOGISTIC))
    assert str(refusal.value).startswith(f"{path} {problem}")


def test_other_vectors_may_be_absent_but_not_damaged(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "vectors")
    file_of(copy, DEEP).unlink()
    assert verify(copy, file_of(folder, LOGISTIC)).verdict == "agrees"
    file_of(copy, DEEP).write_bytes(b"x")
    with pytest.raises(InputError, match=f"{file_of(copy, DEEP)} is not the file that manifest"):
        verify(copy, file_of(folder, LOGISTIC))
