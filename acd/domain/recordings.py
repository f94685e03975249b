"""Recordings of conversations: who wants them, what they are called, and what became of them."""

import re
from enum import StrEnum
from typing import NewType

from acd.domain.calls import CallId

RecordingId = NewType("RecordingId", str)
"""Made by us of the call's id and a number; also the name of the file, so it holds nothing that callers wrote."""

_RECORDING_ID = re.compile(r"([A-Za-z0-9][A-Za-z0-9.-]{0,99})-r([1-9][0-9]{0,5})", re.ASCII)


class RecordingPolicy(StrEnum):
    """Which conversations are recorded."""

    ALWAYS = "always"
    NEVER = "never"
    ON_DEMAND = "on_demand"
    """Only when somebody asks for it during the conversation."""


class RecordingState(StrEnum):
    """Where the recording of a conversation stands."""

    OFF = "off"
    STARTING = "starting"
    """Asked for; the PBX has not said yet that it records."""
    RUNNING = "running"
    PAUSED = "paused"
    """Silence is recorded, so that moments in the file stay those of the call."""
    UNSTARTED = "unstarted"
    """The PBX did not start it, and is asked again."""
    UNSURE = "unsure"
    """The PBX has not said that it paused or resumed it; it is asked again until it has."""


class RecordingOutcome(StrEnum):
    """What became of a recording: first the engine's word, then that of whoever finished the file."""

    RECORDED = "recorded"
    """It ended with the conversation; the file is being finished."""
    CUT = "cut"
    """Ended before the conversation did; what there is was kept."""
    PBX_LOST = "pbx_lost"
    """The PBX went down while it recorded; the file is being repaired."""
    FAILED = "failed"
    """The PBX did not start it."""
    TOO_SHORT = "too_short"
    """The conversation was over before it had begun to record."""
    NO_SPACE = "no_space"
    """Not started: the disk was nearly full."""
    RETRIED = "retried"
    """Nobody knows whether the PBX started it; another one was begun in its place."""

    KEPT = "kept"
    """The file is whole and can be played."""
    REPAIRED = "repaired"
    """A crash left the file; it was made playable, and up to its last seconds it is whole."""
    MISSING = "missing"
    """It was recorded, and there is no sound."""


class RecordingMarkKind(StrEnum):
    """What happened at a moment within a recording."""

    PAUSED = "paused"
    RESUMED = "resumed"
    PAUSE_FAILED = "pause_failed"
    """The PBX did not pause: what was said was recorded."""
    RESUME_FAILED = "resume_failed"


def recording_id(call_id: CallId, seq: int) -> RecordingId:
    """Return the name of a call's recording. Whoever makes a file of it checks it with `parts_of` first."""
    return RecordingId(f"{call_id}-r{seq}")


def parts_of(recording: str) -> tuple[CallId, int] | None:
    """Return the call and the number in a recording's name; None for what must not become the name of a file.

    Call ids are unique ids of the PBX: letters, digits, dots and hyphens.
    """
    found = _RECORDING_ID.fullmatch(recording)
    return (CallId(found[1]), int(found[2])) if found else None
