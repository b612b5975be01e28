"""The JSON objects that commands print; each says what it is, and parity/schemas holds it to it."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from parity.environment import environment
from parity.tables import Column, table


def document(name: str, **members: Any) -> str:
    """The object of schema parity-NAME/1 as text."""
    return json.dumps({"schema": f"parity-{name}/1", **members}, indent=1, allow_nan=False)


def printed(
    name: str, rows: Sequence[Any], columns: Sequence[Column], form: str, **members: Any
) -> str:
    """Records as a table, or as the object of schema parity-NAME/1, which has more to say."""
    if form != "json":
        return table(rows, columns, form)
    records = [asdict(row) for row in rows]
    return document(name, environment=environment(), **members, rows=records)
