"""Rules for messages, as they are written and as they are meant."""

from acd.configuration.to_voicemails import to_voicemails
from acd.configuration.voicemails import Voicemails
from acd.domain.voicemail_rules import VoicemailRules


def test_defaults() -> None:
    """Those of the engine."""
    assert to_voicemails(Voicemails()) == VoicemailRules()


def test_behind_is_half_of_the_target() -> None:
    """Unless something is written."""
    assert to_voicemails(Voicemails(target_s=100)).behind_s == 50
    written = Voicemails(target_s=100, behind_s=0, attempts=2, retry_after_s=20, max_open=3)
    assert to_voicemails(written) == VoicemailRules(100, 0, 2, 20, 3)
