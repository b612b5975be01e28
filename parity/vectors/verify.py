"""Somebody's results for one case of a folder of vectors, against the certified truth."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from parity.case import Case
from parity.catalogue import catalogue
from parity.finding import COST
from parity.kinds import gradients_conditioning
from parity.result import CaseResult, Report
from parity.strict_json import read_bytes, refuse
from parity.trial import HAND, findings
from parity.vectors.folder import file_name
from parity.vectors.manifest import check_folder
from parity.vectors.reading import read_tensors
from parity.witnesses import certified
from parity.witnesses.answer import Answer, Truth
from reference.arrays import Array

RESULTS = "give results as safetensors, with J and the derivatives of one case under their names"


def verify(folder: Path, path: Path) -> Report:
    """The usual findings about the results in the file."""
    content = read_bytes(path, RESULTS)
    tensors, metadata = read_tensors(path, content, RESULTS)
    case = case_of(path, metadata)
    check_folder(folder, case)
    truth = certified.testify(case)
    answer = answer_of(path, tensors, case, truth)
    kappa = gradients_conditioning(case, truth)
    given = {COST, *(f"d{name}" for name in answer.derivatives)}
    rows = findings(case, {HAND: answer}, truth, kappa)
    kept = tuple(row for row in rows if row.quantity in given)
    return Report((CaseResult(case, kept, {"certified": truth.seconds}, {}),), 1)


def case_of(path: Path, metadata: Mapping[str, str]) -> Case:
    """The case that the metadata names, or else the file's name."""
    cases = {case.name: case for case in catalogue()}
    if "case" in metadata:
        if metadata["case"] not in cases:
            refuse(path, f"says case {metadata['case'][:80]!r}, which there is not", RESULTS)
        return cases[metadata["case"]]
    files = {file_name(case): case for case in cases.values()}
    if path.name not in files:
        refuse(path, "names no case", "say which in the metadata (case), or keep the file's name")
    return files[path.name]


def answer_of(path: Path, tensors: Mapping[str, Array], case: Case, truth: Truth) -> Answer:
    """The tensors as an answer: names, shapes and dtypes are those of the case."""
    expected = {COST: truth.cost, **{f"d{name}": v for name, v in truth.derivatives.items()}}
    own = {name: value for name, value in tensors.items() if "." not in name}
    if missing := sorted({COST, *(f"d{name}" for name in case.parameters)} - own.keys()):
        refuse(path, f"has no {', '.join(missing)}", RESULTS)
    for name, value in own.items():
        if name in case.arrays:
            check_input(path, name, value, case.arrays[name])
        elif name not in expected:
            refuse(path, f"has {name[:40]!r}, which is nothing of {case.name}", RESULTS)
        else:
            check_kind(path, name, value, expected[name].radius.shape, case)
    derivatives = {name[1:]: own[name] for name in expected if name in own and name != COST}
    return Answer(own[COST], derivatives, case.sha256)


def check_kind(path: Path, name: str, value: Array, shape: tuple[int, ...], case: Case) -> None:
    """A result has the shape of its quantity and the dtype of the case."""
    if value.shape != shape or value.dtype != case.dtype:
        came = f"{value.dtype} of shape {value.shape}"
        refuse(path, f"has {name} as {came}", f"give {case.dtype} of shape {shape}")


def check_input(path: Path, name: str, value: Array, expected: Array) -> None:
    """An input that comes along must be the case's."""
    same = value.dtype == expected.dtype and np.array_equal(value, expected)
    if not same:
        refuse(path, f"has {name} with other values than the case", "compute with the case's")
