"""Files as the PBX leaves them, and a clock that stands."""

import os
from pathlib import Path

from acd.domain.calls import CallId
from acd.domain.recordings import RecordingId, recording_id
from acd.domain.tenants import TenantId
from acd.recordings.raw_folder import RawFolder
from tests.storage.sample import StandingClock

ACME = TenantId("acme")
SECOND = 32_000
"""Bytes."""


def name(call_id: str = "1.1", seq: int = 1) -> RecordingId:
    """Return the name of a recording."""
    return recording_id(CallId(call_id), seq)


def raw(folder: RawFolder, call_id: str = "1.1", sound: bytes = bytes(SECOND)) -> Path:
    """Return a file that the PBX has written and closed."""
    path = folder.make(ACME, name(call_id))
    with path.open("ab") as file:
        file.write(sound)
    return path


def put_back(path: Path, clock: StandingClock, age_s: float) -> None:
    """Let a file look as if nothing was written for so long."""
    moment = clock.wall_ms / 1000 - age_s
    os.utime(path, (moment, moment))
