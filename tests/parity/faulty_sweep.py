"""A process that ends whatever case it is given."""

import os
from typing import NoReturn


def tried(request: object) -> NoReturn:
    """Never an answer."""
    del request
    os._exit(7)
