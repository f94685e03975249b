"""Sound files of the user: checked when the configuration is read, converted when it is applied."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile
import soxr

from acd.domain.errors import AcdError
from acd.prompts.audio import TELEPHONE_RATE, Samples

SUFFIXES = (".wav", ".flac", ".mp3", ".ogg", ".oga", ".opus", ".aif", ".aiff", ".aifc", ".au", ".caf")
"""What a sound file may be called; what it is shows in its contents."""
LARGEST = 200_000_000
"""Bytes of one file: ten minutes of a CD as WAV, or hours in any other format."""
LONGEST_S = 600
LONGEST_MUSIC_S = 1800
_MOST_CHANNELS = 16
_RATES = range(1000, 768_001)
_BLOCK = 65536
"""Samples of each channel that are read at once: an hour of sound fits through little memory."""
_CONVERT = "convert it with: ffmpeg -i FILE new.flac"


class RecordingUnusable(AcdError):
    """A sound file cannot be played to a caller; the message says why and what to do."""


def contents(path: Path) -> bytes:
    """The bytes of a file that is not too large. Blocking. Raises RecordingUnusable."""
    try:
        if not path.is_file():
            raise RecordingUnusable(f"there is no file {path}")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise RecordingUnusable(f"{path} cannot be read: {error.strerror or type(error).__name__}") from error
    if len(data) > LARGEST:
        raise RecordingUnusable(f"{path} has more than {LARGEST // 1_000_000} MB; {_CONVERT}")
    return data


def checksum(data: bytes) -> str:
    """SHA-256 of the bytes, as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def decoded(data: bytes, longest_s: int = LONGEST_S) -> Samples:
    """Telephone sound: all channels mixed, 8 kHz, as loud as it was. Raises RecordingUnusable.

    Takes about 0.1 s for a minute of sound.
    """
    if not data:
        raise RecordingUnusable("it is empty; save it again")
    try:
        file = soundfile.SoundFile(_Bytes(data))
    except Exception as error:
        # besides LibsndfileError: TypeError and others, as the header lies
        formats = "WAV, AIFF, FLAC, OGG, Opus, MP3, AU, CAF"
        raise RecordingUnusable(f"it is no sound that can be read here ({formats}); {_CONVERT}") from error
    with file:
        if file.samplerate not in _RATES or not 1 <= file.channels <= _MOST_CHANNELS:
            found = f"{file.samplerate} Hz, {file.channels} channels"
            raise RecordingUnusable(f"{found} cannot be converted here; {_CONVERT}")
        samples = np.concatenate([np.zeros(0, np.float32), *_telephone(file, longest_s)])
    if not len(samples):
        raise RecordingUnusable("there is no sound in it; save it again")
    return samples


class _Bytes(io.BytesIO):
    """What the decoder reads from. A damaged file lets it seek before the beginning."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        try:
            return super().seek(offset, whence)
        except ValueError:
            return super().seek(0)


def _telephone(file: soundfile.SoundFile, longest_s: int) -> Iterator[Samples]:
    """Block by block, one channel at 8 kHz."""
    # always through the resampler: also at 8 kHz, where it passes every sample on
    resampler = soxr.ResampleStream(file.samplerate, TELEPHONE_RATE, 1, dtype="float32")
    frames = 0
    for block in _blocks(file):
        frames += len(block)
        # counted, not read from the header, which may lie
        if frames > longest_s * file.samplerate:
            raise RecordingUnusable(f"it lasts more than {longest_s // 60} minutes; cut it")
        yield resampler.resample_chunk(block)
    yield resampler.resample_chunk(np.zeros(0, np.float32), last=True)


def _blocks(file: soundfile.SoundFile) -> Iterator[Samples]:
    """All channels mixed, as they come from the file."""
    seconds = 0.0
    while True:
        try:
            block = file.read(_BLOCK, dtype="float32", always_2d=True)
        except Exception as error:
            # besides LibsndfileError: whatever else a damaged file leads to
            raise RecordingUnusable(f"it is damaged after {seconds:.0f} s; save it again or {_CONVERT}") from error
        if not len(block):
            return
        if not np.isfinite(block).all():
            raise RecordingUnusable(f"it holds numbers that are no sound; {_CONVERT}")
        seconds += len(block) / file.samplerate
        yield block.mean(axis=1, dtype=np.float32)
