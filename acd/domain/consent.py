"""What is known of a caller's consent to be recorded: a value of the call, as any other."""

from enum import StrEnum
from typing import Final

CONSENT: Final = "recording"
"""Name of the value."""


class Consent(StrEnum):
    """How it stands."""

    ANNOUNCED = "announced"
    BEEPED = "beeped"
    PRESSED = "pressed"
    """The caller agreed by a key."""
    REFUSED = "refused"
    """By the caller, or the flow says so: the conversation is not recorded, whoever asks for it."""
