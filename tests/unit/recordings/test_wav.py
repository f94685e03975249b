"""Headers: exact, and whatever a crash leaves becomes a file that can be played."""

import wave
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.recordings import wav


def played(path: Path) -> bytes:
    """Return the sound that a player finds."""
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 8000)
        return file.readframes(file.getnframes())


@pytest.mark.parametrize("sound", [b"", bytes(4), b"\1\2\3\4" * 1000])
def test_a_file_that_was_begun_with_a_header(tmp_path: Path, sound: bytes) -> None:
    """Nothing is copied: two numbers are written. A second time changes nothing."""
    path = tmp_path / "x.raw"
    path.write_bytes(wav.header() + sound)
    inode = path.stat().st_ino
    assert wav.seal(path) == wav.seal(path) == len(sound)
    assert played(path) == sound and path.stat().st_ino == inode


@pytest.mark.parametrize("extra", [1, 2, 3])
def test_half_a_sample_at_the_end_is_cut_off(tmp_path: Path, extra: int) -> None:
    """A crash does not care for samples."""
    path = tmp_path / "x.raw"
    path.write_bytes(wav.header() + b"\1\2\3\4" + bytes(extra))
    assert wav.seal(path) == 4 and played(path) == b"\1\2\3\4"


def test_a_file_without_header_gets_one(tmp_path: Path) -> None:
    """The PBX makes a file anew when ours is gone."""
    path = tmp_path / "x.raw"
    path.write_bytes(b"\1\2\3\4" * 1000)
    assert wav.seal(path) == 4000 and played(path) == b"\1\2\3\4" * 1000
    assert path.stat().st_mode & 0o777 == 0o640 and list(tmp_path.iterdir()) == [path]


@given(left=st.integers(0, 200))
def test_whatever_is_left_can_be_played(tmp_path_factory: pytest.TempPathFactory, left: int) -> None:
    """Also when the crash came in the middle of the header."""
    path = tmp_path_factory.mktemp("wav") / "x.raw"
    whole = wav.header() + bytes(range(156))
    path.write_bytes(whole[:left])
    sound_bytes = wav.seal(path)
    assert len(played(path)) == sound_bytes and sound_bytes % 4 == 0
    assert sound_bytes <= left


def test_lengths() -> None:
    """Four bytes are an eighth of a millisecond."""
    assert (wav.sound_ms(32_000), wav.sound_ms(0), wav.sound_ms(31)) == (1000, 0, 0)
    assert len(wav.header()) == len(wav.header(0)) == wav.HEADER_BYTES
    assert wav.header(2**33) == wav.header(None), "longer than the format can say"
