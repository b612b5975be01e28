"""A folder of vectors from somebody else: it must be what this version would write.

Whoever implements a cost from the manifest believes all of it: formulas, settings, decimals. So all
that it says of the case that is judged is computed again, and all that takes no arithmetic is
checked of the others; the numbers of those are not, and their files may be absent, for a folder may
be handed on in part. The environment that it was written in may be any.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from parity.case import Case
from parity.catalogue import catalogue
from parity.strict_json import read_bytes, read_json, refuse
from parity.vectors.folder import MANIFEST, before_truth, entry, file_name, of_all
from parity.vectors.reading import read_tensors
from parity.vectors.tensors import PRECISIONS, vectors
from reference.arrays import Array

FOLDER = "give a folder that parity vectors wrote, or write it again"
SCHEMA = "parity-vectors/1"
COMPUTED = {"sha256", "shapes", "bits", "subgradients", "decimals"}  # of a case
LONGEST = 60  # of a value that is shown


def check_folder(folder: Path, case: Case) -> None:
    """The folder holds this case, as it is here, and no file of it is damaged."""
    path = folder / MANIFEST
    entries = entries_of(path, read_json(path, FOLDER))
    if case.name not in entries:
        refuse(path, f"has no case {case.name}", FOLDER)
    for name, said in entries.items():
        if name == case.name or (folder / said["file"]).exists():
            check_digest(folder / said["file"], said["sha256"])
    check_truth(folder, case, entries[case.name])


def entries_of(path: Path, value: Any) -> dict[str, dict[str, Any]]:
    """What the manifest says of each case; all that takes no arithmetic is found to be right."""
    if not isinstance(value, dict) or value.get("schema") != SCHEMA:
        refuse(path, f"is no {SCHEMA}", FOLDER)
    if not isinstance(value.get("cases"), list):
        refuse(path, "has no list 'cases'", FOLDER)
    known = {case.name: case for case in catalogue()}
    entries: dict[str, dict[str, Any]] = {}
    for number, said in enumerate(value["cases"]):
        case = case_said(path, said, number, known)
        if case.name in entries:
            refuse(path, f"has {case.name} twice", FOLDER)
        check_entry(path, said, case, f"cases[{number}]")
        entries[case.name] = said
    rest = {name: value[name] for name in value if name not in ("schema", "environment", "cases")}
    same(path, rest, of_all(list(entries.values())), "")
    return entries


def case_said(path: Path, said: Any, number: int, known: Mapping[str, Case]) -> Case:
    """The case that an entry is about."""
    name = said.get("case") if isinstance(said, dict) else None
    if not isinstance(name, str) or name not in known:
        refuse(path, f"has cases[{number}] that is no case of this version", FOLDER)
    return known[name]


def check_entry(path: Path, said: dict[str, Any], case: Case, where: str) -> None:
    """What takes no arithmetic is as it is here, and there is a digest."""
    if said.get("inputs_sha256") != case.sha256:
        refuse(path, f"is of another version: the inputs of {case.name} differ", FOLDER)
    expected = before_truth(case)
    same(path, {name: said[name] for name in said if name not in COMPUTED}, expected, where)
    if missing := COMPUTED - said.keys():
        refuse(path, f"has no {where}.{min(missing)}", FOLDER)
    if not isinstance(said.get("sha256"), str):
        refuse(path, f"has no sha256 in {where}", FOLDER)


def check_digest(path: Path, sha256: str) -> None:
    """A file has the bytes that the manifest tells of."""
    found = hashlib.sha256(read_bytes(path, FOLDER)).hexdigest()
    if found != sha256:
        problem = f"is not the file that {MANIFEST} describes (SHA-256 {found}, expected {sha256})"
        refuse(path, problem, FOLDER)


def check_truth(folder: Path, case: Case, said: dict[str, Any]) -> None:
    """Tensors and decimals are those that come out here."""
    made = vectors(case)
    path = folder / file_name(case)
    content = read_bytes(path, FOLDER)
    expected = entry(made, content)
    if said.get("bits") in PRECISIONS:  # how many were needed is another library's matter
        expected["bits"] = said["bits"]
    same(folder / MANIFEST, said, expected, case.name)
    found, metadata = read_tensors(path, content, FOLDER)
    same(path, metadata, {"case": case.name}, "its metadata")
    if more := found.keys() - made.tensors.keys():
        refuse(path, f"has {min(more)!r}, which is no tensor of {case.name}", FOLDER)
    for name, value in made.tensors.items():
        if name not in found or not identical(found[name], value):
            refuse(path, f"has {name} with other values than are right for {case.name}", FOLDER)


def identical(one: Array, other: Array) -> bool:
    """Whether two tensors are the same, to the last bit."""
    kinds = [(value.dtype, value.shape, value.tobytes()) for value in (one, other)]
    return kinds[0] == kinds[1]


def same(path: Path, said: Any, expected: Any, where: str) -> None:
    """Refuse what is not expected, at the first place that differs."""
    for problem in differences(said, json.loads(json.dumps(expected)), where):
        refuse(path, problem, FOLDER)


def differences(said: Any, expected: Any, where: str) -> Iterator[str]:
    """Where two values of JSON differ, and how."""
    if isinstance(said, dict) and isinstance(expected, dict):
        for name in (*expected, *(name for name in said if name not in expected)):
            place = f"{where}.{name}" if where else name
            if name not in said:
                yield f"has no {place}"
            elif name not in expected:
                yield f"has {shown(place)}, which does not belong there"
            else:
                yield from differences(said[name], expected[name], place)
    elif isinstance(said, list) and isinstance(expected, list) and len(said) == len(expected):
        for number, (one, other) in enumerate(zip(said, expected, strict=True)):
            yield from differences(one, other, f"{where}[{number}]")
    elif json.dumps(said) != json.dumps(expected):  # 1, 1.0 and true are not the same
        yield f"says {where} is {shown(said)}, expected {shown(expected)}"


def shown(value: Any) -> str:
    """A value of JSON, cut if it is long."""
    text = json.dumps(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
