"""The folder where the PBX writes."""

import errno
import fcntl
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from acd.domain.recordings import RecordingId
from acd.recordings import wav
from acd.recordings.names import RecordingName
from acd.recordings.raw_folder import QUIET_MS, RawFolder
from tests.storage.sample import StandingClock
from tests.unit.recordings.clips import ACME, name, put_back, raw

DAY = date(2026, 11, 18)
"""Of the clock that stands."""


def on(days: int = 0, call_id: str = "1.1") -> RecordingName:
    """Return the name of a recording of so many days later."""
    return RecordingName(ACME, DAY + timedelta(days=days), name(call_id))


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def folder(tmp_path: Path, clock: StandingClock) -> RawFolder:
    return RawFolder(tmp_path / "raw", clock)


def test_a_file_is_begun_with_a_header(folder: RawFolder) -> None:
    """Readable by us and our group, and named by tenant, day and id."""
    path = folder.make(ACME, name())
    assert path.read_bytes() == wav.header()
    assert path.stat().st_mode & 0o777 == 0o640 and folder.path.stat().st_mode & 0o777 == 0o750
    found = folder.find(on())
    assert found is not None and found.path == path and found.name.tenant_id == ACME
    assert folder.find(on(call_id="2.2")) is None


@pytest.mark.parametrize(("days", "found"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_file_is_found_over_midnight(folder: RawFolder, days: int, found: bool) -> None:
    """It has the day on which it was made, the recording that on which it was asked for or began."""
    path = folder.make(ACME, name())
    file = folder.find(on(days))
    assert (file is not None) is found
    if file is not None:
        assert (file.path, file.name.day) == (path, DAY), "the day of the file counts, for the store too"


def test_a_file_is_found_without_reading_the_folder(folder: RawFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an outage of the store there may be thousands to be finished, and each is looked for."""
    path = folder.make(ACME, name())

    def nobody_lists(_: Path) -> Any:
        raise AssertionError("the folder was read")

    monkeypatch.setattr(Path, "iterdir", nobody_lists)
    file = folder.find(on())
    assert file is not None and file.path == path


def test_a_link_in_place_of_a_file_is_not_found(folder: RawFolder) -> None:
    """Nor a folder."""
    path = folder.make(ACME, name())
    path.rename(folder.path / "elsewhere")
    path.symlink_to(folder.path / "elsewhere")
    assert folder.find(on()) is None


def test_no_file_is_begun_twice(folder: RawFolder) -> None:
    """What is there is never written over, and no link is followed."""
    path = folder.make(ACME, name())
    with pytest.raises(FileExistsError):
        folder.make(ACME, name())
    path.unlink()
    path.symlink_to(folder.path / "elsewhere")
    with pytest.raises(FileExistsError):
        folder.make(ACME, name())


@pytest.mark.parametrize("bad", ["../../x-r1", "x", "a/b-r1"])
def test_a_bad_name_makes_no_file(folder: RawFolder, bad: str) -> None:
    """Nor a folder."""
    with pytest.raises(ValueError, match="no name"):
        folder.make(ACME, RecordingId(bad))
    assert list(folder.files()) == [] and not folder.path.exists()


def test_what_is_none_of_ours_is_left_alone(folder: RawFolder) -> None:
    """Other files, folders, links."""
    path = folder.make(ACME, name())
    (folder.path / "notes.txt").touch()
    (folder.path / path.name.replace("1.1-r1", "2.2-r1")).mkdir()
    (folder.path / path.name.replace("1.1-r1", "3.3-r1")).symlink_to(path)
    assert [file.path for file in folder.files()] == [path]


def test_whether_a_file_is_written(folder: RawFolder) -> None:
    """Another process has it open for writing; reading does not count, and asking disturbs nobody."""
    path = raw(folder)
    assert not folder.is_written(path)
    steps = ("print(flush=True)", "input()", "f.close()", "print(flush=True)", "input()")
    code = "; ".join([f"f = open({str(path)!r}, 'ab')", *steps])
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdin and writer.stdout
        writer.stdout.readline()
        assert folder.is_written(path)
        writer.stdin.write(b"\n")
        writer.stdin.flush()
        writer.stdout.readline()
        with path.open("rb"):
            assert not folder.is_written(path)
        writer.communicate(b"\n")


def test_a_file_system_that_cannot_tell(
    folder: RawFolder, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There a file counts as written until nothing came for a while."""
    path = raw(folder)

    def no_leases(descriptor: int, *_: Any) -> int:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), descriptor)

    monkeypatch.setattr(fcntl, "fcntl", no_leases)
    put_back(path, clock, 0)
    assert folder.is_written(path)
    put_back(path, clock, QUIET_MS / 1000)
    assert not folder.is_written(path)
