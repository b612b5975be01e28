"""Where in a user's file an error arose, and what it says."""

import traceback


def place(file: str, error: BaseException) -> str:
    """file:line of the innermost line of the user's that raised."""
    if isinstance(error, SyntaxError) and error.filename == file:
        return f"{file}:{error.lineno}"
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == file
    ]
    return f"{file}:{lines[-1]}" if lines else file


def told(error: BaseException) -> str:
    """Kind and first line of an error."""
    words = str(error).strip().partition("\n")[0]
    return f"{type(error).__name__}: {words:.160}" if words else type(error).__name__
