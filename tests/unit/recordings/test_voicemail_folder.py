"""The folder in which the PBX writes messages of callers."""

import struct
import wave
from datetime import date
from pathlib import Path

import pytest

from acd.domain.tenants import TenantId
from acd.domain.voicemails import VoicemailId
from acd.recordings.voicemail_folder import Sealed, VoicemailFolder, key_of
from tests.storage.sample import StandingClock

SECOND = bytes(range(250)) * 64
"""Of one channel."""


def begun(sound: bytes) -> bytes:
    """Return a file as Asterisk leaves it when it is killed: the two numbers of the header are not written."""
    form = struct.pack("<4sI8sIHHIIHH4sI", b"RIFF", 0, b"WAVEfmt ", 16, 1, 1, 8000, 16000, 2, 16, b"data", 0)
    return form + sound


@pytest.fixture
def folder(tmp_path: Path) -> VoicemailFolder:
    return VoicemailFolder(tmp_path, StandingClock())


@pytest.mark.parametrize("torn", [b"", b"\1"])
def test_what_a_crash_left_is_made_whole(folder: VoicemailFolder, tmp_path: Path, torn: bytes) -> None:
    """Every sample that reached the disk can be played. Twice is once."""
    path = tmp_path / "acd-1.7.wav"
    path.write_bytes(begun(SECOND) + torn)
    (file,) = folder.left()
    assert (file.voicemail_id, file.call_id, file.path) == ("acd-1.7-v1", "acd-1.7", path)
    assert file.written_ms == path.stat().st_mtime_ns // 1_000_000
    assert folder.seal(file) == folder.seal(file) == Sealed(44 + len(SECOND), 1000)
    assert folder.left() == [file]  # the moment is kept
    with wave.open(str(path), "rb") as played:
        assert (played.getnchannels(), played.getframerate()) == (1, 8000)
        assert played.readframes(played.getnframes()) == SECOND


def test_a_file_that_is_hardly_begun(folder: VoicemailFolder, tmp_path: Path) -> None:
    """There is no sound in it."""
    (tmp_path / "a.wav").write_bytes(b"RIFF")
    assert folder.seal(folder.left()[0]) == Sealed(44, 0)


def test_one_that_is_being_recorded_is_left_alone(folder: VoicemailFolder, tmp_path: Path) -> None:
    """Until whoever writes it is done."""
    with (tmp_path / "a.wav").open("wb") as file:
        file.write(begun(SECOND))
        assert folder.left() == []
    assert len(folder.left()) == 1


def test_files_of_others_are_left_alone(folder: VoicemailFolder, tmp_path: Path) -> None:
    """What is no message by its name, links, folders."""
    for name in ("notes.txt", "a b.wav", "-.wav"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "folder.wav").mkdir()
    (tmp_path / "link.wav").symlink_to(tmp_path / "notes.txt")
    assert folder.left() == []
    assert VoicemailFolder(tmp_path / "nowhere", StandingClock()).left() == []


def test_places_in_the_store() -> None:
    """Below the tenant and the day; below a name of its own when nobody owns the number."""
    day, name = date(2026, 11, 22), VoicemailId("acd-1.7-v1")
    assert key_of(name, TenantId("acme"), day) == "acme/2026/11/22/acd-1.7-v1.wav"
    assert key_of(name, None, day) == "no-tenant/2026/11/22/acd-1.7-v1.wav"
    with pytest.raises(ValueError, match="no key"):
        key_of(VoicemailId("../x-v1"), None, day)
