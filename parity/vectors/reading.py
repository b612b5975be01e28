"""Safetensors from somebody else: read, or refused in one sentence."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.numpy import load

from parity.strict_json import refuse
from reference.arrays import Array


def read_tensors(
    path: Path, content: bytes, remedy: str
) -> tuple[dict[str, Array], Mapping[str, str]]:
    """All tensors of the file, and its metadata."""
    try:
        tensors = load(content)
    except (SafetensorError, KeyError, TypeError, ValueError) as error:  # or a dtype unknown here
        refuse(path, f"is no safetensors file that NumPy can hold ({error})", remedy)
    size = int.from_bytes(content[:8], "little")
    header: dict[str, Any] = json.loads(content[8 : 8 + size])
    return tensors, header.get("__metadata__", {})
