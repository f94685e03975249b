"""Sound files of the user: read whatever their format if they can be played, else refused with what to do."""

import random
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.prompts import recordings
from acd.prompts.audio import Samples
from acd.prompts.recordings import RecordingUnusable, checksum, contents, decoded
from tests.fixtures.tunes import SUFFIXES, write_sound, write_tune
from tests.unit.prompts.recorded import tone, wav

CONVERT = "; convert it with: ffmpeg -i FILE new.flac"
NO_SOUND = "it is no sound that can be read here (WAV, AIFF, FLAC, OGG, Opus, MP3, AU, CAF)" + CONVERT
GOOD = wav(tone(1000, 8000, 0.1), 8000)


def pitches(samples: Samples) -> dict[int, float]:
    """Return what is in a sound, in decibels by hertz, as far as it can be heard."""
    part = samples[len(samples) // 4 : len(samples) // 4 + 4000].astype(float) * np.hanning(4000)
    levels = 20 * np.log10(np.abs(np.fft.rfft(part)) / 1000 + 1e-9)
    return {int(place) * 2: float(levels[place]) for place in np.flatnonzero(levels > -50)}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_is_heard_as_what_it_is(suffix: str, tmp_path: Path) -> None:
    """A tone of 1000 Hz is one of 1000 Hz, as loud and as long, and nothing else is heard beside it."""
    write_tune(tmp_path / f"a{suffix}", 1000, 2.0, rate=48000, level=0.3)
    samples = decoded((tmp_path / f"a{suffix}").read_bytes())
    assert len(samples) == pytest.approx(16000, abs=600)
    found = pitches(samples)
    assert all(abs(pitch - 1000) <= 10 for pitch in found), found
    assert max(found.values()) == pytest.approx(20 * np.log10(0.3), abs=0.5)


@pytest.mark.parametrize("rate", [4000, 8000, 11025, 16000, 22050, 44100, 48000, 96000, 192000])
def test_any_rate_becomes_telephone_sound(rate: int, tmp_path: Path) -> None:
    """Whole multiple of 8 kHz or not."""
    write_tune(tmp_path / "a.flac", 1000, 2.0, rate=rate)
    found = pitches(decoded((tmp_path / "a.flac").read_bytes()))
    assert found and all(abs(pitch - 1000) <= 10 for pitch in found), found


@pytest.mark.parametrize("hertz", [4300, 5000, 7000, 9000, 15000])
def test_what_a_telephone_cannot_carry_does_not_come_back(hertz: int, tmp_path: Path) -> None:
    """Without a filter 7000 Hz would be heard as 1000 Hz."""
    write_tune(tmp_path / "a.wav", hertz, 2.0, rate=44100)
    assert pitches(decoded((tmp_path / "a.wav").read_bytes())) == {}


def test_channels_are_mixed(tmp_path: Path) -> None:
    """What is on one side only is heard at half its height."""
    left, right = (0.4 * np.sin(2 * np.pi * hertz * np.arange(96000) / 48000) for hertz in (500, 1500))
    write_sound(tmp_path / "a.flac", np.stack([left, right], axis=1), 48000)
    found = pitches(decoded((tmp_path / "a.flac").read_bytes()))
    assert [found[500], found[1500]] == pytest.approx([20 * np.log10(0.2)] * 2, abs=0.3)


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("channels", [1, 2, 9])
def test_samples_of_any_width_are_read(width: int, channels: int) -> None:
    """At 8 kHz they are what they were."""
    samples = decoded(wav(tone(1000, 8000), 8000, width, channels))
    assert np.abs(samples - tone(1000, 8000)).max() < (0.01 if width == 1 else 0.0001)


def test_what_is_missing_at_the_end_of_a_wav_is_not_missed() -> None:
    """A download that broke off still plays; half a sample is dropped."""
    assert len(decoded(GOOD[:-3])) == 798


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "it is empty; save it again"),
        (b"ID3 not a sound", NO_SOUND),
        (b"\0\0\0 ftypM4A " + bytes(400), NO_SOUND),
        (b"PK\3\4" + bytes(400), NO_SOUND),
        (random.Random(1).randbytes(5000), NO_SOUND),
        (wav(tone(100, 8000), 800), "800 Hz, 1 channels cannot be converted here" + CONVERT),
        (wav(tone(100, 8000), 8000, channels=17), "8000 Hz, 17 channels cannot be converted here" + CONVERT),
        (wav(np.zeros(0, np.float32), 8000), "there is no sound in it; save it again"),
    ],
    ids=["empty", "text", "m4a", "zip", "encrypted", "slow", "channels", "silent"],
)
def test_what_cannot_be_played_is_refused(data: bytes, message: str) -> None:
    """With the way out."""
    with pytest.raises(RecordingUnusable) as caught:
        decoded(data)
    assert str(caught.value) == message


def test_a_damaged_file_is_told_with_the_moment(tmp_path: Path) -> None:
    """Half of a FLAC file: what is there would end in the middle of a word."""
    write_tune(tmp_path / "a.flac", 1000, 4.0)
    data = (tmp_path / "a.flac").read_bytes()
    with pytest.raises(RecordingUnusable, match=r"it is damaged after [12] s; save it again or convert it with"):
        decoded(data[: len(data) // 2])


def test_numbers_that_are_no_sound_are_refused(tmp_path: Path) -> None:
    """One of them would make the loudness of the whole file no number."""
    samples = np.zeros((8000, 1))
    samples[100] = np.inf
    write_sound(tmp_path / "a.caf", samples, 8000)
    with pytest.raises(RecordingUnusable, match="it holds numbers that are no sound"):
        decoded((tmp_path / "a.caf").read_bytes())


def test_what_is_too_long_or_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its length is counted, whatever its header says."""
    data = wav(tone(100, 8000, 61), 8000)
    assert len(decoded(data, 61)) == 61 * 8000
    with pytest.raises(RecordingUnusable, match="it lasts more than 1 minutes; cut it"):
        decoded(data, 60)
    monkeypatch.setattr(recordings, "LARGEST", 1000)
    (tmp_path / "hi.wav").write_bytes(GOOD)
    with pytest.raises(RecordingUnusable, match="has more than 0 MB"):
        contents(tmp_path / "hi.wav")


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
        samples = decoded(data[:place] + slip + data[place + len(slip) :])
    except RecordingUnusable:
        return
    assert len(samples) > 0


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_damaged_file_of_any_format_is_samples_or_unusable(suffix: str, tmp_path: Path) -> None:
    """Nothing else, and no crash of the decoder: bytes changed and cut off anywhere."""
    write_tune(tmp_path / f"a{suffix}", 1000, 0.3)
    data, chance = (tmp_path / f"a{suffix}").read_bytes(), random.Random(7)
    for _ in range(40):
        damaged = bytearray(data[: chance.randrange(len(data) // 2, len(data))])
        for _ in range(chance.choice([1, 5, 30])):
            damaged[chance.randrange(min(len(damaged), chance.choice([100, 10**6])))] = chance.randrange(256)
        try:
            assert len(decoded(bytes(damaged))) > 0
        except RecordingUnusable as refused:
            assert ";" in str(refused)
