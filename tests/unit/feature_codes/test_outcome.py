"""What is said for a refusal."""

from acd.domain import refusals
from acd.domain.feature_codes import Sentence
from acd.feature_codes.outcome import spoken


def test_every_refusal_has_words() -> None:
    """Those that people can mend have their own; what nobody thought of is not possible now."""
    assert spoken(refusals.PHONE_IN_CALL) is Sentence.PHONE_IN_CALL
    assert spoken(refusals.NO_RECORDING_SPACE) is Sentence.RECORDING_NOT_POSSIBLE
    assert spoken("whatever") is Sentence.NOT_POSSIBLE
