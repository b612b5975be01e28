"""What cannot be done, said in one sentence."""


class InputError(Exception):
    """Bad usage or bad input: names what came, what was expected and what to do; exit code 2."""


class CannotRunError(Exception):
    """A witness cannot run a cost: names the witness, the expression, the user's file and line."""


class UnknownNameError(AttributeError):
    """A name of NumPy's that a namespace does not have; `path` is the name as users write it."""

    def __init__(self, path: str, where: str) -> None:
        super().__init__(f"{path} is not known in {where}")
        self.path = path
