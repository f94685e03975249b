"""The format of our recordings: WAV, 16 bit at 8 kHz; two channels, or one where only the caller is heard.

The PBX appends raw samples to a file that begins with a header, so a recording of any length is finished by writing
two numbers; nothing is copied. What a crash leaves is the same file with less at its end.
"""

import os
import struct
from pathlib import Path
from typing import Final

RATE: Final = 8000
SAMPLE_BYTES: Final = 2
BOTH_SIDES: Final = 2
"""Channels: left what the caller says, right what the caller hears."""
HEADER_BYTES: Final = 44
_UNKNOWN: Final = 0xFFFFFFFF
_HEADER: Final = struct.Struct("<4sI4s4sIHHIIHH4sI")
_COPIED_AT_ONCE: Final = 1 << 20


def header(sound_bytes: int | None = None, channels: int = BOTH_SIDES) -> bytes:
    """Return the header of so many bytes of sound; None while it is recorded."""
    known = sound_bytes is not None and sound_bytes <= _UNKNOWN - HEADER_BYTES
    size = sound_bytes if known and sound_bytes is not None else _UNKNOWN
    whole = size + HEADER_BYTES - 8 if known else _UNKNOWN
    frame_bytes = channels * SAMPLE_BYTES
    form = (1, channels, RATE, RATE * frame_bytes, frame_bytes, 8 * SAMPLE_BYTES)
    return _HEADER.pack(b"RIFF", whole, b"WAVE", b"fmt ", 16, *form, b"data", size)


def seal(path: Path, channels: int = BOTH_SIDES) -> int:
    """Make a file that nobody writes to any more a whole WAV file; returns its bytes of sound. Twice is once.

    A file without header, which the PBX made anew because ours was gone, gets one. When the sound was written last
    is left as it is: it tells when the recording ended. Raises OSError.
    """
    before = path.stat()
    with path.open("r+b") as file:
        if file.read(4) != b"RIFF":
            _put_before(path)
    with path.open("r+b") as file:
        sound_bytes = max(0, file.seek(0, os.SEEK_END) - HEADER_BYTES)
        sound_bytes -= sound_bytes % (channels * SAMPLE_BYTES)  # a crash may cut a sample in two
        file.truncate(HEADER_BYTES + sound_bytes)
        file.seek(0)
        file.write(header(sound_bytes, channels))
        file.flush()
        os.utime(file.fileno(), ns=(before.st_atime_ns, before.st_mtime_ns))
        os.fsync(file.fileno())
    return sound_bytes


def sound_ms(sound_bytes: int, channels: int = BOTH_SIDES) -> int:
    """Return the length of so many bytes of sound in milliseconds."""
    return sound_bytes * 1000 // (RATE * channels * SAMPLE_BYTES)


def _put_before(path: Path) -> None:
    whole = path.with_suffix(".tmp")
    with path.open("rb") as source, whole.open("wb") as target:
        os.fchmod(target.fileno(), 0o640)
        target.write(header())
        while block := source.read(_COPIED_AT_ONCE):
            target.write(block)
    whole.replace(path)
