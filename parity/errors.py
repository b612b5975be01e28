"""What a user did that cannot be done, said in one sentence."""


class InputError(Exception):
    """Bad usage or bad input: names what came, what was expected and what to do; exit code 2."""
