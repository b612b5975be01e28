"""What cannot be done, said in one sentence."""

from typing import Any


class InputError(Exception):
    """Bad usage or bad input: names what came, what was expected and what to do; exit code 2."""


class CannotRunError(Exception):
    """A witness cannot run a cost: names the witness, the expression, the user's file and line."""


class UnknownNameError(AttributeError):
    """A name of NumPy's that a namespace does not have; `path` is the name as users write it."""

    def __init__(self, path: str, where: str) -> None:
        super().__init__(path, where)
        self.path, self.where = path, where

    def __str__(self) -> str:
        return f"{self.path} is not known in {self.where}"


class Missing:
    """What the namespace does not have: it says so where it is used, not where it is imported."""

    def __init__(self, error: AttributeError) -> None:
        self._error = error

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        del args, kwargs
        raise self._error.with_traceback(None)

    def __getattr__(self, name: str) -> Any:
        raise self._error.with_traceback(None)
