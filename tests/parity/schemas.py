"""What an object says it is, and whether it is that."""

import json
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

FOLDER = files("parity") / "schemas"
SCHEMAS = {path.name: json.loads(path.read_text()) for path in FOLDER.iterdir()}
REGISTRY: Registry[Any] = Registry().with_resources(
    [(name, Resource.from_contents(schema)) for name, schema in SCHEMAS.items()]
)


def problems(value: Any) -> list[str]:
    """Where the object departs from the schema that its first member names."""
    name = value["schema"].removeprefix("parity-").removesuffix("/1")
    validator = Draft202012Validator(SCHEMAS[f"{name}.json"], registry=REGISTRY)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]
