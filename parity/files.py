"""Report files are complete or absent: written beside their place, then renamed into it."""

import contextlib
import os
import tempfile
from pathlib import Path

from parity.errors import InputError


def writable(folder: Path) -> Path:
    """The folder, made if it is missing; refused now rather than after the work is done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise InputError(
            f"cannot write into {folder}: {error.strerror}; choose another folder"
        ) from None
    return folder


def write_whole(path: Path, content: str | bytes) -> None:
    """Put a file in its place in one step, for readers and for a second writer alike."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}; choose another folder") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        Path(beside).chmod(0o644)  # mkstemp makes files that only their owner can read
        Path(beside).replace(path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from None
    finally:
        with contextlib.suppress(FileNotFoundError):  # renamed: nothing is left to remove
            Path(beside).unlink()
