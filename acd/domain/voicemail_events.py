"""What happens to messages that agents are to hear: inputs of the engine, as all events."""

from dataclasses import dataclass
from typing import TypeAlias

from acd.domain.flows import Prompt
from acd.domain.voicemail_rules import Voicemail
from acd.domain.voicemails import VoicemailId


@dataclass(frozen=True, slots=True)
class VoicemailWaits:
    """A message was left, or was open when an earlier controller stopped. May be told more than once."""

    voicemail: Voicemail


@dataclass(frozen=True, slots=True)
class VoicemailFetched:
    """The sound of a message is where the PBX can play it."""

    voicemail_id: VoicemailId
    sound: Prompt


@dataclass(frozen=True, slots=True)
class VoicemailClosed:
    """Somebody heard a message by other means, or does not want agents to hear it."""

    voicemail_id: VoicemailId


@dataclass(frozen=True, slots=True)
class MessageSpaceChanged:
    """The disk for messages is nearly full, so that callers are asked for none; or there is room again."""

    enough: bool


VoicemailEvent: TypeAlias = VoicemailWaits | VoicemailFetched | VoicemailClosed | MessageSpaceChanged
