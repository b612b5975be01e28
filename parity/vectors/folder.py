"""A folder of vectors: a safetensors file for each case, and manifest.json about them all."""

import hashlib
import inspect
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from safetensors.numpy import save

from parity.case import Case
from parity.derivation import derivation_of
from parity.documents import document
from parity.environment import environment
from parity.files import write_whole
from parity.tables import Column
from parity.vectors import costs
from parity.vectors.tensors import Vectors, vectors

MANIFEST = "manifest.json"
SUFFIX = ".safetensors"
LICENCE = "MIT"
NAMES = (
    "Inputs, J and the derivatives dQ of J by each Q have the dtype of the case. Q.float32 and "
    "Q.float64 are the same exact values in the other dtype. All are rounded to nearest, ties to "
    "even, from certified intervals. Q.low and Q.high stand beside quantities listed under "
    "subgradients: some component sits on a kink, and all its derivatives lie between the two. "
    "Decimals have 40 correct digits, rows first; null where a component has no one value."
)
COLUMNS = (
    Column("case", lambda entry: entry["case"]),
    Column("file", lambda entry: entry["file"]),
    Column("tensors", lambda entry: len(entry["shapes"])),
    Column("bits", lambda entry: entry["bits"]),
    Column("subgradients", lambda entry: " ".join(entry["subgradients"])),
)


def file_name(case: Case) -> str:
    """Where the vectors of a case are."""
    return case.name.replace("/", "__") + SUFFIX


def write_vectors(
    cases: Sequence[Case], folder: Path, step: Callable[[Case], None]
) -> list[dict[str, Any]]:
    """Write all files, the manifest last, so that one which is there is about all of them."""
    (folder / MANIFEST).unlink(missing_ok=True)
    entries = []
    for case in cases:
        made = vectors(case)
        content = save(dict(made.tensors), {"case": case.name})
        write_whole(folder / file_name(case), content)
        entries.append(entry(made, content))
        step(case)
    write_whole(folder / MANIFEST, manifest(entries) + "\n")
    return entries


def unlisted(folder: Path, entries: Sequence[dict[str, Any]]) -> int:
    """How many vectors are in the folder that these entries of its manifest do not name."""
    there = {path.name for path in folder.glob(f"*{SUFFIX}")}
    return len(there - {entry["file"] for entry in entries})


def entry(made: Vectors, content: bytes) -> dict[str, Any]:
    """What the manifest says of a case."""
    return {
        **before_truth(made.case),
        "sha256": hashlib.sha256(content).hexdigest(),
        "shapes": {name: list(value.shape) for name, value in made.tensors.items()},
        "bits": made.bits,
        "subgradients": list(made.subgradients),
        "decimals": {name: list(digits) for name, digits in made.decimals.items()},
    }


def before_truth(case: Case) -> dict[str, Any]:
    """What the manifest says of a case that takes no arithmetic."""
    return {
        "case": case.name,
        "file": file_name(case),
        "inputs_sha256": case.sha256,
        "seed": case.seed,
        "dtype": str(case.dtype),
        "cost": derivation_of(case).native,
        "settings": dict(case.settings),
        "parameters": list(case.parameters),
        "data": list(case.data),
    }


def manifest(entries: Sequence[dict[str, Any]]) -> str:
    """The object of schema parity-vectors/1."""
    return document("vectors", environment=environment(), **of_all(entries), cases=list(entries))


def of_all(entries: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What the manifest says of all cases together."""
    used = dict.fromkeys(entry["cost"] for entry in entries)
    return {
        "licence": LICENCE,
        "names": NAMES,
        "costs": {name: inspect.cleandoc(str(getattr(costs, name).__doc__)) for name in used},
        "numpy": inspect.getsource(costs),
    }
