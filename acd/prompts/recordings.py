"""WAV files of the user: checked when the configuration is read, converted when it is applied."""

import contextlib
import hashlib
import io
import wave
from pathlib import Path

import numpy as np

from acd.domain.errors import AcdError
from acd.prompts.audio import Samples

LARGEST = 50_000_000
"""Bytes of one recording."""
LONGEST_S = 600
_CONVERT = "convert it with: sox in.wav -r 8000 -c 1 -b 16 out.wav"


class RecordingUnusable(AcdError):
    """A sound file cannot be played to a caller; the message says why and what to do."""


def contents(path: Path) -> bytes:
    """The bytes of a recording that is known to be usable. Blocking. Raises RecordingUnusable."""
    try:
        if not path.is_file():
            raise RecordingUnusable(f"there is no file {path}")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise RecordingUnusable(f"{path} cannot be read: {error.strerror or type(error).__name__}") from error
    decoded(data)
    return data


def checksum(data: bytes) -> str:
    """SHA-256 of the bytes, as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def decoded(data: bytes) -> tuple[Samples, int]:
    """One channel of samples, and their rate. Raises RecordingUnusable."""
    if len(data) > LARGEST:
        raise RecordingUnusable(f"the recording has more than {LARGEST // 1_000_000} MB; {_CONVERT}")
    try:
        with contextlib.closing(wave.open(io.BytesIO(data), "rb")) as file:
            channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
            raw = file.readframes(file.getnframes())
    except Exception as error:
        # besides wave.Error: EOFError, RuntimeError and others, as the header lies
        raise RecordingUnusable(f"it is no WAV file of plain samples (PCM); {_CONVERT}") from error
    if width not in (1, 2, 3, 4) or not 1 <= channels <= 8 or not 8000 <= rate <= 192_000:
        found = f"{rate} Hz, {channels} channels, {8 * width} bit"
        raise RecordingUnusable(f"{found} cannot be converted here; {_CONVERT}")
    raw = raw[: len(raw) // (width * channels) * width * channels]
    seconds = len(raw) / (width * channels * rate)
    if not 0 < seconds <= LONGEST_S:
        raise RecordingUnusable(f"it lasts {seconds:.0f} s; use 1 to {LONGEST_S} seconds")
    return _samples(raw, width).reshape(-1, channels).mean(axis=1, dtype=np.float32), rate


def _samples(raw: bytes, width: int) -> Samples:
    """Samples of 1 to 4 bytes as numbers from -1.0 to 1.0."""
    octets = np.frombuffer(raw, dtype=np.uint8).reshape(-1, width)
    if width == 1:
        # the only width that WAV stores without sign
        return ((octets[:, 0].astype(np.float32) - 128) / 128).astype(np.float32)
    words = np.zeros((len(octets), 4), dtype=np.uint8)
    words[:, 4 - width :] = octets
    return (words.view("<i4")[:, 0] / 2**31).astype(np.float32)
