"""The folder in which the PBX writes the messages of callers, all by itself: <id of the call>.wav.

Its WAV files have one channel and a header whose numbers are written at the end; a crash leaves them unwritten.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from acd.clock import Clock
from acd.domain.calls import CallId
from acd.domain.tenants import TenantId
from acd.domain.voicemails import VoicemailId, call_of, voicemail_id
from acd.recordings import wav
from acd.recordings.names import checked_key
from acd.recordings.raw_folder import RawFolder

NOBODYS: Final = "no-tenant"
"""Folder of the store for messages at numbers that nobody owns."""
CHANNELS: Final = 1


@dataclass(frozen=True, slots=True)
class LeftFile:
    """A message that is not written to any more."""

    path: Path
    voicemail_id: VoicemailId
    call_id: CallId
    written_ms: int
    """UTC, of the last sound."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is in a file, made whole."""

    size_bytes: int
    sound_ms: int


class VoicemailFolder:
    """All of them. Blocks: for threads. Every method raises OSError."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._raw = RawFolder(path, clock)

    def left(self) -> list[LeftFile]:
        """Return the messages that are over; what is none of ours is left alone."""
        return list(self._left())

    def seal(self, file: LeftFile) -> Sealed:
        """Make the file a whole WAV, also after a crash of the PBX. Twice is once."""
        times = file.path.stat()
        sound_bytes = wav.seal(file.path, CHANNELS)
        # when the last sound was written tells when the message was left, also to the next controller
        os.utime(file.path, ns=(times.st_atime_ns, times.st_mtime_ns))
        return Sealed(sound_bytes + wav.HEADER_BYTES, wav.sound_ms(sound_bytes, CHANNELS))

    def _left(self) -> Iterator[LeftFile]:
        if not self._path.is_dir():
            return
        for path in sorted(self._path.glob("*.wav")):
            name = voicemail_id(CallId(path.stem))
            if call_of(name) is None or path.is_symlink() or not path.is_file() or self._raw.is_written(path):
                continue
            yield LeftFile(path, name, CallId(path.stem), path.stat().st_mtime_ns // 1_000_000)


def key_of(voicemail: VoicemailId, tenant_id: TenantId | None, day: date) -> str:
    """Return where a store keeps a message. Raises ValueError for what must not become the name of a file."""
    return checked_key(f"{tenant_id or NOBODYS}/{day:%Y/%m/%d}/{voicemail}.wav")
