"""Messages that callers leave while nobody can answer."""

import re
from typing import NewType

from acd.domain.calls import CallId

VoicemailId = NewType("VoicemailId", str)
"""Made by us of the call's id; also the name of the file, so it holds nothing that callers wrote."""

_VOICEMAIL_ID = re.compile(r"([A-Za-z0-9][A-Za-z0-9.-]{0,99})-v1", re.ASCII)


def voicemail_id(call_id: CallId) -> VoicemailId:
    """Return the name of a call's message: a call leaves one. Whoever makes a file of it checks it with `call_of`."""
    return VoicemailId(f"{call_id}-v1")


def call_of(voicemail: str) -> CallId | None:
    """Return the call in a message's name; None for what must not become the name of a file."""
    found = _VOICEMAIL_ID.fullmatch(voicemail)
    return CallId(found[1]) if found else None
