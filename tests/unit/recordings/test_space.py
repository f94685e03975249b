"""The disk: warned of in time, and recordings end before it is full."""

from pathlib import Path

import pytest

from acd.domain.events import Event, RecordingSpaceChanged
from acd.domain.voicemail_events import MessageSpaceChanged
from acd.recordings.space import MESSAGES, Level, SpaceWatch, free_bytes

MB = 1024 * 1024
FULL, ROOM = RecordingSpaceChanged(enough=False), RecordingSpaceChanged(enough=True)


class Disk:
    """One whose free space the test says."""

    def __init__(self, folder: Path) -> None:
        self.free: int | OSError = 1000 * MB
        self.events: list[Event] = []
        self.watch = SpaceWatch(folder / "raw", 100 * MB, self.events.append, self._free)

    def _free(self, folder: Path) -> int:
        assert folder.is_dir()
        if isinstance(self.free, OSError):
            raise self.free
        return self.free


@pytest.mark.parametrize(
    ("free_mb", "level"),
    [(1000, Level.ENOUGH), (200, Level.ENOUGH), (199, Level.LOW), (100, Level.LOW), (99, Level.FULL), (0, Level.FULL)],
)
async def test_levels(tmp_path: Path, free_mb: int, level: Level) -> None:
    """Twice the reserve is the warning, the reserve is the end; only the end is told to the engine."""
    disk = Disk(tmp_path)
    disk.free = free_mb * MB
    await disk.watch.look()
    assert (disk.watch.level, disk.watch.free_bytes) == (level, free_mb * MB)
    assert disk.events == ([FULL] if level is Level.FULL else [])
    assert (disk.watch.problem is None) == (level is not Level.FULL)


async def test_there_and_back(tmp_path: Path) -> None:
    """Each change is told once; it takes more than the reserve to record again."""
    disk = Disk(tmp_path)
    for free_mb in (1000, 150, 99, 50, 100, 124, 125, 1000):
        disk.free = free_mb * MB
        await disk.watch.look()
        await disk.watch.look()
        assert disk.events == {99: [FULL], 50: [FULL], 100: [FULL], 124: [FULL]}.get(
            free_mb, [FULL, ROOM] if FULL in disk.events else []
        )
    assert disk.events == [FULL, ROOM]


async def test_a_disk_that_cannot_be_read_is_full(tmp_path: Path) -> None:
    """Nobody knows, so calls come first."""
    disk = Disk(tmp_path)
    disk.free = OSError(5, "Input/output error")
    await disk.watch.look()
    assert disk.events == [FULL]
    assert disk.watch.problem == "only 0 MB are free for recordings: calls are not recorded"


def test_a_real_disk(tmp_path: Path) -> None:
    """It says something."""
    assert free_bytes(tmp_path) > 0


async def test_messages_have_words_and_an_event_of_their_own(tmp_path: Path) -> None:
    """Recordings go on."""
    events: list[Event] = []
    watch = SpaceWatch(tmp_path / "messages", 100 * MB, events.append, lambda _: 5 * MB, MESSAGES)
    await watch.look()
    assert events == [MessageSpaceChanged(enough=False)]
    assert watch.problem == "only 5 MB are free for messages: callers are not asked for messages"
