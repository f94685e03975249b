"""Messages: as they are written -> as the engine offers them."""

from acd.configuration.voicemails import Voicemails
from acd.domain.voicemail_rules import VoicemailRules


def to_voicemails(written: Voicemails) -> VoicemailRules:
    """Return how a queue's agents hear messages."""
    return VoicemailRules(
        target_s=written.target_s,
        behind_s=written.target_s / 2 if written.behind_s is None else written.behind_s,
        attempts=written.attempts,
        retry_after_s=written.retry_after_s,
        max_open=written.max_open,
    )
