"""What came of a code, for the metric; and what is said when a request was refused."""

from enum import StrEnum
from typing import Final

from acd.domain import refusals
from acd.domain.feature_codes import Sentence


class Outcome(StrEnum):
    """Labels of acd_feature_codes_total."""

    DONE = "done"
    REFUSED = "refused"
    WRONG_PIN = "wrong_pin"
    BLOCKED = "blocked"
    """After too many wrong PINs."""
    UNKNOWN = "unknown"
    HUNG_UP = "hung_up"


_SPOKEN: Final = {
    refusals.NOT_SIGNED_IN: Sentence.NOT_SIGNED_IN,
    refusals.NO_WRAPUP: Sentence.NO_WRAPUP,
    refusals.PHONE_IN_CALL: Sentence.PHONE_IN_CALL,
    refusals.IN_CALL_ELSEWHERE: Sentence.IN_CALL_ELSEWHERE,
    refusals.NOT_TALKING: Sentence.NO_CALL,
    refusals.RECORDING_NOT_ALLOWED: Sentence.RECORDING_NOT_ALLOWED,
    refusals.NO_RECORDING_SPACE: Sentence.RECORDING_NOT_POSSIBLE,
}


def spoken(refusal: str) -> Sentence:
    """Return what is said for a refusal of the engine."""
    return _SPOKEN.get(refusal, Sentence.NOT_POSSIBLE)
