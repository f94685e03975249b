"""WAV files of the user: read if they can be played, else refused with what to do."""

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.prompts import recordings
from acd.prompts.recordings import RecordingUnusable, checksum, contents, decoded
from tests.unit.prompts.recorded import tone, wav

NO_WAV = "it is no WAV file of plain samples (PCM)"
CONVERT = "; convert it with: sox in.wav -r 8000 -c 1 -b 16 out.wav"
GOOD = wav(tone(1000, 8000, 0.1), 8000)


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("channels", [1, 2])
def test_samples_of_any_width_are_read(width: int, channels: int) -> None:
    """Channels are mixed."""
    samples, rate = decoded(wav(tone(1000, 16000), 16000, width, channels))
    assert rate == 16000
    assert np.abs(samples - tone(1000, 16000)).max() < (0.01 if width == 1 else 0.0001)


def test_what_is_missing_at_the_end_is_not_missed() -> None:
    """A download that broke off still plays; half a sample is dropped."""
    assert len(decoded(GOOD[:-3])[0]) == 798


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", NO_WAV + CONVERT),
        (b"ID3 not a wav", NO_WAV + CONVERT),
        (GOOD.replace(b"fmt \x10\0\0\0\x01", b"fmt \x10\0\0\0\x07"), NO_WAV + CONVERT),
        (wav(tone(100, 4000), 4000), f"4000 Hz, 1 channels, 16 bit cannot be converted here{CONVERT}"),
        (wav(tone(100, 8000), 8000, channels=9), f"8000 Hz, 9 channels, 16 bit cannot be converted here{CONVERT}"),
        (wav(np.zeros(0, np.float32), 8000), "it lasts 0 s; use 1 to 600 seconds"),
    ],
)  # fmt: skip
def test_what_cannot_be_played_is_refused(data: bytes, message: str) -> None:
    """With the way out."""
    with pytest.raises(RecordingUnusable) as caught:
        decoded(data)
    assert str(caught.value) == message


def test_what_is_too_long_or_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be held in memory at each apply."""
    monkeypatch.setattr(recordings, "LONGEST_S", 1)
    with pytest.raises(RecordingUnusable, match="it lasts 2 s; use 1 to 1 seconds"):
        decoded(wav(tone(100, 8000, 2), 8000))
    monkeypatch.setattr(recordings, "LARGEST", 1000)
    with pytest.raises(RecordingUnusable, match="has more than 0 MB"):
        decoded(GOOD)


def test_a_file_is_checked_when_it_is_read(tmp_path: Path) -> None:
    """Its bytes are given as they are."""
    path = tmp_path / "hi.wav"
    path.write_bytes(GOOD)
    assert contents(path) == GOOD
    path.write_bytes(b"x")
    with pytest.raises(RecordingUnusable, match="no WAV file"):
        contents(path)


def test_a_file_that_is_not_there_or_no_file_is_named(tmp_path: Path) -> None:
    """A folder, a name that no file can have."""
    for path in (tmp_path / "none.wav", tmp_path):
        with pytest.raises(RecordingUnusable, match=f"there is no file {path}"):
            contents(path)
    with pytest.raises(RecordingUnusable, match=r"there is no file|cannot be read"):
        contents(tmp_path / ("x" * 300))


def test_the_checksum_is_of_the_bytes() -> None:
    """The one that `sha256sum` prints."""
    assert checksum(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@settings(deadline=None)
@given(st.binary(max_size=100), st.integers(0, 60), st.binary(max_size=8))
def test_any_bytes_are_samples_or_unusable(tail: bytes, place: int, slip: bytes) -> None:
    """Headers lie."""
    header = (
        b"RIFF"
        + struct.pack("<I", 36 + len(tail))
        + b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
    )
    data = header + b"data" + struct.pack("<I", len(tail)) + tail
    try:
        samples, _ = decoded(data[:place] + slip + data[place + len(slip) :])
    except RecordingUnusable:
        return
    assert len(samples) > 0
