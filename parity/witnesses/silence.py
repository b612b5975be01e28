"""What a witness says that has nothing to say."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Silence:
    """Why a witness says nothing: it is missing, failed, or was stopped; or the input was bad."""

    reason: str
    refused: bool = False
