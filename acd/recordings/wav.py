"""The one format of our recordings: WAV, two channels of 16 bit at 8 kHz.

The PBX appends raw samples to a file that begins with a header, so a recording of any length is finished by writing
two numbers; nothing is copied. What a crash leaves is the same file with less at its end.
"""

import os
import struct
from pathlib import Path
from typing import Final

RATE: Final = 8000
FRAME_BYTES: Final = 4
"""A sample of each side: left what the caller says, right what the caller hears."""
HEADER_BYTES: Final = 44
_UNKNOWN: Final = 0xFFFFFFFF
_HEADER: Final = struct.Struct("<4sI4s4sIHHIIHH4sI")
_COPIED_AT_ONCE: Final = 1 << 20


def header(sound_bytes: int | None = None) -> bytes:
    """Return the header of so many bytes of sound; None while it is recorded."""
    known = sound_bytes is not None and sound_bytes <= _UNKNOWN - HEADER_BYTES
    size = sound_bytes if known and sound_bytes is not None else _UNKNOWN
    whole = size + HEADER_BYTES - 8 if known else _UNKNOWN
    form = (1, 2, RATE, RATE * FRAME_BYTES, FRAME_BYTES, 16)
    return _HEADER.pack(b"RIFF", whole, b"WAVE", b"fmt ", 16, *form, b"data", size)


def seal(path: Path) -> int:
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
        sound_bytes -= sound_bytes % FRAME_BYTES  # a crash may cut a sample in two
        file.truncate(HEADER_BYTES + sound_bytes)
        file.seek(0)
        file.write(header(sound_bytes))
        file.flush()
        os.utime(file.fileno(), ns=(before.st_atime_ns, before.st_mtime_ns))
        os.fsync(file.fileno())
    return sound_bytes


def sound_ms(sound_bytes: int) -> int:
    """Return the length of so many bytes of sound in milliseconds."""
    return sound_bytes * 1000 // (RATE * FRAME_BYTES)


def _put_before(path: Path) -> None:
    whole = path.with_suffix(".tmp")
    with path.open("rb") as source, whole.open("wb") as target:
        os.fchmod(target.fileno(), 0o640)
        target.write(header())
        while block := source.read(_COPIED_AT_ONCE):
            target.write(block)
    whole.replace(path)
