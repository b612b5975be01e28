"""Test vectors: rounded correctly, whole, what the manifest says, and of use without Python."""

import hashlib
import json
import runpy
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest
from safetensors.numpy import load_file, save, save_file

from parity.case import Case, digest
from parity.errors import InputError
from parity.trial import hand_answer
from parity.vectors import tensors as tensors_of_a_case
from parity.vectors.folder import MANIFEST, file_name, write_vectors
from parity.vectors.verify import verify
from reference.arrays import Array
from tests.faults import processes
from tests.parity.command_line import parity
from tests.parity.schemas import problems
from tests.parity.vectors_written import CASES, DEEP, LOGISTIC, all_written, file_of

ROOT = Path(__file__).parents[2]
DTYPES = ("float64", "float32")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return all_written(tmp_path_factory.mktemp("vectors"))


@pytest.fixture(scope="module")
def manifest(folder: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    return value


def test_precision_is_raised_where_an_interval_straddles(monkeypatch: pytest.MonkeyPatch) -> None:
    case = next(case for case in CASES if case.name == LOGISTIC)
    plain = tensors_of_a_case.vectors(case)
    monkeypatch.setattr(tensors_of_a_case, "PRECISIONS", (40, *tensors_of_a_case.PRECISIONS))
    again = tensors_of_a_case.vectors(case)
    assert again.bits == plain.bits == 320
    assert digest(again.tensors) == digest(plain.tensors)


# What is in the files.


def by_mpmath(arrays: dict[str, Array]) -> dict[str, list[Any]]:
    """J, dw and db of logistic regression at 80 digits."""
    with mpmath.workdps(80):
        X, Y, w, b = (
            [[mpmath.mpf(float(v)) for v in row] for row in np.atleast_2d(arrays[name])]
            for name in ("X", "Y", "w", "b")
        )
        p, m = len(X), len(X[0])
        Z = [b[0][0] + sum(w[j][0] * X[j][i] for j in range(p)) for i in range(m)]
        A = [1 / (1 + mpmath.exp(-z)) for z in Z]
        J = sum(
            -y * mpmath.log(a) - (1 - y) * mpmath.log(1 - a) for a, y in zip(A, Y[0], strict=True)
        )
        dZ = [(a - y) / m for a, y in zip(A, Y[0], strict=True)]
        dw = [sum(dZ[i] * X[j][i] for i in range(m)) for j in range(p)]
        return {"J": [J / m], "dZ": dZ, "dw": dw, "db": [sum(dZ)]}


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_component_is_rounded_as_mpmath_rounds_it(
    folder: Path, manifest: dict[str, Any], dtype: str
) -> None:
    name = f"logistic/vectorised/{dtype}"
    tensors = load_file(file_of(folder, name))
    entry = next(entry for entry in manifest["cases"] if entry["case"] == name)
    other = {"float64": "float32", "float32": "float64"}[dtype]
    for quantity, exact in by_mpmath(tensors).items():
        for key, kind in ((quantity, dtype), (f"{quantity}.{other}", other)):
            with mpmath.workprec(24 if kind == "float32" else 53):
                expected = [float(+value) for value in exact]
            assert tensors[key].dtype == kind
            assert tensors[key].reshape(-1).tolist() == expected
        with mpmath.workdps(60):
            written = entry["decimals"][quantity]
            assert len(written) == len(exact)
            for digits, value in zip(written, exact, strict=True):
                assert abs(mpmath.mpf(digits) - value) <= abs(value) * mpmath.mpf("0.5e-39")


def test_inputs_are_those_of_the_case(folder: Path) -> None:
    for case in CASES:
        tensors = load_file(folder / file_name(case))
        assert digest({name: tensors[name] for name in case.arrays}) == case.sha256


def test_kinks_are_said_and_bounded(folder: Path, manifest: dict[str, Any]) -> None:
    said = {entry["case"]: entry["subgradients"] for entry in manifest["cases"]}
    kinks = {name for name, quantities in said.items() if quantities}
    assert kinks == {f"shallow/vectorised/leaky_relu/kink/{dtype}" for dtype in DTYPES}
    name = "shallow/vectorised/leaky_relu/kink/float64"
    tensors = load_file(file_of(folder, name))
    for quantity in said[name]:
        low, value, high = (tensors[f"{quantity}{end}"] for end in (".low", "", ".high"))
        assert (low <= value).all()
        assert (value <= high).all()
        assert (low < high).any()
    low, high = tensors["dZ1.low"], tensors["dZ1.high"]
    assert (np.delete(low, 1, axis=1) == np.delete(high, 1, axis=1)).all()
    case = next(case for case in CASES if case.name == name)
    by_hand = hand_answer(case).derivatives["Z1"][:, 1] / case.examples  # with slope 0.01
    for slope in (0.01, 0.5, 1):
        assert (low[:, 1] <= by_hand * slope / 0.01).all()
        assert (by_hand * slope / 0.01 <= high[:, 1]).all()
    assert "dW2.low" not in tensors


def test_the_manifest_is_true(folder: Path, manifest: dict[str, Any]) -> None:
    assert problems(manifest) == []
    assert len(manifest["cases"]) == len(CASES)
    for entry in manifest["cases"]:
        content = (folder / entry["file"]).read_bytes()
        tensors = load_file(folder / entry["file"])
        assert hashlib.sha256(content).hexdigest() == entry["sha256"]
        assert {name: list(value.shape) for name, value in tensors.items()} == entry["shapes"]
        for name, digits in entry["decimals"].items():
            assert len(digits) == tensors[name].size <= 16
            for written, value in zip(digits, tensors[f"{name}"].reshape(-1), strict=True):
                assert written is None or tensors[name].dtype.type(float(written)) == value


def test_the_printed_costs_are_the_costs(folder: Path, manifest: dict[str, Any]) -> None:
    names: dict[str, Any] = {}
    exec(manifest["numpy"], names)
    for entry in manifest["cases"]:
        tensors = load_file(folder / entry["file"])
        inputs = {name: tensors[name].astype(float) for name in entry["parameters"] + entry["data"]}
        J = names[entry["cost"]](**inputs, **entry["settings"])
        exact = tensors["J" if entry["dtype"] == "float64" else "J.float64"]
        assert pytest.approx(float(exact), rel=1e-13) == J, entry["case"]
        assert entry["cost"] in manifest["costs"]


def test_the_same_vectors_are_written_again(folder: Path, tmp_path: Path) -> None:
    write_vectors(CASES[:3], tmp_path, lambda _: None)
    for case in CASES[:3]:
        assert (tmp_path / file_name(case)).read_bytes() == (folder / file_name(case)).read_bytes()


def test_an_interrupted_writing_leaves_no_manifest_and_whole_files(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text("of an earlier version")

    def stop(case: Case) -> None:
        if case is CASES[1]:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_vectors(CASES, tmp_path, stop)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(map(file_name, CASES[:2]))


# Readers that need neither this package nor NumPy.


def test_the_reader_in_plain_python(folder: Path) -> None:
    read = runpy.run_path(str(ROOT / "examples/vectors/read_vectors.py"))["read_vectors"]
    for case in CASES:
        path = folder / file_name(case)
        ours = load_file(path)
        theirs = read(path)
        assert theirs.keys() == ours.keys()
        for name, (shape, numbers) in theirs.items():
            assert tuple(shape) == ours[name].shape
            assert list(numbers) == ours[name].reshape(-1).tolist()


# `make test` promises to need Python and make only, so a machine without a compiler is no failure;
# .ci/run installs one, so that nothing is merged without this.
@pytest.fixture(scope="module")
def logistic_in_c(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("cc") is None:
        pytest.skip("there is no C compiler (cc)")
    program = tmp_path_factory.mktemp("c") / "logistic"
    source = ROOT / "examples/vectors/logistic.c"
    flags = ["-O2", "-std=c11", "-Wall", "-Wextra", "-Werror"]
    subprocess.run(["cc", *flags, "-o", str(program), str(source), "-lm"], check=True)
    return program


def test_backpropagation_in_c_agrees(folder: Path, logistic_in_c: Path, tmp_path: Path) -> None:
    results = tmp_path / "results.safetensors"
    subprocess.run([logistic_in_c, file_of(folder, LOGISTIC), results], check=True)
    report = verify(folder, results)
    assert report.verdict == "agrees"
    assert {finding.quantity for finding in report.findings} == {"J", "dw", "db"}


# Results of somebody else.


def given_back(folder: Path, path: Path, change: Callable[[dict[str, Array]], Any]) -> Path:
    """The right results for DEEP, changed."""
    tensors = load_file(file_of(folder, DEEP))
    results = {name: v for name, v in tensors.items() if "." not in name and name[0] in "Jd"}
    change(results)
    save_file(results, path, {"case": DEEP})
    return path


@pytest.mark.parametrize("name", [DEEP, "deep/5-4-6-3/tanh-relu-sigmoid/outputs-3/float32"])
def test_the_vectors_themselves_agree(folder: Path, name: str) -> None:
    report = verify(folder, file_of(folder, name))
    assert {finding.verdict for finding in report.findings} == {"agrees"}
    assert len(report.findings) == 10
    assert all((finding.max_ulp or 0) <= 0.5 for finding in report.findings)


def test_a_relative_error_of_1e_9_is_caught(folder: Path, tmp_path: Path) -> None:
    def plant(results: dict[str, Array]) -> None:
        results["dW2"][3, 1] *= 1 + 1e-9

    report = verify(folder, given_back(folder, tmp_path / "r.safetensors", plant))
    wrong = [finding for finding in report.findings if finding.verdict != "agrees"]
    assert [(finding.quantity, finding.verdict) for finding in wrong] == [("dW2", "disagrees")]
    assert wrong[0].worst is not None
    assert wrong[0].worst.index == (3, 1)


def test_intermediates_may_be_left_out_or_be_of_m_times_j(folder: Path, tmp_path: Path) -> None:
    def scale(results: dict[str, Array]) -> None:
        del results["dZ2"]
        results["dZ1"] *= 7
        results["dZ3"] *= 7

    report = verify(folder, given_back(folder, tmp_path / "r.safetensors", scale))
    assert report.verdict == "agrees"
    scales = {finding.quantity: finding.scale for finding in report.findings}
    assert (scales["dZ1"], scales["dW1"]) == ("m*J", "J")
    assert "dZ2" not in scales


def test_not_a_number_never_agrees(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "r.safetensors"
    given_back(folder, path, lambda results: results["db1"].fill(np.nan))
    done = parity("vectors", "--verify", folder, path, "--format", "json")
    assert done.returncode == 1, done.stderr
    printed = json.loads(done.stdout)
    assert problems(printed) == []
    wrong = [row["quantity"] for row in printed["findings"] if row["verdict"] != "agrees"]
    assert wrong == ["db1"]


def cut(results: dict[str, Array]) -> None:
    results["dW1"] = results["dW1"][:, :4].copy()


def widen(results: dict[str, Array]) -> None:
    results["db1"] = results["db1"].astype(np.float32)


WRONG: dict[str, tuple[Callable[[dict[str, Array]], Any], str]] = {
    "shape": (cut, "has dW1 as float64 of shape (4, 4); give float64 of shape (4, 5)"),
    "dtype": (widen, "has db1 as float32 of shape (4, 1); give float64 of shape (4, 1)"),
    "whole numbers": (
        lambda results: results.update(J=np.array(1)), "has J as int64 of shape ()",
    ),
    "missing": (lambda results: results.pop("dW3"), "has no dW3; give results"),
    "unknown": (lambda results: results.update(dW9=np.ones(2)), "has 'dW9', which is nothing of"),
    "other inputs": (lambda results: results.update(X=np.ones((5, 7))), "has X with other values"),
}  # fmt: skip


@pytest.mark.parametrize("fault", WRONG)
def test_results_that_cannot_be_of_the_case(folder: Path, tmp_path: Path, fault: str) -> None:
    change, problem = WRONG[fault]
    path = given_back(folder, tmp_path / "r.safetensors", change)
    with pytest.raises(InputError) as refusal:
        verify(folder, path)
    assert str(refusal.value).startswith(f"{path} {problem}")


def header(about: dict[str, Any], content: bytes = b"") -> bytes:
    text = json.dumps(about).encode()
    return len(text).to_bytes(8, "little") + text + content


WHOLE = save({"J": np.array(1.0)}, {"case": DEEP})
BAD = {
    "empty": (b"", "is empty"),
    "short": (b"\x01\x02", "is no safetensors file"),
    "truncated": (WHOLE[:-3], "is no safetensors file"),
    "a zip": (b"PK\x03\x04" + bytes(100), "is no safetensors file"),
    "a header without end": (b"\xff" * 8 + b"{}", "is no safetensors file"),
    "no JSON": ((5).to_bytes(8, "little") + b"hello", "is no safetensors file"),
    "a dtype without NumPy": (
        header({"J": {"dtype": "F8_E4M3", "shape": [1], "data_offsets": [0, 1]}}, b"x"),
        "is no safetensors file",
    ),
    "of no case": (save({"J": np.array(1.0)}), "names no case"),
    "of a case that there is not": (
        save({"J": np.array(1.0)}, {"case": "../../etc/passwd"}), "which there is not",
    ),
    "of a training": (
        save({"J": np.array(1.0)}, {"case": "training/logistic/float64"}), "which there is not",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD)
def test_files_that_are_no_results(folder: Path, tmp_path: Path, fault: str) -> None:
    content, problem = BAD[fault]
    path = tmp_path / "bad.safetensors"
    path.write_bytes(content)
    with pytest.raises(InputError) as refusal:
        verify(folder, path)
    assert str(refusal.value).startswith(f"{path} ")
    assert problem in str(refusal.value)
    assert "\n" not in str(refusal.value)


# The command.


def test_the_command_writes_what_was_asked_for(tmp_path: Path) -> None:
    cases = ("logistic/graph", "training/*")
    done = processes.parity("vectors", tmp_path / "new", *cases, "--format", "json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == f"wrote 2 cases and manifest.json into {tmp_path / 'new'}\n"
    printed = json.loads(done.stdout)
    assert printed == json.loads((tmp_path / "new" / MANIFEST).read_text())
    assert problems(printed) == []
    assert [entry["case"] for entry in printed["cases"]] == [
        "logistic/graph/float64", "logistic/graph/float32",
    ]  # fmt: skip


def test_vectors_that_the_manifest_does_not_list_are_counted_and_kept(tmp_path: Path) -> None:
    assert parity("vectors", tmp_path, "logistic/graph").stderr.count("\n") == 1
    kept = [tmp_path / f"logistic__graph__float{bits}.safetensors" for bits in (32, 64)]
    (tmp_path / "diary.txt").write_text("no vectors")
    done = parity("vectors", tmp_path, LOGISTIC)
    assert done.returncode == 0
    assert done.stderr.endswith(
        f"{tmp_path} has 2 .safetensors files that manifest.json does not list\n"
    )
    assert all(path.exists() for path in kept)


def test_the_command_judges_with_the_usual_table(folder: Path) -> None:
    done = parity("vectors", "--verify", folder, file_of(folder, LOGISTIC), "--format", "plain")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("All 4 findings in 1 case agree with the certified truth.\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("{tmp}", "nothing/*"), "CASE must match at least one case, got 'nothing/*'"),
        (("{tmp}", "training/*"), "CASE matches no gradients, got 'training/*'"),
        (("{tmp}/file/in", "logistic/graph"), "cannot write into"),
        (("--verify", "{tmp}"), "--verify needs DIR and one FILE, got 0 files"),
        (("--verify", "{tmp}", "{tmp}/none"), "cannot be read: No such file or directory"),
        (("--verify", "{tmp}", "{tmp}"), "cannot be read: Is a directory"),
    ],
)
def test_bad_usage_is_one_sentence(
    tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    (tmp_path / "file").write_text("")
    done = parity("vectors", *(argument.format(tmp=tmp_path) for argument in arguments))
    assert done.returncode == 2
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1
